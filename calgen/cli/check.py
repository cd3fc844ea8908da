"""`calgen check`: is the output what the inputs make?"""

from __future__ import annotations

import json
from typing import Any

import click

from calgen import output
from calgen.cli import options, session, text
from calgen.cli.clients import run_for_all
from calgen.cli.progress import progress
from calgen.cli.session import Session
from calgen.cli.timings import timed
from calgen.cli.unchanged import remember, up_to_date
from calgen.files import LOCK_NAME
from calgen.output import Comparison, Difference
from calgen.pipeline import generate, lock_of
from calgen.stages import entered

_REASONS = {
    "new": "would be written, but is not there",
    "missing": "was generated, but is gone",
    "changed": "is not what the inputs make now",
    "edited": "was edited by hand, or never was calgen's",
    "orphaned": "is no longer generated",
}


@click.command()
@options.INPUTS
@options.OUTPUT
@options.format_option("text", "json", "github")
@options.TIMINGS
@options.COMMON
def check(style: str, as_json: bool, timings: bool, **flags: Any) -> None:
    """Compare the output with what would be generated; write nothing.

    Exit code 1 when a file differs, is missing, orphaned or edited.
    """
    style = "json" if as_json else style
    arguments = session.arguments()
    if arguments is not None:
        run_for_all("check", flags, arguments[1:], data=style == "json")

    def work(this: Session) -> int:
        with output.held(this.config.output, writing=False, say=this.say):
            with progress(quiet=this.quiet):
                result = generate(this.config, this.report, this.stdin)
            this.stop_if_strict()
            this.show_report()
            entered("comparing")
            lock = lock_of(result, this.config)
            found = output.compare(this.config.output, result.files, lock)
        if style == "json":
            click.echo(_as_json(found, this))
        elif style == "github":
            _as_github(found)
        else:
            _as_text(found, this)
            if not found.drift:
                remember(this, found, result.facts.api.ledger)
        return session.DRIFT if found.drift else session.DONE

    with timed(asked=timings):
        session.run(flags, work)


def _as_text(found: Comparison, this: Session) -> None:
    for each in found.drift:
        click.echo(f"{found.target / each.path}: {_REASONS[each.state]}")
        # The lock's own diff is digests; what they are digests of is shown.
        shown = each.state in ("changed", "edited") and each.path != LOCK_NAME
        if shown and not this.quiet:
            click.echo(_indented(each))
    for cause in found.causes:
        click.echo(f"because: {cause}")
    if found.drift:
        this.say(
            f"calgen: {len(found.drift)} of {len(found.differences)} files differ\n"
            f"  hint: {_remedy(found)}"
        )
    else:
        this.say(up_to_date(found))


def _remedy(found: Comparison) -> str:
    if found.having("edited"):
        return "`calgen generate --force` overwrites edits, `--keep-edits` leaves them"
    return "`calgen generate` brings the output up to date"


def _indented(each: Difference) -> str:
    return "".join(f"    {line}\n" for line in each.diff().splitlines()).rstrip("\n")


def _as_json(found: Comparison, this: Session) -> str:
    data = {
        "target": found.target.as_posix(),
        "drift": [
            {
                "path": each.path,
                "state": each.state,
                "reason": _REASONS[each.state],
                "diff": each.diff() if each.state in ("changed", "edited") else "",
            }
            for each in found.drift
        ],
        "causes": list(found.causes),
        "files": len(found.differences),
        "diagnostics": [text.diagnostic_data(each) for each in this.report],
    }
    return json.dumps(data, indent=1, ensure_ascii=False)


def _as_github(found: Comparison) -> None:
    because = "; ".join(found.causes)
    for each in found.drift:
        said = f"{each.path} {_REASONS[each.state]}" + (
            f" ({because})" if because else ""
        )
        click.echo(text.github("error", said, (found.target / each.path).as_posix()))

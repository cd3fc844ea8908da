"""`calgen lint`: findings about the inputs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from calgen import __version__
from calgen.cli import options, session, text
from calgen.cli.session import Session
from calgen.codes import CODES, nearest
from calgen.ir import Json
from calgen.lint import Finding, sarif
from calgen.lint import lint as run_lint
from calgen.pipeline import read_facts


@click.command()
@options.INPUTS
@options.format_option("text", "json", "github", "sarif")
@click.option(
    "--select",
    multiple=True,
    metavar="CODES",
    help="Only these codes or beginnings of codes, with commas. May be repeated.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODES",
    help="Not these; stronger than --select.",
)
@options.COMMON
def lint(
    style: str,
    as_json: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    **flags: Any,
) -> None:
    """Look for faults and contradictions in the inputs.

    Exit code 1 when there is a warning or an error; `calgen explain CODE` tells more.
    """
    style = "json" if as_json else style
    wanted, unwanted = _codes(select, "--select"), _codes(ignore, "--ignore")

    def work(this: Session) -> int:
        facts = read_facts(this.config, this.report, this.stdin)
        findings = run_lint(
            facts.merged,
            facts.api,
            facts.profile,
            this.report,
            ignores=this.config.lint,
            select=wanted,
            ignore=unwanted,
        )
        # They are this command's answer, and belong to its output.
        this.shown.update(this.report.diagnostics)
        _PRINTERS[style](findings, this)
        counted = {each.diagnostic.level for each in findings if not each.excuse}
        if not counted & {"warning", "error"}:
            return session.DONE
        return session.BAD if this.strict else session.DRIFT

    session.run(flags, work)


def _codes(given: Sequence[str], option: str) -> tuple[str, ...]:
    """Prefixes of codes. One that no code begins with is a mistake."""
    found = [
        each.strip().upper()
        for text in given
        for each in text.split(",")
        if each.strip()
    ]
    for each in found:
        if not any(code.startswith(each) for code in CODES):
            close = nearest(each)
            hint = f"; did you mean {' or '.join(close)}?" if close else ""
            raise click.BadParameter(
                f"no code begins with {each!r}{hint}", param_hint=option
            )
    return tuple(found)


def _as_text(findings: Sequence[Finding], this: Session) -> None:
    shown = [each for each in findings if not each.excuse]
    for each in shown:
        if not (this.quiet and each.diagnostic.level == "info"):
            click.echo(text.diagnostic(each.diagnostic, color=this.color))
    this.say(f"calgen: {_summary(shown)}{_ignored(len(findings) - len(shown))}")
    if shown:
        this.say("  hint: `calgen explain CODE` tells more about a finding")


def _summary(shown: Sequence[Finding]) -> str:
    counts = _counts(shown)
    told = [
        f"{number} {noun}{'' if number == 1 else 's'}"
        for noun, number in zip(
            ("error", "warning", "note"), counts.values(), strict=True
        )
        if number
    ]
    return ", ".join(told) or "no findings"


def _ignored(number: int) -> str:
    return f" ({number} ignored by the settings)" if number else ""


def _counts(shown: Sequence[Finding]) -> dict[str, int]:
    found = Counter(each.diagnostic.level for each in shown)
    return {"error": found["error"], "warning": found["warning"], "info": found["info"]}


def _as_json(findings: Sequence[Finding], this: Session) -> None:
    shown = [each for each in findings if not each.excuse]
    data = {
        "findings": [_data(each) for each in shown],
        "ignored": [
            {**_data(each), "reason": each.excuse} for each in findings if each.excuse
        ],
        "counts": _counts(shown),
    }
    click.echo(json.dumps(data, indent=1, ensure_ascii=False))


def _data(finding: Finding) -> Json:
    operation = finding.operation
    return {
        **text.diagnostic_data(finding.diagnostic),
        "operation": operation.dotted if operation else None,
    }


def _as_github(findings: Sequence[Finding], this: Session) -> None:
    for each in findings:
        if not each.excuse:
            click.echo(text.github_diagnostic(each.diagnostic))


def _as_sarif(findings: Sequence[Finding], this: Session) -> None:
    click.echo(json.dumps(sarif(findings, __version__), indent=1, ensure_ascii=False))


_PRINTERS = {
    "text": _as_text,
    "json": _as_json,
    "github": _as_github,
    "sarif": _as_sarif,
}

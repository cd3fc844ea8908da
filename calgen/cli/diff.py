"""`calgen diff`: what an API's changes are for the callers of its client."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from calgen.cli import options, session, text
from calgen.cli.session import Session
from calgen.cli.sides import Read, read_sides, sides
from calgen.diff import (
    Change,
    accepting,
    bump,
    changes_data,
    counted,
    differences,
    folded,
    markdown,
    met,
    reached,
    where,
)

_COLORS = {"breaking": "red", "risky": "yellow", "safe": "green"}


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@options.INPUTS
@options.format_option("text", "json", "markdown")
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "risky", "any"]),
    help="Exit with 1 for a change that is at least as bad and not accepted.",
)
@options.COMMON
def diff(
    old: str | None,
    new: str | None,
    style: str,
    as_json: bool,
    fail_on: str | None,
    **flags: Any,
) -> None:
    """Compare two versions of an API, for those who call its client.

    OLD and NEW are files, folders, or revisions of a path (HEAD~1:specs). Without NEW it
    is the inputs; without both, the inputs are compared with the last commit.
    """
    if new is not None:
        if flags["inputs"]:
            raise click.UsageError("NEW is the input; -i goes with OLD alone")
        if old == new == "-":
            raise click.UsageError("one side only can be standard input")
        flags["inputs"] = ("-",) if "-" in (old, new) else (new,)
    elif old == "-":
        raise click.UsageError("with OLD from standard input, NEW has to be named")
    style = "json" if as_json else style

    def work(this: Session) -> int:
        with TemporaryDirectory(prefix="calgen-") as folder:
            found = sides(old, new, this, Path(folder).resolve())
            told = this.report.mark()
            before, after = read_sides(*found, this)
            if not this.verbose:
                # `check` and `lint` tell what is wrong with a document; this does not.
                read = this.report.diagnostics[told:]
                this.shown.update(each for each in read if each.level != "error")
            changes = accepting(
                differences(before.surface, after.surface),
                this.config.diff,
                this.report,
                today=date.today(),
            )
            this.stop_if_strict()
            _show(style, changes, before, after, this)
        failed = fail_on is not None and met(changes, fail_on)
        return session.DRIFT if failed else session.DONE

    session.run(flags, work)


def _show(
    style: str, changes: Sequence[Change], old: Read, new: Read, this: Session
) -> None:
    if style == "json":
        data = changes_data(changes, old.shown, new.shown)
        click.echo(json.dumps(data, indent=1, ensure_ascii=False))
    elif style == "markdown":
        click.echo(markdown(changes, old.shown, new.shown), nl=False)
    else:
        _as_text(changes, old, new, this)


def _as_text(changes: Sequence[Change], old: Read, new: Read, this: Session) -> None:
    # `auto` asks whether stderr is a terminal; what is printed here may go elsewhere.
    colors = this.color and (sys.stdout.isatty() or not sys.stderr.isatty())
    for each in folded(changes):
        if this.quiet and each.severity == "safe":
            continue
        level: str = each.severity
        if colors:
            level = click.style(level, fg=_COLORS[level], bold=True)
        first = each.first
        count = len(each.changes)
        named = f"[{first.id}]" if count == 1 else f"[{first.kind}, {count} times]"
        said = text.seen(f": {each.message} {named}")
        click.echo(f"{level}{said}", color=colors)
        for line in (
            reached(each),
            where(first, old.shown, new.shown) if count == 1 else "",
            f"accepted: {first.accepted}" if first.accepted else "",
        ):
            if line:
                click.echo(text.seen(f"    {line}"))
    bumped = f"; version bump: {bump(changes)}" if changes else ""
    this.say(f"calgen: {counted(changes)}{bumped}")
    if (
        changes
        and not this.quiet
        and any(len(each.changes) > 1 for each in folded(changes))
    ):
        this.say(
            "  hint: --format json or markdown has the id and place of every change"
        )

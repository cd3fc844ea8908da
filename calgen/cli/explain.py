"""`calgen explain`: what a diagnostic code means, and what to do about it."""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import asdict

import click

from calgen.cli import complete, options, session
from calgen.codes import CODES, Code, nearest

_WIDTH = 78


@click.command()
@click.argument("code", required=False, shell_complete=complete.codes)
@options.format_option("text", "json")
def explain(code: str | None, style: str, as_json: bool) -> None:
    """Explain the diagnostic CODE; without it, list every code."""
    asked = code.strip().upper() if code else None
    found = list(CODES.values()) if asked is None else [CODES.get(asked)]
    known = [each for each in found if each is not None]
    if not known:
        click.echo(f"calgen: error: there is no code {code!r}", err=True)
        if close := nearest(code or ""):
            click.echo(f"  hint: did you mean {' or '.join(close)}?", err=True)
        sys.exit(session.BAD)
    if as_json or style == "json":
        data = [asdict(each) for each in known]
        click.echo(
            json.dumps(data if asked is None else data[0], indent=1, ensure_ascii=False)
        )
    elif asked is None:
        for each in known:
            click.echo(f"{each.code}  {each.level:<7}  {each.title}")
    else:
        click.echo(_text(known[0]))


def _text(code: Code) -> str:
    example = textwrap.indent(code.example, "    ")
    return "\n\n".join(
        (
            f"{code.code} ({code.level}): {code.title}",
            textwrap.fill(code.meaning, _WIDTH),
            textwrap.fill(f"What to do: {code.remedy}", _WIDTH),
            f"For example:\n\n{example}",
        )
    )

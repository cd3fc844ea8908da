"""`calgen bundle`: all inputs as one OpenAPI document, facts included."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import click

from calgen.bundle import bundle as bundled
from calgen.bundle import bundle_text
from calgen.cli import options, session
from calgen.cli.session import Session
from calgen.output import Unwritable
from calgen.pipeline import read_facts


@click.command()
@options.INPUTS
@click.option(
    "-o",
    "target",
    metavar="FILE|-",
    default="-",
    show_default=True,
    help="Where to write; JSON if the name ends in .json, else YAML.",
)
@options.COMMON
def bundle(target: str, **flags: Any) -> None:
    """Write one normalised OpenAPI 3.1 document of all inputs.

    What prose states has become data in it: security with scopes, version headers with
    their values, and x- keys for limits, roles and the like.
    """

    def work(this: Session) -> int:
        facts = read_facts(this.config, this.report, this.stdin)
        this.stop_if_strict()
        document = bundled(facts.merged, facts.api, facts.profile)
        text = bundle_text(document, as_json=target.lower().endswith(".json"))
        if target == "-":
            click.echo(text, nl=False)
        else:
            _write(Path(target), text)
            this.show_report()
            number = len(facts.api.operations)
            this.say(f"{target}: {number} operation{'' if number == 1 else 's'}")
        return session.DONE

    session.run(flags, work)


def _write(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees a half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise Unwritable(f"cannot write {path}: {error.strerror}") from error

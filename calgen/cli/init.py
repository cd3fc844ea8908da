"""`calgen init`: settings to begin with."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from calgen.beginning import EXAMPLE, Choice, choices, settings_text
from calgen.cli import options, session
from calgen.cli.session import Session
from calgen.config import Config, load
from calgen.output import Unwritable
from calgen.pipeline import default_package, read_facts
from calgen.read import Input

_SETTINGS = "calgen.toml"
_FIRST = Path("specs/openapi.yaml")
_IGNORED = ".calgen-*"


@click.command()
@click.option(
    "-i",
    "--input",
    "given",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="The document, page or folder; else one that is found. May be repeated.",
)
@click.option(
    "-o",
    "--output",
    default="generated",
    show_default=True,
    help="Where the client goes.",
)
@click.option("--package", metavar="NAME", help="The import name of the client.")
@options.COMMON
def init(
    given: tuple[Path, ...], output: str, package: str | None, **flags: Any
) -> None:
    """Write commented settings, and a first specification where there is none.

    Looks for documents below the current folder; asks only on a terminal.
    """
    asks = sys.stdin.isatty() and sys.stderr.isatty()

    def work(this: Session) -> int:
        _refuse_second(this)
        inputs, others = _chosen(given, asks, this)
        example = None if inputs else Input(_FIRST.as_posix(), EXAMPLE.encode(), True)
        facts = read_facts(Config(inputs=inputs), this.report, example)
        this.show_report()
        name = package or default_package(facts.api.title)
        if asks and package is None:
            name = click.prompt("Name of the package", default=name, err=True)
        load({"config": "none", "package": name}, this.report, cwd=Path())
        text = settings_text(
            inputs=[each.as_posix() for each in inputs or (_FIRST.parent,)],
            others=[path.as_posix() for each in others for path in each.paths],
            output=output,
            package=name,
            profile=facts.profile.name,
            why=facts.why,
        )
        if example is not None:
            _write(_FIRST, EXAMPLE)
            this.say(f"wrote {_FIRST.as_posix()}: an example, to replace by your own")
        _write(Path(_SETTINGS), text)
        count = len(facts.api.operations)
        calls = f"{count} operation{'' if count == 1 else 's'}"
        this.say(f"wrote {_SETTINGS}: {calls} of {facts.api.title!r}")
        if _ignore():
            this.say(f"added {_IGNORED} to .gitignore")
        this.say("next: calgen generate")
        return session.DONE

    session.run({**flags, "config": "none", "inputs": ()}, work, inputs_needed=False)


def _refuse_second(this: Session) -> None:
    """Settings that are there stay as they are."""
    found = load({}, this.report, cwd=Path()).source
    if found is not None and found.resolve().parent == Path().resolve():
        this.report.error(
            "CG110",
            f"there are settings already: {found}",
            hint="edit them, or delete them and run calgen init again",
        )
    this.report.stop_on_errors()


def _chosen(
    given: tuple[Path, ...], asks: bool, this: Session
) -> tuple[tuple[Path, ...], Sequence[Choice]]:
    """The inputs, and what else was found."""
    if given:
        return given, ()
    found = choices(Path())
    if not found:
        return (), ()
    at = 0
    if asks and len(found) > 1:
        for number, each in enumerate(found, start=1):
            this.say(f"  {number}  {each}")
        kind = click.IntRange(1, len(found))
        at = click.prompt("Make the client of", default=1, type=kind, err=True) - 1
    chosen = found[at]
    this.say(f"found {chosen}")
    return chosen.paths, [each for each in found if each is not chosen]


def _write(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise Unwritable(f"cannot write {path}: {error.strerror}") from error


def _ignore() -> bool:
    """Have git leave alone what an interrupted run may leave; False if it does."""
    path = Path(".gitignore")
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if _IGNORED in lines:
            return False
        text = "\n".join([*lines, _IGNORED]) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unwritable(f"cannot write {path}: {error}") from error
    return True

"""`calgen generate`: make the client."""

from __future__ import annotations

import time
from typing import Any

import click

from calgen import output
from calgen.cli import options, session
from calgen.cli.session import Session
from calgen.pipeline import generate as run_pipeline
from calgen.pipeline import lock_of


@click.command()
@options.INPUTS
@options.OUTPUT
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--keep-edits", is_flag=True, help="Leave files that were edited by hand."
)
@options.COMMON
def generate(dry_run: bool, force: bool, keep_edits: bool, **flags: Any) -> None:
    """Generate the client package.

    Without -i the settings in calgen.toml or [tool.calgen] say what to read.
    """
    if force and keep_edits:
        raise click.UsageError("--force and --keep-edits exclude each other")
    started = time.perf_counter()

    def work(this: Session) -> int:
        result = run_pipeline(this.config, this.report, this.stdin)
        this.stop_if_strict()
        this.show_report()
        found = output.compare(
            this.config.output, result.files, lock_of(result, this.config)
        )
        edited = found.having("edited")
        if edited and not (force or keep_edits):
            _protect(this, edited)
            return session.EDITED
        if dry_run:
            _announce(found)
            return session.DONE
        written = output.write(found, keep_edits=keep_edits)
        ledger = result.facts.api.ledger
        this.say(
            f"{_count(ledger.read, 'operation')} in, {ledger.emitted} out"
            + (f" ({ledger.degraded} degraded)" if ledger.degraded else "")
            + (f" ({ledger.dropped} left out)" if ledger.dropped else "")
            + f" · {_count(written.written, 'file')} written, {written.unchanged} unchanged,"
            f" {written.removed} removed · {time.perf_counter() - started:.1f} s"
        )
        return session.DONE

    session.run(flags, work)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _protect(this: Session, edited: tuple[output.Difference, ...]) -> None:
    for each in edited:
        click.echo(f"{this.config.output / each.path}: edited by hand", err=True)
    click.echo(
        f"calgen: {_count(len(edited), 'file')} would lose hand-made changes; nothing was "
        "written\n  hint: --force overwrites them, --keep-edits leaves them as they are",
        err=True,
    )


def _announce(found: output.Comparison) -> None:
    words = {
        "new": "write",
        "missing": "write",
        "changed": "rewrite",
        "edited": "overwrite",
    }
    for each in found.drift:
        verb = words.get(each.state, "remove") if each.new is not None else "remove"
        click.echo(f"would {verb} {found.target / each.path}")

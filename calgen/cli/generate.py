"""`calgen generate`: make the client."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from calgen import output
from calgen.cli import options, session
from calgen.cli.clients import run_for_all
from calgen.cli.depfile import write_depfile
from calgen.cli.progress import progress
from calgen.cli.session import Session
from calgen.cli.timings import timed
from calgen.cli.unchanged import count, ledger_text, remember
from calgen.files import Lock, lock_in
from calgen.ir import Api
from calgen.pipeline import generate as run_pipeline
from calgen.pipeline import lock_of
from calgen.stages import entered


@click.command()
@options.INPUTS
@options.OUTPUT
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--keep-edits", is_flag=True, help="Leave files that were edited by hand."
)
@click.option(
    "--watch", is_flag=True, help="Stay, and generate again whenever an input changes."
)
@click.option(
    "--depfile",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what was read as a rule for Ninja or Make.",
)
@click.option(
    "--depfile-target",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="What that rule is for, instead of the calgen.lock of the output.",
)
@click.option(
    "--changelog",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Add to a changelog what changes for callers, from the inputs as they were "
    "committed when the client was made.",
)
@options.TIMINGS
@options.COMMON
def generate(
    dry_run: bool,
    force: bool,
    keep_edits: bool,
    watch: bool,
    depfile: Path | None,
    depfile_target: Path | None,
    changelog: Path | None,
    timings: bool,
    **flags: Any,
) -> None:
    """Generate the client package.

    Without -i the settings in calgen.toml or [tool.calgen] say what to read; if they
    have several clients and --client names none, each of them is generated.
    """
    if force and keep_edits:
        raise click.UsageError("--force and --keep-edits exclude each other")
    if watch and ("-" in flags["inputs"] or dry_run):
        raise click.UsageError(
            "--watch goes neither with --dry-run nor with standard input"
        )
    if changelog is not None and "-" in flags["inputs"]:
        raise click.UsageError("--changelog needs inputs that git has")
    arguments = session.arguments()
    if arguments is not None:
        about = {**flags, "depfile": depfile, "changelog": changelog}
        run_for_all("generate", about, arguments[1:], data=False)

    def work(this: Session) -> int:
        started = time.perf_counter()
        # From here on: names come from the lock that is there, which another run writes.
        with output.held(this.config.output, writing=not dry_run, say=this.say):
            with progress(quiet=this.quiet):
                result = run_pipeline(this.config, this.report, this.stdin)
            this.stop_if_strict()
            this.show_report()
            entered("comparing")
            lock = lock_of(result, this.config)
            found = output.compare(this.config.output, result.files, lock)
            edited = found.having("edited")
            if edited and not (force or keep_edits):
                _protect(this, edited)
                return session.EDITED
            entry = ""
            if changelog is not None:
                entry = _entry(this, lock, result.facts.api)
                this.stop_if_strict()
                this.show_report()
            if dry_run:
                _announce(found)
                return session.DONE
            if changelog is not None:
                # First: a run that is killed after this enters it again, and only once.
                from calgen.cli.changelog import write_entry

                write_entry(changelog, entry, this.report)
            entered("writing")
            written = output.write(found, keep_edits=keep_edits)
        ledger = result.facts.api.ledger
        this.say(
            f"{ledger_text(ledger)} · {count(written.written, 'file')} written,"
            f" {written.unchanged} unchanged, {written.removed} removed"
            f"{_kept(found) if keep_edits else ''}"
            f" · {time.perf_counter() - started:.1f} s"
        )
        if written.kept:
            _tell_kept(this, written.kept)
            return session.EDITED
        if depfile is not None:
            write_depfile(depfile, depfile_target, this.config.output, this.read)
        if not (force or keep_edits or watch):
            remember(this, found, ledger, depfile)
        return session.DONE

    if watch:
        session.watch(flags, work)
    with timed(asked=timings):
        session.run(flags, work)


def _entry(this: Session, lock: Lock, api: Api) -> str:
    old = lock_in(this.config.output)
    if old is None or old.inputs == lock.inputs:
        return ""
    # Imported here: few runs keep a changelog, and it takes all of `diff`.
    from calgen.cli.changelog import entry_of

    return entry_of(this, old, api)


def _kept(found: output.Comparison) -> str:
    number = len(found.having("edited"))
    return f", {number} left as edited" if number else ""


def _tell_kept(this: Session, paths: tuple[str, ...]) -> None:
    for path in paths:
        this.report.warning(
            "CG074",
            f"{this.config.output / path} was saved by hand while calgen wrote; it stays "
            "as it was saved",
            hint="look at it, then run calgen again with --force or --keep-edits",
        )


def _protect(this: Session, edited: tuple[output.Difference, ...]) -> None:
    for each in edited:
        click.echo(f"{this.config.output / each.path}: edited by hand", err=True)
    click.echo(
        f"calgen: {count(len(edited), 'file')} would lose hand-made changes; nothing was "
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

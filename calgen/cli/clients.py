"""A command for all the clients of one settings file: each in a process of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from calgen.cli import session, text
from calgen.config import load, several
from calgen.diagnostics import Report, Stop

_ONE = ("inputs", "output", "package", "depfile", "changelog")
_WORST = (session.BAD, session.EDITED, session.DRIFT, session.DONE)


def run_for_all(
    command: str, flags: Mapping[str, Any], arguments: Sequence[str], *, data: bool
) -> None:
    """Run a command for each client, if the settings have several and the flags name
    none; then this does not return. `command` is one word or more; `data`: what they
    print is JSON, and is joined.
    """
    report = Report()
    with _told(report):
        names = several(flags, report, cwd=Path())
        if not names:
            return
        for key in _ONE:
            if flags.get(key):
                known = ", ".join(names)
                raise click.UsageError(
                    f"the settings have several clients; --client NAME says which one "
                    f"these flags are for: {known}"
                )
        _check_apart(names, flags, report)
    sys.exit(_run(command, names, arguments, flags.get("jobs"), data=data))


def one_of_all(flags: Mapping[str, Any]) -> dict[str, Any]:
    """The flags of a command about the templates of one client: with any client's name
    where all of several have the same templates. Where they have not, and the flags name
    none, this does not return.
    """
    if flags.get("templates"):
        return dict(flags)
    report = Report()
    with _told(report):
        folders: dict[Path | None, str] = {}
        for name in several(flags, report, cwd=Path()):
            one = load({**flags, "client": name, "begins": True}, report, cwd=Path())
            folders.setdefault(one.templates and one.templates.resolve(), name)
        if len(folders) > 1:
            first, second, *_ = folders.values()
            report.error(
                "CG041",
                f"the clients {first!r} and {second!r} have different templates",
                hint=f"name one with --client, for example --client {first}",
            )
            raise Stop
    return {**flags, "client": next(iter(folders.values()), flags.get("client"))}


@contextmanager
def _told(report: Report) -> Iterator[None]:
    """What stops the work is said, and ends the process."""
    try:
        yield
    except Stop:
        for each in report:
            click.echo(text.diagnostic(each, color=False), err=True)
        sys.exit(session.BAD)


def _check_apart(
    names: Sequence[str], flags: Mapping[str, Any], report: Report
) -> None:
    """Two clients in one folder would remove each other's files."""
    targets: dict[Path, str] = {}
    for name in names:
        target = load({**flags, "client": name}, report, cwd=Path()).output.resolve()
        for other, owner in targets.items():
            if target == other or target in other.parents or other in target.parents:
                report.error(
                    "CG041",
                    f"the clients {owner!r} and {name!r} share an output folder, {target}",
                    hint="give each an `output` of its own",
                )
        targets[target] = name
    report.stop_on_errors()


def _run(
    command: str,
    names: Sequence[str],
    arguments: Sequence[str],
    jobs: int | None,
    *,
    data: bool,
) -> int:
    """The worst of the exit codes, after printing what each said in their order."""
    # Imported here: every run comes by, and few have several clients.
    import subprocess
    from concurrent.futures import ThreadPoolExecutor

    program = (sys.executable, "-m", "calgen")

    def one(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*program, *command.split(), "--client", name, *arguments],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )

    codes, answers = [], {}
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        for name, done in zip(names, pool.map(one, names), strict=True):
            codes.append(done.returncode)
            if done.stderr:
                click.echo(f"{name}:", err=True)
                click.echo(done.stderr, err=True, nl=False)
            if data:
                answers[name] = json.loads(done.stdout) if done.stdout else None
            else:
                click.echo(done.stdout, nl=False)
    if data:
        click.echo(json.dumps({"clients": answers}, indent=1, ensure_ascii=False))
    known = [code for code in _WORST if code in codes]
    return known[0] if set(codes) <= set(_WORST) else session.BAD

"""One run of a command: its settings, its report, its way out."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, NoReturn

import click

from calgen import memo, quick
from calgen.cli import text
from calgen.cli.watch import wait_for_change
from calgen.config import Config, load
from calgen.diagnostics import Diagnostic, Report, Stop, in_order
from calgen.files import LOCK_NAME, BadPath, Lock
from calgen.format import NotPython
from calgen.output import JOURNAL_NAME, Unwritable, recover
from calgen.read import Input
from calgen.record import record
from calgen.stack import deeply
from calgen.theme import ThemeError
from calgen.trace import Trace, digest, traced

DONE, DRIFT, BAD, EDITED = 0, 1, 2, 3
# Flags that one of two commands has and the other does not.
_OWN = ("--format", "--json", "--depfile", "--watch", "--force", "--keep", "--dry")


@record(kw_only=False, frozen=False)
class Session:
    """What a command works with. Nothing here writes but to the terminal.

    `arguments` are those of the process, None where it is not ours. `read` is what the
    run has read so far.
    """

    config: Config
    report: Report
    stdin: Input | None
    strict: bool
    quiet: bool
    verbose: bool
    color: bool
    arguments: tuple[str, ...] | None = None
    read: Trace = field(default_factory=Trace)
    shown: set[Diagnostic] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """A line for people, on stderr."""
        if not self.quiet:
            click.echo(line, err=True, color=self.color)

    def show_report(self) -> None:
        """Print the diagnostics that were not yet printed: errors always, notes only
        when asked for."""
        new = [each for each in self.report.diagnostics if each not in self.shown]
        self.shown.update(new)
        for diagnostic in in_order(filter(self._shows, new)):
            line = text.diagnostic(diagnostic, color=self.color)
            self.told.append(line)
            click.echo(line, err=True, color=self.color)

    def _shows(self, diagnostic: Diagnostic) -> bool:
        if diagnostic.level == "error" or self.quiet:
            return diagnostic.level == "error"
        return diagnostic.level == "warning" or self.verbose

    def stop_if_strict(self) -> None:
        """With --strict a warning ends the run."""
        if self.strict and self.report.has("warning"):
            self.report.error("CG064", "a warning is an error with --strict")
            raise Stop

    def remember(
        self, lock: Lock, said: Mapping[str, str], beside: Iterable[Path] = ()
    ) -> None:
        """Keep what commands would say if they ran again: the output is what the run
        makes. `said` maps them to the line that they say after the diagnostics,
        `beside` are other files that the run has written.
        """
        if self.arguments is None or self.stdin is not None:
            return
        target = self.config.output
        rest = self.arguments[1:]
        if any(each.startswith(("--changelog", "--timings")) for each in rest):
            return  # it rests on what git knows, or on the hour
        if any(each.startswith(_OWN) for each in rest):
            said = {self.arguments[0]: said[self.arguments[0]]}
        left = {f"{target}/{path}": d for path, d in lock.files.items()}
        left[str(target / LOCK_NAME)] = digest(lock.text().encode())
        left |= {str(path): digest(path.read_bytes()) for path in beside}
        for command, line in said.items():
            told = self.told if self.quiet else [*self.told, line]
            quick.remember(
                (command, *rest),
                self.read,
                left,
                [str(target / JOURNAL_NAME)],
                err="".join(f"{each}\n" for each in told),
            )


def run(
    flags: dict[str, Any],
    work: Callable[[Session], int],
    *,
    inputs_needed: bool = True,
) -> NoReturn:
    """Resolve the settings, do the work, print what was found, exit.

    Every problem that an input, a template or the file system can cause ends in a
    diagnostic and exit code 2; nothing has been written then.
    """
    with traced() as read:
        code = _run(flags, work, read, inputs_needed=inputs_needed)
    sys.exit(code)


def watch(flags: dict[str, Any], work: Callable[[Session], int]) -> NoReturn:
    """As `run`, again and again: whenever something that was read has changed. Ends when
    the user interrupts it."""
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            with traced() as read:
                _run(dict(flags), work, read)
            if not flags["quiet"]:
                click.echo("calgen: watching what was read; Ctrl-C ends", err=True)
            wait_for_change(read)
    sys.exit(DONE)


def arguments() -> tuple[str, ...] | None:
    """The arguments of this process, command first; None where it is not ours."""
    context = click.get_current_context(silent=True)
    return context.find_object(tuple) if context is not None else None


def _run(
    flags: dict[str, Any],
    work: Callable[[Session], int],
    read: Trace,
    *,
    inputs_needed: bool = True,
) -> int:
    report = Report()
    session = Session(
        config=Config(),
        report=report,
        stdin=None,
        strict=flags.pop("strict", False),
        quiet=flags.pop("quiet"),
        verbose=flags.pop("verbose"),
        color=_color(flags.pop("color")),
        arguments=arguments(),
        read=read,
    )
    code = BAD
    try:
        stdin_name = flags.pop("stdin_name", None)
        paths = tuple(flags.pop("inputs", ()))
        if "-" in paths:
            session.stdin = _stdin(stdin_name, report)
        flags["inputs"] = tuple(Path(path) for path in paths if path != "-")
        session.config = load(flags, report, cwd=Path())
        needed = inputs_needed and session.stdin is None
        if needed and not session.config.inputs:
            report.error(
                "CG002",
                "there are no inputs",
                hint="name a document, page or folder with -i PATH, or `inputs` in "
                "calgen.toml or [tool.calgen]; `calgen init` writes first settings",
            )
        report.stop_on_errors()
        recover(session.config.output, say=session.say)
        with memo.kept("results", _key(session.config)):
            code = deeply(lambda: work(session))
    except Stop:
        pass
    except NotPython as error:
        _not_python(error, report)
    except BadPath as error:
        report.error("CG073", f"the output cannot be laid out: {error}")
    except ThemeError as error:
        report.error(
            error.code, f"{error.heading}{error}", error.place, hint=error.hint
        )
    except Unwritable as error:
        report.error("CG071", str(error))
    except RecursionError:
        report.error("CG006", "a document nests its parts too deeply to be read")
    session.show_report()
    return code


def _key(config: Config) -> str:
    """The name of what is kept for one output."""
    return digest(str(config.output.absolute()).encode(errors="surrogateescape"))[:24]


def _not_python(error: NotPython, report: Report) -> None:
    said = f"{error} in what would be written: {error.excerpt.strip()[:120]!r}"
    hint = (
        "correct this template, which had a part in it; it would be written as"
        if error.place is not None
        else "this is a fault of calgen's: please report it with the input; it would be "
        "written as"
    )
    width = len(str(max(error.around)))
    shown = (
        f"{'>' if number == error.line else ' '} {number:>{width}} | {line[:120]}"
        for number, line in error.around.items()
    )
    report.error("CG072", said, error.place, hint="\n".join([hint, *shown]))


def _stdin(name: str | None, report: Report) -> Input | None:
    if name is None:
        report.error(
            "CG002",
            "standard input needs a name that tells its kind",
            hint="for example --stdin-name openapi.yaml",
        )
        raise Stop
    return Input(name, sys.stdin.buffer.read(), asked=True)


def _color(asked: str) -> bool:
    if asked == "auto":
        shown = sys.stderr is not None and sys.stderr.isatty()
        return shown and not os.environ.get("NO_COLOR")
    return asked == "always"

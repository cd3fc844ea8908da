"""Problems as values with a place.

A stage reports what it finds and goes on; `Report.stop_on_errors` ends the run at the
stage's boundary, so that one run shows every problem of one kind. Codes are stable:
people put them into settings and search for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import Literal

from calgen.location import Place, Position
from calgen.record import record

Level = Literal["error", "warning", "info"]
RANK: dict[Level, int] = {"error": 0, "warning": 1, "info": 2}


@record
class Diagnostic:
    """One problem.

    `place` is where it is, `related` further places that matter (the other of two
    definitions), `hint` what the reader can do about it.
    """

    level: Level
    code: str
    message: str
    place: Place | Position | None = None
    related: tuple[Place | Position, ...] = ()
    hint: str = ""

    @property
    def position(self) -> Position | None:
        return position_of(self.place) if self.place is not None else None


class Stop(Exception):
    """Errors were reported and the run cannot go on; the report says which."""


@record(kw_only=False, frozen=False)
class Report:
    """The diagnostics of one run."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    _known: set[Diagnostic] = field(default_factory=set, repr=False)
    _heard: list[Diagnostic] | None = field(default=None, repr=False)

    @contextmanager
    def overheard(self) -> Iterator[list[Diagnostic]]:
        """Everything that is reported inside, also what was known already."""
        heard: list[Diagnostic] = []
        before, self._heard = self._heard, heard
        try:
            yield heard
        finally:
            self._heard = before

    def add(self, diagnostic: Diagnostic) -> None:
        if self._heard is not None:
            self._heard.append(diagnostic)
        if diagnostic not in self._known:
            self._known.add(diagnostic)
            self.diagnostics.append(diagnostic)

    def mark(self) -> int:
        """Where the report stands, for `rewind`."""
        return len(self.diagnostics)

    def rewind(self, mark: int) -> None:
        """Forget what was reported since a mark: what it was about is done again."""
        del self.diagnostics[mark:]
        self._known = set(self.diagnostics)

    def error(
        self,
        code: str,
        message: str,
        place: Place | Position | None = None,
        *,
        related: Iterable[Place | Position] = (),
        hint: str = "",
    ) -> None:
        self._add("error", code, message, place, related, hint)

    def warning(
        self,
        code: str,
        message: str,
        place: Place | Position | None = None,
        *,
        related: Iterable[Place | Position] = (),
        hint: str = "",
    ) -> None:
        self._add("warning", code, message, place, related, hint)

    def info(
        self,
        code: str,
        message: str,
        place: Place | Position | None = None,
        *,
        related: Iterable[Place | Position] = (),
        hint: str = "",
    ) -> None:
        self._add("info", code, message, place, related, hint)

    def _add(
        self,
        level: Level,
        code: str,
        message: str,
        place: Place | Position | None,
        related: Iterable[Place | Position],
        hint: str,
    ) -> None:
        self.add(
            Diagnostic(
                level=level,
                code=code,
                message=message,
                place=place,
                related=tuple(related),
                hint=hint,
            )
        )

    def stop_on_errors(self) -> None:
        """Raise `Stop` if an error was reported."""
        if self.has("error"):
            raise Stop

    def has(self, level: Level) -> bool:
        """Whether anything of this level was reported."""
        return any(each.level == level for each in self.diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        """The diagnostics in an order that does not depend on the order of the inputs."""
        return iter(in_order(self.diagnostics))


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By position, which takes a second walk over the text: ask for what is shown."""
    return sorted(diagnostics, key=_order)


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    position = diagnostic.position
    where = (position.path, position.line, position.column) if position else ("", 0, 0)
    return (*where, RANK[diagnostic.level], diagnostic.code, diagnostic.message)


def position_of(place: Place | Position) -> Position:
    return place if isinstance(place, Position) else place.position


def render(diagnostic: Diagnostic) -> str:
    """The text of one diagnostic: `path:line:col: level: message [CG012]`, then an excerpt."""
    position = diagnostic.position
    head = f"{position}: " if position else "calgen: "
    said = f"{head}{diagnostic.level}: {diagnostic.message} [{diagnostic.code}]"
    lines = [_seen(said)]
    lines += _excerpt(diagnostic.place)
    for place in diagnostic.related:
        lines.append(_seen(f"  {position_of(place)}: the other place"))
        lines += _excerpt(place)
    if diagnostic.hint:
        hint, *shown = diagnostic.hint.split("\n")
        lines.append(f"  hint: {_seen(hint)}")
        lines += [f"    {_seen(each)}" for each in shown]
    return "\n".join(lines)


def _seen(text: str) -> str:
    """The text without what a terminal would obey: documents speak through messages."""
    return "".join(c if c.isprintable() else " " for c in text)


def _excerpt(place: Place | Position | None) -> list[str]:
    if not isinstance(place, Place):
        return []
    position = place.position
    text = place.source.line_at(place.pointer)
    # A flattened text is one line: show the part of it that is meant.
    start = position.column - 41 if position.column > 120 else 0
    column = position.column - start
    shown = _seen(text[start : start + 160])
    if not shown.strip():
        return []
    gutter = f"  {position.line} | "
    arrow = " " * (len(gutter) - 2) + "| " + " " * (column - 1) + "^"
    return [gutter + shown, arrow] if column <= len(shown) else [gutter + shown]

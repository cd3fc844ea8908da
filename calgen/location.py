"""Where something stands: a position in a file, and a place that can be turned into one.

Positions cost a second walk over the text, so most code carries a `Place` (a source and
a JSON pointer) and asks for the `Position` only when somebody is going to read it.
"""

from __future__ import annotations

from typing import Protocol

from calgen.record import record


@record(kw_only=False, order=True)
class Position:
    """A point in a text file."""

    path: str
    """The name of the file that diagnostics show."""
    line: int
    """The line, counted from 1."""
    column: int
    """The column, counted from 1."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Source(Protocol):
    """Something that was read and can say where a part of it stands."""

    @property
    def path(self) -> str:
        """The name that diagnostics show."""
        ...

    def position(self, pointer: str) -> Position:
        """The position of the value at a JSON pointer, or of its nearest ancestor."""
        ...

    def line_at(self, pointer: str) -> str:
        """The text of the line of that position, without its line end."""
        ...


@record(kw_only=False)
class Place:
    """A part of a source."""

    source: Source
    """What was read."""
    pointer: str = ""
    """The JSON pointer of the part; '' for the whole."""

    def child(self, *keys: str | int) -> Place:
        """The place of a value below this one."""
        return Place(self.source, self.pointer + "".join(map(escape, keys)))

    @property
    def position(self) -> Position:
        """Where the part begins."""
        return self.source.position(self.pointer)


def escape(key: str | int) -> str:
    """One step of a JSON pointer, slash included (RFC 6901)."""
    text = str(key)
    if "~" in text or "/" in text:
        text = text.replace("~", "~0").replace("/", "~1")
    return "/" + text


def unescape(step: str) -> str:
    """The key that one step of a JSON pointer names."""
    return step.replace("~1", "/").replace("~0", "~")

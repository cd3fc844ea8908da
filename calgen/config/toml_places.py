"""Where the parts of a TOML text stand: `tomllib` gives data only.

The text is known to be TOML when this looks at it, so nothing is checked here.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property

from calgen.location import Position, escape

_SKIP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|(?!""").)*"{3,5}'
    r"|'''(?:(?!''').)*'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\r\n]+")


class TomlSource:
    """A settings file: JSON pointers to positions of keys and of list items."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._text = text

    def position(self, pointer: str) -> Position:
        """The position of the key (or list item) at a pointer, or of its nearest
        ancestor."""
        while pointer and pointer not in self._offsets:
            pointer = pointer.rpartition("/")[0]
        offset = self._offsets.get(pointer, 0)
        start = self._text.rfind("\n", 0, offset) + 1
        line = self._text.count("\n", 0, offset) + 1
        return Position(self.path, line, offset - start + 1)

    def line_at(self, pointer: str) -> str:
        """The text of the line of that position."""
        return self._text.split("\n")[self.position(pointer).line - 1]

    @cached_property
    def _offsets(self) -> dict[str, int]:
        return _Scan(self._text).offsets


class _Scan:
    """One walk over a text; `offsets` is what it found."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._tables: dict[str, int] = {}  # how many tables each `[[array]]` has so far
        self.offsets: dict[str, int] = {}
        self._document()

    def _document(self) -> None:
        above = ""
        while self._next() != "":
            if self._next() == "[":
                above = self._header()
            else:
                self._pair(above)

    def _header(self) -> str:
        """The pointer of the table that a `[header]` opens."""
        repeated = self._text.startswith("[[", self._at)
        self._at += 2 if repeated else 1
        keys = self._keys()
        self._next()
        self._at += 2 if repeated else 1
        pointer = ""
        for key, offset in keys:
            pointer += escape(key)
            self.offsets.setdefault(pointer, offset)
            if repeated and offset == keys[-1][1]:
                self._tables[pointer] = self._tables.get(pointer, 0) + 1
            if pointer in self._tables:
                pointer += escape(self._tables[pointer] - 1)
                self.offsets.setdefault(pointer, offset)
        return pointer

    def _pair(self, above: str) -> None:
        pointer = above
        for key, offset in self._keys():
            pointer += escape(key)
            self.offsets.setdefault(pointer, offset)
        self._next()
        self._at += 1  # =
        self._value(pointer)

    def _keys(self) -> list[tuple[str, int]]:
        """The parts of a dotted key, each with its offset."""
        found = []
        while True:
            self._next()
            start = self._at
            match = _STRING.match(self._text, start) or _BARE.match(self._text, start)
            raw = match.group() if match else self._text[start : start + 1]
            self._at = start + len(raw)
            quoted = raw.startswith(("'", '"'))
            found.append((tomllib.loads(f"k={raw}")["k"] if quoted else raw, start))
            blank = _BLANK.match(self._text, self._at)
            after = blank.end() if blank else self._at
            if not self._text.startswith(".", after):
                return found
            self._at = after + 1

    def _value(self, pointer: str) -> None:
        opening = self._next()
        if opening == "[":
            self._at += 1
            index = 0
            while self._next() not in ("]", ""):
                self.offsets[pointer + escape(index)] = self._at
                self._value(pointer + escape(index))
                index += 1
                self._comma()
            self._at += 1
        elif opening == "{":
            self._at += 1
            while self._next() not in ("}", ""):
                self._pair(pointer)
                self._comma()
            self._at += 1
        else:
            text, at = self._text, self._at
            match = _STRING.match(text, at) or _SCALAR.match(text, at)
            self._at = match.end() if match else at + 1

    def _comma(self) -> None:
        if self._next() == ",":
            self._at += 1

    def _next(self) -> str:
        """The next character that says something; '' at the end."""
        match = _SKIP.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

"""One file of a theme, and places in it."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from calgen.location import Place, Position
from calgen.record import record
from calgen.theme.fault import BadFolder, ThemeError

SUFFIX = ".jinja"
DEFAULT = "default/"
"""Before a name: the default theme's own file, whatever a user's folder has."""


@record
class TemplateFile:
    """A file of a theme. `name` is its path in the theme, `own` whether it is a user's;
    `path` is where it lies."""

    name: str
    path: Path
    content: bytes
    own: bool

    @property
    def target(self) -> str:
        """The path of what it makes, names in braces still to be filled in."""
        return self.name.removesuffix(SUFFIX)

    @property
    def is_template(self) -> bool:
        """Whether it is rendered; all others are copied."""
        return self.name.endswith(SUFFIX)

    @property
    def is_part(self) -> bool:
        """Whether it is there for other templates to use, and no output."""
        last = self.name.rpartition("/")[2]
        return last.startswith("_") and not last.startswith("__") and self.is_template

    @cached_property
    def text(self) -> str:
        """Its text, lines ending in `\\n`. Raises `ThemeError`."""
        try:
            return self.content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            said = f"{self.name}: not UTF-8 text"
            raise BadFolder(
                said,
                self.place(line),
                hint="save it as UTF-8; what is not text cannot be part of a theme",
            ) from error

    def place(self, line: int = 1, column: int = 1) -> Place:
        """A place in it; `line` and `column` count from 1."""
        return Place(_Shown(self), f"{line}:{column}")

    def find(self, word: str, line: int = 1) -> Place:
        """The place of a word in or behind a line; the line itself if it is not there."""
        pattern = re.compile(rf"(?<![\w.]){re.escape(word)}(?!\w)")
        lines = self.text.split("\n")
        for number in range(line, len(lines) + 1):
            if match := pattern.search(lines[number - 1]):
                return self.place(number, match.start() + 1)
        return self.place(line)


@record(kw_only=False)
class _Shown:
    """A template as a source of places: their pointers are `line:column`."""

    file: TemplateFile

    @property
    def path(self) -> str:
        path = self.file.path
        here = Path.cwd()
        return str(path.relative_to(here) if path.is_relative_to(here) else path)

    def position(self, pointer: str) -> Position:
        line, _, column = pointer.partition(":")
        return Position(self.path, int(line), int(column))

    def line_at(self, pointer: str) -> str:
        try:
            lines = self.file.text.split("\n")
        except ThemeError:
            return ""
        number = int(pointer.partition(":")[0])
        return lines[number - 1] if number <= len(lines) else ""

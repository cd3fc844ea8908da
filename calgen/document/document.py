"""A parsed document that knows where each of its parts stands."""

from __future__ import annotations

import pickle
from copy import copy
from functools import cached_property
from typing import Protocol

from calgen import memo
from calgen.document import json_text
from calgen.document.problem import Mark, Problem
from calgen.ir import JsonValue
from calgen.location import Position, unescape
from calgen.trace import digest


class SourceMap(Protocol):
    """Where the parts of some data stand in the text they were read from."""

    def mark(self, pointer: str) -> Mark:
        """The mark of the value at a JSON pointer, or of its nearest ancestor."""
        ...


class Moved(Protocol):
    """Where the parts of some data stood in the data that it was made of."""

    def was(self, pointer: str) -> str:
        """The old pointer of a value, or of what it was made of."""
        ...

    def now(self, pointer: str) -> str:
        """The new pointer of a value that stood at an old one."""
        ...


class Document:
    """Data, and the file it came from.

    `path` is what diagnostics show. A document may be a block inside a file: then
    `first_line` (from 0) and `indent` say where the block begins, and positions point
    into the file. Data that was gathered from another kind of text than JSON or YAML
    comes with a source map of its own. `data` is plain JSON data; nobody may change it.
    """

    def __init__(
        self,
        path: str,
        text: str,
        data: JsonValue,
        *,
        whole: str | None = None,
        first_line: int = 0,
        indent: int = 0,
        label: str = "",
        marks: SourceMap | None = None,
    ) -> None:
        self.path = path
        self.text = text
        self.data = data
        self.label = label
        self._whole = text if whole is None else whole
        self._first_line = first_line
        self._indent = indent
        self._marks = marks
        self._moved: tuple[Moved, ...] = ()

    def __repr__(self) -> str:
        return f"Document({self.path!r})"

    def remade(self, data: JsonValue, moved: Moved) -> Document:
        """The same text with other data, which was made of this document's."""
        made = copy(self)
        made.data = data
        made._moved = (*self._moved, moved)
        return made

    def now(self, pointer: str) -> str:
        """Where the data has what stands at a pointer in the text as it was written."""
        for each in self._moved:
            pointer = each.now(pointer)
        return pointer

    def position(self, pointer: str) -> Position:
        return self.shown(self.mark(pointer))

    def line_at(self, pointer: str) -> str:
        """The text of the line that a part of the data begins on."""
        mark = self.mark(pointer)
        document = mark.document or self
        return document.line_text(document.shown(mark).line)

    def mark(self, pointer: str) -> Mark:
        """Where the value at a JSON pointer stands in the text it was read from."""
        for each in reversed(self._moved):
            pointer = each.was(pointer)
        return self._map.mark(pointer)

    def derived(self, data: JsonValue, marks: SourceMap) -> Document:
        """Other data that was made of this document's, with its own source map."""
        return Document(
            self.path,
            self.text,
            data,
            whole=self._whole,
            first_line=self._first_line,
            indent=self._indent,
            label=self.label,
            marks=marks,
        )

    def line_text(self, line: int) -> str:
        lines = self._lines
        return lines[line - 1] if 0 < line <= len(lines) else ""

    def shown(self, mark: Mark) -> Position:
        """The position in the file of a mark in this document's text."""
        if mark.document is not None and mark.document is not self:
            return mark.document.shown(mark)
        return Position(
            self.path, self._first_line + mark.line + 1, self._indent + mark.column + 1
        )

    @cached_property
    def _map(self) -> SourceMap:
        if self._marks is not None:
            return self._marks
        if is_json(self.text):
            return json_text.JsonMap(self.text)
        from calgen.document import yaml_text

        return yaml_text.YamlMap(self.text)

    @cached_property
    def _lines(self) -> list[str]:
        return self._whole.split("\n")

    def at(self, pointer: str) -> JsonValue:
        """The value at a JSON pointer; raises KeyError when there is none."""
        value = self.data
        for step in pointer.split("/")[1:]:
            key = unescape(step)
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                value = value[int(key)]
            else:
                raise KeyError(pointer)
        return value


class Broken:
    """A text that could not be parsed: a source whose every place is the fault."""

    def __init__(self, document: Document, mark: Mark) -> None:
        self.path = document.path
        self._document = document
        self._mark = mark

    def position(self, pointer: str) -> Position:
        return self._document.shown(self._mark)

    def line_at(self, pointer: str) -> str:
        return self._document.line_text(self.position(pointer).line)


def is_json(text: str) -> bool:
    """Whether a text is JSON and not merely YAML (a flow mapping without quotes)."""
    head = text.lstrip("\ufeff \t\r\n")
    if not head.startswith(("{", "[")):
        return False
    after = head[1:].lstrip()
    return after[:1] in ('"', "}", "]", "{", "[") or head.startswith("[")


def _yaml(text: str) -> JsonValue:
    """The data of a YAML text, which costs far more to parse than to keep."""
    key = digest(text.encode(errors="surrogatepass"))
    known = memo.get("yaml", key)
    if known is None:
        from calgen.document import yaml_text  # its library is slow to import

        data = yaml_text.load(text)
        if not memo.is_open():
            return data
        # What is kept stays as it is, whoever changes the data.
        memo.put("yaml", key, pickle.dumps(data, pickle.HIGHEST_PROTOCOL))
        return data
    found: JsonValue = pickle.loads(known)
    return found


def parse(
    path: str,
    text: str,
    *,
    whole: str | None = None,
    first_line: int = 0,
    indent: int = 0,
    label: str = "",
) -> Document:
    """Parse a text; raises `Problem` with a mark inside `text`."""
    if is_json(text):
        text = json_text.whole(text)
        data = json_text.load(text)
    else:
        data = _yaml(text)
    return Document(
        path, text, data, whole=whole, first_line=first_line, indent=indent, label=label
    )


__all__ = ["Broken", "Document", "Moved", "Problem", "SourceMap", "is_json", "parse"]

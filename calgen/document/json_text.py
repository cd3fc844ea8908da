"""JSON: parsed by the standard library, positions found by scanning on demand."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cached_property

from calgen.document.problem import Mark, Problem
from calgen.ir import JsonValue
from calgen.location import escape
from calgen.stack import deeply

_END = re.compile("\n")
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


# An escape for half a character, which no file can hold; the other half is not beside it.
_HALF = re.compile(
    r"(?<!\\)((?:\\\\)*)(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)


def whole(text: str) -> str:
    """The text with the sign for a lost character in place of each half one; offsets stay."""
    return _HALF.sub(r"\1\\ufffd", text) if "\\ud" in text.lower() else text


def load(text: str) -> JsonValue:
    """Parse JSON; a repeated key is an error, as in YAML."""
    try:
        data: JsonValue = deeply(
            lambda: json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        )
    except json.JSONDecodeError as error:
        mark = Mark(error.lineno - 1, error.colno - 1)
        raise Problem(f"not valid JSON: {error.msg}", mark) from None
    except ValueError as error:
        raise Problem(f"cannot be read: {error}", Mark(0, 0)) from None
    except RecursionError:
        raise Problem(
            "nested too deeply to be an API description", Mark(0, 0)
        ) from None
    except _Repeated as repeated:
        raise _repeated_key(text, repeated.keys) from None
    except _Constant as constant:
        offset = text.find(constant.name)
        raise Problem(
            f"{constant.name} is not a JSON value", mark_at(text, max(offset, 0))
        ) from None
    return data


class _Repeated(Exception):
    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys


class _Constant(Exception):
    def __init__(self, name: str) -> None:
        self.name = name


def _refuse(name: str) -> JsonValue:
    raise _Constant(name)


def _unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise _Repeated(tuple(key for key, _ in pairs))
    return data


def _repeated_key(text: str, keys: tuple[str, ...]) -> Problem:
    """Find the object with exactly these keys and name the two places."""
    for start in re.finditer(r"\{", text):
        try:
            found = [(key, offset) for key, offset, _ in members(text, start.start())]
        except ValueError:
            continue
        if tuple(key for key, _ in found) != keys:
            continue
        first: dict[str, int] = {}
        for key, offset in found:
            if key in first:
                return Problem(
                    f"the key {key!r} stands twice in one object",
                    mark_at(text, offset),
                    other=mark_at(text, first[key]),
                    hint="remove or rename one of the two",
                )
            first[key] = offset
    return Problem("a key stands twice in one object", Mark(0, 0))


def mark_at(text: str, offset: int) -> Mark:
    """The line and column of an offset."""
    return Mark(text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1))


def members(text: str, offset: int) -> list[tuple[str, int, int]]:
    """(key, key's offset, value's offset) of each member of the container at `offset`.

    Values are skipped by the decoder, at its speed; a list's keys are its indices.
    """
    found = []
    opening, at = text[offset], _skip(text, offset + 1)
    index = 0
    while text[at] not in "}]":
        key, key_at = str(index), at
        if opening == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        found.append((key, key_at, at))
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        index += 1
    return found


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class JsonMap:
    """Pointer to mark, one container at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._values: dict[str, int] = {"": _skip(text, 0)}
        self._marks: dict[str, int] = {"": _skip(text, 0)}
        self._opened: set[str] = set()

    @cached_property
    def _lines(self) -> list[int]:
        """Where the lines after the first one begin."""
        return [each.end() for each in _END.finditer(self._text)]

    def mark(self, pointer: str) -> Mark:
        """The mark of the key (or list item) at a pointer, or of its nearest ancestor."""
        steps = pointer.split("/")[1:]
        here = ""
        for step in steps:
            self._open(here)
            below = f"{here}/{step}"
            if below not in self._values:
                break
            here = below
        offset = self._marks[here]
        line = bisect_right(self._lines, offset)
        return Mark(line, offset - (self._lines[line - 1] if line else 0))

    def _open(self, pointer: str) -> None:
        if pointer in self._opened:
            return
        self._opened.add(pointer)
        at = self._values[pointer]
        if self._text[at : at + 1] not in ("{", "["):
            return
        for key, key_at, value_at in members(self._text, at):
            below = pointer + escape(key)
            self._values[below] = value_at
            self._marks[below] = key_at

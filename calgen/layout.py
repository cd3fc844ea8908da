"""Text that brackets hold together, broken into lines the way black breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from calgen.pytext import LINE, display_width
from calgen.record import record

STEP = "    "


@record(kw_only=False)
class Bracket:
    """`head[items]` or `head(items)`."""

    head: str
    """What stands before the brackets."""
    items: tuple[Piece, ...]
    """What stands within them, with commas between."""
    pair: str = "[]"
    """The two brackets."""


@record(kw_only=False)
class Chain:
    """Operands joined by `|`."""

    items: tuple[Piece, ...]
    """The operands."""


Piece: TypeAlias = str | Bracket | Chain


def statement(start: str, value: Piece, end: str = "", pad: str = "") -> list[str]:
    """The lines of `start value end`, indented by `pad`."""
    line = pad + start + flat(value) + end
    if not _too_long(line):
        return [line]
    equals, default = end[:3], end[3:]
    if equals == " = " and display_width(line) - len(default) < LINE:
        return [line.removesuffix(default) + "(", pad + STEP + default, pad + ")"]
    opening = f"{pad}{start}("
    is_value = start.endswith("= ")
    match value:
        case Bracket(head, _, pair):
            first = pad + start + head + pair[0]
            if not (start and _too_long(first)) or _too_long(opening):
                return _bracket(value, pad, start, end)
        case str(word) if not is_value and _too_long(pad + STEP + word):
            return [line]
        case _:
            pass
    return [opening, *_content(value, pad + STEP), f"{pad}){end}"]


def _too_long(line: str) -> bool:
    return display_width(line) > LINE


def flat(value: Piece) -> str:
    """The text on one line."""
    match value:
        case Bracket(head, items, pair):
            return head + pair[0] + ", ".join(map(flat, items)) + pair[1]
        case Chain(items):
            return " | ".join(map(flat, items))
        case _:
            return value


def _bracket(value: Bracket, pad: str, start: str = "", end: str = "") -> list[str]:
    inside = pad + STEP
    line = inside + ", ".join(map(flat, value.items))
    if not _too_long(line):
        lines = [line]
    elif len(value.items) == 1:
        lines = _content(value.items[0], inside)
    else:
        lines = [part for item in value.items for part in _content(item, inside, ",")]
    first = pad + start + value.head + value.pair[0]
    return [first, *lines, pad + value.pair[1] + end]


def _content(value: Piece, pad: str, end: str = "") -> list[str]:
    """The lines of one item inside brackets."""
    line = pad + flat(value) + end
    if not _too_long(line) or isinstance(value, str):
        return [line]
    if isinstance(value, Bracket):
        return _bracket(value, pad, "", end)
    lines: list[str] = []
    for number, item in enumerate(value.items):
        operator = "| " if number else ""
        last = end if number == len(value.items) - 1 else ""
        if isinstance(item, Bracket) and display_width(flat(item)) > (
            LINE - len(pad) - len(operator) - len(last)
        ):
            lines += _bracket(item, pad, operator, last)
        else:
            lines.append(pad + operator + flat(item) + last)
    return lines


def import_lines(source: str, names: Sequence[str], pad: str = "") -> list[str]:
    """`from source import names`; [] without names."""
    if not names:
        return []
    line = f"{pad}from {source} import {', '.join(names)}"
    if len(line) <= LINE:
        return [line]
    inside = [f"{pad}{STEP}{name}," for name in names]
    return [f"{pad}from {source} import (", *inside, f"{pad})"]


def parameter(name: str, annotation: Piece, default: str, pad: str) -> list[str]:
    """The lines of one parameter that stands on its own, its comma included."""
    end = f" = {default}," if default else ","
    start = f"{name}: "
    line = pad + start + flat(annotation) + end
    if not _too_long(line):
        return [line]
    if isinstance(annotation, Chain):
        return [f"{pad}{start}(", *_content(annotation, pad + STEP), f"{pad}){end}"]
    if isinstance(annotation, Bracket):
        return _bracket(annotation, pad, start, end)
    return [line]

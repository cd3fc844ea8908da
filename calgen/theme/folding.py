"""Text with an item a line, joined where it fits: what black makes of it without the
last comma."""

from __future__ import annotations

from calgen.layout import STEP
from calgen.pytext import LINE, display_width

_PAIRS = {"(": ")", "[": "]", "{": "}"}


def folded(text: str) -> str:
    """Definitions, calls and displays whose items stand on a line each that ends with a
    comma: all on one line where that fits; else the arguments of a definition or call on
    one line. Every other line stays as it is."""
    return "\n".join(_folded(text.split("\n")))


def _folded(lines: list[str]) -> list[str]:
    made: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        end = _end(lines, number)
        if end is None:
            made.append(line)
            number += 1
            continue
        inner = _folded(lines[number + 1 : end])
        made += _joined(line, inner, lines[end])
        number = end + 1
    return made


def _end(lines: list[str], start: int) -> int | None:
    """The line that closes what the line `start` opens at its end."""
    line = lines[start]
    closing = _PAIRS.get(line[-1:])
    # A bare parenthesis may be a tuple of one, which its comma makes.
    if closing is None or (closing == ")" and not line[-2:-1].isidentifier()):
        return None
    before = _pad(line) + closing
    for number in range(start + 1, len(lines)):
        if lines[number].startswith(before):
            return number
    return None


def _joined(first: str, inner: list[str], last: str) -> list[str]:
    pad = _pad(first) + STEP
    if not all(_is_item(line, pad) for line in inner):
        return [first, *inner, last]
    items = " ".join(line.removeprefix(pad) for line in inner).removesuffix(",")
    line = first + items + last.lstrip()
    if last[-1:] not in _PAIRS and display_width(line) <= LINE:
        return [line]
    # black gives the only parameter of a function a comma, and so a line; the items of a
    # display stand on one line with it, or on a line each.
    alone = len(inner) == 1 and first.lstrip().startswith(("def ", "async def "))
    if first.endswith("(") and not alone and display_width(pad + items) <= LINE:
        return [first, pad + items, last]
    return [first, *inner, last]


def _is_item(line: str, pad: str) -> bool:
    """Whether a line may be followed by another: a comment may not, nor what looks so."""
    return _pad(line) == pad and line.endswith(",") and "#" not in line


def _pad(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]

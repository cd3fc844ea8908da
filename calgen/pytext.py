"""Text of a document as Python source: a string literal or a docstring.

Both are safe for any text and already in the form that black leaves alone. Characters
that a reader cannot see, or that reorder what he sees, are never written raw.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence

LINE = 88

# Listed instead of asking `str.isprintable`: that answer depends on the Unicode version
# of the running Python, and the same input has to give the same bytes everywhere.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ud800-\udfff\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NEWLINES = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ITEM = re.compile(r" *(?:(?:[-*+]|\d+[.)]) +)?")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def literal(value: object) -> str:
    """The literal of a JSON value, on one line.

    Strings stand in double quotes unless single ones need fewer backslashes. Raises
    TypeError for a value that JSON does not have.
    """
    if isinstance(value, str):
        return _string(value)
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else f'float("{value}")'
    if isinstance(value, Mapping):
        items = (f"{literal(key)}: {literal(item)}" for key, item in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return "[" + ", ".join(map(literal, value)) + "]"
    raise TypeError(f"not a JSON value: {type(value).__name__}")


def docstring(text: str, indent: int = 0, width: int = LINE) -> list[str]:
    """The lines of a docstring, indented by `indent` spaces; [] for a blank text.

    Lines that are too long are wrapped at spaces, all others are kept. Characters that
    a terminal would obey are shown as escapes (`\\u202e`), in the docstring too.
    """
    pad = " " * indent
    room = width - indent
    lines = _lines(text, room)
    if not lines:
        return []
    start = '""" ' if lines[0][0] == '"' else '"""'
    if len(lines) == 1:
        # black joins closing quotes to a text of one line, however long it is.
        end = ' """' if lines[0][-1] == '"' else '"""'
        if len(start) + len(lines[0]) + len(end) <= room:
            return [pad + start + lines[0] + end]
        lines = _lines(text, room - len(end))
        if len(lines) == 1:
            return [pad + start + lines[0] + end]
    rest = [pad + line if line else "" for line in lines[1:]]
    return [pad + start + lines[0], *rest, pad + '"""']


def display_width(text: str) -> int:
    """The columns that a text takes, as black counts them."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _string(text: str) -> str:
    quote = "'" if text.count('"') > text.count("'") else '"'
    body = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
    return quote + _UNSEEN.sub(_escape, body) + quote


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _integer(value: int) -> str:
    try:
        return repr(value)
    except ValueError:  # more digits than Python turns into decimals
        return f"{'-' if value < 0 else ''}0x{abs(value):X}"


def _lines(text: str, room: int) -> list[str]:
    """The escaped content of a docstring, a line each, at most one blank in a row."""
    found: list[str] = []
    for number, raw in enumerate(_NEWLINES.split(text.strip())):
        line = _visible(raw)
        if not line and (not found or not found[-1]):
            continue
        # A row of a table is a row only while it is whole.
        is_row = line.startswith("|") and line.endswith("|")
        found += [line] if is_row else _wrap(line, room, 3 if number == 0 else 0)
    while found and not found[-1]:
        found.pop()
    return [found[0].strip(), *_dedent(found[1:])] if found else []


def _visible(raw: str) -> str:
    line = _SPACES.sub(" ", raw.expandtabs(4)).rstrip()
    line = _UNSEEN.sub(_escape, line).replace("\\", "\\\\")
    return line.replace('"""', '\\"\\"\\"')


def _wrap(line: str, room: int, used: int) -> list[str]:
    """A line in pieces of at most `room`; the first has `used` columns less."""
    if used + len(line) <= room:
        return [line]
    match = _ITEM.match(line)
    head = match.end() if match else 0
    hang = " " * min(head, room // 2)
    words = line[head:].split()
    if not words:
        return [line]
    pieces = [line[:head] + words[0]]
    for word in words[1:]:
        taken = used if len(pieces) == 1 else 0
        if taken + len(pieces[-1]) + 1 + len(word) <= room:
            pieces[-1] += " " + word
        else:
            pieces.append(hang + word)
    return pieces


def _dedent(lines: list[str]) -> list[str]:
    """Without the indentation that all lines share: black would take it away."""
    shared = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return [line[shared:] for line in lines]

"""JSON data as YAML 1.2 that YAML 1.1 readers understand alike.

Every byte is decided here, so that no library's release can change a bundle: mappings and
sequences in block style, texts plain where nobody could take them for something else,
multi-line ones as literal blocks, all others in JSON's quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from calgen.ir import JsonValue

_PLAIN = re.compile(r"[A-Za-z_/$][\w ./$+@(){}-]*", re.ASCII)
# What some reader takes for null, a truth value or a number.
_TAKEN = re.compile(
    r"null|true|false|yes|no|on|off|y|n|nan|inf|_*[0-9a-fxo_.+-]*", re.IGNORECASE
)
_KEY = re.compile(r"[A-Za-z_/$][\w./$+@{}-]*|[1-5](?:\d\d|XX)", re.ASCII)
_WIDE = 500


def yaml_text(data: JsonValue) -> str:
    """The whole text, with a final line end."""
    return "\n".join(_block(data, 0)) + "\n"


def _block(value: JsonValue, depth: int) -> Iterator[str]:
    """The lines of a value that begins on a line of its own."""
    pad = "  " * depth
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from _entry(f"{pad}{_key(key)}:", child, depth)
    elif isinstance(value, list) and value:
        for child in value:
            if isinstance(child, (dict, list)) and child:
                lines = list(_block(child, depth + 1))
                yield f"{pad}- {lines[0][len(pad) + 2 :]}"
                yield from lines[1:]
            else:
                yield from _entry(f"{pad}-", child, depth)
    else:
        yield pad + _scalar(value)


def _entry(head: str, value: JsonValue, depth: int) -> Iterator[str]:
    """A key or a dash, and the value behind or below it."""
    if isinstance(value, (dict, list)) and value:
        yield head
        yield from _block(value, depth + 1)
    elif isinstance(value, str) and _is_literal(value):
        chomp = "" if value.endswith("\n") else "-"
        yield f"{head} |{chomp}"
        pad = "  " * (depth + 1)
        for line in value.removesuffix("\n").split("\n"):
            yield pad + line if line else ""
    else:
        yield f"{head} {_scalar(value)}"


def _key(key: str) -> str:
    if _KEY.fullmatch(key) and (key[0].isdigit() or not _TAKEN.fullmatch(key)):
        return f'"{key}"' if key[0].isdigit() else key
    return _quoted(key)


def _scalar(value: JsonValue) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and not _TAKEN.fullmatch(value)
        return value if plain and value == value.strip() else _quoted(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    made = json.dumps(value)
    # YAML 1.1 takes `1e-07` for text: a number there has a point.
    return re.sub(r"^(-?\d+)e", r"\1.0e", made)


def _is_literal(text: str) -> bool:
    """Whether a text can stand as a literal block and come back as it was."""
    lines = text.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and bool(lines[0].strip())
        and not lines[0].startswith((" ", "\t"))
        and bool(lines[-1].strip())
        and all(len(line) < _WIDE * 20 for line in lines)
        and all(line == line.rstrip() and _printable(line) for line in lines)
    )


def _printable(line: str) -> bool:
    # A tab or an unusual space is fine inside quotes, where escapes show it.
    return all(c == " " or c.isprintable() for c in line)


def _quoted(text: str) -> str:
    """JSON's quotes: also a flow scalar of YAML. What is not printable is escaped."""
    made = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in made)


def _escaped(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"

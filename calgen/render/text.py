"""Escapes: what a document says, as part of a file that is not Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from calgen.ir import Sourced
from calgen.layout import import_lines
from calgen.pytext import literal

_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def markdown(value: str) -> str:
    """One line of Markdown: no markup of its own, no tags, no table cells."""
    line = " ".join(_UNSAFE.sub(" ", value).split())
    # Between letters or digits an underscore marks nothing up.
    return re.sub(
        r"[\\`*\[\]<>|#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\\g<0>", line
    )


def code(value: str) -> str:
    """The inside of a Markdown code span: no back quotes, no table cells."""
    line = " ".join(_UNSAFE.sub(" ", value).split())
    return line.replace("`", "'").replace("|", "\\|")


def toml(value: str) -> str:
    """A TOML basic string, quotes included."""
    return json.dumps(" ".join(_UNSAFE.sub(" ", value).split()), ensure_ascii=False)


def imported(source: str, names: Iterable[str], indent: int = 0) -> str:
    """`from source import names`, on as many lines as it needs."""
    return "\n".join(import_lines(source, list(names), " " * indent))


def tuple_literal(value: object) -> str:
    """A tuple as Python text; tuples in it too, everything else as a literal."""
    if not isinstance(value, tuple):
        return literal(value)
    inner = ", ".join(map(tuple_literal, value))
    return f"({inner},)" if len(value) == 1 else f"({inner})"


def values(facts: Iterable[Sourced[str]]) -> tuple[str, ...]:
    """What facts state, without their origins."""
    return tuple(fact.value for fact in facts)

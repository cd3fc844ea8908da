"""Diagnostics as text and as data."""

from __future__ import annotations

import click

from calgen.diagnostics import Diagnostic, position_of, render
from calgen.ir import Json
from calgen.location import Place, Position

_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}


def diagnostic(found: Diagnostic, *, color: bool) -> str:
    """One diagnostic for the terminal."""
    plain = render(found)
    if not color:
        return plain
    level = click.style(found.level, fg=_COLORS[found.level], bold=True)
    return plain.replace(f"{found.level}:", f"{level}:", 1)


def diagnostic_data(found: Diagnostic) -> Json:
    """One diagnostic as JSON."""
    return {
        "level": found.level,
        "code": found.code,
        "message": found.message,
        "place": place_data(found.place),
        "related": [place_data(each) for each in found.related],
        "hint": found.hint,
    }


def place_data(place: Place | Position | None) -> Json | None:
    """A place as JSON: path, line and column from 1, the JSON pointer where known."""
    if place is None:
        return None
    position = position_of(place)
    return {
        "path": position.path,
        "line": position.line,
        "column": position.column,
        "pointer": place.pointer if isinstance(place, Place) else None,
    }


def seen(line: str) -> str:
    """A line without what a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in line)


def github_diagnostic(found: Diagnostic) -> str:
    """One diagnostic as an annotation."""
    position = found.position
    where = (position.path, position.line, position.column) if position else ()
    return github(found.level, f"{found.message} [{found.code}]", *where)


def github(
    level: str, message: str, path: str = "", line: int = 0, column: int = 0
) -> str:
    """A workflow command that GitHub shows as an annotation."""
    kind = {"error": "error", "warning": "warning"}.get(level, "notice")
    where = f" file={_escaped(path)},line={line},col={column}" if path and line else ""
    where = where or (f" file={_escaped(path)}" if path else "")
    return f"::{kind}{where}::{_message(message)}"


def _message(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(value: str) -> str:
    return _message(value).replace(":", "%3A").replace(",", "%2C")

"""Changes as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from calgen.diff.change import Change, bump
from calgen.ir import Json, JsonValue
from calgen.location import Place

Shown: TypeAlias = Callable[[str], str]
"""What a file is called for people, by what its places are called."""


def plainly(name: str) -> str:
    return name


def changes_data(
    changes: Sequence[Change], old: Shown = plainly, new: Shown = plainly
) -> Json:
    """`{"changes": […], "bump"}`."""
    return {
        "changes": [change_data(each, old, new) for each in changes],
        "bump": bump(changes),
    }


def change_data(change: Change, old: Shown, new: Shown) -> Json:
    call = change.call
    return {
        "id": change.id,
        "kind": change.kind,
        "severity": change.severity,
        "method": call.method,
        "path": call.path,
        "name": call.name,
        "message": change.message,
        "old": _place(change.old, old),
        "new": _place(change.new, new),
        "reaches": [
            {"method": each.method, "path": each.path, "name": each.name}
            for each in change.reaches
            if each.name
        ],
        "accepted": change.accepted or None,
    }


def _place(place: Place | None, shown: Shown) -> JsonValue:
    if place is None:
        return None
    position = place.position
    return {"file": shown(position.path), "line": position.line}


def where(change: Change, old: Shown, new: Shown) -> str:
    """`old.json:12 → new.json:15`, as far as it is known."""
    parts = []
    for place, shown in ((change.old, old), (change.new, new)):
        if place is not None:
            position = place.position
            parts.append(f"{shown(position.path)}:{position.line}")
    return " → ".join(parts)

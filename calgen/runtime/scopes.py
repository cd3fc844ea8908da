"""OAuth scopes: which of them hold others, and which calls they are enough for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias, cast

Implies: TypeAlias = Sequence[tuple[str, str]]
"""Pairs of a pattern of a whole scope and the scope it holds (`\\1` is a group)."""


def held_by(scope: str, implies: Implies) -> set[str]:
    """Every scope that a scope implies, however far."""
    held: set[str] = set()
    waiting = [scope]
    while waiting:
        here = waiting.pop()
        for pattern, low in implies:
            match = re.fullmatch(pattern, here)
            if match is not None and (found := match.expand(low)) not in held:
                held.add(found)
                waiting.append(found)
    return held


def with_held(scopes: Iterable[str], implies: Implies) -> frozenset[str]:
    """Scopes, and all that they imply."""
    given = list(scopes)
    return frozenset(given).union(*(held_by(scope, implies) for scope in given))


def listed(scopes: object) -> tuple[str, ...]:
    """The scopes that a caller gives; raises TypeError for what is no list of texts."""
    if isinstance(scopes, str) or not isinstance(scopes, Iterable):
        raise TypeError("scopes is a list of scopes, not a text")
    found: list[str] = []
    for each in cast("Iterable[object]", scopes):
        if not isinstance(each, str):
            raise TypeError("a scope is a text")
        found.append(each)
    return tuple(found)

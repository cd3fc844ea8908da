"""The methods of HTTP in a path item: nine have a key of their own, others are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calgen.ir import Json, JsonValue

METHODS = (
    *("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"),
)
"""Keys of a path item, in the order of operations."""
OTHERS = "additionalOperations"
# What HTTP allows as a method (RFC 9110).
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def operations_in(item: Json) -> Iterator[tuple[str, tuple[str, ...], JsonValue]]:
    """The operations of a path item: method, the keys that lead there, what is there."""
    for method in METHODS:
        if method in item:
            yield method.upper(), (method,), item[method]
    others = item.get(OTHERS)
    if isinstance(others, dict):
        for method, node in others.items():
            if is_other(method, item):
                yield method.upper(), (OTHERS, method), node


def keys_of(method: str) -> tuple[str, ...]:
    """The keys that lead from a path item to the operation of a method."""
    lower = method.lower()
    return (lower,) if lower in METHODS else (OTHERS, method)


def is_newer(method: str) -> bool:
    """Whether OpenAPI knows a place for the method since 3.2 only."""
    return method.lower() == "query" or method.lower() not in METHODS


def is_other(method: str, item: Json) -> bool:
    """Whether a listed method is one, and has no key of its own in the path item."""
    return _TOKEN.fullmatch(method) is not None and method.lower() not in item


def method_order(method: str) -> tuple[int, str]:
    """Sorts methods as OpenAPI lists them, others by name behind them."""
    lower = method.lower()
    known = METHODS.index(lower) if lower in METHODS else len(METHODS)
    return known, method

"""Validators of types: built once, however deep the types nest."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import RLock
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

# Far above what a description nests, far below what the C stack bears.
_DEEP: Final = 10_000
_lock: Final = RLock()


def deeply(build: Callable[[], T]) -> T:
    """Build a schema; large families of types nest deeper than Python's limit."""
    # The limit belongs to the process. No other build may be under way when it falls
    # back, or the interpreter aborts: hence the lock around the first attempt too.
    with _lock:
        try:
            return build()
        except RecursionError:
            before = sys.getrecursionlimit()
            sys.setrecursionlimit(max(before, _DEEP))
            try:
                return build()
            finally:
                sys.setrecursionlimit(before)


_adapters: dict[tuple[object, str], TypeAdapter[object]] = {}


def adapter_of(form: Any) -> TypeAdapter[object]:
    """The validator of a type."""
    # With the text, since unions are equal in any order, and order decides a tie.
    key = (form, repr(form))
    try:
        known = _adapters.get(key)
    except TypeError:  # a constraint that has no hash
        return deeply(lambda: TypeAdapter[object](form))
    if known is None:
        known = _adapters[key] = deeply(lambda: TypeAdapter[object](form))
    return known

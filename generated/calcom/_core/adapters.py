"""Validators of types: built once, however deep the types nest."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

# A schema takes some ten frames for a type that nests in another. The frames of a chain
# of thousands do not fit on the stack that a thread gets by default.
_DEEP: Final = 150_000
_STACK: Final = 512 * 2**20
_lock: Final = threading.RLock()
_roomy: Final = threading.local()


def deeply(build: Callable[[], T]) -> T:
    """Build a schema; large families of types nest deeper than Python's limit."""
    if getattr(_roomy, "here", False):
        return build()  # the thread that waits for this one holds the lock
    # The limit belongs to the process. No other build may be under way when it falls
    # back, or the interpreter aborts: hence the lock around the first attempt too.
    with _lock:
        try:
            return build()
        except RecursionError:
            return _in_thread(build)


def _in_thread(build: Callable[[], T]) -> T:
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        _roomy.here = True
        try:
            done.append(build())
        except BaseException as error:
            failed.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(max(limit, _DEEP))
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if failed:
        raise failed[0]
    return done[0]


_adapters: dict[tuple[object, str], TypeAdapter[object]] = {}


def complete(form: Any) -> TypeAdapter[object]:
    """A new validator of a type, ready for use."""

    def build() -> TypeAdapter[object]:
        adapter: TypeAdapter[object] = TypeAdapter(form)
        # A model puts its schema off to the first value: too late to make room for it.
        adapter.rebuild()
        return adapter

    return deeply(build)


def adapter_of(form: Any) -> TypeAdapter[object]:
    """The validator of a type."""
    # With the text, since unions are equal in any order, and order decides a tie.
    key = (form, repr(form))
    try:
        known = _adapters.get(key)
    except TypeError:  # a constraint that has no hash
        return complete(form)
    if known is None:
        known = _adapters[key] = complete(form)
    return known

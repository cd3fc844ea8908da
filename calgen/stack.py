"""Room for recursion: work that nests deeper than Python's limit."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_DEEP = 20_000
_STACK = 256 * 2**20  # bytes of address space; what is not used costs nothing


def deeply(work: Callable[[], T]) -> T:
    """The result of `work`, which is done again with more room if it runs out of it."""
    try:
        return work()
    except RecursionError:
        return _in_thread(work)


def _in_thread(work: Callable[[], T]) -> T:
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
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

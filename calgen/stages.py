"""What a run is at, for whoever wants to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_listeners: list[Callable[[str], None]] = []


def entered(stage: str) -> None:
    """Say what the run does now: `reading`, `rendering`."""
    for each in _listeners:
        each(stage)


@contextmanager
def heard(listener: Callable[[str], None]) -> Iterator[None]:
    """The listener is told of every stage inside."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)

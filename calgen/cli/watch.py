"""Waiting for somebody who edits: until something that a run has read is another."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from calgen.trace import Trace, digest, still_holds

_EVERY = 0.2  # seconds between two looks
_QUIET = 0.1  # seconds without a change that end one save
_State = tuple[int, int, int] | None


def wait_for_change(read: Trace, sleep: Callable[[float], None] = time.sleep) -> None:
    """Return when a file, a list of files, or a file that was missing has changed.

    What was read is held against what is there now, so an edit during the run counts.
    """
    seen: dict[str, _State] = {}
    while not _changed(read, seen):
        sleep(_EVERY)
    before = _states(read)
    while True:  # an editor may write a file in several steps
        sleep(_QUIET)
        now = _states(read)
        if now == before:
            return
        before = now


def _changed(read: Trace, seen: dict[str, _State]) -> bool:
    for path, known in read.files.items():
        state = _state(path)
        if path in seen and seen[path] == state:
            continue
        if state is None or _digest(path) != known:
            return True
        seen[path] = state
    return not still_holds(read)


def _states(read: Trace) -> list[_State]:
    return [_state(path) for path in (*read.files, *sorted(read.vain))]


def _state(path: str) -> _State:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _digest(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return digest(file.read())
    except OSError:
        return ""

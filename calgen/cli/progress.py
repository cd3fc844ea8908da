"""What a long run is at, on a terminal; nothing anywhere else."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from calgen.stages import heard

_AFTER = 1.0  # seconds; a run that is over by then needs no comfort
_EVERY = 0.1
_CLEAR = "\r\x1b[2K"


@contextmanager
def progress(*, quiet: bool, stream: TextIO | None = None) -> Iterator[None]:
    """Show the stage of what happens inside, from its second second on."""
    into = sys.stderr if stream is None else stream
    if quiet or into is None or not into.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    line = _Line(into)
    with heard(line.enter):
        line.start()
        try:
            yield
        finally:
            line.end()


class _Line:
    """One line of a terminal that is written again and again."""

    def __init__(self, into: TextIO) -> None:
        self._into = into
        self._stage = "starting"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def enter(self, stage: str) -> None:
        self._stage = stage

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _show(self) -> None:
        started = time.monotonic()
        if self._over.wait(_AFTER):
            return
        while not self._over.wait(_EVERY):
            took = time.monotonic() - started
            self._into.write(f"{_CLEAR}calgen: {self._stage} … {took:.0f} s")
            self._into.flush()
        self._into.write(_CLEAR)
        self._into.flush()

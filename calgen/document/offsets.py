"""A source map of data that was gathered from prose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from calgen.document.problem import Mark


class OffsetMap:
    """Pointer to mark, from the offsets in `text` that a reader noted down."""

    def __init__(self, text: str, offsets: Mapping[str, int]) -> None:
        self._offsets = offsets
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def mark(self, pointer: str) -> Mark:
        """The mark that was noted for a pointer, or for its nearest ancestor."""
        while pointer not in self._offsets and pointer:
            pointer = pointer.rpartition("/")[0]
        offset = self._offsets.get(pointer, 0)
        line = bisect_right(self._starts, offset) - 1
        return Mark(line, offset - self._starts[line])

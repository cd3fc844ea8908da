"""Where the values of a document stood before it was upgraded, and where they stand now."""

from __future__ import annotations

from collections.abc import Mapping


class Moves:
    """Pairs of JSON pointers, old and new; what lies below a pointer moves with it.

    One old value may stand at several new places: the first counts.
    """

    def __init__(self) -> None:
        self._was: dict[str, str] = {}
        self._now: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._was)

    def move(self, old: str, new: str) -> None:
        """Note that what stood at `old` now stands at `new`."""
        self._was[new] = old
        self._now.setdefault(old, new)

    def copy(self, old: str, new: str) -> None:
        """Note that the value at `new` was made of what stood at `old`, which has an
        address of its own."""
        self._was[new] = old

    def was(self, pointer: str) -> str:
        """Where the value at a new pointer stood, or what it was made of."""
        return _moved(self._was, pointer)

    def now(self, pointer: str) -> str:
        """Where the value of an old pointer stands now."""
        return _moved(self._now, pointer)


def _moved(table: Mapping[str, str], pointer: str) -> str:
    """The pointer with its longest known beginning replaced."""
    end = len(pointer)
    while end > 0:
        found = table.get(pointer[:end])
        if found is not None:
            return found + pointer[end:]
        end = pointer.rfind("/", 0, end)
    return pointer

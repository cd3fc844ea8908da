"""Who uses what, and what had to be degraded: the ledger's count of operations."""

from __future__ import annotations

from collections import defaultdict


class Uses:
    """Counts for an owner (an operation's key or a schema's name) at a time."""

    def __init__(self) -> None:
        self._uses: dict[str, set[str]] = defaultdict(set)
        self._faulty: set[str] = set()
        self._owner = ""

    def owner(self, key: str) -> None:
        """Count what comes from now on for `key`."""
        self._owner = key

    def use(self, name: str) -> None:
        """Say that the owner uses a schema."""
        self._uses[self._owner].add(name)

    def fault(self) -> None:
        """Say that the owner had to be degraded."""
        self._faulty.add(self._owner)

    def is_faulty(self, key: str) -> bool:
        """Whether `key` itself had to be degraded."""
        return key in self._faulty

    def faulty(self, key: str) -> bool:
        """Whether `key` uses, however deep, something that had to be degraded."""
        seen, waiting = {key}, [key]
        while waiting:
            here = waiting.pop()
            if here in self._faulty:
                return True
            waiting += [each for each in self._uses[here] if each not in seen]
            seen |= self._uses[here]
        return False

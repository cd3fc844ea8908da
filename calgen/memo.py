"""Results of pure functions, kept from one run to the next.

A result is kept under everything that it depends on, so a run that recalls is the same
run: one changed operation costs that operation. Where no memo is open nothing is kept.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from calgen import cache
from calgen.stages import entered
from calgen.trace import digest

T = TypeVar("T")


class Memo:
    """Tables of results by name; what a run does not ask for is forgotten after it."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._salt = cache.fingerprint()
        self._old: dict[str, dict[Hashable, Any]] = {}
        self._used: dict[str, dict[Hashable, Any]] = {}
        self._changed: set[str] = set()
        self.stamps: dict[int, tuple[object, str]] = {}

    def get(self, table: str, key: Hashable) -> Any:
        """What is kept for a key; None where nothing is."""
        used = self._used.setdefault(table, {})
        if key not in used:
            old = self._table(table)
            if key not in old:
                return None
            used[key] = old[key]
        return used[key]

    def put(self, table: str, key: Hashable, value: object) -> None:
        self._used.setdefault(table, {})[key] = value
        self._changed.add(table)

    def _table(self, name: str) -> dict[Hashable, Any]:
        if name not in self._old:
            self._old[name] = self._loaded(name)
        return self._old[name]

    def _loaded(self, name: str) -> dict[Hashable, Any]:
        content = cache.load(*self._names, name)
        if content is None:
            return {}
        head = self._salt.encode()
        body = content[len(head) + 64 :]
        if content[: len(head) + 64] != head + digest(body).encode():
            return {}  # another calgen wrote it, or something cut it short
        try:
            # The cache is the user's own folder, as the code of calgen itself is.
            found = pickle.loads(body)
        except Exception:
            return {}
        return found if isinstance(found, dict) else {}

    def save(self) -> None:
        """Keep what this run asked for."""
        for name, used in self._used.items():
            if name in self._changed or len(used) != len(self._old.get(name, ())):
                body = pickle.dumps(used, pickle.HIGHEST_PROTOCOL)
                head = f"{self._salt}{digest(body)}".encode()
                cache.save(head + body, *self._names, name)


_open: list[Memo] = []


@contextmanager
def kept(*names: str) -> Iterator[None]:
    """Results are recalled and kept inside, under names in the cache."""
    if cache.folder() is None:
        yield
        return
    memo = Memo(*names)
    _open.append(memo)
    try:
        yield
        entered("remembering")
        memo.save()
    finally:
        _open.remove(memo)


def get(table: str, key: Hashable) -> Any:
    """What is kept for a key; None where nothing is. Nobody may change it."""
    return _open[-1].get(table, key) if _open else None


def put(table: str, key: Hashable, value: object) -> None:
    """Keep a value that is not None for a key."""
    if _open:
        _open[-1].put(table, key, value)


def recall(table: str, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, or gave for this key; the key is all that it depends on."""
    found: T | None = get(table, key)
    if found is None:
        found = make()
        put(table, key, found)
    return found


def stamp(value: object, digest: str) -> None:
    """Say what tells a value from others, so that nobody need find it out again."""
    if _open:
        _open[-1].stamps[id(value)] = value, digest


def stamp_of(value: object) -> str | None:
    """What `stamp` said of this very value in this run."""
    found = _open[-1].stamps.get(id(value)) if _open else None
    return found[1] if found is not None else None


def is_open() -> bool:
    """Whether anything is kept: keys may cost more than what they save."""
    return bool(_open)

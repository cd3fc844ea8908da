"""The target against what a run made: one difference a path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from calgen.files import LOCK_NAME, BadLock, FileSet, Lock, digest, read_lock
from calgen.output.unwritable import Unwritable
from calgen.record import record

State = Literal["new", "missing", "changed", "edited", "orphaned", "unchanged"]


@record(kw_only=False)
class Difference:
    """One file of the target and how it stands to what would be written.

    `new`: not there yet. `missing`: owned and gone. `changed`: owned, and its text would
    be another. `edited`: changed by hand, or not ours at all. `orphaned`: owned, and no
    longer produced.
    """

    path: str
    state: State
    old: str | None
    new: str | None

    def diff(self, lines: int = 40) -> str:
        """A unified diff from what is there to what would be."""
        import difflib  # not needed by a run that finds nothing to do

        found = difflib.unified_diff(
            (self.old or "").splitlines(keepends=True),
            (self.new or "").splitlines(keepends=True),
            f"{self.path} (on disk)",
            f"{self.path} (generated)",
            n=1,
        )
        texts = [line if line.endswith("\n") else f"{line}\n" for line in found]
        more = len(texts) - lines
        return "".join(texts[:lines]) + (f"… {more} more lines\n" if more > 0 else "")


@record
class Comparison:
    """The target against a run's files: one difference a path, sorted."""

    target: Path
    files: FileSet
    lock: Lock
    old_lock: Lock | None
    differences: tuple[Difference, ...]

    def having(self, *states: State) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.state in states)

    @property
    def drift(self) -> tuple[Difference, ...]:
        """Everything that is not as a run would leave it."""
        return tuple(each for each in self.differences if each.state != "unchanged")

    @property
    def causes(self) -> tuple[str, ...]:
        """What differs between the runs that made the old lock and the new one."""
        if self.old_lock is None:
            return ()
        return tuple(
            cause
            for kind in ("tools", "inputs", "settings")
            for cause in _changes(
                kind, getattr(self.old_lock, kind), getattr(self.lock, kind)
            )
        )


def _changes(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    causes = []
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if kind == "tools":
            causes.append(
                f"{key} is {after or 'gone'}, the lock was written with {before}"
            )
        elif before is None:
            causes.append(f"{key} is new")
        elif after is None:
            causes.append(f"{key} is gone")
        else:
            causes.append(f"{key} changed")
    return causes


def compare(target: Path, files: FileSet, lock: Lock) -> Comparison:
    """Hold the files of a run against the target folder. Raises `Unwritable`."""
    old_lock = _old_lock(target)
    owned: Mapping[str, str] = old_lock.files if old_lock else {}
    found = [_difference(target, path, files.get(path), owned) for path in files]
    found += [
        _difference(target, path, None, owned) for path in owned if path not in files
    ]
    found.append(_lock_difference(target, lock))
    return Comparison(
        target=target,
        files=files,
        lock=lock,
        old_lock=old_lock,
        differences=tuple(
            sorted((each for each in found if each is not None), key=lambda d: d.path)
        ),
    )


def _old_lock(target: Path) -> Lock | None:
    text = _text(target, LOCK_NAME)
    if text is None:
        return None
    try:
        return read_lock(text)
    except BadLock as error:
        raise Unwritable(
            f"{target / LOCK_NAME} is not a lock of this calgen ({error}); "
            "restore it, or delete it and run with --force"
        ) from None


def _text(folder: Path, path: str) -> str | None:
    # Hundreds of times in a run: to make a `Path` of each takes as long as to read it.
    try:
        with open(f"{folder}/{path}", "rb") as file:
            return file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unwritable(f"cannot read {folder / path}: {error.strerror}") from error


def _difference(
    target: Path, path: str, new: str | None, owned: Mapping[str, str]
) -> Difference | None:
    old = _text(target, path)
    if old is None:
        state: State = "missing" if path in owned else "new"
        return Difference(path, state, None, new) if new is not None else None
    if old == new:
        return Difference(path, "unchanged", old, new)
    if owned.get(path) != digest(old):
        return Difference(path, "edited", old, new)
    return Difference(path, "changed" if new is not None else "orphaned", old, new)


def _lock_difference(target: Path, lock: Lock) -> Difference:
    old, new = _text(target, LOCK_NAME), lock.text()
    state: State = "unchanged" if old == new else "changed" if old else "new"
    return Difference(LOCK_NAME, state, old, new)

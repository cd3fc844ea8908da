"""The only module that touches the target: it compares, writes and removes.

Files that the lock owns and nobody edited are replaced or removed; edited ones are
protected; files that no lock lists are not touched either, unless a new file wants their
place and `--force` gives it to them. Everything is staged first; the lock is written last.
"""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from calgen.files import LOCK_NAME, BadLock, FileSet, Lock, digest, read_lock

State = Literal["new", "missing", "changed", "edited", "orphaned", "unchanged"]


class Unwritable(Exception):
    """The target cannot be read or written; the message says what is in the way."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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
    text = _text(target / LOCK_NAME)
    if text is None:
        return None
    try:
        return read_lock(text)
    except BadLock as error:
        raise Unwritable(
            f"{target / LOCK_NAME} is not a lock of this calgen ({error}); "
            "restore it, or delete it and run with --force"
        ) from None


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unwritable(f"cannot read {path}: {error.strerror}") from error


def _difference(
    target: Path, path: str, new: str | None, owned: Mapping[str, str]
) -> Difference | None:
    old = _text(target / path)
    if old is None:
        state: State = "missing" if path in owned else "new"
        return Difference(path, state, None, new) if new is not None else None
    if old == new:
        return Difference(path, "unchanged", old, new)
    if owned.get(path) != digest(old):
        return Difference(path, "edited", old, new)
    return Difference(path, "changed" if new is not None else "orphaned", old, new)


def _lock_difference(target: Path, lock: Lock) -> Difference:
    old, new = _text(target / LOCK_NAME), lock.text()
    state: State = "unchanged" if old == new else "changed" if old else "new"
    return Difference(LOCK_NAME, state, old, new)


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written, left as they were, and removed."""

    written: int
    unchanged: int
    removed: int


def write(comparison: Comparison, *, keep_edits: bool = False) -> Written:
    """Bring the target to what the comparison holds. Raises `Unwritable`.

    Edited files are overwritten, or with `keep_edits` left as they are: then the lock
    remembers what we would have written, and they stay edited.
    """
    target = comparison.target
    states: tuple[State, ...] = ("new", "missing", "changed")
    states += () if keep_edits else ("edited",)
    changes = comparison.having(*states)
    gone = [d.path for d in changes if d.new is None]
    gone += [d.path for d in comparison.having("orphaned")]
    texts = {d.path: d.new for d in changes if d.new is not None}
    if texts or gone:
        try:
            _replace(target, texts, gone)
        except OSError as error:
            raise Unwritable(
                f"cannot write {error.filename}: {error.strerror}"
            ) from error
    unchanged = len(comparison.having("unchanged"))
    kept = len(comparison.having("edited")) if keep_edits else 0
    return Written(len(texts), unchanged + kept, len(gone))


def _replace(target: Path, texts: Mapping[str, str], gone: list[str]) -> None:
    """Stage every text beside the target, then move each into place, the lock last."""
    for path in (*texts, *gone):
        _refuse_links(target, path)
    target.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".calgen-", dir=target))
    try:
        for path, text in texts.items():
            staged = staging / path
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(text.encode())
        for path in sorted(texts, key=lambda each: (each == LOCK_NAME, each)):
            if path == LOCK_NAME:
                _remove(target, gone)
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / path, target / path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _refuse_links(target: Path, path: str) -> None:
    """A link inside the target could lead anywhere."""
    for parent in (target / path).parents:
        if parent == target:
            return
        if parent.is_symlink():
            raise Unwritable(
                f"{parent} is a symbolic link; calgen does not write through it"
            )


def _remove(target: Path, gone: list[str]) -> None:
    """Remove files, and the folders that this leaves empty."""
    for path in gone:
        (target / path).unlink(missing_ok=True)
        for parent in (target / path).parents:
            if parent == target:
                break
            if {each.name for each in parent.iterdir()} - {"__pycache__"}:
                break
            shutil.rmtree(parent)

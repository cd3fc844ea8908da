"""What a journal names, done: by the run that wrote it, or by a later one.

Every step finds out from the disk whether it was done before, so that a run may be
killed anywhere, and its successor too.
"""

from __future__ import annotations

import os
from pathlib import Path

from calgen.files import STAGING_NAME
from calgen.output.carrying import Immovable, carry
from calgen.output.disk import digest_at, discard, keep
from calgen.output.draining import drain
from calgen.output.exchange import exchange
from calgen.output.journal import Change, Folder, Journal, drop
from calgen.output.placing import place, remove, remove_empty
from calgen.output.unwritable import refuse_links


def finish(target: Path, journal: Journal) -> tuple[str, ...]:
    """Bring the target to what the journal promises, and drop the journal.

    Returns the paths of generated files that a person saved meanwhile; they stay as they
    are. Raises OSError; the journal stays then.
    """
    for path in journal.changes():
        refuse_links(target, path)
    staging = target / STAGING_NAME
    kept: list[str] = []
    for name, folder in journal.folders.items():
        if folder.whole:
            found = _exchanged(target, name, journal, folder)
        else:
            found = _one_by_one(target, name, folder)
        kept += [f"{name}/{path}" for path in found]
    keep(target)
    for path, change in journal.files.items():
        if not _settled(staging / "new" / path, target / path, change):
            kept.append(path)
    drop(target)
    discard(staging)
    return tuple(kept)


def _exchanged(target: Path, name: str, journal: Journal, folder: Folder) -> list[str]:
    """Exchange a folder for the staged one, then empty what was set aside."""
    staging = target / STAGING_NAME
    here, new, old = target / name, staging / "new" / name, staging / "old" / name
    late = staging / "old" / f"{name}.late"
    if not old.exists():
        if folder.vanishes:
            if here.exists() and not _is_new(here, folder):
                try:
                    here.rename(old)
                except OSError:
                    return _piecemeal(target, name, journal, folder)
        elif new.exists():
            if not _is_new(new, folder):  # it was exchanged, and holds the old state
                new.rename(old)
            elif not _exchange(target, name, journal, folder):
                return _piecemeal(target, name, journal, folder)
    elif new.exists():  # it was set aside, and nothing was put there yet
        if here.exists():  # but by somebody else
            here.rename(late)
        new.rename(here)
    keep(target)
    kept: list[str] = []
    for aside in (old, late):
        kept += drain(aside, here, folder)
    return kept


def _is_new(root: Path, folder: Folder) -> bool:
    """Whether a folder holds what the changes bring, not what they replace."""
    return all(
        digest_at(root / path) == each.new for path, each in folder.changes.items()
    )


def _exchange(target: Path, name: str, journal: Journal, folder: Folder) -> bool:
    """Put the staged folder in place and the other one aside; False if it cannot be."""
    staging = target / STAGING_NAME
    here, new, old = target / name, staging / "new" / name, staging / "old" / name
    if not os.path.lexists(here):
        new.rename(here)
        return True
    try:
        if carry(here, new, folder):  # somebody was at work there since it was staged
            journal.save(target)
    except (Immovable, PermissionError):
        return False
    try:
        exchange(new, here)
    except OSError:
        return _renamed(here, new, old)  # there is no such step, or not for this folder
    new.rename(old)
    return True


def _renamed(here: Path, new: Path, old: Path) -> bool:
    """The same in two steps, with a moment between them in which there is no folder."""
    try:
        here.rename(old)
    except OSError:
        return False  # another file system begins here, or a file in it is open
    try:
        new.rename(here)
    except OSError:
        old.rename(here)
        return False
    return True


def _piecemeal(target: Path, name: str, journal: Journal, folder: Folder) -> list[str]:
    """Give the exchange up, and say so first: what is staged gets mixed from now on."""
    folder.whole = False
    journal.save(target)
    return _one_by_one(target, name, folder)


def _one_by_one(target: Path, name: str, folder: Folder) -> list[str]:
    """Replace the changed files of a folder that cannot be exchanged."""
    here, new = target / name, target / STAGING_NAME / "new" / name
    kept = [
        path
        for path, change in folder.changes.items()
        if not _settled(new / path, here / path, change)
    ]
    for path, change in folder.changes.items():
        if change.new is None:
            remove_empty(here, (here / path).parent)
    return kept


def _settled(staged: Path, path: Path, change: Change) -> bool:
    """Replace or remove one file; False if it stays because a person saved it."""
    if change.new is None:
        return remove(staged, path, change)
    return place(staged, path, change)

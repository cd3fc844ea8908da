"""A folder that was set aside: emptied, without losing what a person saved in it."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from calgen.output.carrying import CACHE, entries, is_as_found, is_as_staged, is_link
from calgen.output.disk import digest_at, discard, open_up
from calgen.output.journal import Carried, Folder
from calgen.output.placing import bring, is_ours

# Something may come into the folder while it is emptied: then it is looked through again.
_ROUNDS = 5


def drain(aside: Path, here: Path, folder: Folder) -> list[str]:
    """Remove a folder that another has replaced; what was saved in it after it was staged
    goes to its path in the other one.

    Returns the generated files among these: they stay as the person saved them. Raises
    OSError if the folder cannot be emptied.
    """
    kept: list[str] = []
    if aside.is_symlink():
        aside.unlink()
    for _ in range(_ROUNDS):
        if not os.path.lexists(aside):
            return kept
        open_up(aside)
        for path, entry in list(entries(aside)):
            if CACHE in path.split("/"):
                if path.endswith(CACHE):
                    discard(aside / path)
            elif entry.is_dir(follow_symlinks=False):
                _folder(aside, here, folder, path)
            else:
                with suppress(FileNotFoundError):  # somebody has just moved it
                    if _file(aside / path, here / path, folder, path):
                        kept.append(path)
        _removed(aside)
    if os.path.lexists(aside):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(aside))
    return kept


def _removed(folder: Path) -> None:
    """Remove a folder, unless something has come into it meanwhile."""
    with suppress(OSError):
        folder.rmdir()


def _folder(aside: Path, here: Path, folder: Folder, path: str) -> None:
    if path not in folder.known and not (here / path).exists():
        (here / path).mkdir(parents=True)
    _removed(aside / path)


def _file(found: Path, place: Path, folder: Folder, path: str) -> bool:
    """Drop a file or bring it over; whether it is one of ours that a person saved."""
    change, one = folder.changes.get(path), folder.carried.get(path)
    if change is not None:
        if is_ours(found, change):
            found.unlink()
            return False
        bring(found, place, lambda came: is_ours(came, change))
        return True
    if not _is_news(found, place, one):
        found.unlink()
    else:
        bring(found, place, lambda came: one is not None and is_as_staged(one, came))
    return False


def _is_news(found: Path, place: Path, one: Carried | None) -> bool:
    """Whether a file that is not ours is not yet, in this or a later form, at its place."""
    if one is not None and is_link(one) and is_as_found(one, found):
        return False
    if not os.path.lexists(place):
        return one is None or not is_as_found(one, found)
    if os.path.samestat(os.lstat(found), os.lstat(place)):
        return False
    if one is None or not is_as_staged(one, place):
        return False  # saved once more, at its place: the later one stays
    if not is_as_found(one, found):
        return True
    # A copy may have been written to within one tick of the clock.
    return not found.is_symlink() and digest_at(found) != digest_at(place)

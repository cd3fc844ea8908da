"""One file put where it belongs, or removed, without losing what a person saved there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from calgen.output.disk import digest_at, discard, keep
from calgen.output.exchange import exchange
from calgen.output.journal import Change


def is_ours(path: Path, change: Change) -> bool:
    """Whether a file is what the comparison saw or what we made of it.

    A link counts as seen: what it leads to is not touched.
    """
    if path.is_symlink():
        return True
    content = digest_at(path)
    return content is not None and content in change


def place(staged: Path, path: Path, change: Change) -> bool:
    """Put a staged file in its place; False if what a person saved there stays."""
    found = digest_at(path)
    if found == change.new:  # it was done; what came out may lie where it was staged
        if os.path.lexists(staged) and not is_ours(staged, change):
            bring(staged, path, lambda came: is_ours(came, change))
            return False
        return True
    if found is not None and found != change.old:
        return False
    if digest_at(staged) != change.new:
        return True  # somebody emptied the staging: the next comparison tells
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not os.path.lexists(path):
            os.link(staged, path)
            return True
        exchange(staged, path)
    except FileExistsError:
        return place(staged, path, change)  # somebody saved one this very moment
    except OSError:
        _replace(staged, path)
        return True
    if is_ours(staged, change):
        return True
    bring(staged, path, lambda came: is_ours(came, change))
    return False


def _replace(staged: Path, path: Path) -> None:
    """Replace a file where nothing can be exchanged."""
    try:
        os.replace(staged, path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = path.with_name(f".calgen-{path.name}")
        shutil.copy2(staged, beside)
        keep(beside)
        os.replace(beside, path)


def remove(staged: Path, path: Path, change: Change) -> bool:
    """Remove a file; False if what a person saved there stays."""
    taken = staged.with_name(f".calgen-gone-{path.name}")
    if not os.path.lexists(taken):
        found = digest_at(path)
        if found != change.old:
            return found is None
        # Taken away first and looked at then, so that nobody can save in between.
        taken.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.rename(taken)
        except FileNotFoundError:
            return True
        except OSError:
            path.unlink(missing_ok=True)
            return True
    if is_ours(taken, change):
        taken.unlink()
        return True
    bring(taken, path, lambda came: is_ours(came, change))
    return False


def remove_empty(root: Path, folder: Path) -> None:
    """Remove a folder, and those above it up to `root`, that hold nothing any more."""
    while folder == root or root in folder.parents:
        with suppress(FileNotFoundError):
            if {each.name for each in folder.iterdir()} - {"__pycache__"}:
                return
            discard(folder)
        folder = folder.parent


def bring(found: Path, path: Path, ours: Callable[[Path], bool]) -> None:
    """Move what a person saved to its place; `ours` tells what it may take the place of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        path = path.with_name(f"{path.name}.saved")
    if not os.path.lexists(path):
        try:
            os.link(found, path, follow_symlinks=False)
            found.unlink()
            return
        except FileExistsError:
            pass  # it was saved once more
        except (OSError, NotImplementedError):  # a system that has no links, or no such
            os.replace(found, path)
            return
    brought: set[int] = set()
    while True:
        brought.add(os.lstat(found).st_ino)
        try:
            exchange(found, path)
        except OSError:
            os.replace(found, path)
            return
        # What came out is ours, or what we just brought: then it was saved once more at
        # its place, and that is there again.
        if ours(found) or os.lstat(found).st_ino in brought:
            found.unlink()
            return

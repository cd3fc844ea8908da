"""What a folder holds that is not ours: taken along into the folder that replaces it."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from calgen.output.disk import Mark, mark
from calgen.output.journal import Carried, Folder

# Compiled modules are made again when they are needed.
CACHE = "__pycache__"


class Immovable(Exception):
    """A folder that cannot be exchanged for another: a file system begins inside it."""


def entries(root: Path, below: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything in a folder by its relative path; a folder comes after what is in it."""
    try:
        with os.scandir(root / below) as found:
            listed = sorted(found, key=lambda each: each.name)
    except FileNotFoundError:
        return  # somebody has just removed it
    for entry in listed:
        path = f"{below}/{entry.name}" if below else entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from entries(root, path)
        yield path, entry


def carry(source: Path, staged: Path, folder: Folder) -> bool:
    """Make `staged` hold everything of `source` that the folder's changes do not name.

    Files become hard links, so that who writes into them until the exchange writes into
    both; where there are no links, copies. Does nothing about what was carried before and
    stayed as it was; returns whether there was anything to do. Raises `Immovable`.
    """
    before, folder.carried, folder.known = folder.carried, {}, set()
    emptied = _above(path for path, each in folder.changes.items() if each.new is None)
    changed = False
    device = source.stat().st_dev
    if _mounts(source):
        raise Immovable(source)
    for path, entry in entries(source):
        if CACHE in path.split("/"):
            continue
        with suppress(FileNotFoundError):  # somebody has just removed it
            found = entry.stat(follow_symlinks=False)
            if found.st_dev != device:
                raise Immovable(path)
            if stat.S_ISDIR(found.st_mode):
                folder.known.add(path)
                if path not in emptied and not (staged / path).is_dir():
                    (staged / path).mkdir(parents=True)
                    changed = True
            elif path not in folder.changes:
                here = Mark(found.st_ino, found.st_mtime_ns, found.st_size)
                one = before.get(path)
                if one is None or not _same(one, here):
                    one = Carried(here, _take(entry, f"{staged}/{path}", here))
                    changed = True
                folder.carried[path] = one
    for path in before.keys() - folder.carried.keys():  # removed since then
        (staged / path).unlink(missing_ok=True)
        changed = True
    if changed:
        _rights(source, staged, folder.known)
    return changed


def _mounts(folder: Path) -> bool:
    """Whether something is mounted inside a folder; Linux lets it be of one device.

    Renamed with the folder, it would lie in what is about to be removed.
    """
    try:
        table = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return False
    here = os.fsencode(folder.resolve()).rstrip(b"/") + b"/"
    return any(
        line.split(b" ", 5)[4].replace(b"\\040", b" ").startswith(here)
        for line in table.splitlines()
    )


def is_link(one: Carried) -> bool:
    """Whether a file was carried as a hard link, and not as a copy."""
    return one.found.inode == one.staged.inode


def _same(one: Carried, found: Mark) -> bool:
    """Whether a file is the one that was carried: a link is the file itself."""
    if is_link(one):
        return one.found.inode == found.inode
    return one.found == found


def is_as_found(one: Carried, path: Path) -> bool:
    """Whether nobody put another file in its place where it was found."""
    found = mark(path)
    return found is not None and _same(one, found)


def is_as_staged(one: Carried, path: Path) -> bool:
    """Whether nobody put another file in its place where it was carried to."""
    found = mark(path)
    return found is not None and _same(Carried(one.staged, one.found), found)


def _take(entry: os.DirEntry[str], staged: str, found: Mark) -> Mark:
    """Put a file into the staged folder, over what was carried there before."""
    if not entry.is_symlink():
        try:
            _link(entry.path, staged)
            return found
        except OSError as error:
            if error.errno == errno.EXDEV:
                raise Immovable(entry.path) from None
    if not (entry.is_file() or entry.is_symlink()):
        raise Immovable(entry.path)  # what can neither be linked nor copied
    place = Path(staged)
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(entry.path, place, follow_symlinks=False)
    made = mark(place)
    assert made is not None
    return made


def _link(source: str, staged: str) -> None:
    """Nearly every file finds its folder there and nothing in its place: to ask first
    takes longer than the link itself."""
    try:
        os.link(source, staged)
        return
    except FileExistsError:
        Path(staged).unlink()
    except FileNotFoundError:
        Path(staged).parent.mkdir(parents=True, exist_ok=True)
    os.link(source, staged)


def _rights(source: Path, staged: Path, known: set[str]) -> None:
    """Folders keep their rights and, where we may say so, their owner."""
    for path in (*sorted(known, reverse=True), ""):
        if not ((staged / path).is_dir() and (source / path).is_dir()):
            continue
        found, made = (source / path).stat(), (staged / path).stat()
        owner = (found.st_uid, found.st_gid)
        if sys.platform != "win32" and owner != (made.st_uid, made.st_gid):
            with suppress(OSError):
                os.chown(staged / path, *owner)
        if found.st_mode != made.st_mode:
            (staged / path).chmod(stat.S_IMODE(found.st_mode))


def _above(paths: Iterator[str]) -> set[str]:
    """Every folder that one of the paths lies in."""
    return {
        path[:end] for path in paths for end in range(len(path)) if path[end] == "/"
    }

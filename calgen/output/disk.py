"""Small things done to a disk: texts that stay, digests, folders that go."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from calgen.files import digest

_MANY = 16


class Mark(NamedTuple):
    """What tells a file from another, and from itself after it was written to."""

    inode: int
    modified: int  # nanoseconds
    size: int  # bytes


def mark(path: Path) -> Mark | None:
    """The mark of a file or link; None if there is none."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Mark(found.st_ino, found.st_mtime_ns, found.st_size)


def digest_at(path: Path) -> str | None:
    """sha256 of what lies at a path; None if no file does."""
    try:
        return digest(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except PermissionError:
        if path.is_dir():  # what Windows says of a folder
            return None
        raise


def put(path: Path, content: bytes, like: Path | None = None) -> None:
    """Write a new file, with the rights of the file at `like` if there is one."""
    with open(path, "xb") as file:
        file.write(content)
    if like is not None:
        try:
            mode = stat.S_IMODE(like.stat().st_mode)
        except OSError:
            return
        if mode != stat.S_IMODE(path.stat().st_mode):
            path.chmod(mode)


def keep(path: Path) -> None:
    """Make the system write a file or folder down, as far as it can."""
    if path.is_dir():
        if sys.platform == "win32":
            return  # folders cannot be opened there
        flags = os.O_RDONLY
    else:
        flags = os.O_RDWR
    try:
        opened = os.open(path, flags)
    except PermissionError:
        return  # a file without the right to write to it
    try:
        os.fsync(opened)
    except OSError:
        pass  # some file systems do not let a folder be kept
    finally:
        os.close(opened)


def keep_all(paths: list[Path]) -> None:
    """`keep` for many: a system that is asked for all at once does it in fewer steps."""
    if len(paths) < _MANY:
        for path in paths:
            keep(path)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_MANY) as pool:
        list(pool.map(keep, paths))


def open_up(folder: Path) -> None:
    """Take from a folder that is to go, and from those in it, what forbids removal."""
    for here, _, _ in os.walk(folder):
        if not os.access(here, os.R_OK | os.W_OK | os.X_OK):
            with suppress(OSError):
                Path(here).chmod(stat.S_IRWXU)


def discard(folder: Path) -> None:
    """Remove a folder of ours and all in it; what cannot be removed stays."""
    import shutil

    if folder.is_symlink() or folder.is_file():
        folder.unlink(missing_ok=True)
        return
    open_up(folder)
    shutil.rmtree(folder, ignore_errors=True)

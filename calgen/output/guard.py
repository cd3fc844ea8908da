"""A lock on a folder, which dies with the process that holds it."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from calgen.output.unwritable import refusals

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.02  # seconds
# Where the folder itself cannot be locked (Windows, some network file systems), a file in
# it is, and is removed with the lock.
BUSY_NAME = ".calgen-busy"


class Busy(Exception):
    """Another process holds the folder, and the wait for it was in vain."""


class _NoLocks(Exception):
    """This cannot be locked here."""


@contextmanager
def locked(
    folder: Path, *, wait: float, say: Callable[[str], None], shared: bool = False
) -> Iterator[None]:
    """Hold a folder; `shared` lets others hold it so too.

    `wait`: seconds to wait for another process; `say` is told once that it waits. Raises
    `Busy`. Where the file system has no locks at all, nothing is held.
    """
    deadline = time.monotonic() + wait
    told = False
    while True:
        with refusals():
            held = _hold(folder, shared)
        if held is not None:
            break
        if time.monotonic() >= deadline:
            raise Busy(folder)
        if not told:
            told = True
            say(f"calgen: waiting for another calgen that is at work in {folder}")
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        held()


def _hold(folder: Path, shared: bool) -> Callable[[], None] | None:
    """A function that lets go again; None if another process holds the folder."""
    if not shared:
        folder.mkdir(parents=True, exist_ok=True)
    for way in (_by_folder, _by_file):
        with suppress(_NoLocks):
            return way(folder, shared)
    return lambda: None


def _by_folder(folder: Path, shared: bool) -> Callable[[], None] | None:
    if sys.platform == "win32":
        raise _NoLocks
    try:
        opened = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        if shared:
            raise _NoLocks from None
        return None  # another run has just removed the folder that it had made
    except PermissionError:
        raise _NoLocks from None
    if _taken(opened, folder, shared):
        return lambda: os.close(opened)
    return None


def _by_file(folder: Path, shared: bool) -> Callable[[], None] | None:
    path = folder / BUSY_NAME
    try:
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        if shared:
            raise _NoLocks from None  # who cannot write here may look
        raise
    # A shared lock could not tell whether it is the last one, which removes the file.
    if not _taken(opened, path, False):
        return None

    def release() -> None:
        if sys.platform == "win32":  # there no open file can be removed
            os.close(opened)
        with suppress(OSError):
            path.unlink()
        if sys.platform != "win32":
            os.close(opened)

    return release


def _taken(opened: int, path: Path, shared: bool) -> bool:
    """Lock an open file or folder, which must still be what lies at its path."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
        else:
            how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(opened, how | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(opened), path.stat()):
            return True
    except FileNotFoundError:
        pass
    except OSError as error:
        os.close(opened)
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        raise _NoLocks from None
    os.close(opened)
    return False

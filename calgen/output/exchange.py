"""Two names of one file system, exchanged in one step."""

from __future__ import annotations

import errno
import os
import platform
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
# renameat2 has a number on every Linux, and a name only in newer C libraries.
_NUMBERS = {
    "x86_64": 316,
    "aarch64": 276,
    "riscv64": 276,
    "ppc64le": 357,
    "s390x": 347,
    "armv7l": 382,
    "i686": 353,
}


def exchange(one: Path, other: Path) -> None:
    """What was at one path is at the other, with no moment between.

    Raises OSError where the system has no such step (Windows; some file systems; a path
    where another file system begins), and whatever else a rename may raise.
    """
    step = _step()
    if step is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(one))
    if code := step(os.fsencode(one), os.fsencode(other)):
        raise OSError(code, os.strerror(code), str(other))


@cache
def _step() -> Callable[[bytes, bytes], int] | None:
    """A function that returns an error number, 0 when it is done."""
    if sys.platform == "win32":
        return None
    try:
        import ctypes
    except ImportError:
        return None  # a Python that was built without it

    library = ctypes.CDLL(None, use_errno=True)

    def told(done: int) -> int:
        return ctypes.get_errno() if done else 0

    if sys.platform == "darwin":
        if not hasattr(library, "renamex_np"):
            return None
        swap = library.renamex_np
        swap.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint)
        return lambda one, other: told(swap(one, other, _EXCHANGE))
    here = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    if hasattr(library, "renameat2"):
        rename = library.renameat2
        rename.argtypes = here
        return lambda one, other: told(
            rename(_AT_FDCWD, one, _AT_FDCWD, other, _EXCHANGE)
        )
    number = _NUMBERS.get(platform.machine())
    if number is None or not sys.platform.startswith("linux"):
        return None
    call = library.syscall
    call.argtypes = (ctypes.c_long, *here)
    call.restype = ctypes.c_long
    return lambda one, other: told(
        call(number, _AT_FDCWD, one, _AT_FDCWD, other, _EXCHANGE)
    )

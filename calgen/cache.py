"""Where what one run found out is kept for the next, and how old it may be.

Nothing here is needed for a right answer: without a cache every run does all of its work.
This module and what stands on it answer before anything else of calgen is imported, so
they import little.
"""

from __future__ import annotations

import os
import sys
import time
from functools import cache
from hashlib import sha256

VARIABLE = "CALGEN_CACHE_DIR"
"""Names a folder for the cache; empty: there is none."""

TABLES = ("answers", "results")
"""What the cache holds: folders of its own, below `_NAME`."""

_NAME = "calgen-1"  # nothing else in the folder that people name is ours

_OLDEST = 30 * 24 * 3600.0  # seconds since an entry was last read
_OFTEN = 24 * 3600.0  # seconds between two looks for entries that are too old
_OWN = os.path.dirname(os.path.abspath(__file__))
_BESIDE = os.path.join(os.path.dirname(_OWN), "templates")


def folder() -> str | None:
    """The folder of the cache, absolute; None where people want none, have no home, or
    where somebody else could put something into it."""
    above = _above()
    if above is None:
        return None
    path = os.path.join(above, _NAME)
    try:
        os.makedirs(above, exist_ok=True)
        if not os.path.isdir(path):
            os.mkdir(path, 0o700)
        state = os.stat(path)
    except OSError:
        return None
    # What lies there is believed, and partly unpickled.
    if hasattr(os, "geteuid") and (
        state.st_uid != os.geteuid() or state.st_mode & 0o022
    ):
        return None
    return path


def _above() -> str | None:
    stated = os.environ.get(VARIABLE)
    if stated is not None:
        return os.path.abspath(stated) if stated else None
    if base := os.environ.get("XDG_CACHE_HOME"):
        return os.path.join(os.path.abspath(base), "calgen")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return os.path.join(base, "calgen", "Cache") if base else None
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        return None
    below = ("Library", "Caches") if sys.platform == "darwin" else (".cache",)
    return os.path.join(home, *below, "calgen")


@cache
def fingerprint() -> str:
    """What changes with calgen itself, the packages beside it, and Python; found out
    once, for the code of this process stays what it is.

    Sizes and times of calgen's own files, and the times of the folders that packages
    are installed into: both change with every installation and every edit.
    """
    parts = [sys.version]
    for root in (_OWN, _BESIDE):
        parts += _states(root)
    apart = {os.path.dirname(_OWN), os.getcwd()}  # where people work, files come and go
    for path in sys.path:
        if path and os.path.abspath(path) not in apart:
            try:
                parts.append(f"{path} {os.stat(path).st_mtime_ns}")
            except OSError:
                continue
    return sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()


def _states(root: str) -> list[str]:
    found: list[str] = []
    waiting = [root]
    while waiting:
        at = waiting.pop()
        try:
            entries = list(os.scandir(at))
        except OSError:
            continue
        for entry in entries:
            if entry.name == "__pycache__":
                continue
            if entry.is_dir():
                waiting.append(entry.path)
                continue
            try:
                state = entry.stat()
            except OSError:  # a link that leads nowhere
                continue
            found.append(f"{entry.path} {state.st_size} {state.st_mtime_ns}")
    return sorted(found)


def load(*names: str) -> bytes | None:
    """An entry of the cache; None where there is none that can be read."""
    root = folder()
    if root is None:
        return None
    path = os.path.join(root, *names)
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return None
    try:
        if time.time() - os.stat(path).st_mtime > _OFTEN:
            os.utime(path)
    except OSError:
        pass  # it ages, and is made again when it is gone
    return content


def save(content: bytes, *names: str) -> None:
    """Write an entry, whole or not at all; what cannot be kept is not kept."""
    root = folder()
    if root is None:
        return
    path = os.path.join(root, *names)
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(beside, "wb") as file:
            file.write(content)
        os.replace(beside, path)
        _tidy(root)
    except OSError:
        try:
            os.unlink(beside)
        except OSError:
            return


def _tidy(root: str) -> None:
    """Once a day, remove what nobody has read for a month."""
    note = os.path.join(root, "CACHEDIR.TAG")
    now = time.time()
    try:
        if now - os.stat(note).st_mtime < _OFTEN:
            return
    except OSError:
        pass  # there was no look yet
    with open(note, "w", encoding="utf-8") as file:
        file.write("Signature: 8a477f597d28d172789f06886806bc55\n")
    for table in TABLES:
        for at, folders, files in os.walk(os.path.join(root, table), topdown=False):
            for name in files:
                path = os.path.join(at, name)
                if now - os.stat(path).st_mtime > _OLDEST:
                    os.unlink(path)
            for name in folders:
                try:
                    os.rmdir(os.path.join(at, name))
                except OSError:
                    continue  # it holds something

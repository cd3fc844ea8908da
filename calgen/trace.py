"""What a run reads: files, folders, and files that it looked for in vain.

Every part that reads what a person may change does it through `read`, `walk` and `note`,
so that one account tells when an answer is still right, what a build system has to
watch, and when somebody who edits wants the next run.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

Endings = tuple[str, ...] | None
"""Which files of a folder count: those with one of these endings, hidden ones aside; all
of them where it is None."""


class Trace:
    """`files`: absolute path to the sha256 of what was read there. `folders`: absolute
    path and endings to the sha256 of the list of files below it. `vain`: paths that gave
    nothing, and what is there instead. `links`: paths to where they really lead.
    `remote`: whether the network was asked."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.folders: dict[tuple[str, Endings], str] = {}
        self.vain: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.remote = False


_active: list[Trace] = []


@contextmanager
def traced() -> Iterator[Trace]:
    """Everything that is read inside is noted in the trace."""
    trace = Trace()
    _active.append(trace)
    try:
        yield trace
    finally:
        _active.remove(trace)


def digest(content: bytes) -> str:
    """sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file. Raises `OSError`."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        note(path)
        raise
    follow(path)
    for trace in _active:
        trace.files.setdefault(os.path.abspath(path), digest(content))
    return content


def follow(path: str | os.PathLike[str]) -> str:
    """Where a path really leads, which an answer may rest on."""
    real = os.path.realpath(path)
    for trace in _active:
        trace.links[os.path.abspath(path)] = real
    return real


def note(path: str | os.PathLike[str]) -> None:
    """Say that an answer rests on nothing that can be read being at a path."""
    for trace in _active:
        trace.vain[os.path.abspath(path)] = kind_of(path)


def kind_of(path: str | os.PathLike[str]) -> str:
    """What is at a path, as far as it matters to somebody who wants to read it."""
    if not os.path.lexists(path):
        return "nothing"
    kind = "folder" if os.path.isdir(path) else "file"
    kind = kind if kind == "folder" or os.path.isfile(path) else "other"
    return f"{kind}, {'open' if os.access(path, os.R_OK) else 'closed'}"


def still_holds(trace: Trace) -> bool:
    """Whether paths lead where they led, in vain or not, and folders hold what they
    held; the files themselves aside."""
    return (
        all(kind_of(path) == before for path, before in trace.vain.items())
        and all(os.path.realpath(path) == real for path, real in trace.links.items())
        and all(
            listed(listing(folder, endings), folder) == before
            for (folder, endings), before in trace.folders.items()
        )
    )


def note_remote() -> None:
    """Say that an answer rests on what the network says."""
    for trace in _active:
        trace.remote = True


def walk(folder: str | os.PathLike[str], endings: Endings = None) -> list[str]:
    """The files below a folder, as paths that begin with it, in the order of a sorted
    walk. Links to folders stand for themselves where every file counts; else they are
    passed over."""
    found = listing(os.fspath(folder), endings)
    for trace in _active:
        key = (os.path.abspath(folder), endings)
        trace.folders[key] = listed(found, os.fspath(folder))
    return found


def listing(folder: str, endings: Endings) -> list[str]:
    """What `walk` finds, unnoted."""
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if _counts(each, endings))
        if endings is None:
            links = (os.path.join(root, each) for each in folders)
            found += [each for each in links if os.path.islink(each)]
        found += [
            os.path.join(root, name)
            for name in sorted(names)
            if _counts(name, endings)
            and (endings is None or name.lower().endswith(endings))
        ]
    return found


def _counts(name: str, endings: Endings) -> bool:
    return name != "__pycache__" and (endings is None or name[0] != ".")


def listed(found: list[str], folder: str) -> str:
    """One digest of the names in a listing."""
    names = (os.path.relpath(each, folder) for each in found)
    return digest("\0".join(names).encode(errors="surrogateescape"))

"""What a run produces: an immutable set of files, and the lock that remembers it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from calgen.ir import Json

LOCK_NAME = "calgen.lock"
_SCHEMA = 1


class BadPath(ValueError):
    """A path that would leave the output folder, or that two files claim."""


class FileSet(Mapping[str, str]):
    """Relative POSIX paths to texts, sorted; nothing in it changes."""

    def __init__(self, files: Iterable[tuple[str, str]] = ()) -> None:
        found: dict[str, str] = {}
        folded: dict[str, str] = {}
        for path, text in files:
            if not is_inside(path):
                raise BadPath(f"the path {path!r} leaves the output folder")
            # Two paths that differ in case only are one file on many systems.
            if (key := path.casefold()) in folded:
                raise BadPath(f"two files want the path {path!r} ({folded[key]!r})")
            folded[key] = path
            found[path] = text
        self._files = dict(sorted(found.items()))

    def __getitem__(self, path: str) -> str:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def joined(self, *others: FileSet) -> FileSet:
        """This set and others; a path that stands in two of them is an error."""
        return FileSet(pair for each in (self, *others) for pair in each._files.items())


def is_inside(path: str) -> bool:
    """Whether a relative path names a file below the folder it is relative to."""
    pure = PurePosixPath(path)
    strange = pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path
    return bool(pure.parts) and not strange and not re.match("[A-Za-z]:", path)


def digest(content: str | bytes) -> str:
    """sha256 in hexadecimal; a text counts as its UTF-8 bytes."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What made an output folder: tools, inputs, settings, and each file's digest."""

    tools: Mapping[str, str]
    inputs: Mapping[str, str]
    settings: Mapping[str, str]
    names: Mapping[str, str]
    ledger: Mapping[str, int]
    files: Mapping[str, str]

    def text(self) -> str:
        """The lock as JSON: sorted, no time stamps."""
        data = {
            "schema": _SCHEMA,
            "tools": dict(self.tools),
            "inputs": dict(self.inputs),
            "settings": dict(self.settings),
            "names": dict(self.names),
            "ledger": dict(self.ledger),
            "files": dict(self.files),
        }
        return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


class BadLock(ValueError):
    """A text that is not a lock of this or an older calgen."""


def read_lock(text: str) -> Lock:
    """Parse a lock; raises `BadLock`."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise BadLock(f"not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("schema") != _SCHEMA:
        raise BadLock("written by another version of calgen")
    files = _texts(data, "files")
    if strange := [path for path in files if not is_inside(path)]:
        # A lock is an input like any other, and what it owns may be removed.
        raise BadLock(f"it claims a file outside its folder: {strange[0]!r}")
    return Lock(
        tools=_texts(data, "tools"),
        inputs=_texts(data, "inputs"),
        settings=_texts(data, "settings"),
        names=_texts(data, "names"),
        ledger={k: v for k, v in _table(data, "ledger").items() if isinstance(v, int)},
        files=files,
    )


def _table(data: Json, key: str) -> Json:
    value = data.get(key)
    if not isinstance(value, dict):
        raise BadLock(f"{key} is missing")
    return value


def _texts(data: Json, key: str) -> dict[str, str]:
    return {k: v for k, v in _table(data, key).items() if isinstance(v, str)}

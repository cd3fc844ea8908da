"""What a run produces: an immutable set of files, and the lock that remembers it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from calgen.ir import Json
from calgen.record import record

LOCK_NAME = "calgen.lock"
JOURNAL_NAME = ".calgen-journal"
STAGING_NAME = ".calgen-staging"
RESERVED = (LOCK_NAME, JOURNAL_NAME, STAGING_NAME)
"""What an output folder holds that no theme makes."""
_SCHEMA = 2
# Locks of schema 1 had the names of operations alone.
_FIRST = 1


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
    parts = path.split("/")
    strange = path[:1] == "/" or ".." in parts or "\\" in path or "\0" in path
    named = any(part not in ("", ".") for part in parts)
    return named and not strange and not re.match("[A-Za-z]:", path)


def digest(content: str | bytes) -> str:
    """sha256 in hexadecimal; a text counts as its UTF-8 bytes."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()


@record
class Lock:
    """What made an output folder: tools, inputs, settings, and each file's digest.

    `names` are the Python names that were handed out, by kind; `Frozen` knows the kinds.
    """

    tools: Mapping[str, str]
    inputs: Mapping[str, str]
    settings: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    ledger: Mapping[str, int]
    files: Mapping[str, str]

    def text(self) -> str:
        """The lock as JSON: sorted, no time stamps."""
        data = {
            "schema": _SCHEMA,
            "tools": dict(self.tools),
            "inputs": dict(self.inputs),
            "settings": dict(self.settings),
            "names": {kind: dict(names) for kind, names in self.names.items()},
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
    if not isinstance(data, dict) or data.get("schema") not in (_FIRST, _SCHEMA):
        raise BadLock("written by another version of calgen")
    if data["schema"] == _FIRST:
        data["names"] = {"operations": data.get("names")}
    files = _texts(data, "files")
    if strange := [path for path in files if not is_inside(path)]:
        # A lock is an input like any other, and what it owns may be removed.
        raise BadLock(f"it claims a file outside its folder: {strange[0]!r}")
    names = _table(data, "names")
    return Lock(
        tools=_texts(data, "tools"),
        inputs=_texts(data, "inputs"),
        settings=_texts(data, "settings"),
        names={kind: _texts(names, kind) for kind in names},
        ledger={k: v for k, v in _table(data, "ledger").items() if isinstance(v, int)},
        files=files,
    )


def lock_in(folder: Path) -> Lock | None:
    """The lock of a folder; None where there is none to read. Raises `BadLock`, whose
    text says what to do."""
    path = folder / LOCK_NAME
    try:
        return read_lock(path.read_text(encoding="utf-8"))
    except OSError:
        return None  # who is going to write there says what is in the way
    except (BadLock, UnicodeDecodeError) as error:
        raise BadLock(
            f"{path} is not a lock of this calgen ({error}); "
            "restore it, or delete it and run with --force"
        ) from None


def _table(data: Json, key: str) -> Json:
    value = data.get(key)
    if not isinstance(value, dict):
        raise BadLock(f"{key} is missing")
    return value


def _texts(data: Json, key: str) -> dict[str, str]:
    return {k: v for k, v in _table(data, key).items() if isinstance(v, str)}

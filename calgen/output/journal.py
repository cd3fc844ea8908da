"""What a run is about to do to the target, written down before it begins.

From the moment the journal stands, everything it names is staged: whoever finds it can
finish the run without the inputs. Without a journal the staging holds nothing of value.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from calgen.files import JOURNAL_NAME, LOCK_NAME, STAGING_NAME, is_inside
from calgen.output.disk import Mark, digest_at, keep, put
from calgen.output.unwritable import Unwritable
from calgen.record import record

_SCHEMA = 1


class Change(NamedTuple):
    """A file's digest before and after; None where there is no file."""

    old: str | None
    new: str | None


class Carried(NamedTuple):
    """A file that is not ours to change, as it was found and as it was staged.

    One hard link gives both the same inode; a copy does not.
    """

    found: Mark
    staged: Mark


@record(kw_only=False, frozen=False)
class Folder:
    """A folder at the top of the target.

    `whole`: it is staged with all that is not ours, to be exchanged; otherwise only its
    changed files are, to be replaced one by one. `vanishes`: nothing of it is left.
    """

    changes: dict[str, Change]
    carried: dict[str, Carried] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    whole: bool = True
    vanishes: bool = False


@record(kw_only=False, frozen=False)
class Journal:
    """Folders to exchange, then files beside them in the order they are replaced."""

    folders: dict[str, Folder]
    files: dict[str, Change]

    def changes(self) -> dict[str, Change]:
        """Every changed path, relative to the target."""
        return {
            f"{name}/{path}": change
            for name, folder in self.folders.items()
            for path, change in folder.changes.items()
        } | self.files

    def save(self, target: Path) -> None:
        """Write the journal so that it is there whole or not at all."""
        data = {
            "schema": _SCHEMA,
            "note": "calgen was interrupted; its next run here finishes the work",
            "folders": {
                name: {
                    "changes": each.changes,
                    "carried": each.carried,
                    "known": sorted(each.known),
                    "whole": each.whole,
                    "vanishes": each.vanishes,
                }
                for name, each in self.folders.items()
            },
            "files": self.files,
        }
        written = target / STAGING_NAME / "journal"
        written.unlink(missing_ok=True)
        put(written, json.dumps(data).encode())
        keep(written)
        os.replace(written, target / JOURNAL_NAME)
        keep(target)

    def untouched(self, target: Path) -> bool:
        """Whether nothing of it was done yet."""
        aside = target / STAGING_NAME / "old"
        return not any((aside / name).exists() for name in self.folders) and all(
            digest_at(target / path) == change.old
            for path, change in self.changes().items()
        )


def drop(target: Path) -> None:
    """The run is done: what it staged is of no value any more."""
    keep(target)
    (target / JOURNAL_NAME).unlink(missing_ok=True)
    keep(target)


def find(target: Path) -> Journal | None:
    """The journal of a run that was interrupted. Raises `Unwritable`."""
    path = target / JOURNAL_NAME
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unwritable(f"cannot read {path}: {error.strerror}") from error
    except ValueError:
        data = None
    try:
        return _journal(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unwritable(
            f"{path} is not a journal of this calgen; finish the interrupted run with the "
            f"calgen that began it, or delete it and {STAGING_NAME}, and generate with "
            "--force"
        ) from None


def _journal(data: Any) -> Journal:
    if data["schema"] != _SCHEMA:
        raise ValueError
    folders = {
        _one(name): Folder(
            _changes(each["changes"]),
            {
                _relative(path): Carried(Mark(*found), Mark(*staged))
                for path, (found, staged) in each["carried"].items()
            },
            {_relative(path) for path in each["known"]},
            bool(each["whole"]),
            bool(each["vanishes"]),
        )
        for name, each in data["folders"].items()
    }
    files = {_one(path): each for path, each in _changes(data["files"]).items()}
    return Journal(folders, last_the_lock(files))


def last_the_lock(files: Mapping[str, Change]) -> dict[str, Change]:
    """Files beside the folders in their order: the lock vouches for all others."""
    return dict(sorted(files.items(), key=lambda each: (each[0] == LOCK_NAME, each[0])))


def _changes(data: Any) -> dict[str, Change]:
    return {_inside(path): Change(old, new) for path, (old, new) in data.items()}


def _inside(path: str) -> str:
    # A journal is an input like any other, and what it names may be removed.
    if not is_inside(path):
        raise ValueError
    return path


def _relative(path: str) -> str:
    # What a person made may have any name that the system lets a file have.
    if (pure := PurePosixPath(path)).is_absolute() or ".." in pure.parts:
        raise ValueError
    return path


def _one(path: str) -> str:
    if "/" in _inside(path):
        raise ValueError
    return path

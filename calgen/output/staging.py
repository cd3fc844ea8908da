"""The next state of the target, made whole in a hidden folder inside it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from calgen.files import STAGING_NAME, digest
from calgen.output.carrying import Immovable, carry
from calgen.output.comparison import Difference
from calgen.output.disk import discard, keep, keep_all, put
from calgen.output.journal import (
    Change,
    Folder,
    Journal,
    last_the_lock,
)
from calgen.output.unwritable import Unwritable


def stage(target: Path, changes: Iterable[Difference]) -> Journal:
    """Write every new text, and carry along what is not ours.

    Raises `Unwritable` when a file is not any more what the comparison saw.
    """
    staging = target / STAGING_NAME
    discard(staging)
    new = staging / "new"
    new.mkdir(parents=True)
    (staging / "old").mkdir()
    folders: dict[str, Folder] = {}
    files: dict[str, Change] = {}
    written: list[Path] = []
    for each in changes:
        change = Change(
            _seen(target, each), None if each.new is None else digest(each.new)
        )
        if each.new is not None:
            path = new / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            like = None if change.old is None else target / each.path
            put(path, each.new.encode(), like)
            written.append(path)
        name, _, rest = each.path.partition("/")
        if rest:
            folders.setdefault(name, Folder({})).changes[rest] = change
        else:
            files[name] = change
    for name, folder in folders.items():
        _whole(target / name, new / name, folder)
    keep_all(written)
    for here, _, _ in os.walk(staging, topdown=False):
        keep(Path(here))
    return Journal(folders, last_the_lock(files))


def _seen(target: Path, each: Difference) -> str | None:
    """The digest of a file, which must still be what the comparison saw."""
    try:
        content = (target / each.path).read_bytes()
    except FileNotFoundError:
        content = None
    text = None if content is None else content.decode("utf-8", errors="replace")
    if text != each.old:
        raise Unwritable(
            f"{target / each.path} was changed while calgen was at work; nothing was "
            "written: look at the change and run calgen again"
        )
    return None if content is None else digest(content)


def _whole(here: Path, staged: Path, folder: Folder) -> None:
    """Complete the changed files of a folder to all that it will hold."""
    try:
        if here.is_dir():
            carry(here, staged, folder)
    except (Immovable, PermissionError):
        folder.whole = False
    folder.vanishes = folder.whole and not staged.exists()

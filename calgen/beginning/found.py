"""Documents and pages below a folder, and which of them belong together."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from calgen.files import LOCK_NAME
from calgen.read.dump import is_dump
from calgen.read.markdown import api_blocks
from calgen.record import record

_SPECS = {".json", ".yaml", ".yml"}
_PAGES = {".md", ".mdx", ".markdown"}
_DEEPEST = 4
_MOST = 5_000  # files that are looked at
_LARGEST = 50 * 2**20  # bytes
_HEAD = 16 * 2**10  # characters in which a document says what it is
_SPEC = re.compile(
    r"""(?:^|[{,])\s*["']?(?:openapi|swagger)["']?\s*:\s*["']?\d""", re.M
)
_TITLE = re.compile(r"""(?:^|[{,])\s*["']?title["']?\s*:\s*["']?([^"'\n,}]+)""", re.M)
_OTHERS = {"node_modules", "site-packages", "dist", "build", "target", "vendor"}
# Where people keep what they generate from; the likeliest first.
_LIKELY = ("specs", "spec", "openapi", "api", "docs")


@record(kw_only=False)
class Choice:
    """What a client can be made of: paths of inputs that belong together, holding
    `count` documents and pages."""

    paths: tuple[Path, ...]
    count: int

    def __str__(self) -> str:
        shown = self.paths[0].as_posix()
        if len(self.paths) > 1:
            return f"{shown} and {len(self.paths) - 1} more"
        return f"{shown} ({self.count} files)" if self.count > 1 else shown


def choices(folder: Path) -> tuple[Choice, ...]:
    """What is there, as paths relative to `folder`, the likeliest first.

    Documents of one title in one folder belong together, and so do its pages.
    """
    groups: dict[tuple[Path, str], list[Path]] = defaultdict(list)
    for path in _files(folder):
        title = _title(path)
        if title is not None:
            groups[path.parent, title].append(path)
    titles = defaultdict(set)
    for at, title in groups:
        titles[at].add(title)
    found = []
    for (at, _), paths in groups.items():
        inside = tuple(path.relative_to(folder) for path in paths)
        if len(titles[at]) > 1:
            found += [Choice((each,), 1) for each in inside]
        elif len(inside) > 1 and at != folder and not _has_other_pages(at, paths):
            found.append(Choice((at.relative_to(folder),), len(inside)))
        else:
            found.append(Choice(inside, len(inside)))
    return tuple(sorted(found, key=_likelihood))


def _has_other_pages(folder: Path, ours: list[Path]) -> bool:
    """Whether a folder holds pages without an API: as an input it would be a fault."""
    pages = (each for each in folder.rglob("*") if each.suffix.lower() in _PAGES)
    return any(each not in ours for each in pages)


def _likelihood(choice: Choice) -> tuple[int, int, int, str]:
    parts = choice.paths[0].parts
    named = [_LIKELY.index(part) for part in parts if part in _LIKELY]
    return (
        min(named, default=len(_LIKELY)),
        len(parts),
        -choice.count,
        choice.paths[0].as_posix(),
    )


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for root, folders, names in os.walk(folder):
        at = Path(root)
        depth = len(at.relative_to(folder).parts)
        folders[:] = sorted(
            each for each in folders if depth < _DEEPEST and _may_hold(at / each)
        )
        for name in sorted(names):
            seen += 1
            if seen > _MOST:
                return
            if not name.startswith("."):
                yield at / name


def _may_hold(folder: Path) -> bool:
    """Whether somebody's own documents may be below a folder."""
    if folder.name.startswith((".", "__")) or folder.name in _OTHERS:
        return False
    made = (LOCK_NAME, "pyvenv.cfg")
    return not any((folder / name).exists() for name in made)


def _title(path: Path) -> str | None:
    """The title of what a file describes ('' for pages); None where it describes no
    API."""
    suffix = path.suffix.lower()
    if suffix not in _SPECS | _PAGES | {".txt"}:
        return None
    try:
        if path.stat().st_size > _LARGEST:
            return None
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    if suffix in _SPECS:
        head = text[:_HEAD]
        if not _SPEC.search(head):
            return None
        title = _TITLE.search(head)
        return title[1].strip() if title else ""
    if suffix == ".txt":
        return "" if is_dump(text) else None
    return "" if any(True for _ in api_blocks(text)) else None

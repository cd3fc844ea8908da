"""The files that a run reads, and what they are called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from calgen.record import record


@record(kw_only=False)
class Input:
    """One file: `name` is what diagnostics and the lock show, `content` its bytes.

    `asked` says that somebody named this very file; a file found in a folder may be
    something else than an API description and is then left alone. `path` is None for
    what came through standard input.
    """

    name: str
    content: bytes
    asked: bool
    path: Path | None = None


def names_of(
    paths: Sequence[Path], base: Path, taken: Collection[str] = ()
) -> dict[Path, str]:
    """Names for files: relative to `base` where they lie below it, else the shortest
    tails of their paths that tell them apart, and from what is `taken`."""
    names: dict[Path, str] = {}
    outside: list[Path] = []
    for path in paths:
        try:
            names[path] = path.resolve().relative_to(base.resolve()).as_posix()
        except ValueError:
            outside.append(path)
    longest = max((len(path.resolve().parts) for path in outside), default=1)
    for depth in range(1, longest + 1):
        tails = {path: "/".join(path.resolve().parts[-depth:]) for path in outside}
        known = {*tails.values(), *names.values()}
        if len(known) == len(tails) + len(names) and known.isdisjoint(
            {*taken} - {*names.values()}
        ):
            return names | tails
    return names | {path: path.resolve().as_posix() for path in outside}

"""Why the target cannot be read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Unwritable(Exception):
    """The target cannot be read or written; the message says what is in the way."""


@contextmanager
def refusals(verb: str = "write") -> Iterator[None]:
    """What the system refuses inside becomes `Unwritable`."""
    try:
        yield
    except OSError as error:
        raise Unwritable(f"cannot {verb} {error.filename}: {error.strerror}") from error


def refuse_links(target: Path, path: str) -> None:
    """A link inside the target could lead anywhere. Raises `Unwritable`."""
    for parent in (target / path).parents:
        if parent == target:
            return
        if parent.is_symlink():
            raise Unwritable(
                f"{parent} is a symbolic link; calgen does not write through it"
            )

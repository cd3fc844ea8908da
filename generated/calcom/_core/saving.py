"""Files that are there whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from uuid import uuid4

if TYPE_CHECKING:
    import os
    from types import TracebackType

_LONGEST: Final = 100


class Target:
    """A file that is being written, under another name beside `path`: it takes its name
    at the end of the block, and is removed where the block fails."""

    __slots__ = ("_file", "_written", "path")

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path: Final = Path(path)
        # Beside it: a name can be taken in one step within a file system only.
        name = f".{self.path.name[:_LONGEST]}.{uuid4().hex}.part"
        self._written: Final = self.path.with_name(name)

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)

    def __enter__(self) -> Self:
        self._file = self._written.open("xb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
            if kind is None:
                with suppress(FileNotFoundError):
                    self._written.chmod(self.path.stat().st_mode & 0o777)
                self._written.replace(self.path)
        finally:
            self._written.unlink(missing_ok=True)

"""Files named by a path: read while they are sent, and not held in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import UnsupportedOperation
from pathlib import Path
from typing import IO, Final

_PIECE: Final = 65_536


class FileBody:
    """A file that is opened at its first read and closed at its end.

    Raises OSError at once for one that cannot be read.
    """

    __slots__ = ("_at", "_file", "_path")

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path: Final = Path(path)
        self._at = 0
        self._file: IO[bytes] | None = None
        if not self._path.is_fifo():  # nobody may have opened its other end yet
            self._path.open("rb").close()

    def read(self, size: int = -1, /) -> bytes:
        if self._file is None:
            self._file = self._path.open("rb")
            self._file.seek(self._at)
        found = self._file.read(size)
        self._at += len(found)
        if not found:
            self.close()
        return found

    def seekable(self) -> bool:
        return self._path.is_file()

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        if not self.seekable():
            raise UnsupportedOperation("seek")
        self.close()
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}.get(whence)
        self._at = offset + (self._path.stat().st_size if start is None else start)
        return self._at

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(_PIECE):
            yield piece

    def __del__(self) -> None:
        # An attempt that failed leaves it open; a constructor that failed, unset.
        if getattr(self, "_file", None) is not None:
            self.close()

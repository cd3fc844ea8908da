"""Files as they are sent: from where they stand, with the length of what follows.

The HTTP library asks more of a file than `read`, and what it takes for the length depends
on its version and on the client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from os import SEEK_END
from typing import IO, TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from .body import Readable

_CHUNK: Final = 65_536


class Upload:
    """A file for a `Client`."""

    __slots__ = ("_file",)

    def __init__(self, file: Readable) -> None:
        self._file: Final = file

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self._file.read(_CHUNK):
            yield chunk


class AsyncUpload:
    """The same for an `AsyncClient`."""

    __slots__ = ("_file",)

    def __init__(self, file: Readable) -> None:
        self._file: Final = file

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while chunk := self._file.read(_CHUNK):
            yield chunk


def length_of(readable: Readable) -> int | None:
    """The bytes that are left to send, where that is known: many servers ask for it."""
    file = cast("IO[bytes]", readable)
    try:
        here = file.tell()
        length = file.seek(0, SEEK_END) - here
        file.seek(here)
    except (AttributeError, OSError):
        return None
    return max(0, length)

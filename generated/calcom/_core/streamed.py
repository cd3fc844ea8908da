"""Answers whose body is read in pieces, and not held in memory."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final, Self, cast

from .events import Lines
from .response import request_id_of
from .saving import Target

if TYPE_CHECKING:
    import os
    from pathlib import Path
    from types import TracebackType

    from .headers import HeaderMap
    from .operation import Operation
    from .ratelimit import RateLimitState
    from .reply import Reply
    from .request import RequestInfo
    from .source import AsyncSource, Source


class _Head:
    """What is known of an answer before its body."""

    def __init__(self, reply: Reply, attempts: int) -> None:
        self.operation: Final[Operation[object]] = reply.request.operation
        self.request: Final[RequestInfo] = reply.request.info
        self.status: Final = reply.status
        self.headers: Final[HeaderMap] = reply.headers
        self.request_id: Final = request_id_of(reply.headers)
        self.elapsed: Final = reply.elapsed
        self.attempts: Final = attempts
        self._reply: Final = reply

    @property
    def size(self) -> int | None:
        """How many bytes the body has; None where the server does not say, or says it
        of a compressed body."""
        stated = self.headers.get("content-length", "")
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            return None
        return int(stated) if stated.isascii() and stated.isdigit() else None

    @property
    def media(self) -> str:
        """The media type, without parameters; '' where the server says none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def rate_limit(self) -> RateLimitState:
        """What the answer says of the caller's rate limit."""
        from .ratelimit import state_of

        return state_of(self.headers)

    @property
    def reply(self) -> Reply:
        """The answer as it came over the wire."""
        return self._reply

    def _lines(self) -> Lines:
        from .decode import charset_of

        return Lines(charset_of(self.headers.get("content-type", "")))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status} of {self.operation.id}>"


class StreamedResponse(_Head):
    """An answer whose body is still to come; it can be read once.

    `size` is how many bytes it has, where the server says so. Closed at the end of the
    body, by `close`, and where a `with` block ends; until then it holds a connection.
    A body that breaks off raises TransportError.
    """

    @property
    def _source(self) -> Source:
        return cast("Source", self._reply.source)

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body, decompressed: as it arrives, or in pieces of `chunk_size` bytes."""
        return self._source.chunks(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """The body as lines of text, without their ends."""
        lines = self._lines()
        for chunk in self.iter_bytes():
            yield from lines.feed(chunk)
        yield from lines.feed(b"", last=True)

    def read(self) -> bytes:
        """The whole body, or what is left of it."""
        return b"".join(self.iter_bytes())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the body to a file, which is there when all of it is, and not before.

        A file of that name is replaced. Raises OSError where it cannot be written.
        """
        with Target(path) as target:
            for chunk in self.iter_bytes():
                target.write(chunk)
        return target.path

    @property
    def closed(self) -> bool:
        return self._source.closed

    def close(self) -> None:
        """Give the connection back; what is left of the body is lost."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncStreamedResponse(_Head):
    """An answer whose body is still to come; it can be read once.

    `size` is how many bytes it has, where the server says so. Closed at the end of the
    body, by `close`, and where an `async with` block ends; until then it holds a
    connection. A body that breaks off raises TransportError.
    """

    @property
    def _source(self) -> AsyncSource:
        return cast("AsyncSource", self._reply.source)

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncGenerator[bytes, None]:
        """The body, decompressed: as it arrives, or in pieces of `chunk_size` bytes."""
        return self._source.chunks(chunk_size)

    async def iter_lines(self) -> AsyncIterator[str]:
        """The body as lines of text, without their ends."""
        lines = self._lines()
        async with aclosing(self._source.chunks()) as chunks:
            async for chunk in chunks:
                for line in lines.feed(chunk):
                    yield line
        for line in lines.feed(b"", last=True):
            yield line

    async def read(self) -> bytes:
        """The whole body, or what is left of it."""
        return b"".join([chunk async for chunk in self.iter_bytes()])

    async def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the body to a file, which is there when all of it is, and not before.

        A file of that name is replaced. Raises OSError where it cannot be written.
        """
        with Target(path) as target:
            async for chunk in self.iter_bytes():
                target.write(chunk)
        return target.path

    @property
    def closed(self) -> bool:
        return self._source.closed

    async def close(self) -> None:
        """Give the connection back; what is left of the body is lost."""
        await self._source.aclose()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

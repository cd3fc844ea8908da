"""Bodies that are still to come: read in pieces, from a connection that is held."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from .failures import failure_of
from .library import httpx2

if TYPE_CHECKING:
    from .request import Request

Left: TypeAlias = deque[httpx2.Response]
"""Answers that were dropped unread and unclosed: they still hold a connection."""

LONGEST_ERROR: Final = 1_048_576
"""Bytes of an error's body that are read; what follows is not."""


class _Body:
    """One body; can be read once."""

    __slots__ = ("_left", "_request", "_response", "_taken", "closed")

    def __init__(self, response: httpx2.Response, request: Request, left: Left) -> None:
        self._response: Final = response
        self._request: Final = request
        self._left: Final = left
        self._taken = False
        # Not the library's word: to it an answer that came whole is closed, yet unread.
        self.closed = False

    def _take(self) -> None:
        if self._taken or self.closed:
            raise RuntimeError("this body was read or closed: it can be read once")
        self._taken = True

    def __del__(self) -> None:
        # No work here: a collector may run while the HTTP library holds its lock.
        if not self._response.is_closed:
            self._left.append(self._response)


class Source(_Body):
    """A body for a `Client`; reading it to the end, or an error, closes it."""

    __slots__ = ()

    def chunks(self, size: int | None = None) -> Iterator[bytes]:
        """The body, decompressed, as it arrives, or in pieces of `size` bytes; raises
        TransportError where it breaks off."""
        self._take()
        try:
            yield from self._response.iter_bytes(size)
        except httpx2.HTTPError as error:
            failure = failure_of(error, self._request)
        else:
            return
        finally:
            self.close()
        raise failure from None

    def close(self) -> None:
        self.closed = True
        self._response.close()


class AsyncSource(_Body):
    """The same for an `AsyncClient`."""

    __slots__ = ()

    async def chunks(self, size: int | None = None) -> AsyncGenerator[bytes, None]:
        """The body, decompressed, as it arrives, or in pieces of `size` bytes; raises
        TransportError where it breaks off."""
        self._take()
        try:
            async with _closing(self._response.aiter_bytes(size)) as pieces:
                async for piece in pieces:
                    yield piece
        except httpx2.HTTPError as error:
            failure = failure_of(error, self._request)
        else:
            return
        finally:
            await self.aclose()
        raise failure from None

    async def aclose(self) -> None:
        self.closed = True
        await self._response.aclose()


def error_body(response: httpx2.Response) -> bytes:
    """The beginning of the body of an error; the answer is closed."""
    found = bytearray()
    try:
        for piece in response.iter_bytes():
            found += piece
            if len(found) >= LONGEST_ERROR:
                break
    finally:
        response.close()
    return bytes(found[:LONGEST_ERROR])


async def error_body_async(response: httpx2.Response) -> bytes:
    """The same for an `AsyncClient`."""
    found = bytearray()
    try:
        async with _closing(response.aiter_bytes()) as pieces:
            async for piece in pieces:
                found += piece
                if len(found) >= LONGEST_ERROR:
                    break
    finally:
        await response.aclose()
    return bytes(found[:LONGEST_ERROR])


def _closing(pieces: AsyncIterator[bytes]) -> aclosing[AsyncGenerator[bytes, None]]:
    # Always a generator; not all versions of the HTTP library say so.
    return aclosing(cast("AsyncGenerator[bytes, None]", pieces))

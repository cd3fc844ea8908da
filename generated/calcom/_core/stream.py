"""Answers that hold one value after the other, given out as each arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final, Generic, NoReturn, Self, TypeVar

from .decode import BodyError, ReportedError
from .drift import report
from .items import Items
from .problem import decode_error, stream_error

if TYPE_CHECKING:
    from types import TracebackType

    from .drift import Drift
    from .operation import StreamOperation
    from .streamed import AsyncStreamedResponse, StreamedResponse

T = TypeVar("T")


class _Values(Generic[T]):
    """What both kinds of stream have."""

    def __init__(
        self,
        operation: StreamOperation[T],
        response: StreamedResponse | AsyncStreamedResponse,
        strict: bool,
    ) -> None:
        self._items: Final[Items[T]] = Items(operation, response.media, strict=strict)
        self._head: Final = response
        self._reported = False

    @property
    def drift(self) -> tuple[Drift, ...]:
        """Where the values so far differ from their description: the first hundred."""
        return tuple(self._items.drift)

    def _report(self) -> None:
        if self._items.drift and not self._reported:
            self._reported = True
            report(self._head.reply.request, self._items.drift, self._items.drifted)

    def _failed(self, error: BodyError) -> NoReturn:
        reported = isinstance(error, ReportedError)
        make = stream_error if reported else decode_error
        reply = self._head.reply._replace(content=error.text.encode("utf-8", "replace"))
        failure = make(reply, str(error))
        failure.attempts = self._head.attempts
        raise failure from None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._head.operation.id}>"


class Stream(_Values[T]):
    """Values as they arrive, to be iterated over once.

    Leaving the loop closes the stream; so does `close`, and the end of a `with` block.
    Until then it holds a connection. `response` is the answer's head. Raises
    TransportError where the answer breaks off, StreamError where the server reports a
    failure in it, DecodeError for a value that cannot be read.
    """

    def __init__(
        self, operation: StreamOperation[T], response: StreamedResponse, strict: bool
    ) -> None:
        super().__init__(operation, response, strict)
        self.response: Final = response

    def __iter__(self) -> Iterator[T]:
        try:
            for chunk in self.response.iter_bytes():
                yield from self._items.feed(chunk)
                if self._items.ended:
                    return
            yield from self._items.feed(b"", last=True)
        except BodyError as error:
            failure = error
        else:
            return
        finally:
            self.close()
        self._failed(failure)

    def close(self) -> None:
        """Give the connection back; what has not arrived is lost."""
        self.response.close()
        self._report()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncStream(_Values[T]):
    """Values as they arrive, to be iterated over once with `async for`.

    `close`, and the end of an `async with` block, close the stream; leaving the loop
    does as soon as the event loop gets to it. Until then it holds a connection.
    `response` is the answer's head. Raises TransportError where the answer breaks off,
    StreamError where the server reports a failure in it, DecodeError for a value that
    cannot be read.
    """

    def __init__(
        self,
        operation: StreamOperation[T],
        response: AsyncStreamedResponse,
        strict: bool,
    ) -> None:
        super().__init__(operation, response, strict)
        self.response: Final = response

    async def __aiter__(self) -> AsyncIterator[T]:
        try:
            async with aclosing(self.response.iter_bytes()) as chunks:
                async for chunk in chunks:
                    for value in self._items.feed(chunk):
                        yield value
                    if self._items.ended:
                        return
            for value in self._items.feed(b"", last=True):
                yield value
        except BodyError as error:
            failure = error
        else:
            return
        finally:
            await self.close()
        self._failed(failure)

    async def close(self) -> None:
        """Give the connection back; what has not arrived is lost."""
        await self.response.close()
        self._report()

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

"""Calls whose answers are read in pieces: a part of both clients."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from .sending import AsyncSender, Sender
from .unset import UNSET

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from .operation import Operation, StreamOperation
    from .options import RequestOptions
    from .stream import AsyncStream, Stream
    from .streamed import AsyncStreamedResponse, StreamedResponse

P = ParamSpec("P")
T = TypeVar("T")


class Streaming(Sender):
    """What a `Client` can do with an answer that it does not read at once."""

    @overload
    def stream(
        self,
        call: Operation[object],
        /,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> AbstractContextManager[StreamedResponse]: ...
    @overload
    def stream(
        self, call: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> AbstractContextManager[StreamedResponse]: ...
    def stream(
        self, call: Any, /, *args: Any, **kwargs: Any
    ) -> AbstractContextManager[StreamedResponse]:
        """Make a call and read its answer in pieces, whatever it holds.

        `call` is a method of this client, followed by its arguments, or an operation::

            with client.stream(client.files.content, "id") as response:
                response.save("file.bin")

        An answer that reports a failure raises, as everywhere. Failed attempts are made
        again until an answer begins, and not after that.
        """
        from .capture import opened

        return opened(self._open, call, args, kwargs)

    def stream_items(
        self,
        operation: StreamOperation[T],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> Stream[T]:
        """Call an operation that answers with one value after the other."""
        from .request import Arguments
        from .stream import Stream

        arguments = Arguments(path, query, header, cookie, body)
        response = self._open(operation, arguments, options)
        return Stream(operation, response, self._config.validation == "strict")


class AsyncStreaming(AsyncSender):
    """What an `AsyncClient` can do with an answer that it does not read at once."""

    @overload
    def stream(
        self,
        call: Operation[object],
        /,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> AbstractAsyncContextManager[AsyncStreamedResponse]: ...
    @overload
    def stream(
        self, call: Callable[P, Awaitable[object]], /, *args: P.args, **kwargs: P.kwargs
    ) -> AbstractAsyncContextManager[AsyncStreamedResponse]: ...
    def stream(
        self, call: Any, /, *args: Any, **kwargs: Any
    ) -> AbstractAsyncContextManager[AsyncStreamedResponse]:
        """Make a call and read its answer in pieces, whatever it holds.

        `call` is a method of this client, followed by its arguments, or an operation::

            async with client.stream(client.files.content, "id") as response:
                await response.save("file.bin")

        An answer that reports a failure raises, as everywhere. Failed attempts are made
        again until an answer begins, and not after that.
        """
        from .capture import opened_async

        return opened_async(self._open, call, args, kwargs)

    async def stream_items(
        self,
        operation: StreamOperation[T],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> AsyncStream[T]:
        """Call an operation that answers with one value after the other."""
        from .request import Arguments
        from .stream import AsyncStream

        arguments = Arguments(path, query, header, cookie, body)
        response = await self._open(operation, arguments, options)
        return AsyncStream(operation, response, self._config.validation == "strict")

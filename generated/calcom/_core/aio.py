"""The asynchronous client: the same calls, awaited."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, ClassVar, NoReturn, Self, TypeVar

from .auth import AsyncToken, Auth
from .config import Config, Validation
from .settings import Settings
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from types import TracebackType

    import httpx2

    from .operation import Operation, PagedOperation
    from .options import RequestOptions, Timeout
    from .page import AsyncPage
    from .reply import Reply
    from .request import Arguments, Request
    from .response import Response
    from .transport import AsyncTransport

T = TypeVar("T")


class AsyncBaseClient:
    """A client of one API; safe to share between the tasks of one event loop.

    `auth` is a token, a function (async or not) that returns one, or an `Auth` object;
    without it the environment is asked. `timeout` is in seconds (60 unless given; None
    waits for ever). `http_client` is your own `httpx2.AsyncClient`, which stays yours
    to close. `api_version` is sent where an operation has a version header without a
    stated value. `headers` are sent with every request. `validation="strict"` raises
    `DecodeError` for a response that does not fit its description; `"lenient"` keeps
    what came and lists the differences on `Response.drift`.
    """

    _settings: ClassVar[Settings] = Settings()

    def __init__(
        self,
        auth: AsyncToken | Auth | None = None,
        *,
        base_url: str | None = None,
        timeout: Timeout | Unset = UNSET,
        http_client: httpx2.AsyncClient | None = None,
        api_version: str | None = None,
        headers: Mapping[str, str] | None = None,
        validation: Validation = "lenient",
    ) -> None:
        self._config = Config(
            self._settings,
            auth=auth,
            base_url=base_url,
            timeout=timeout,
            api_version=api_version,
            headers=headers,
            validation=validation,
        )
        self._lock = Lock()
        self._closed = False
        self._transport: AsyncTransport | None = None
        if http_client is not None:
            from .transport import AsyncTransport

            self._transport = AsyncTransport(http_client, timeout)

    async def send(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> Response[T]:
        """Call an operation and get the whole response.

        Arguments are keyed by wire name; `UNSET` ones are left out. Raises ValueError
        or TypeError before anything is sent, `ApiError` after.
        """
        from .request import Arguments

        return await self._send(
            operation, Arguments(path, query, header, cookie, body), options
        )

    async def call(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> T:
        """Call an operation and get its value: the `data` of its response."""
        from .request import Arguments

        response = await self._send(
            operation, Arguments(path, query, header, cookie, body), options
        )
        return response.data

    async def page(
        self,
        operation: PagedOperation[T],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> AsyncPage[T]:
        """Call an operation that lists, and get the page it answers with."""
        from .page import AsyncPage
        from .request import Arguments

        arguments = Arguments(path, query, header, cookie, body)
        response = await self._send(operation, arguments, options)
        return AsyncPage(self, operation, arguments, options, response)

    async def aclose(self) -> None:
        """Close the connections; a `http_client` that you passed stays open."""
        with self._lock:
            transport, self._transport = self._transport, None
            self._closed = True
        if transport is not None:
            await transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def close(self) -> None:
        """The same as `aclose`."""
        await self.aclose()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._config.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds connections and a credential: no pickling"
        )

    async def _send(
        self,
        operation: Operation[T],
        arguments: Arguments,
        options: RequestOptions | None,
    ) -> Response[T]:
        from .request import build_request
        from .response import read_response

        request = build_request(self._config, operation, arguments, options)
        return read_response(self._config, operation, await self._exchange(request))

    async def _exchange(self, request: Request) -> Reply:
        from .redirect import MAX_REDIRECTS, redirected

        reply = await self._attempt(request)
        for _ in range(MAX_REDIRECTS):
            following = redirected(request, reply)
            if following is None:
                break
            request = following
            reply = await self._attempt(request)
        return reply

    async def _attempt(self, request: Request) -> Reply:
        """One request over the wire, with the credential of this moment."""
        auth = self._config.auth
        if auth is not None and not request.operation.public:
            request = await auth.apply_async(request)
        return await self._connected().send(request)

    def _connected(self) -> AsyncTransport:
        transport = self._transport
        if transport is None:
            from .transport import AsyncTransport

            with self._lock:
                if self._closed:
                    raise RuntimeError(f"this {type(self).__name__} is closed")
                transport = self._transport or AsyncTransport(
                    None, self._config.timeout
                )
                self._transport = transport
        return transport


class AsyncResource:
    """A group of calls of an async client."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client

"""The asynchronous client: the same calls, awaited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NoReturn, Self, TypeVar

from .auth import AsyncToken, Auth
from .config import Config, Validation
from .connection import AsyncConnection
from .settings import DEFAULT_RETRIES, Settings
from .streaming import AsyncStreaming
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from types import TracebackType

    from .library import httpx2
    from .middleware import AsyncMiddleware
    from .operation import Operation, PagedOperation, RateLimit
    from .options import RequestOptions, Timeout
    from .page import AsyncPage
    from .response import Response

T = TypeVar("T")


class AsyncBaseClient(AsyncStreaming):
    """A client of one API; safe to share between the tasks of one event loop.

    `auth` is a token, a function (async or not) that returns one, or an `Auth` object;
    without it the environment is asked, and None sends no credential. `scopes` are
    those that an OAuth token has: a call that needs others raises `MissingScopeError`
    and is not sent; without `scopes` nothing is checked. `timeout` is in seconds (60
    unless given; None waits for ever). `http_client` is your own `httpx2.AsyncClient`,
    with a proxy or certificates of its own, which stays yours to close. `api_version`
    is sent where an operation has a version header without a stated value. `headers`
    are sent with every request. `validation="strict"` raises `DecodeError` for a
    response that does not fit its description; `"lenient"` keeps what came and lists
    the differences on `Response.drift`. `max_retries` is how often an attempt that
    failed is made again, where that is safe. `rate_limit=True` keeps to the limits that
    the API states, by waiting; a `RateLimit` sets one of your own. `middleware` are async
    functions around each attempt, `(attempt, call_next) -> response`, the first one
    outermost.

    A process that is forked may go on using the client in an event loop of its own, and
    opens connections of its own. A `http_client` of yours is used as it is: make it
    after the fork.
    """

    _settings: ClassVar[Settings] = Settings()

    def __init__(
        self,
        auth: AsyncToken | Auth | Unset | None = UNSET,
        *,
        base_url: str | None = None,
        timeout: Timeout | Unset = UNSET,
        http_client: httpx2.AsyncClient | None = None,
        api_version: str | None = None,
        headers: Mapping[str, str] | None = None,
        validation: Validation = "lenient",
        max_retries: int = DEFAULT_RETRIES,
        rate_limit: RateLimit | bool = False,
        scopes: Iterable[str] | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
    ) -> None:
        self._config = Config(
            self._settings,
            auth=auth,
            base_url=base_url,
            timeout=timeout,
            api_version=api_version,
            headers=headers,
            validation=validation,
            max_retries=max_retries,
            rate_limit=rate_limit,
            scopes=scopes,
            middleware=middleware,
            http_client=http_client,
        )
        self._connection = AsyncConnection(http_client, timeout)

    def with_options(
        self,
        *,
        auth: AsyncToken | Auth | Unset | None = UNSET,
        base_url: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        max_retries: int | Unset = UNSET,
        api_version: str | Unset | None = UNSET,
        headers: Mapping[str, str] | Unset = UNSET,
        validation: Validation | Unset = UNSET,
        rate_limit: RateLimit | bool | Unset = UNSET,
        scopes: Iterable[str] | Unset | None = UNSET,
        middleware: Sequence[AsyncMiddleware] | Unset = UNSET,
    ) -> Self:
        """A client that differs in these options and shares the connections.

        Closing one closes both. `headers` are sent besides those of this client;
        `middleware` takes the place of its own.
        """
        other = object.__new__(type(self))
        # A group of calls is tied to its client: the copy makes its own.
        own = {k: v for k, v in vars(self).items() if not isinstance(v, AsyncResource)}
        vars(other).update(own)
        other._config = self._config.changed(
            auth=auth,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            api_version=api_version,
            headers=headers,
            validation=validation,
            rate_limit=rate_limit,
            scopes=scopes,
            middleware=middleware,
        )
        return other

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
        return AsyncPage(self._send, operation, arguments, options, response)

    async def aclose(self) -> None:
        """Close the connections; a `http_client` that you passed stays open."""
        await self._connection.aclose()

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


class AsyncResource:
    """A group of calls of an async client."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client

"""The synchronous client: the base of every generated one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NoReturn, Self, TypeVar

from .auth import Auth, Token
from .config import Config, Validation
from .connection import Connection
from .settings import DEFAULT_RETRIES, Settings
from .streaming import Streaming
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from types import TracebackType

    from .library import httpx2
    from .middleware import Middleware
    from .operation import Operation, PagedOperation, RateLimit
    from .options import RequestOptions, Timeout
    from .page import Page
    from .response import Response

T = TypeVar("T")


class BaseClient(Streaming):
    """A client of one API; safe to share between threads.

    `auth` is a token, a function that returns one, or an `Auth` object; without it the
    environment is asked, and None sends no credential. `scopes` are those that an OAuth
    token has: a call that needs others raises `MissingScopeError` and is not sent;
    without `scopes` nothing is checked. `timeout` is in seconds (60 unless given; None
    waits for ever). `http_client` is your own `httpx2.Client`, with a proxy or
    certificates of its own, which stays yours to close. `api_version` is sent where an
    operation has a version header without a stated value. `headers` are sent with every
    request. `validation="strict"` raises `DecodeError` for a response that does not fit
    its description; `"lenient"` keeps what came and lists the differences on
    `Response.drift`. `max_retries` is how often an attempt that failed is made again,
    where that is safe. `rate_limit=True` keeps to the limits that the API states, by
    waiting; a `RateLimit` sets one of your own. `middleware` are functions around each
    attempt, `(attempt, call_next) -> response`, the first one outermost.

    A process that is forked may go on using the client, and opens connections of its
    own; it counts towards rate limits for itself. A `http_client` of yours is used as it
    is: make it after the fork.
    """

    _settings: ClassVar[Settings] = Settings()

    def __init__(
        self,
        auth: Token | Auth | Unset | None = UNSET,
        *,
        base_url: str | None = None,
        timeout: Timeout | Unset = UNSET,
        http_client: httpx2.Client | None = None,
        api_version: str | None = None,
        headers: Mapping[str, str] | None = None,
        validation: Validation = "lenient",
        max_retries: int = DEFAULT_RETRIES,
        rate_limit: RateLimit | bool = False,
        scopes: Iterable[str] | None = None,
        middleware: Sequence[Middleware] = (),
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
        self._connection = Connection(http_client, timeout)

    def with_options(
        self,
        *,
        auth: Token | Auth | Unset | None = UNSET,
        base_url: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        max_retries: int | Unset = UNSET,
        api_version: str | Unset | None = UNSET,
        headers: Mapping[str, str] | Unset = UNSET,
        validation: Validation | Unset = UNSET,
        rate_limit: RateLimit | bool | Unset = UNSET,
        scopes: Iterable[str] | Unset | None = UNSET,
        middleware: Sequence[Middleware] | Unset = UNSET,
    ) -> Self:
        """A client that differs in these options and shares the connections.

        Closing one closes both. `headers` are sent besides those of this client;
        `middleware` takes the place of its own.
        """
        other = object.__new__(type(self))
        # A group of calls is tied to its client: the copy makes its own.
        own = {k: v for k, v in vars(self).items() if not isinstance(v, Resource)}
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

    def send(
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

        return self._send(
            operation, Arguments(path, query, header, cookie, body), options
        )

    def call(
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
        """Call an operation and get its value: `send(…).data`."""
        from .request import Arguments

        return self._send(
            operation, Arguments(path, query, header, cookie, body), options
        ).data

    def page(
        self,
        operation: PagedOperation[T],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> Page[T]:
        """Call an operation that lists, and get the page it answers with."""
        from .page import Page
        from .request import Arguments

        arguments = Arguments(path, query, header, cookie, body)
        response = self._send(operation, arguments, options)
        return Page(self._send, operation, arguments, options, response)

    def close(self) -> None:
        """Close the connections; a `http_client` that you passed stays open."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._config.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds connections and a credential: no pickling"
        )


class Resource:
    """A group of calls of a client."""

    __slots__ = ("_client",)

    def __init__(self, client: BaseClient) -> None:
        self._client = client

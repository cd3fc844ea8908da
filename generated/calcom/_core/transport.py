"""The seam to the HTTP library: the only module that imports it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from time import perf_counter
from typing import IO, TYPE_CHECKING, Final, cast

import httpx2

from .errors import ApiError, ConnectError, TimedOut, TransportError
from .headers import HeaderMap
from .reply import Reply
from .unset import Unset

if TYPE_CHECKING:
    from .body import Body, Content, Readable
    from .options import Timeout
    from .request import Request

    File = tuple[str, tuple[str | None, IO[bytes] | bytes, str | None]]

DEFAULT_TIMEOUT: Final = 60.0
_CHUNK: Final = 65_536


class Transport:
    """Sends requests through a `httpx2.Client`: its own, or the caller's."""

    __slots__ = ("_client", "_owned", "_timeout")

    def __init__(
        self, http_client: httpx2.Client | None, timeout: Timeout | Unset
    ) -> None:
        _check(http_client, httpx2.Client)
        self._owned = http_client is None
        self._timeout = timeout
        self._client = http_client or httpx2.Client(
            timeout=_own_timeout(timeout), cookies=_no_cookies()
        )

    def send(self, request: Request) -> Reply:
        """The answer to one attempt; raises TransportError."""
        try:
            request.replay.rewind()
            prepared = _build(self._client, request, self._timeout, _content(request))
            # Redirects are followed above, where the credential is known.
            begun = perf_counter()
            response = self._client.send(prepared, follow_redirects=False)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            failure = _failure(error, request)
        else:
            return _reply(request, response, perf_counter() - begun)
        # Out here, as the library's error would stay on as the context of ours: it
        # holds the request, and that the credential.
        raise failure from None

    def close(self) -> None:
        """Close the connections, unless the caller brought the client."""
        if self._owned:
            self._client.close()


class AsyncTransport:
    """Sends requests through a `httpx2.AsyncClient`: its own, or the caller's."""

    __slots__ = ("_client", "_owned", "_timeout")

    def __init__(
        self, http_client: httpx2.AsyncClient | None, timeout: Timeout | Unset
    ) -> None:
        _check(http_client, httpx2.AsyncClient)
        self._owned = http_client is None
        self._timeout = timeout
        self._client = http_client or httpx2.AsyncClient(
            timeout=_own_timeout(timeout), cookies=_no_cookies()
        )

    async def send(self, request: Request) -> Reply:
        """The answer to one attempt; raises TransportError."""
        try:
            request.replay.rewind()
            content = _content(request)
            whole = content is None or isinstance(content, bytes)
            prepared = _build(
                self._client,
                request,
                self._timeout,
                content if whole else _stream(cast("Readable", content)),
            )
            begun = perf_counter()
            response = await self._client.send(prepared, follow_redirects=False)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            failure = _failure(error, request)
        else:
            return _reply(request, response, perf_counter() - begun)
        # Out here, as the library's error would stay on as the context of ours: it
        # holds the request, and that the credential.
        raise failure from None

    async def aclose(self) -> None:
        """Close the connections, unless the caller brought the client."""
        if self._owned:
            await self._client.aclose()


def _check(http_client: object, kind: type[httpx2.Client | httpx2.AsyncClient]) -> None:
    if http_client is not None and not isinstance(http_client, kind):
        raise TypeError(f"http_client must be a httpx2.{kind.__name__}")


def _own_timeout(timeout: Timeout | Unset) -> Timeout:
    return DEFAULT_TIMEOUT if isinstance(timeout, Unset) else timeout


def _no_cookies() -> CookieJar:
    """A jar that stays empty: one caller's session is not the next one's."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def _content(request: Request) -> Content | None:
    return None if request.body is None else request.body.content


async def _stream(file: Readable) -> AsyncIterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _build(
    client: httpx2.Client | httpx2.AsyncClient,
    request: Request,
    client_timeout: Timeout | Unset,
    content: Content | AsyncIterator[bytes] | None,
) -> httpx2.Request:
    timeout = client_timeout if isinstance(request.timeout, Unset) else request.timeout
    multipart = request.body is not None and request.body.media is None
    return client.build_request(
        request.info.method,
        request.url,
        # A readable is iterated by the HTTP library through its `read`.
        content=None if multipart else cast("bytes | None", content),
        files=_files(request.body) if multipart else None,
        headers=[
            # As bytes: the HTTP library takes ASCII only in text.
            (name.encode(), value.encode())
            for name, value in request.headers.pairs()
        ],
        timeout=httpx2.USE_CLIENT_DEFAULT if isinstance(timeout, Unset) else timeout,
    )


def _files(body: Body | None) -> list[File]:
    # The HTTP library asks for a whole file object and needs its `read`.
    return [
        (
            part.name,
            (part.filename, cast("IO[bytes] | bytes", part.content), part.media),
        )
        for part in (body.parts if body else ())
    ]


def _reply(request: Request, response: httpx2.Response, elapsed: float) -> Reply:
    headers = HeaderMap(response.headers.multi_items())
    return Reply(request, response.status_code, headers, response.content, elapsed)


def _failure(error: httpx2.HTTPError | httpx2.InvalidURL, request: Request) -> ApiError:
    """The error of ours; `sent` is False only where nothing can have arrived."""
    text = request.redact(str(error)) or type(error).__name__
    operation, info = request.operation, request.info
    if isinstance(error, httpx2.TimeoutException):
        before = isinstance(error, httpx2.ConnectTimeout | httpx2.PoolTimeout)
        phase = type(error).__name__.removesuffix("Timeout").lower()
        return TimedOut(
            f"timed out ({phase})", operation=operation, request=info, sent=not before
        )
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError):
        return ConnectError(
            f"cannot connect: {text}", operation=operation, request=info, sent=False
        )
    local = httpx2.UnsupportedProtocol | httpx2.LocalProtocolError | httpx2.InvalidURL
    sent = not isinstance(error, local)
    return TransportError(text, operation=operation, request=info, sent=sent)

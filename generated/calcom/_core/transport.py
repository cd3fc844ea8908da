"""Requests and answers, as the HTTP library has them."""

from __future__ import annotations

from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from time import perf_counter
from typing import IO, TYPE_CHECKING, Final, cast

from .failures import failure_of
from .headers import HeaderMap
from .library import httpx2
from .masked import masked
from .reply import Reply, is_good
from .source import AsyncSource, Left, Source, error_body, error_body_async
from .unset import Unset
from .upload import AsyncUpload, Upload, length_of

if TYPE_CHECKING:
    from .body import Body
    from .options import Timeout
    from .request import Request

    File = tuple[str, tuple[str | None, IO[bytes] | bytes, str | None]]

DEFAULT_TIMEOUT: Final = 60.0


class Transport:
    """Sends requests through a `httpx2.Client`: its own, or the caller's."""

    __slots__ = ("_client", "_left", "_owned", "_timeout")

    def __init__(
        self, http_client: httpx2.Client | None, timeout: Timeout | Unset
    ) -> None:
        _check(http_client, httpx2.Client)
        self._owned = http_client is None
        self._timeout = timeout
        self._left: Final[Left] = Left()
        self._client = http_client or httpx2.Client(
            timeout=_own_timeout(timeout), cookies=_no_cookies()
        )

    def send(self, request: Request) -> Reply:
        """The answer to one attempt; raises TransportError."""
        self._close_left()
        try:
            request.replay.rewind()
            prepared = _build(self._client, request, self._timeout, Upload)
            # Redirects are followed above, where the credential is known.
            begun = perf_counter()
            response = self._client.send(
                prepared, stream=request.streamed, follow_redirects=False
            )
            elapsed = perf_counter() - begun
            if not request.streamed:
                return _reply(request, response, response.content, elapsed)
            if not is_good(request, response.status_code):
                return _reply(request, response, error_body(response), elapsed)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            failure = failure_of(error, request)
        else:
            source = Source(response, request, self._left)
            return _reply(request, response, b"", elapsed, source)
        # Out here, as the library's error would stay on as the context of ours: it
        # holds the request, and that the credential.
        raise failure from None

    def _close_left(self) -> None:
        with suppress(IndexError):  # other threads do so, too
            while True:
                self._left.popleft().close()

    def close(self) -> None:
        """Close the connections, unless the caller brought the client."""
        self._close_left()
        if self._owned:
            self._client.close()


class AsyncTransport:
    """Sends requests through a `httpx2.AsyncClient`: its own, or the caller's."""

    __slots__ = ("_client", "_left", "_owned", "_timeout")

    def __init__(
        self, http_client: httpx2.AsyncClient | None, timeout: Timeout | Unset
    ) -> None:
        _check(http_client, httpx2.AsyncClient)
        self._owned = http_client is None
        self._timeout = timeout
        self._left: Final[Left] = Left()
        self._client = http_client or httpx2.AsyncClient(
            timeout=_own_timeout(timeout), cookies=_no_cookies()
        )

    async def send(self, request: Request) -> Reply:
        """The answer to one attempt; raises TransportError."""
        await self._close_left()
        try:
            request.replay.rewind()
            prepared = _build(self._client, request, self._timeout, AsyncUpload)
            begun = perf_counter()
            response = await self._client.send(
                prepared, stream=request.streamed, follow_redirects=False
            )
            elapsed = perf_counter() - begun
            if not request.streamed:
                return _reply(request, response, response.content, elapsed)
            if not is_good(request, response.status_code):
                content = await error_body_async(response)
                return _reply(request, response, content, elapsed)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            failure = failure_of(error, request)
        else:
            source = AsyncSource(response, request, self._left)
            return _reply(request, response, b"", elapsed, source)
        # Out here, as the library's error would stay on as the context of ours: it
        # holds the request, and that the credential.
        raise failure from None

    async def _close_left(self) -> None:
        with suppress(IndexError):
            while True:
                await self._left.popleft().aclose()

    async def aclose(self) -> None:
        """Close the connections, unless the caller brought the client."""
        await self._close_left()
        if self._owned:
            await self._client.aclose()


def _check(http_client: object, kind: type[httpx2.Client | httpx2.AsyncClient]) -> None:
    if http_client is not None and not isinstance(http_client, kind):
        raise TypeError(f"http_client must be a {kind.__module__}.{kind.__name__}")


def _own_timeout(timeout: Timeout | Unset) -> Timeout:
    return DEFAULT_TIMEOUT if isinstance(timeout, Unset) else timeout


def _no_cookies() -> CookieJar:
    """A jar that stays empty: one caller's session is not the next one's."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def _build(
    client: httpx2.Client | httpx2.AsyncClient,
    request: Request,
    client_timeout: Timeout | Unset,
    upload: type[Upload | AsyncUpload],
) -> httpx2.Request:
    timeout = client_timeout if isinstance(request.timeout, Unset) else request.timeout
    headers, body = request.headers, request.body
    content: bytes | Upload | AsyncUpload | None = None
    if body is not None and body.media is not None:
        if isinstance(body.content, bytes):
            content = body.content
        else:
            content = upload(body.content)
            length = length_of(body.content)
            if length is not None and "transfer-encoding" not in headers:
                headers = headers.defaulting([("Content-Length", str(length))])
    prepared = client.build_request(
        request.info.method,
        request.url,
        content=content,
        files=_files(body) if body is not None and body.media is None else None,
        # As bytes: the HTTP library takes ASCII only in text.
        headers=[(name.encode(), value.encode()) for name, value in headers.pairs()],
        timeout=httpx2.USE_CLIENT_DEFAULT if isinstance(timeout, Unset) else timeout,
    )
    return masked(prepared, request)


def _files(body: Body) -> list[File]:
    # The HTTP library asks for a whole file object and needs its `read`.
    return [
        (
            part.name,
            (part.filename, cast("IO[bytes] | bytes", part.content), part.media),
        )
        for part in body.parts
    ]


def _reply(
    request: Request,
    response: httpx2.Response,
    content: bytes,
    elapsed: float,
    source: Source | AsyncSource | None = None,
) -> Reply:
    headers = HeaderMap(response.headers.multi_items())
    return Reply(request, response.status_code, headers, content, elapsed, source)

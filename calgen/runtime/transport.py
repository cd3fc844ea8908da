"""The seam to the HTTP library: with `source` and `failures` all that imports it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from os import SEEK_END
from time import perf_counter
from typing import IO, TYPE_CHECKING, Final, cast

import httpx2

from .failures import failure_of
from .headers import HeaderMap
from .masked import masked
from .reply import Reply, is_good
from .source import AsyncSource, Left, Source, error_body, error_body_async
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
            prepared = _build(self._client, request, self._timeout, _content(request))
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
            content = _content(request)
            whole = content is None or isinstance(content, bytes)
            prepared = _build(
                self._client,
                request,
                self._timeout,
                content if whole else _Upload(cast("Readable", content)),
            )
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
        raise TypeError(f"http_client must be a httpx2.{kind.__name__}")


def _own_timeout(timeout: Timeout | Unset) -> Timeout:
    return DEFAULT_TIMEOUT if isinstance(timeout, Unset) else timeout


def _no_cookies() -> CookieJar:
    """A jar that stays empty: one caller's session is not the next one's."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def _content(request: Request) -> Content | None:
    return None if request.body is None else request.body.content


class _Upload:
    """A file as an async client sends it, with its length, where that is known."""

    def __init__(self, file: Readable) -> None:
        self._file: Final = file

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while chunk := self._file.read(_CHUNK):
            yield chunk

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        # The HTTP library measures files for a synchronous client alone, and many
        # servers want to know the length.
        file = cast("IO[bytes]", self._file)
        try:
            here = file.tell()
            length = file.seek(0, SEEK_END) - here
            file.seek(here)
        except (AttributeError, OSError):
            return []
        return [(b"Content-Length", str(length).encode())]


def _build(
    client: httpx2.Client | httpx2.AsyncClient,
    request: Request,
    client_timeout: Timeout | Unset,
    content: Content | _Upload | None,
) -> httpx2.Request:
    timeout = client_timeout if isinstance(request.timeout, Unset) else request.timeout
    multipart = request.body is not None and request.body.media is None
    prepared = client.build_request(
        request.info.method,
        request.url,
        # A readable is iterated by the HTTP library through its `read`.
        content=None if multipart else cast("bytes | None", content),
        files=_files(request.body) if multipart else None,
        headers=[
            # As bytes: the HTTP library takes ASCII only in text.
            (name.encode(), value.encode())
            for name, value in request.headers.pairs()
        ]
        + (content.headers if isinstance(content, _Upload) else []),
        timeout=httpx2.USE_CLIENT_DEFAULT if isinstance(timeout, Unset) else timeout,
    )
    return masked(prepared, request)


def _files(body: Body | None) -> list[File]:
    # The HTTP library asks for a whole file object and needs its `read`.
    return [
        (
            part.name,
            (part.filename, cast("IO[bytes] | bytes", part.content), part.media),
        )
        for part in (body.parts if body else ())
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

"""Errors of the HTTP library to errors of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import ApiError, ConnectError, TimedOut, TransportError
from .library import httpx2

if TYPE_CHECKING:
    from .request import Request


def failure_of(
    error: httpx2.HTTPError | httpx2.InvalidURL, request: Request
) -> ApiError:
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

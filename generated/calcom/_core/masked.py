"""Keeps credentials out of what the HTTP library writes into its log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from .library import httpx2

if TYPE_CHECKING:
    from .request import Request

# The first logs the address of each request; below it, the head of each answer is
# logged, and an answer may repeat what it was asked.
_NAME: Final = httpx2.__name__
_CORE: Final = _NAME.replace("httpx", "httpcore")
_LOGGERS: Final = tuple(
    logging.getLogger(name)
    for name in (
        _NAME,
        *(
            f"{_CORE}.{part}"
            for part in ("connection", "http11", "http2", "proxy", "socks")
        ),
    )
)
_REDACT: Final = ContextVar[Callable[[str], str] | None]("redact", default=None)


class MaskedURL(httpx2.URL):
    """An address that is logged as `shown`.

    To all others it is the address itself: a transport of the caller's may send what
    `str()` says.
    """

    def __init__(self, url: httpx2.URL, shown: str) -> None:
        super().__init__(url)
        self.shown: Final = shown

    def __repr__(self) -> str:
        return f"URL({self.shown!r})"


class _Mask(logging.Filter):
    """Lets every record pass, ours without their credentials."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and record.args:
            record.args = tuple(
                each.shown if isinstance(each, MaskedURL) else each
                for each in record.args
            )
        redact = _REDACT.get()
        if redact is not None and not record.args and isinstance(record.msg, str):
            record.msg = redact(record.msg)
        return True


_MASK: Final = _Mask()


def masked(prepared: httpx2.Request, request: Request) -> httpx2.Request:
    """What is sent for a request; the log will not show its credentials."""
    if not request.secrets:
        return prepared
    for logger in _LOGGERS:
        # Each time: whoever sets logging up anew may have taken it off.
        logger.addFilter(_MASK)
    # It stays set: whatever this task or thread logs later may well be redacted.
    _REDACT.set(request.redact)
    if request.url != request.info.url:
        prepared.url = MaskedURL(prepared.url, request.shown)
    return prepared

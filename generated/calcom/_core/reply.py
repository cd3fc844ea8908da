"""What came back over the wire, before anything is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .headers import HeaderMap

if TYPE_CHECKING:
    from .request import Request


class Reply(NamedTuple):
    """An answer with its whole body, and the request as it was sent; `elapsed` is in
    seconds, from the first byte sent to the last one received."""

    request: Request
    status: int
    headers: HeaderMap
    content: bytes
    elapsed: float

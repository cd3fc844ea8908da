"""What came back over the wire, before anything is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .headers import HeaderMap

if TYPE_CHECKING:
    from .request import Request
    from .source import AsyncSource, Source


class Reply(NamedTuple):
    """An answer with its whole body, and the request as it was sent; `elapsed` is in
    seconds, from the first byte sent to the last one received.

    The body of a good answer to a `streamed` request is still to come: from `source`.
    """

    request: Request
    status: int
    headers: HeaderMap
    content: bytes
    elapsed: float
    source: Source | AsyncSource | None = None

    @property
    def good(self) -> bool:
        """Whether the answer is one that the operation promises."""
        return is_good(self.request, self.status)


def is_good(request: Request, status: int) -> bool:
    """Whether a status is 2xx, or another that the API's document calls a success."""
    return 200 <= status < 300 or status in request.operation.statuses

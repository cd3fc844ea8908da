"""The attempts of one call: what both clients count and decide alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .retry import wait_after

if TYPE_CHECKING:
    from .errors import ApiError
    from .reply import Reply
    from .request import Request


class Attempts:
    """How often a request was sent, and whether it is sent again.

    `retries` is how many further attempts may follow the first, `made` counts all.
    `sent` is how many requests went out: also redirects, and a renewed credential's.
    """

    __slots__ = ("_request", "_retries", "made", "sent")

    def __init__(self, request: Request, retries: int) -> None:
        self._request: Final = request
        self._retries: Final = retries
        self.made = 1
        self.sent = 0

    def wait(self, outcome: Reply | ApiError) -> float | None:
        """Seconds until the next attempt; None when `outcome` is final."""
        if not self._request.replay.possible:
            return None
        seconds = wait_after(self._request, outcome, self.made - 1, self._retries)
        if seconds is not None:
            self.made += 1
        return seconds

"""When an attempt that failed is made again, and after how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .errors import ApiError
    from .headers import HeaderMap
    from .reply import Reply
    from .request import Request

LONGEST_WAIT: Final = 60.0
"""Seconds; a server that asks for more gets no further attempt."""

_FIRST: Final = 0.5
_LONGEST_BACKOFF: Final = 8.0
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"})
# Not implemented, and a version of HTTP: no later attempt fares better.
_LASTING: Final = frozenset({501, 505})


def wait_after(
    request: Request, outcome: Reply | ApiError, attempt: int, retries: int
) -> float | None:
    """Seconds until the next attempt; None when `outcome` is the final one.

    `attempt` counts from 0. Nothing is repeated that the server may have done: a POST
    or PATCH only if it carries a key, was refused with 429 or never left.
    """
    if attempt >= retries:
        return None
    from .errors import ApiError, ConnectError, TimedOut, TransportError

    if isinstance(outcome, ApiError):
        if not isinstance(outcome, TransportError):
            return None
        if outcome.sent:
            return _backoff(attempt) if is_idempotent(request) else None
        # What else never left, such as an address that is none, fails again.
        passing = isinstance(outcome, ConnectError | TimedOut)
        return _backoff(attempt) if passing else None
    status = outcome.status
    if status in request.operation.statuses or not is_transient(status):
        return None
    if status != 429 and not is_idempotent(request):
        return None
    told = stated_wait(outcome.headers, limited=status == 429)
    if not told:
        # A moment that has passed tells nothing: its clock may not be ours.
        return _backoff(attempt)
    # Those who were told the same moment shall not all come back at it.
    return told + _jitter(min(told, 1.0) * 0.1) if told <= LONGEST_WAIT else None


def is_transient(status: int) -> bool:
    """Whether a later attempt may fare better."""
    return status in (408, 429) or (500 <= status <= 599 and status not in _LASTING)


def is_idempotent(request: Request) -> bool:
    """Whether a request may arrive twice without harm."""
    return request.info.method in _SAFE or request.keyed


def stated_wait(headers: HeaderMap, *, limited: bool = False) -> float | None:
    """Seconds that an answer asks to wait; None when it does not say.

    `Retry-After-Ms`, `Retry-After` (a time span or a moment); and, for an answer that
    is `limited`, the moment at which a rate limit is reset.
    """
    from .moment import milliseconds, seconds_until

    told = milliseconds(headers.get("retry-after-ms", ""))
    if told is None:
        told = seconds_until(headers.get("retry-after", ""))
    if told is None and limited:
        from .ratelimit import until_reset

        # Servers with several limits name each: Retry-After-Daily.
        named = [n for n in headers if n.startswith("retry-after-") and n[-3:] != "-ms"]
        waits = [w for n in named if (w := seconds_until(headers[n])) is not None]
        told = max(waits) if waits else until_reset(headers)
    return told


def _backoff(attempt: int) -> float:
    return _jitter(min(_FIRST * 2.0 ** min(attempt, 10), _LONGEST_BACKOFF))


def _jitter(most: float) -> float:
    from random import uniform

    return uniform(0.0, most)

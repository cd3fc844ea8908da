"""What answers tell about the caller's rate limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from .moment import milliseconds, seconds_until

_FIELD: Final = re.compile(
    r"(?:[a-z0-9]+-)*rate-?limit-(?:([a-z0-9]+)-)?(limit|remaining|reset)"
    r"(-after|-ms)?(?:-([a-z0-9_-]+))?"
)
_PAIR: Final = re.compile(r"\b(limit|remaining|reset|[rt])\s*=\s*(\d+)")
_SHORT: Final = {"r": "remaining", "t": "reset"}


class RateLimitState(NamedTuple):
    """The limit, the calls that remain of it, and the seconds until it is full again.

    Each is None where the answer does not say; of several limits, the one with the
    fewest calls left.
    """

    limit: int | None
    remaining: int | None
    reset: float | None


def state_of(headers: Mapping[str, str]) -> RateLimitState:
    """What the fields `RateLimit`, `RateLimit-*` and `X-RateLimit-*` say."""
    nothing = RateLimitState(None, None, None)
    return min(_states(headers), key=_left, default=nothing)


def until_reset(headers: Mapping[str, str]) -> float | None:
    """Seconds until a caller who was refused has calls left; None if nothing says so."""
    states = _states(headers)
    # The limits that are used up all have to be full again.
    used_up = [s.reset for s in states if s.remaining == 0 and s.reset is not None]
    if used_up:
        return max(used_up)
    return min((s.reset for s in states if s.reset is not None), default=None)


def _left(state: RateLimitState) -> float:
    return float("inf") if state.remaining is None else state.remaining


def _states(headers: Mapping[str, str]) -> list[RateLimitState]:
    found: dict[str, dict[str, float]] = {}
    for bucket, kind, number in _facts(headers):
        found.setdefault(bucket, {}).setdefault(kind, number)
    return [
        RateLimitState(
            _whole(each.get("limit")), _whole(each.get("remaining")), each.get("reset")
        )
        for each in found.values()
    ]


def _facts(headers: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    """Bucket, kind of number, and the number."""
    for name in headers:
        if "limit" not in name:
            continue
        value = headers[name]
        if name in ("ratelimit", "x-ratelimit"):
            yield from _combined(value)
            continue
        field = _FIELD.fullmatch(name)
        if field is None:
            continue
        bucket, kind = field[1] or field[4] or "", field[2]
        if kind != "reset":
            first = value.partition(",")[0].partition(";")[0].strip()
            number = float(first) if first.isdecimal() else None
        elif field[3] == "-ms":
            number = milliseconds(value)
        else:
            number = seconds_until(value)
        if number is not None:
            yield bucket, kind, number


def _combined(value: str) -> Iterator[tuple[str, str, float]]:
    """`limit=10, remaining=5, reset=3`, or `"name";r=5;t=3` for each limit."""
    for item in value.split(","):
        name = item.partition(";")[0].strip()
        bucket = name if name.startswith('"') else ""
        for kind, number in _PAIR.findall(item):
            yield bucket, _SHORT.get(kind) or kind, float(number)


def _whole(number: float | None) -> int | None:
    return None if number is None or number == float("inf") else int(number)

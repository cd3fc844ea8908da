"""Times as header fields give them: spans and moments, as seconds from now."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import time
from typing import Final

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_SPAN: Final = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|h|m|s))+")
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_SECONDS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def seconds_until(text: str) -> float | None:
    """Seconds, never below 0; None for a text that is no time.

    Read are a number of seconds, a span such as `1m30s`, a moment as seconds or
    milliseconds since 1970, an HTTP date, an ISO date.
    """
    text = text.strip()
    # Several values of one field: the first counts. A date has a comma of its own.
    first = text.partition(",")[0].partition(";")[0].strip()
    if _NUMBER.fullmatch(first):
        number = float(first)
        # A span of more than thirty years is a moment.
        if number > 1e12:
            number /= 1000
        return max(number - time(), 0.0) if number > 1e9 else number
    span = first.replace(" ", "")
    if _SPAN.fullmatch(span):
        return sum(float(n) * _SECONDS[unit] for n, unit in _PART.findall(span))
    moment = _date(text)
    return None if moment is None else max(moment.timestamp() - time(), 0.0)


def milliseconds(text: str) -> float | None:
    """The seconds that a number of milliseconds makes."""
    text = text.strip()
    return float(text) / 1000 if _NUMBER.fullmatch(text) else None


def _date(text: str) -> datetime | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None

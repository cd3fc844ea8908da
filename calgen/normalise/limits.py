"""Rate limits, and what the API says about waiting."""

from __future__ import annotations

from calgen.ir import Json, Origin, RateLimit, Sourced
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.normalise.notes import Fact, Reading

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def limit_of(reading: Reading) -> Sourced[RateLimit] | None:
    """The stated limit of one operation: requests, window and block in seconds."""
    for fact in reading.of("limit"):
        return Sourced(_limit(fact), fact.origin)
    return None


def _limit(fact: Fact) -> RateLimit:
    fields = fact.fields
    window = int(fields.get("count", "1")) * _seconds(fields.get("unit", "second"))
    block = fields.get("block")
    return RateLimit(
        requests=int(fields["requests"].replace(",", "")),
        per_seconds=window,
        block_seconds=(
            int(block) * _seconds(fields.get("block_unit", "second")) if block else None
        ),
        subject=fields.get("subject"),
    )


def _seconds(unit: str) -> int:
    return _SECONDS[unit.lower().removesuffix("s")]


def retry_after_of(
    reading: Reading, responses: Json, place: Place
) -> Sourced[bool] | None:
    """Whether the API says how long to wait, in prose or as a response header."""
    for fact in reading.of("retry_after"):
        return Sourced(True, fact.origin)
    for code, response in responses.items():
        for header in js.mapping(js.mapping(response).get("headers")):
            if header.lower() == "retry-after":
                where = place.child("responses", code, "headers", header)
                return Sourced(True, Origin(how="spec", place=where, text=header))
    return None

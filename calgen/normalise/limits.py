"""Rate limits, and what the API says about waiting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from calgen.ir import Json, JsonValue, Origin, RateLimit, Sourced
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.named import is_named
from calgen.normalise.notes import Fact, facts_in
from calgen.normalise.places import follow
from calgen.profile import Profile

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "a hundred": 100,
    "one hundred": 100,
}
# `15/m`, `10 requests / 30 seconds`: how vendor keys write a limit.
_SHORT = re.compile(
    r"(?P<requests>\d[\d,]*)\s*(?:requests?|calls?)?\s*(?:/|per)\s*"
    r"(?:(?P<count>\d+)\s*)?(?P<unit>(?:s|m|h|d|w)[a-z]*)",
    re.IGNORECASE,
)


def limit_of(
    facts: Iterable[Fact], node: Json, place: Place, profile: Profile
) -> Sourced[RateLimit] | None:
    """The stated limit of one operation: requests, window and block in seconds.

    Of several limits it is the one that holds in the long run: the lowest rate, of equal
    rates the longest window. A sentence that says only how long a caller is blocked adds
    that.
    """
    told = [fact for fact in facts if fact.kind == "limit"]
    stated = [
        Sourced(limit, fact.origin) for fact in told if (limit := _limit(fact.fields))
    ]
    stated = stated or list(_extended(node, place, profile))
    if not stated:
        return None
    chosen = min(stated, key=_rate)
    block = next((b for fact in told if (b := _block(fact.fields))), None)
    if chosen.value.block_seconds is None and block:
        limit = replace(chosen.value, block_seconds=block)
        return Sourced(limit, chosen.origin)
    return chosen


def _rate(limit: Sourced[RateLimit]) -> tuple[float, int]:
    return limit.value.requests / limit.value.per_seconds, -limit.value.per_seconds


def default_limit_of(
    texts: Iterable[tuple[str, Place]], profile: Profile
) -> Sourced[RateLimit] | None:
    """The limit of the whole API: what prose about the API states, else the profile."""
    for text, place in texts:
        for fact in facts_in(text, place, profile.of("default_limit")):
            if stated := _limit(fact.fields):
                return Sourced(stated, fact.origin)
    rule = profile.limit
    if rule is None:
        return None
    limit = RateLimit(rule.requests, rule.per_seconds, None, rule.subject)
    return Sourced(limit, Origin(how="profile", text=f"limit of {profile.name}"))


def _limit(fields: Mapping[str, str]) -> RateLimit | None:
    """The limit that fields state; None where they are no quantity of requests."""
    requests = _number(fields.get("requests", ""))
    count, unit = _number(fields.get("count", "1")), _seconds(fields.get("unit", ""))
    if not (requests and count and unit):
        return None
    subject = fields.get("subject")
    return RateLimit(
        requests=requests,
        per_seconds=count * unit,
        block_seconds=_block(fields),
        # "per caller (per key, token or address)": the second `per` says nothing new.
        subject=" ".join(subject.split()).replace("(per ", "(") if subject else None,
    )


def _block(fields: Mapping[str, str]) -> int | None:
    seconds = _number(fields.get("block", "")) * _seconds(fields.get("block_unit", ""))
    return seconds or None


def _number(text: str) -> int:
    """A number in digits or words; 0 for anything else."""
    plain = " ".join(text.casefold().split()).replace(",", "")
    return int(plain) if plain.isdecimal() else _NUMBERS.get(plain, 0)


def _seconds(unit: str) -> int:
    """A unit of time in seconds, by its first letter (`rpm` is per minute); 0 for none."""
    plain = unit.casefold()
    return _SECONDS.get(plain[-1:] if plain in ("rps", "rpm", "rph") else plain[:1], 0)


def _extended(
    node: Json, place: Place, profile: Profile
) -> Iterator[Sourced[RateLimit]]:
    """Limits in vendor keys: a text such as `15/m`, or a mapping of such texts."""
    for key, value in node.items():
        if not is_named(key, profile.extensions.limit):
            continue
        for text in _texts(value):
            if match := _SHORT.fullmatch(text.strip()):
                given = {k: v for k, v in match.groupdict().items() if v is not None}
                origin = Origin(how="spec", place=place.child(key), text=text)
                if limit := _limit(given):
                    yield Sourced(limit, origin)


def _texts(value: JsonValue) -> list[str]:
    found = js.mapping(value).values() or js.items(value) or [value]
    return [each for each in found if isinstance(each, str)]


def answered(
    code: str, responses: Json, place: Place, merged: Merged
) -> tuple[Json, Place]:
    """One response of an operation, its reference followed."""
    where = place.child("responses", code)
    return follow(responses.get(code), where, merged) or ({}, where)


def refusal_facts(
    responses: Json, place: Place, merged: Merged, profile: Profile
) -> tuple[Fact, ...]:
    """What the description of a 429 response states of limits and waiting."""
    node, where = answered("429", responses, place, merged)
    text = node.get("description")
    if not isinstance(text, str):
        return ()
    kinds = profile.of("limit", "retry_after")
    return facts_in(text, where.child("description"), kinds)


def retry_after_of(
    facts: Sequence[Fact], responses: Json, place: Place, merged: Merged
) -> Sourced[bool] | None:
    """Whether the API says how long to wait, in prose or as a response header."""
    for fact in facts:
        if fact.kind == "retry_after":
            return Sourced(True, fact.origin)
    for code in responses:
        node, where = answered(code, responses, place, merged)
        for header in js.mapping(node.get("headers")):
            if header.casefold() == "retry-after":
                at = where.child("headers", header)
                return Sourced(True, Origin(how="spec", place=at, text=header))
    return None

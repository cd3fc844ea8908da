"""What it means that an operation states no OAuth scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from calgen.ir import OAuth, Origin
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.normalise.extensions import OAUTH
from calgen.normalise.found import Found
from calgen.normalise.notes import Fact, facts_in
from calgen.profile import OAuthRules, Profile


def with_unscoped(
    found: Sequence[Found], prose: Iterable[tuple[str, Place]], profile: Profile
) -> list[Found]:
    """Operations with what the rule says of those that state no scope.

    The profile has the rule, or prose about the API states it. It holds in a file that
    states a scope anywhere: another file may just not speak of scopes. What it excepts by
    name is known of the API, and holds wherever scopes are spoken of at all.
    """
    rules, origin = profile.oauth, Origin(how="profile", text=_RULE)
    for text, place in prose:
        for fact in facts_in(text, place, profile.of("unscoped")):
            if rules.unstated is None:
                rules = replace(rules, unstated=cast("OAuth", fact.fields["value"]))
            origin = fact.origin
    if rules.unstated is None:
        return list(found)
    stating = {each.entry.document.path for each in found if each.reading.of("scope")}
    if not stating:
        return list(found)
    named = replace(rules, unstated=None)
    return [
        _ruled(each, rules if each.entry.document.path in stating else named, origin)
        for each in found
    ]


_RULE = "no scope is stated"


def _ruled(each: Found, rules: OAuthRules, origin: Origin) -> Found:
    reading = each.reading
    if reading.of("scope") or reading.of("oauth") or _declares(each):
        return each
    if OAUTH in each.entry.node:  # null there: nobody states anything
        return each
    route = f"{each.entry.method} {each.entry.path}"
    value = rules.unstated
    for exception in rules.exceptions:
        if any(covers(pattern, route) for pattern in exception.operations):
            value, origin = exception.value, Origin(how="profile", text=_RULE)
            break
    if value is None:
        return each
    fact = Fact("unscoped", {"value": value}, origin)
    return replace(each, reading=replace(reading, facts=(*reading.facts, fact)))


def _declares(each: Found) -> bool:
    """Whether `security` names scopes, so that prose need not."""
    return any(
        js.items(scopes)
        for choice in js.items(each.entry.node.get("security"))
        for scopes in js.mapping(choice).values()
    )


def covers(pattern: str, route: str) -> bool:
    """Whether `METHOD /path` fits a pattern: `*` is one segment, `**` any number."""
    made = re.escape(pattern).replace(r"/\*\*", "(?:/[^/]+)*").replace(r"\*", "[^/]+")
    return re.fullmatch(made, route, re.IGNORECASE) is not None

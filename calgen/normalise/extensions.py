"""Facts as data: the `x-` keys that `calgen bundle` writes, read back.

They mean the same in any document. What a key states outranks what prose says of the same
thing, so a sentence that stays in a description beside its key is not counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from calgen.ir import AuthScheme, Json, JsonValue, Origin
from calgen.location import Place
from calgen.merge import Merged, Target
from calgen.normalise import jsonschema as js
from calgen.normalise.notes import Fact, Reading
from calgen.profile import FactKind, available

SCOPES = "x-required-scopes"
OAUTH = "x-oauth"
BEARERS = "x-bearers"
ROLES = "x-required-roles"
PERMISSIONS = "x-required-permissions"
PLAN = "x-plan"
LIMIT = "x-rate-limit"
RETRY_AFTER = "x-retry-after"
REPLACED_BY = "x-replaced-by"
IF_MISSING = "x-version-if-missing"
IDEMPOTENCY = "x-idempotency-key"
# On a security scheme: it is one header of several that make up a scheme together.
SCHEME, ARGUMENT = "x-calgen-scheme", "x-calgen-argument"
# On the document: the profile that its facts were read with.
PROFILE = "x-calgen-profile"


def with_stated(reading: Reading, node: Json, place: Place) -> Reading:
    """A reading of an operation's text with the facts that its keys state."""
    stated = facts_of(node, place)
    if not stated:
        return reading
    kinds = {fact.kind for fact in stated} - {"version", "deprecated"}
    kept = tuple(fact for fact in reading.facts if fact.kind not in kinds)
    return replace(reading, facts=stated + kept)


def facts_of(node: Json, place: Place) -> tuple[Fact, ...]:
    """The facts that an operation's `x-` keys state; what is misshapen states nothing."""
    return tuple(
        Fact(kind, fields, Origin(how="spec", place=place.child(key), text=key))
        for key, kind, fields in _stated(node)
    )


def _stated(node: Json) -> Iterator[tuple[str, FactKind, dict[str, str]]]:
    scopes = node.get(SCOPES)
    if either := _texts(js.mapping(scopes).get("any")):
        value = ", ".join(f"`{each}`" for each in either)
        yield SCOPES, "scope", {"value": value, "choose": "any"}
    for scope in _texts(scopes):
        yield SCOPES, "scope", {"value": f"`{scope}`"}
    lists: tuple[tuple[str, FactKind, str], ...] = (
        (BEARERS, "bearer", "`"),
        (ROLES, "role", ""),
        (PERMISSIONS, "permission", "`"),
    )
    for key, kind, quote in lists:
        for text in _texts(node.get(key)):
            yield key, kind, {"value": f"{quote}{text}{quote}"}
    fields: tuple[tuple[str, FactKind, str], ...] = (
        (OAUTH, "oauth", "value"),
        (PLAN, "plan", "value"),
        (REPLACED_BY, "deprecated", "replacement"),
        (IDEMPOTENCY, "idempotency", "field"),
        (IF_MISSING, "version", "if_missing"),
    )
    for key, kind, name in fields:
        stated, known = node.get(key), _CHOICES.get(key)
        if isinstance(stated, str) and stated and (known is None or stated in known):
            yield key, kind, {name: stated}
    if limit := _limit(js.mapping(node.get(LIMIT))):
        yield LIMIT, "limit", limit
    if node.get(RETRY_AFTER) is True:
        yield RETRY_AFTER, "retry_after", {}


_CHOICES = {
    OAUTH: ("scope", "public", "not-accessible"),
    IF_MISSING: ("older", "404"),
}


def _texts(value: JsonValue) -> list[str]:
    return [each for each in js.items(value) if isinstance(each, str) and each]


def _limit(stated: Json) -> dict[str, str]:
    """A limit in the fields of a sentence that states one."""
    requests, window = stated.get("requests"), stated.get("per_seconds")
    block, subject = stated.get("block_seconds"), stated.get("subject")
    if not _counts(requests) or not _counts(window):
        return {}
    fields = {"requests": str(requests), "count": str(window), "unit": "second"}
    if _counts(block):
        fields |= {"block": str(block), "block_unit": "second"}
    return fields | ({"subject": subject} if isinstance(subject, str) else {})


def _counts(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def names_of(requirement: Json, document: Json) -> tuple[str, ...]:
    """The schemes of one alternative of `security`; headers of one scheme count once."""
    components = js.mapping(document.get("components"))
    schemes = js.mapping(components.get("securitySchemes"))
    names = (js.mapping(schemes.get(name)).get(SCHEME) or name for name in requirement)
    return tuple(dict.fromkeys(map(str, names)))


def grouped_schemes(
    declared: Mapping[str, Target], names: Sequence[str]
) -> list[AuthScheme]:
    """Schemes of several headers, of those names, from the parts that declare them."""
    found = []
    for name in names:
        parts = [js.mapping(each.node) for _, each in sorted(declared.items())]
        parts = [each for each in parts if each.get(SCHEME) == name]
        headers = tuple(
            (str(each.get(ARGUMENT)), str(each.get("name"))) for each in parts
        )
        if headers:
            doc = str(parts[0].get("description") or "")
            found.append(
                AuthScheme(name=name, kind="headers", headers=headers, doc=doc)
            )
    return found


def stated_profile(merged: Merged) -> str | None:
    """The profile that a document says it was read with."""
    value, _ = merged.first(PROFILE)
    return value if isinstance(value, str) and value in available() else None

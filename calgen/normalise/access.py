"""Who may call an operation, and how the client proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from calgen.ir import (
    Access,
    AuthKind,
    AuthScheme,
    Json,
    JsonValue,
    OAuth,
    Origin,
    Sourced,
)
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.notes import Fact, Reading
from calgen.profile import Profile

_KINDS: dict[tuple[str, str], AuthKind] = {
    ("http", "bearer"): "bearer",
    ("http", "basic"): "basic",
    ("apiKey", "header"): "header",
    ("apiKey", "query"): "query",
    ("apiKey", "cookie"): "cookie",
}


def auth_header(name: str, profile: Profile) -> str | None:
    """The scheme whose credential a header parameter of this name carries."""
    for scheme, rule in profile.auth.items():
        if name.casefold() in {each.casefold() for each in rule.headers.values()}:
            return scheme
    return None


def access_of(
    node: Json,
    document: Json,
    headers: Iterable[Json],
    reading: Reading,
    place: Place,
    profile: Profile,
) -> Access:
    """The access facts of one operation."""
    stated = node.get("security", document.get("security"))
    schemes = _required(stated) or _from_headers(headers, profile)
    scopes = [
        Sourced(fact.fields["value"], fact.origin) for fact in reading.of("scope")
    ]
    scopes += _declared_scopes(stated, place)
    return Access(
        schemes=schemes,
        public="security" in node and node["security"] in ([], [{}]),
        scopes=_unique(scopes),
        roles=_unique(_values(reading.of("role"))),
        permissions=_unique(_values(reading.of("permission"))),
        plan=next(iter(_values(reading.of("plan"))), None),
        oauth=_oauth(reading.of("oauth"), scopes),
    )


def _values(facts: Sequence[Fact]) -> list[Sourced[str]]:
    return [Sourced(fact.fields["value"], fact.origin) for fact in facts]


def _unique(found: Iterable[Sourced[str]]) -> tuple[Sourced[str], ...]:
    return tuple({each.value: each for each in reversed(list(found))}.values())[::-1]


def _required(security: JsonValue) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(js.mapping(each)) for each in js.items(security) if isinstance(each, dict)
    )


def _declared_scopes(security: JsonValue, place: Place) -> list[Sourced[str]]:
    """The scopes of `security` requirements."""
    origin = Origin(how="spec", place=place.child("security"))
    return [
        Sourced(str(scope), origin)
        for each in js.items(security)
        for scopes in js.mapping(each).values()
        for scope in js.items(scopes)
    ]


def _from_headers(
    headers: Iterable[Json], profile: Profile
) -> tuple[tuple[str, ...], ...]:
    """Header parameters that carry credentials, as alternatives.

    Required ones are needed together. Several optional ones are an either-or; a single
    optional one may be left out.
    """
    found: dict[str, bool] = {}
    for node in headers:
        scheme = auth_header(str(node.get("name", "")), profile)
        if scheme is not None:
            found[scheme] = found.get(scheme, False) or node.get("required") is True
    ordered = [scheme for scheme in profile.auth if scheme in found]
    if required := tuple(scheme for scheme in ordered if found[scheme]):
        return (required,)
    if len(ordered) == 1:
        return ((ordered[0],), ())
    return tuple((scheme,) for scheme in ordered)


def _oauth(
    facts: Sequence[Fact], scopes: Sequence[Sourced[str]]
) -> Sourced[OAuth] | None:
    for fact in facts:
        return Sourced(cast("OAuth", fact.fields["value"]), fact.origin)
    stated: OAuth = "scope"
    return Sourced(stated, scopes[0].origin) if scopes else None


def schemes_of(
    merged: Merged, profile: Profile, used: set[str]
) -> tuple[AuthScheme, ...]:
    """Every scheme that an operation uses: declared ones, and the profile's."""
    declared = merged.section("securitySchemes")
    found = [
        _declared(name, js.mapping(declared[name].node))
        for name in sorted(declared)
        if name in used
    ]
    for name, rule in profile.auth.items():
        if name in used and name not in declared:
            headers = tuple(rule.headers.items())
            found.append(
                AuthScheme(name=name, kind=rule.kind, headers=headers, doc=rule.doc)
            )
    return tuple(found)


def _declared(name: str, node: Json) -> AuthScheme:
    kind = str(node.get("type"))
    how = str(node.get("scheme") or node.get("in") or "").lower()
    doc = str(node.get("description") or "")
    known = _KINDS.get((kind, how), "bearer")
    carrier = str(node.get("name") or "Authorization")
    return AuthScheme(name=name, kind=known, headers=(("token", carrier),), doc=doc)

"""Who may call an operation, and how the client proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from calgen.ir import Access, Json, JsonValue, OAuth, Origin, Sourced
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.normalise.extensions import names_of
from calgen.normalise.lists import is_choice, names_in, unquoted
from calgen.normalise.named import is_named
from calgen.normalise.notes import Fact, Reading, facts_in
from calgen.normalise.parameters import Raw
from calgen.normalise.schemes import auth_header
from calgen.profile import Profile
from calgen.profile.recognisers import Pattern

Choices = tuple[tuple[str, ...], ...]


def access_of(
    node: Json,
    document: Json,
    headers: Sequence[Raw],
    reading: Reading,
    place: Place,
    profile: Profile,
) -> Access:
    """The access facts of one operation."""
    stated = node.get("security", document.get("security"))
    schemes = _required(stated, document) or _from_headers(headers, profile)
    told = [(fact, names_in(fact.fields["value"])) for fact in reading.of("scope")]
    scopes = [Sourced(name, fact.origin) for fact, names in told for name in names]
    scopes += _declared_scopes(stated, place)
    scopes += _extended(node, place, profile.extensions.scope)
    permissions = _named(reading.of("permission"))
    permissions += _extended(node, place, profile.extensions.permission)
    oauth = _oauth(reading, scopes)
    return Access(
        schemes=schemes,
        public="security" in node and node["security"] in ([], [{}]),
        bearers=_bearers(headers, profile) or _unique(_named(reading.of("bearer"))),
        scopes=_unique(scopes),
        scope_choices=_choices(told, stated, _unique(scopes)),
        roles=_unique(_roles(reading.of("role"), profile)),
        permissions=_unique(permissions),
        plan=next((_plan(fact) for fact in reading.of("plan")), None),
        oauth=oauth,
    )


def _named(facts: Iterable[Fact]) -> list[Sourced[str]]:
    return [
        Sourced(name, fact.origin)
        for fact in facts
        for name in names_in(fact.fields["value"])
    ]


def _roles(facts: Iterable[Fact], profile: Profile) -> Iterator[Sourced[str]]:
    """Roles in the profile's form; a list of them is written with commas or words."""
    for fact in facts:
        for each in re.split(r"\s*,\s*(?:or\s+|and\s+)?|\s+(?:or|and)\s+", _text(fact)):
            name = unquoted(each)
            if name == each:  # in plain words: "only admins may call this"
                name = re.sub(r"(?<=[^s])s$", "", name)
            if name:
                yield Sourced(profile.roles.canonical(name), fact.origin)


def _plan(fact: Fact) -> Sourced[str]:
    return Sourced(unquoted(_text(fact)), fact.origin)


def _text(fact: Fact) -> str:
    return " ".join(fact.fields["value"].split())


def _unique(found: Iterable[Sourced[str]]) -> tuple[Sourced[str], ...]:
    """Each value once, with its first origin."""
    return tuple({each.value: each for each in reversed(list(found))}.values())[::-1]


def _required(security: JsonValue, document: Json) -> Choices:
    """The alternatives of `security`; those that differ in scopes alone are one."""
    found = [
        names_of(each, document)
        for each in js.items(security)
        if isinstance(each, dict)
    ]
    return tuple(dict.fromkeys(found))


def _declared_scopes(security: JsonValue, place: Place) -> list[Sourced[str]]:
    """The scopes of `security` requirements."""
    origin = Origin(how="spec", place=place.child("security"))
    return [
        Sourced(name, origin) for names in _declared_sets(security) for name in names
    ]


def _declared_sets(security: JsonValue) -> list[tuple[str, ...]]:
    """The scopes of each alternative that names some."""
    sets = [
        tuple(
            dict.fromkeys(
                str(scope)
                for scopes in js.mapping(each).values()
                for scope in js.items(scopes)
            )
        )
        for each in js.items(security)
    ]
    return [each for each in sets if each]


def _extended(
    node: Json, place: Place, patterns: tuple[Pattern, ...]
) -> list[Sourced[str]]:
    """The names under vendor keys: a text, a list of texts, or a mapping of lists."""
    found = []
    for key, value in node.items():
        if is_named(key, patterns):
            origin = Origin(how="spec", place=place.child(key), text=key)
            found += [Sourced(text, origin) for text in _texts(value)]
    return found


def _texts(value: JsonValue) -> list[str]:
    if isinstance(value, str):
        return list(names_in(value))
    nested = [each for part in js.mapping(value).values() for each in js.items(part)]
    return [each for each in (js.items(value) or nested) if isinstance(each, str)]


def _choices(
    told: Sequence[tuple[Fact, tuple[str, ...]]],
    security: JsonValue,
    scopes: Sequence[Sourced[str]],
) -> Choices:
    """The sets of scopes each of which is enough.

    `security` says so with its alternatives. In prose, every sentence adds a scope to
    what is needed, or a choice.
    """
    if declared := _declared_sets(security):
        return tuple(dict.fromkeys(declared))
    if not told:
        return (tuple(each.value for each in scopes),) if scopes else ()
    sets: list[tuple[str, ...]] = [()]
    for fact, names in told:
        either = fact.fields.get("choose") == "any" or is_choice(fact.fields["value"])
        more = [(name,) for name in names] if either else [names]
        # Each sentence multiplies the sets; nobody states more than a few.
        sets = [(*one, *other) for one in sets for other in more][:64]
    return tuple(dict.fromkeys(tuple(dict.fromkeys(each)) for each in sets))


def _from_headers(headers: Iterable[Raw], profile: Profile) -> Choices:
    """Header parameters that carry credentials, as alternatives.

    Required ones are needed together. Several optional ones are an either-or; a single
    optional one may be left out.
    """
    found: dict[str, bool] = {}
    for node, _ in headers:
        scheme = auth_header(str(node.get("name", "")), profile)
        if scheme is not None:
            found[scheme] = found.get(scheme, False) or node.get("required") is True
    ordered = [scheme for scheme in profile.auth if scheme in found]
    if required := tuple(scheme for scheme in ordered if found[scheme]):
        return (required,)
    if len(ordered) == 1:
        return ((ordered[0],), ())
    return tuple((scheme,) for scheme in ordered)


def _bearers(headers: Iterable[Raw], profile: Profile) -> tuple[Sourced[str], ...]:
    """The kinds of token that the text of an Authorization header names."""
    found = []
    for node, place in headers:
        text = node.get("description")
        if str(node.get("name")).casefold() == "authorization" and isinstance(
            text, str
        ):
            facts = facts_in(text, place.child("description"), profile.of("bearer"))
            found += [Sourced(fact.fields["value"], fact.origin) for fact in facts]
    return _unique(found)


def _oauth(reading: Reading, scopes: Sequence[Sourced[str]]) -> Sourced[OAuth] | None:
    """What is said of OAuth; that a scope is needed says more than a general rule."""
    for fact in reading.of("oauth"):
        return Sourced(cast("OAuth", fact.fields["value"]), fact.origin)
    if scopes:
        stated: OAuth = "scope"
        return Sourced(stated, scopes[0].origin)
    for fact in reading.of("unscoped"):
        return Sourced(cast("OAuth", fact.fields["value"]), fact.origin)
    return None

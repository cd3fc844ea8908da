"""Idempotency keys: what makes it safe to send a call again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calgen.ir import IdempotencyKey, Json, Origin, Sourced
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.named import is_named
from calgen.normalise.notes import Fact, facts_in
from calgen.normalise.parameters import Raw
from calgen.normalise.places import follow
from calgen.profile import Profile

Found = Sourced[IdempotencyKey]
_DEPTH = 8  # of `allOf` and references; a body that is deeper is not read


def idempotency_of(
    node: Json,
    place: Place,
    headers: Iterable[Raw],
    facts: Sequence[Fact],
    merged: Merged,
    profile: Profile,
) -> Found | None:
    """The idempotency key of one operation: a header, else a property of the body.

    A header is one by its name, a property by its name or its description, or because
    the operation's description names it.
    """
    for header, where in headers:
        name = str(header.get("name"))
        if is_named(name, profile.idempotency.headers):
            origin = Origin(how="spec", place=where.child("name"), text=name)
            return Sourced(IdempotencyKey("header", name), origin)
    named = [f for f in facts if f.kind == "idempotency" and "field" in f.fields]
    properties = _properties(node, place, merged)
    for wire, (schema, where) in properties.items():
        if is_named(wire, profile.idempotency.fields):
            origin = Origin(how="spec", place=where, text=wire)
            return Sourced(IdempotencyKey("body", wire), origin)
        text = schema.get("description")
        if isinstance(text, str):
            at = where.child("description")
            for fact in facts_in(text, at, profile.of("idempotency")):
                return Sourced(IdempotencyKey("body", wire), fact.origin)
    for fact in named:
        # Where the body is described, a word that is no property of it is only a word.
        if not properties or fact.fields["field"] in properties:
            return Sourced(IdempotencyKey("body", fact.fields["field"]), fact.origin)
    return None


def _properties(
    node: Json, place: Place, merged: Merged
) -> dict[str, tuple[Json, Place]]:
    """The properties of an operation's body, references and `allOf` followed."""
    found: dict[str, tuple[Json, Place]] = {}
    body = follow(node.get("requestBody"), place.child("requestBody"), merged)
    if body is None:
        return found
    content = js.mapping(body[0].get("content"))
    for media in content:
        schema = js.mapping(content[media]).get("schema")
        where = body[1].child("content", media, "schema")
        _collect(schema, where, merged, found, _DEPTH)
    return found


def _collect(
    schema: object,
    place: Place,
    merged: Merged,
    found: dict[str, tuple[Json, Place]],
    depth: int,
) -> None:
    followed = follow(schema, place, merged) if isinstance(schema, dict) else None
    if followed is None or depth == 0:
        return
    node, where = followed
    for name, each in js.mapping(node.get("properties")).items():
        found.setdefault(name, (js.mapping(each), where.child("properties", name)))
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index, part in enumerate(js.items(node.get(keyword))):
            _collect(part, where.child(keyword, index), merged, found, depth - 1)

"""Rules about schemas."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.diagnostics import Diagnostic
from calgen.ir import Json, JsonValue
from calgen.lint.finding import Rule, Subject, finding
from calgen.lint.walk import SchemaNode, schemas
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.places import follow
from calgen.normalise.values import compiled, misfit, same, shown

_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)
_DEPTH = 16


def default_fits(subject: Subject) -> Iterator[Diagnostic]:
    for each in schemas(subject):
        if "default" in each.node:
            value = each.node["default"]
            why = misfit(value, each.node, each.place, subject.merged)
            if why:
                place = each.place.child("default")
                yield finding("CG081", f"the default does not fit: {why}", place)


def example_fits(subject: Subject) -> Iterator[Diagnostic]:
    for each in schemas(subject):
        for value, place in stated_examples(each):
            why = misfit(value, each.node, each.place, subject.merged, whole=False)
            if why:
                yield finding("CG080", f"the example does not fit: {why}", place)


def stated_examples(schema: SchemaNode) -> Iterator[tuple[JsonValue, Place]]:
    """The examples of a schema; null is how exporters write that there is none."""
    if schema.node.get("example") is not None:
        yield schema.node["example"], schema.place.child("example")
    for index, value in enumerate(js.items(schema.node.get("examples"))):
        yield value, schema.place.child("examples", index)


def required_is_described(subject: Subject) -> Iterator[Diagnostic]:
    parts = _parts(subject)
    for each in schemas(subject):
        wanted = js.items(each.node.get("required"))
        if not wanted or each.part or each.place in parts:
            continue
        known = _described(each.node, each.place, subject.merged, 0)
        for index, name in enumerate(wanted):
            if known is not None and isinstance(name, str) and name not in known:
                yield finding(
                    "CG082",
                    f"the required property {name!r} is not described",
                    each.place.child("required", index),
                )


def _parts(subject: Subject) -> set[Place]:
    """The schemas that others are made of: what they require may stand beside them."""
    found = set()
    for each in schemas(subject):
        if each.part and "$ref" in each.node:
            target = follow(each.node, each.place, subject.merged)
            if target is not None:
                found.add(target[1])
    return found


def _described(
    node: JsonValue, place: Place, merged: Merged, depth: int
) -> set[str] | None:
    """The properties that a schema describes; None where it is open to others."""
    found = follow(node, place, merged)
    if found is None or depth > _DEPTH:
        return None
    node, place = found
    if node.get("additionalProperties") not in (None, False) or any(
        key in node
        for key in ("patternProperties", "not", "if", "unevaluatedProperties")
    ):
        return None
    names = set(js.mapping(node.get("properties")))
    for key in ("allOf", "anyOf", "oneOf"):
        for index, child in enumerate(js.items(node.get(key))):
            below = _described(child, place.child(key, index), merged, depth + 1)
            if below is None:
                return None
            names |= below
    return names


def enum_is_distinct(subject: Subject) -> Iterator[Diagnostic]:
    for each in schemas(subject):
        values = js.items(each.node.get("enum"))
        for index, value in enumerate(values):
            if any(same(value, before) for before in values[:index]):
                place = each.place.child("enum", index)
                yield finding(
                    "CG083", f"the enum states {shown(value)} more than once", place
                )


def enum_fits_type(subject: Subject) -> Iterator[Diagnostic]:
    for each in schemas(subject):
        kinds = " or ".join(js.types(each.node))
        for index, value in enumerate(js.items(each.node.get("enum"))):
            if value is not None and not js.fits(value, each.node):
                yield finding(
                    "CG094",
                    f"the enum value {shown(value)} can never be valid beside "
                    f"type {kinds}",
                    each.place.child("enum", index),
                )
                break


def array_has_items(subject: Subject) -> Iterator[Diagnostic]:
    for each in schemas(subject):
        if "array" in js.types(each.node) and not each.part:
            inherited = {"allOf", "anyOf", "oneOf", "items", "prefixItems", "enum"}
            if not inherited & each.node.keys():
                yield finding(
                    "CG088", "the array does not say what it holds", each.place
                )


def pattern_compiles(subject: Subject) -> Iterator[Diagnostic]:
    for each in schemas(subject):
        patterns = [(each.node.get("pattern"), each.place.child("pattern"))]
        patterns += [
            (key, each.place.child("patternProperties", key))
            for key in js.mapping(each.node.get("patternProperties"))
        ]
        for pattern, place in patterns:
            if isinstance(pattern, str) and compiled(pattern) is None:
                said = f"Python cannot compile the pattern {shown(pattern)}"
                yield finding("CG089", said, place)


def bounds_leave_room(subject: Subject) -> Iterator[Diagnostic]:
    for each in schemas(subject):
        for low, high in _BOUNDS:
            least, most = each.node.get(low), each.node.get(high)
            if (
                isinstance(least, (int, float))
                and isinstance(most, (int, float))
                and least > most
            ):
                said = f"{low} {least} is above {high} {most}"
                yield finding("CG095", said, each.place.child(low))


def discriminator_tells(subject: Subject) -> Iterator[Diagnostic]:
    for each in schemas(subject):
        told = js.mapping(each.node.get("discriminator"))
        name, place = told.get("propertyName"), each.place.child("discriminator")
        if not isinstance(name, str):
            continue
        for branch in _without(name, each, subject.merged):
            said = f"a branch does not have the property {name!r} that tells it apart"
            yield finding("CG098", said, place, related=[branch])
        for value, reference in js.mapping(told.get("mapping")).items():
            if not _leads(str(reference), place, subject.merged):
                said = f"the mapping of {value!r} leads nowhere: {shown(reference)}"
                yield finding("CG098", said, place.child("mapping", value))


def _without(name: str, union: SchemaNode, merged: Merged) -> Iterator[Place]:
    """The branches of a union that are known to lack a property."""
    for key in ("oneOf", "anyOf"):
        for index, branch in enumerate(js.items(union.node.get(key))):
            where = union.place.child(key, index)
            known = _described(branch, where, merged, 0)
            found = follow(branch, where, merged)
            # A branch that is a union again has a discriminator of its own.
            nested = found is not None and bool(js.options(found[0]))
            if known and name not in known and not nested:
                yield where


def _leads(reference: str, place: Place, merged: Merged) -> bool:
    node: Json = {"$ref": reference}
    if follow(node, place, merged) is None and "/" not in reference:
        node = {"$ref": js.REF + reference}
        known = reference in merged.section("schemas")
        return known or follow(node, place, merged) is not None
    return follow(node, place, merged) is not None


RULES: tuple[Rule, ...] = (
    example_fits,
    default_fits,
    required_is_described,
    enum_is_distinct,
    array_has_items,
    pattern_compiles,
    enum_fits_type,
    bounds_leave_room,
    discriminator_tells,
)

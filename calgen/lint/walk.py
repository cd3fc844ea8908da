"""Every schema and every parameter of the documents, each once, with its place."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.ir import Json, JsonValue
from calgen.lint.finding import Subject
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.record import record

# Data and prose, not descriptions of data.
_SKIPPED = {"example", "examples", "default", "const", "enum"}
_SECTIONS = ("parameters", "headers", "requestBodies", "responses", "callbacks")


@record(kw_only=False)
class SchemaNode:
    """A schema as it stands. `part`: it is a branch or a part of another schema, which
    may say what this one leaves out."""

    node: Json
    place: Place
    part: bool = False


@record(kw_only=False)
class ParameterNode:
    """A parameter or header object as it stands, not followed."""

    node: Json
    place: Place


def schemas(subject: Subject) -> Iterator[SchemaNode]:
    """The component schemas, then those inside operations and other components."""
    for _, target in sorted(subject.merged.section("schemas").items()):
        yield from _below(target.node, target.place, False)
    for node, place in _roots(subject):
        for schema, where in _held(node, place):
            yield from _below(schema, where, False)


def _below(node: JsonValue, place: Place, part: bool) -> Iterator[SchemaNode]:
    if not isinstance(node, dict):
        return
    yield SchemaNode(node, place, part)
    for key in js.NAMED:
        for name, child in js.mapping(node.get(key)).items():
            yield from _below(child, place.child(key, name), False)
    for key in js.MANY:
        for index, child in enumerate(js.items(node.get(key))):
            yield from _below(child, place.child(key, index), key != "prefixItems")
    for key in (*js.ONE, "if", "then", "else"):
        yield from _below(node.get(key), place.child(key), key not in ("items",))


def _held(node: JsonValue, place: Place) -> Iterator[tuple[Json, Place]]:
    """The schemas that stand anywhere in a node that is no schema itself."""
    if isinstance(node, list):
        for index, each in enumerate(node):
            yield from _held(each, place.child(index))
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "schema" and isinstance(value, dict):
                yield value, place.child(key)
            elif key not in _SKIPPED and not key.startswith("x-"):
                yield from _held(value, place.child(key))


def _roots(subject: Subject) -> Iterator[tuple[JsonValue, Place]]:
    """Operations, path items' parameters and components, without schemas."""
    shared: set[Place] = set()
    for _, entry in subject.pairs:
        yield entry.node, entry.place
        above = entry.item_place.child("parameters")
        if above not in shared:
            shared.add(above)
            yield entry.item.get("parameters"), above
    for section in _SECTIONS:
        for _, target in sorted(subject.merged.section(section).items()):
            yield target.node, target.place


def parameters(subject: Subject) -> Iterator[ParameterNode]:
    """Every parameter object, references left out: they are walked as components."""
    for group in parameter_lists(subject):
        yield from group
    for _, target in sorted(subject.merged.section("parameters").items()):
        node = js.mapping(target.node)
        if "$ref" not in node:
            yield ParameterNode(node, target.place)


def parameter_lists(subject: Subject) -> Iterator[list[ParameterNode]]:
    """The parameter lists of operations and path items, each once."""
    seen: set[Place] = set()
    for _, entry in subject.pairs:
        for holder, place in (
            (entry.item, entry.item_place),
            (entry.node, entry.place),
        ):
            where = place.child("parameters")
            if where in seen:
                continue
            seen.add(where)
            yield [
                ParameterNode(node, where.child(index))
                for index, node in enumerate(js.items(holder.get("parameters")))
                if isinstance(node, dict) and "$ref" not in node
            ]

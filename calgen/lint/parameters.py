"""Rules about parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calgen.diagnostics import Diagnostic
from calgen.ir import Json, JsonValue
from calgen.lint.finding import Rule, Subject, finding
from calgen.lint.walk import ParameterNode, parameter_lists, parameters
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.normalise.places import follow
from calgen.normalise.values import misfit, shown

_URL_PART = re.compile(r"(?:https?://\S+)?[?&](?P<name>[^=&\s]+)=\S*")


def example_is_value(subject: Subject) -> Iterator[Diagnostic]:
    """An example of a parameter is one value of it, as a caller would pass it."""
    for each in parameters(subject):
        schema, place = _schema(each)
        node = follow(schema, place, subject.merged)
        for value, where in _examples(each, js.mapping(schema), place, subject):
            if part := _url_part(value, str(each.node.get("name"))):
                yield finding("CG080", f"the example {part} is a piece of a URL", where)
            elif where.pointer.startswith(each.place.child("schema").pointer):
                continue  # the schema's own example: a rule about schemas looks at it
            elif node is not None and (
                why := misfit(value, schema, place, subject.merged, whole=False)
            ):
                yield finding("CG080", f"the example does not fit: {why}", where)


def _schema(each: ParameterNode) -> tuple[JsonValue, Place]:
    content = js.mapping(each.node.get("content"))
    for media, held in content.items():
        where = each.place.child("content", media, "schema")
        return js.mapping(held).get("schema"), where
    return each.node.get("schema"), each.place.child("schema")


def _examples(
    each: ParameterNode, schema: Json, schema_place: Place, subject: Subject
) -> Iterator[tuple[JsonValue, Place]]:
    for holder, place in ((each.node, each.place), (schema, schema_place)):
        if holder.get("example") is not None:
            yield holder["example"], place.child("example")
    for key, node in js.mapping(each.node.get("examples")).items():
        found = follow(node, each.place.child("examples", key), subject.merged)
        if found is not None and "value" in found[0]:
            yield found[0]["value"], found[1].child("value")
    for index, value in enumerate(js.items(schema.get("examples"))):
        yield value, schema_place.child("examples", index)


def _url_part(value: JsonValue, name: str) -> str:
    """The value, if it is a query or an address instead of what stands in one."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    plain = re.escape(name.removesuffix("[]"))
    names_itself = re.match(rf"{plain}(?:\[\w*\])?=\S", text)
    starts = _URL_PART.match(text)
    means_it = starts is not None and (
        text[0] in "?&" or starts["name"].startswith(name.removesuffix("[]"))
    )
    return shown(value) if names_itself or means_it else ""


def path_is_required(subject: Subject) -> Iterator[Diagnostic]:
    for each in parameters(subject):
        if each.node.get("in") == "path" and each.node.get("required") is not True:
            name = each.node.get("name")
            said = f"the path parameter {name!r} is not marked as required"
            yield finding("CG091", said, each.place)


def declared_once(subject: Subject) -> Iterator[Diagnostic]:
    for group in parameter_lists(subject):
        first: dict[tuple[str, str], Place] = {}
        for each in group:
            name, where = str(each.node.get("name")), str(each.node.get("in"))
            key = (name.casefold() if where == "header" else name, where)
            if key in first:
                said = f"the {where} parameter {name!r} is declared twice"
                yield finding("CG092", said, each.place, related=[first[key]])
            first.setdefault(key, each.place)


RULES: tuple[Rule, ...] = (example_is_value, path_is_required, declared_once)

"""Converted schema nodes to type references."""

from __future__ import annotations

from collections.abc import Callable

from calgen.ir import (
    Enum,
    Json,
    JsonValue,
    ListOf,
    MapOf,
    Model,
    Nullable,
    Scalar,
    ScalarKind,
    TypeRef,
    Union,
)
from calgen.naming import Name
from calgen.normalise import jsonschema as js

_FORMATS: dict[str, ScalarKind] = {
    "date-time": "datetime",
    "date": "date",
    "binary": "bytes",
}
_SCALARS: dict[str, ScalarKind] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "object": "object",
}
_ITEMS = {"items", "prefixItems"}
_VALUES = {"additionalProperties", "patternProperties"}


def to_type(json: Json, named: Callable[[str], Name]) -> TypeRef:
    """The type of a converted node; `named` gives the name behind a `$ref`."""
    if isinstance(json.get("$ref"), str):
        return Model(named(str(json["$ref"])))
    branches = js.items(json.get("oneOf")) or js.items(json.get("anyOf"))
    if branches:
        found = [
            to_type(js.mapping(each), named)
            for each in branches
            if not js.is_null(each)
        ]
        whole = union(found)
        return nullable(whole) if any(map(js.is_null, branches)) else whole
    if js.is_nullable(json):
        return nullable(to_type({**json, "type": list(js.types(json))}, named))
    if js.is_null(json):
        return Scalar("none")
    parts = js.parts(json)
    if len(parts) == 1:
        return to_type(js.mapping(parts[0]), named)
    values = [json["const"]] if "const" in json else js.enum_values(json)
    if values and all(isinstance(each, (str, int, bool)) for each in values):
        kept = tuple(each for each in values if isinstance(each, (str, int, bool)))
        whole = Enum(kept)
        return nullable(whole) if None in js.items(json.get("enum")) else whole
    return _plain(json, named)


def _plain(json: Json, named: Callable[[str], Name]) -> TypeRef:
    kinds = js.types(json)
    if len(kinds) > 1:
        return union([_plain({**json, "type": kind}, named) for kind in kinds])
    kind = kinds[0] if kinds else ""
    if kind == "array" or (not kind and _ITEMS & json.keys()):
        return ListOf(
            _any_of([*js.items(json.get("prefixItems")), *_items(json)], named)
        )
    if kind == "object" or (not kind and _VALUES & json.keys()):
        values = [*js.mapping(json.get("patternProperties")).values()]
        if json.get("additionalProperties", not values) is not False:
            values.append(json.get("additionalProperties"))
        value = _any_of(values, named)
        return Scalar("object") if value == Scalar("any") else MapOf(value)
    if (
        kind == "string"
        and "contentMediaType" in json
        and "contentEncoding" not in json
    ):
        return Scalar("bytes")
    if kind == "string":
        return Scalar(_FORMATS.get(str(json.get("format")), "string"))
    return Scalar(_SCALARS.get(kind, "any"))


def _items(json: Json) -> list[JsonValue]:
    """What comes behind the first items of an array, or all of them."""
    rest = json.get("items", "prefixItems" not in json)
    if isinstance(rest, list):  # a tuple, as it was written before
        return rest
    return [] if rest is False and "prefixItems" in json else [rest]


def _any_of(schemas: list[JsonValue], named: Callable[[str], Name]) -> TypeRef:
    return union([to_type(js.mapping(each), named) for each in schemas])


def union(found: list[TypeRef]) -> TypeRef:
    """One of several types; equal ones count once, `any` swallows the rest."""
    flat: list[TypeRef] = []
    null = False
    for each in found:
        if isinstance(each, Nullable):
            null, each = True, each.item
        flat += [
            o
            for o in (each.options if isinstance(each, Union) else (each,))
            if o not in flat
        ]
    if Scalar("any") in flat:
        return Scalar("any")
    if not flat:
        return Scalar("any")
    whole = flat[0] if len(flat) == 1 else Union(tuple(flat))
    return nullable(whole) if null else whole


def nullable(item: TypeRef) -> TypeRef:
    """The type or null."""
    if isinstance(item, Nullable) or item in (Scalar("any"), Scalar("none")):
        return item
    return Nullable(item)

"""Values for the examples in the README: what a call takes, as Python text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from calgen.ir import Body, Field, Json, Parameter, Schema, TypeRef
from calgen.pytext import literal
from calgen.render.contract import schema_of

_REF = "#/components/schemas/"
_DEEPEST = 4
_LONGEST = 40
_FORMATS = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05Z",
    "duration": "PT15M",
    "email": "ada@example.com",
    "uuid": "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}
# A pattern that is one set of characters, repeated.
_SIMPLE = re.compile(r"\^\[((?:a-z|A-Z|0-9|_|-(?=\]))+)\][+*]\$")


class NoSample(Exception):
    """There is no value that is short, and known to fit."""


def sample_of(
    argument: Parameter | Field, annotation: str, schemas: Mapping[str, Schema]
) -> str:
    """A value of an argument that its description allows; '' where none is at hand."""
    if "Upload" in annotation:
        return ""
    return _text(argument.type, dict(argument.limits), argument.name.snake, schemas)


def body_sample(body: Body, annotation: str, schemas: Mapping[str, Schema]) -> str:
    """The same for a body that is one argument."""
    if "Upload" in annotation or not body.required:
        return ""
    return _text(body.type, {}, "body", schemas)


def _text(kind: TypeRef, limits: Json, name: str, schemas: Mapping[str, Schema]) -> str:
    try:
        text = literal(_value({**schema_of(kind), **limits}, name, schemas, 0))
    except (NoSample, TypeError):  # a keyword of another type than it should have
        return ""
    return text if len(text) <= _LONGEST else ""


def _value(
    schema: Mapping[str, Any], name: str, schemas: Mapping[str, Schema], depth: int
) -> Any:
    if depth > _DEEPEST or not isinstance(schema, Mapping):
        raise NoSample
    reference = schema.get("$ref")
    if isinstance(reference, str):
        named = schemas.get(reference.removeprefix(_REF))
        if named is None:
            raise NoSample
        return _value(named.json, name, schemas, depth + 1)
    if "const" in schema:
        return schema["const"]
    choices = schema.get("enum")
    if isinstance(choices, list) and choices:
        return choices[0]
    for key in ("anyOf", "oneOf"):
        branches = schema.get(key)
        if isinstance(branches, list) and branches:
            return _value(branches[0], name, schemas, depth + 1)
    if "allOf" in schema or "not" in schema:
        raise NoSample
    return _plain(schema, name, schemas, depth)


def _plain(
    schema: Mapping[str, Any], name: str, schemas: Mapping[str, Schema], depth: int
) -> Any:
    stated = schema.get("type")
    match stated[0] if isinstance(stated, list) and stated else stated:
        case "string":
            return _word(schema, name)
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return True
        case "array":
            if schema.get("minItems", 0) > 1:
                raise NoSample
            return [_value(schema.get("items") or {}, name, schemas, depth + 1)]
        case "object" if isinstance(schema.get("properties", {}), dict):
            properties = schema.get("properties", {})
            return {
                each: _value(properties.get(each), str(each), schemas, depth + 1)
                for each in schema.get("required", ())
            }
    raise NoSample


def _word(schema: Mapping[str, Any], name: str) -> str:
    known = _FORMATS.get(str(schema.get("format")))
    word = known or name.strip("_").replace("_", "-")
    most, pattern = schema.get("maxLength"), schema.get("pattern")
    if len(word) < schema.get("minLength", 0) or (
        most is not None and len(word) > most
    ):
        raise NoSample
    if pattern is not None:
        # Others can take a search of any length.
        simple = _SIMPLE.fullmatch(pattern)
        if simple is None or not re.fullmatch(f"[{simple[1]}]*", word):
            raise NoSample
    return word


def _number(schema: Mapping[str, Any]) -> int | float:
    number: int | float = schema.get("minimum", 1)
    if "exclusiveMinimum" in schema or "exclusiveMaximum" in schema:
        raise NoSample
    if number > schema.get("maximum", number) or not -1e6 < number < 1e6:
        raise NoSample
    return number

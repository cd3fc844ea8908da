"""What the API takes and answers, as data for tests: JSON of the fake API."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from calgen.ir import (
    Api,
    Body,
    Enum,
    Field,
    Json,
    JsonValue,
    ListOf,
    MapOf,
    Model,
    Nullable,
    Parameter,
    Scalar,
    TypeRef,
    Union,
)
from calgen.render.views import Method

_REF = "#/components/schemas/"
# What says nothing of whether a value fits.
_PROSE = frozenset({"description", "title", "deprecated", "default", "discriminator"})
_NAMED = frozenset({"properties", "patternProperties", "$defs"})
_SCALARS: dict[str, Json] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "bytes": {"type": "string"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "object": {"type": "object"},
    "any": {},
    "none": {"type": "null"},
    "event": {},
}


def contract_of(api: Api, methods: Iterable[Method]) -> str:
    """JSON of all calls, credentials and schemas, one to a line."""
    calls = {each.dotted: _call(each) for each in methods}
    schemes: dict[str, JsonValue] = {
        each.name: [each.kind, [header for _, header in each.headers]]
        for each in api.auth
    }
    schemas = {each.name.pascal: _bare(each.json) for each in api.schemas}
    sections = (
        ("calls", sorted(calls.items())),
        ("schemes", sorted(schemes.items())),
        ("schemas", sorted(schemas.items())),
    )
    return "{\n" + ",\n".join(_section(*each) for each in sections) + "\n}\n"


def _section(name: str, entries: Iterable[tuple[str, JsonValue]]) -> str:
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in entries]
    return json.dumps(name) + ": {\n" + ",\n".join(lines) + "\n}"


def _call(method: Method) -> JsonValue:
    operation = method.operation
    success = operation.success
    kind = success.type
    if method.is_stream and success.stream is not None:
        kind = success.stream.item
    return {
        "parameters": [
            [each.where, each.name.wire, each.required, _limited(each)]
            for each in operation.parameters
        ],
        "body": _body(operation.body),
        "answer": None if _is_empty(kind) else schema_of(kind),
        "status": _status(success.status),
    }


def _body(body: Body | None) -> JsonValue:
    if body is None:
        return None
    if body.fields is None:
        return schema_of(body.type)
    return {
        "type": "object",
        "properties": {each.name.wire: _limited(each) for each in body.fields},
        "required": [each.name.wire for each in body.fields if each.required],
    }


def _limited(argument: Parameter | Field) -> Json:
    schema = schema_of(argument.type)
    return {**schema, **dict(argument.limits)} if "$ref" not in schema else schema


def _status(stated: str) -> int:
    return int(stated) if stated.isdigit() else 200


def _is_empty(kind: TypeRef) -> bool:
    return isinstance(kind, Scalar) and kind.kind == "none"


def schema_of(kind: TypeRef) -> Json:
    """The JSON Schema of a type."""
    match kind:
        case Model():
            return {"$ref": _REF + kind.name.pascal}
        case ListOf():
            return {"type": "array", "items": schema_of(kind.item)}
        case MapOf():
            return {
                "type": "object",
                "additionalProperties": schema_of(kind.value),
            }
        case Nullable():
            return {"anyOf": [schema_of(kind.item), {"type": "null"}]}
        case Union():
            return {"anyOf": [schema_of(each) for each in kind.options]}
        case Enum():
            return {"enum": [*kind.values]}
        case Scalar():
            return _SCALARS[kind.kind]


def _bare(node: Any, *, named: bool = False) -> Any:
    """A schema without prose; the keys of `named` mappings are names, not keywords."""
    if isinstance(node, dict):
        made = {
            key: _bare(value, named=not named and key in _NAMED)
            for key, value in node.items()
            if named or (key not in _PROSE and not key.startswith("x-"))
        }
        # One part alone is what it is: a place for prose beside a reference.
        parts = [] if named or len(made) > 1 else made.get("allOf", [])
        return parts[0] if len(parts) == 1 else made
    if isinstance(node, list):
        return [_bare(each) for each in node]
    return node

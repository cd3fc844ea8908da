"""Documents of any size, made by rule: the same size gives the same bytes.

The shape is that of large real APIs: resources of five calls, path, query and shared
parameters, bodies and answers with schemas of their own, references to schemas that
many share, trees that hold themselves, unions, enums and prose.
"""

from __future__ import annotations

import json
from typing import Any

_SHARED = 40  # schemas that all resources draw from, whatever the size
_NOUNS = "order parcel invoice ticket ledger device room vessel permit sample".split()
_VERBS = ("list", "create", "get", "update", "delete")


def document(operations: int) -> dict[str, Any]:
    """An OpenAPI 3.1 document with exactly so many operations."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {**_shared()}
    for number in range(operations):
        resource, verb = divmod(number, len(_VERBS))
        noun = _noun(resource)
        if verb == 0:
            schemas |= _own(resource, noun)
        collection = f"/v1/{noun}s"
        single = f"{collection}/{{{noun}Id}}"
        path = collection if verb < 2 else single
        method = ("get", "post", "get", "patch", "delete")[verb]
        item = paths.setdefault(path, {})
        item[method] = _operation(_VERBS[verb], noun, resource)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Synthetic", "version": "1.0.0"},
        "servers": [{"url": "https://api.example.test"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": {
                "Limit": _parameter("limit", {"type": "integer", "maximum": 100}),
                "Cursor": _parameter("cursor", {"type": "string"}),
            },
            "responses": {
                "Problem": {
                    "description": "What went wrong.",
                    "content": _json({"$ref": "#/components/schemas/Shared0"}),
                }
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def text(operations: int) -> str:
    """The document as JSON, laid out as published ones are."""
    return json.dumps(document(operations), indent=1)


def _noun(resource: int) -> str:
    base = _NOUNS[resource % len(_NOUNS)]
    turn = resource // len(_NOUNS)
    return base if turn == 0 else f"{base}{_letters(turn)}"


def _letters(number: int) -> str:
    """A number as letters, so that names look like words and never like counters."""
    made = ""
    while number:
        number, digit = divmod(number, 26)
        made = chr(97 + digit) + made
    return made.capitalize()


def _operation(verb: str, noun: str, resource: int) -> dict[str, Any]:
    name = noun.capitalize()
    made: dict[str, Any] = {
        "operationId": f"{name}Controller_{verb}",
        "tags": [f"{name}s"],
        "summary": f"{verb.capitalize()} {noun}s",
        "description": f"Works on every {noun} that the caller may see.\n\n"
        "Only members of the account may call this.",
        "parameters": [],
        "responses": {"default": {"$ref": "#/components/responses/Problem"}},
    }
    parameters: list[Any] = made["parameters"]
    if verb == "list":
        parameters.append({"$ref": "#/components/parameters/Limit"})
        parameters.append({"$ref": "#/components/parameters/Cursor"})
        states = {"type": "string", "enum": ["open", "closed", f"s{resource % 7}"]}
        parameters.append(_parameter("state", states))
        times = {"type": "array", "items": {"type": "string", "format": "date-time"}}
        parameters.append(_parameter("createdAt", times))
    if verb in ("get", "update", "delete"):
        key = {**_parameter(f"{noun}Id", {"type": "string"}), "in": "path"}
        parameters.append({**key, "required": True})
    if verb in ("create", "update"):
        reference = {"$ref": f"#/components/schemas/{verb.capitalize()}{name}"}
        made["requestBody"] = {"required": True, "content": _json(reference)}
    if verb == "delete":
        made["responses"]["204"] = {"description": "Gone."}
        return made
    one: dict[str, Any] = {"$ref": f"#/components/schemas/{name}"}
    if verb == "list":
        page = {
            "data": {"type": "array", "items": one},
            "nextCursor": {"type": ["string", "null"]},
        }
        one = {"type": "object", "required": ["data"], "properties": page}
    made["responses"]["200"] = {"description": "Done.", "content": _json(one)}
    return made


def _own(resource: int, noun: str) -> dict[str, Any]:
    """The schemas of one resource."""
    name = noun.capitalize()
    shared = [
        f"#/components/schemas/Shared{(resource * 7 + n) % _SHARED}" for n in (0, 3)
    ]
    fields = {
        "displayName": {"type": "string", "description": "What people call it."},
        "count": {"type": "integer", "minimum": 0},
        "tags": {"type": "array", "items": {"type": "string"}},
        "settings": {
            "type": "object",
            "properties": {
                "enabled": {"type": "boolean"},
                "mode": {"type": "string", "enum": ["fast", "slow", "off"]},
            },
        },
        "owner": {"$ref": shared[0]},
    }
    before = _noun(resource - 1).capitalize() if resource else name
    whole = {
        "id": {"type": "string"},
        "createdAt": {"type": "string", "format": "date-time"},
        "state": {"type": "string", "enum": ["open", "closed"]},
        **fields,
        "parent": {
            "anyOf": [{"$ref": f"#/components/schemas/{name}"}, {"type": "null"}]
        },
        "related": {
            "type": "array",
            "items": {
                "oneOf": [
                    {"$ref": shared[1]},
                    # A few chains of resources; one long chain would be no real API.
                    {
                        "$ref": f"#/components/schemas/{before if resource % 5 else name}"
                    },
                ]
            },
        },
        "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    return {
        name: {
            "type": "object",
            "description": f"One {noun}.",
            "required": ["id", "createdAt", "state"],
            "properties": whole,
        },
        f"Create{name}": {
            "type": "object",
            "required": ["displayName"],
            "properties": fields,
        },
        f"Update{name}": {
            "allOf": [
                {"$ref": f"#/components/schemas/Create{name}"},
                {"type": "object", "properties": {"reason": {"type": "string"}}},
            ]
        },
    }


def _shared() -> dict[str, Any]:
    return {
        f"Shared{number}": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "kind": {"type": "string", "enum": [f"kind{number}", "other"]},
                "next": {
                    "$ref": f"#/components/schemas/Shared{(number + 1) % _SHARED}"
                },
                "amount": {"type": "number"},
            },
        }
        for number in range(_SHARED)
    }


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "schema": schema,
        "description": f"The {name}.",
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}

"""Example values in a text, and the schema that they show."""

from __future__ import annotations

import json
from collections.abc import Iterable

from calgen.ir import Json, JsonValue
from calgen.record import record

# Text that went through a browser: line breaks in strings, hard spaces between tokens.
_DECODER = json.JSONDecoder(strict=False)
_COPIED = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " "})
_CURLED = str.maketrans({"“": '"', "”": '"', "„": '"'})
_DEPTH = 60


@record(kw_only=False)
class Example:
    """A JSON value in a text, from the offset `start` up to `end`."""

    value: JsonValue
    start: int
    end: int


def example_at(text: str, start: int, end: int) -> Example | None:
    """The JSON object or array that begins at `start`; None when it is not JSON.

    It ends before `end`, wherever that is.
    """
    plain = text[start:end].translate(_COPIED)
    if plain[:1] not in ("{", "["):
        return None
    for each in (plain, plain.translate(_CURLED)):
        try:
            value, length = _DECODER.raw_decode(each)
        except (ValueError, RecursionError):
            continue
        return Example(value, start, start + length)
    return None


def schema_of(values: Iterable[JsonValue], depth: int = 0) -> Json:
    """The schema that all the values show.

    Every key that occurs is a property and none is required: an example says what can
    be there, not what must be. A whole number shows a number, a text shows a string;
    null and empty lists show nothing, and values of several kinds show no type.
    """
    shown = [each for each in values if each is not None]
    kinds = {_kind(each) for each in shown}
    if len(kinds) != 1 or depth > _DEPTH:
        return {}
    (kind,) = kinds
    schema: Json = {"type": kind}
    if kind == "array":
        items = [item for each in shown if isinstance(each, list) for item in each]
        schema["items"] = schema_of(items, depth + 1)
    elif kind == "object":
        properties: dict[str, list[JsonValue]] = {}
        for each in shown:
            for key, value in each.items() if isinstance(each, dict) else ():
                properties.setdefault(key, []).append(value)
        if properties:
            schema["properties"] = {
                key: schema_of(found, depth + 1) for key, found in properties.items()
            }
    return schema


def _kind(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def first_scalar(value: JsonValue) -> JsonValue:
    """The first plain value inside a value, in its order; None when there is none."""
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += reversed(value.values())
        elif isinstance(value, list):
            stack += reversed(value)
        elif value is not None:
            return value
    return None

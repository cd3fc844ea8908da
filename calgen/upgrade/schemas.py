"""Schemas of Swagger 2.0 in the words of OpenAPI 3."""

from __future__ import annotations

from calgen.ir import Json, JsonValue

_NAMED = {"properties", "patternProperties", "definitions", "$defs"}
_ONE = {"items", "additionalProperties", "not", "additionalItems"}
_MANY = {"allOf", "anyOf", "oneOf", "items"}
# What describes the value of a parameter or header stands beside its name in 2.0.
KEYWORDS = (
    *("type", "format", "items", "enum", "default", "pattern", "multipleOf"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
)


def schema(node: JsonValue) -> JsonValue:
    """A schema; everything in it stays where it stands."""
    if not isinstance(node, dict):
        return node
    made: Json = {}
    for key, value in node.items():
        if isinstance(value, dict) and key in _NAMED:
            made[key] = {name: schema(each) for name, each in value.items()}
        elif isinstance(value, dict) and key in _ONE:
            made[key] = schema(value)
        elif isinstance(value, list) and key in _MANY:
            made[key] = [schema(each) for each in value]
        elif key == "discriminator" and isinstance(value, str):
            made[key] = {"propertyName": value}
        else:
            made[key] = value
    if node.get("type") == "file":
        made |= {"type": "string", "format": "binary"}
    if node.get("x-nullable") is True:
        made["nullable"] = True
    return made


def beside(node: Json) -> Json:
    """The schema that the keywords of a parameter or header make."""
    kept: Json = {key: node[key] for key in KEYWORDS if key in node}
    if node.get("x-nullable") is True:
        kept["x-nullable"] = True
    made = schema(kept)
    assert isinstance(made, dict)
    made.pop("x-nullable", None)
    return made

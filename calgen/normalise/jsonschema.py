"""JSON Schema nodes: questions about them, and the null type.

Everything here is about one node; `schemas.py` walks them.
"""

from __future__ import annotations

import json

from calgen.ir import Json, JsonValue

REF = "#/components/schemas/"
NULL: Json = {"type": "null"}
TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
# What other languages call these types.
_SPELLINGS = {
    "str": "string",
    "text": "string",
    "date": "string",
    "datetime": "string",
    "date-time": "string",
    "uuid": "string",
    "uri": "string",
    "url": "string",
    "file": "string",
    "int": "integer",
    "int32": "integer",
    "int64": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "bool": "boolean",
    "list": "array",
    "map": "object",
    "dict": "object",
    "none": "null",
    "nil": "null",
}
# Keywords that hold schemas, by how they hold them.
ONE = (
    "items",
    "additionalProperties",
    "not",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
)
MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties")
# Said to people, or about other things than the shape of a value.
_PROSE = {
    "example",
    "examples",
    "externalDocs",
    "xml",
    "nullable",
    "$comment",
    "$schema",
}
_LIMITS = (
    *("minLength", "maxLength", "pattern", "minimum", "maximum"),
    *("exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"),
)
_BESIDE_REF = {"description", "title", "deprecated", "readOnly", "writeOnly", "default"}
_SHAPING = {
    *MANY,
    *NAMED,
    "items",
    "additionalProperties",
    "required",
    "enum",
    "const",
}


def mapping(value: JsonValue) -> Json:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: JsonValue) -> list[JsonValue]:
    """The value if it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def stated_types(node: Json) -> list[JsonValue]:
    """The types as they are written."""
    stated = node.get("type")
    if isinstance(stated, list):
        return stated
    return [] if stated is None else [stated]


def meant_type(stated: JsonValue) -> str:
    """The type that a word stands for, in any case or another language's; '' for none."""
    word = stated.lower() if isinstance(stated, str) else ""
    return word if word in TYPES else _SPELLINGS.get(word, "")


def types(node: Json) -> tuple[str, ...]:
    """The types a node names, `null` left out; () where it names none."""
    found = filter(None, map(meant_type, stated_types(node)))
    return tuple(dict.fromkeys(each for each in found if each != "null"))


def is_nullable(node: Json) -> bool:
    """Whether a node says that null is one of its values (3.0 or 3.1)."""
    stated = node.get("type")
    return node.get("nullable") is True or (
        isinstance(stated, list) and "null" in stated and len(stated) > 1
    )


def is_null(node: JsonValue) -> bool:
    """Whether a node allows nothing but null."""
    return isinstance(node, dict) and (
        node.get("type") in ("null", ["null"]) or node.get("enum") == [None]
    )


def options(node: Json) -> list[JsonValue]:
    """The branches of a union, null left out; [] where a node is no union."""
    branches = items(node.get("oneOf")) or items(node.get("anyOf"))
    return [each for each in branches if not is_null(each)]


def is_union(node: Json) -> bool:
    """Whether a node is a choice of two or more and nothing else."""
    return len(options(node)) > 1 and not has_fields(node) and not parts(node)


def is_choice_of_objects(node: Json) -> bool:
    """Whether a node is a union with a branch that has, or deserves, a name."""
    return is_union(node) and any(
        isinstance(each, dict) and ("$ref" in each or is_object(each))
        for each in options(node)
    )


def parts(node: Json) -> list[JsonValue]:
    """The parts of an `allOf`, those that say nothing about the shape left out."""
    found = [each for each in items(node.get("allOf")) if mapping(each).keys() - _PROSE]
    return [each for each in found if mapping(each).keys() - _BESIDE_REF]


def has_fields(node: Json) -> bool:
    """Whether a node itself lists properties."""
    return bool(mapping(node.get("properties")))


def is_object(node: Json) -> bool:
    """Whether a node deserves a class: it lists properties or is made of parts."""
    return (
        has_fields(node)
        or len(parts(node)) > 1
        or bool(
            parts(node)
            and (
                options(node)
                or items(node.get("required"))
                or mapping(node.get("additionalProperties"))
            )
        )
    )


def enum_values(node: Json) -> list[JsonValue]:
    """The values of an enum, null left out, each once, in their order."""
    stated = (value for value in items(node.get("enum")) if value is not None)
    return list({(type(value), repr(value)): value for value in stated}.values())


def is_enum(node: Json) -> bool:
    """Whether a node is a choice of two or more scalar values."""
    values = enum_values(node)
    return len(values) > 1 and all(isinstance(v, (str, int, bool)) for v in values)


def fits(value: JsonValue, node: Json) -> bool:
    """Whether a value is of a type that a node names; any is, where it names none."""
    kinds = types(node)
    if value is None or not kinds:
        return value is not None or is_nullable(node) or not kinds
    wanted: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "integer": (int,),
        "number": (int, float),
        "boolean": (bool,),
        "array": (list,),
        "object": (dict,),
    }
    return any(
        isinstance(value, wanted.get(kind, (object,)))
        and (kind == "boolean" or not isinstance(value, bool) or kind not in wanted)
        for kind in kinds
    )


def told(node: Json, *, beside: str = "") -> str:
    """What a node says to people; a default is told, as it is never sent unasked."""
    text = beside or node.get("description")
    text = text.strip() if isinstance(text, str) else ""
    value = node.get("default")
    if isinstance(value, (str, int, float)) and value != "" and fits(value, node):
        shown = json.dumps(value, ensure_ascii=False)
        end = "" if not text or text.endswith((".", "!", "?")) else "."
        text = f"{text}{end} Default: {shown}.".strip() if len(shown) <= 60 else text
    return text


def with_null(node: Json) -> Json:
    """A node that allows null as well."""
    if not node:
        return node
    for keyword in ("anyOf", "oneOf"):
        if keyword in node:
            branches = items(node[keyword])
            return {**node, keyword: branches + ([] if NULL in branches else [NULL])}
    kinds = types(node)
    if kinds and not {"enum", "const", "allOf", "$ref"} & node.keys():
        return {**node, "type": [*kinds, "null"]}
    prose: Json = {
        key: value
        for key, value in node.items()
        if key in ("description", "deprecated", "readOnly", "writeOnly")
    }
    rest = {key: value for key, value in node.items() if key not in prose}
    return {"anyOf": [rest, dict(NULL)], **prose}


def split_reference(node: Json) -> tuple[Json, Json]:
    """What stands beside a `$ref`: (prose, keywords that shape the value).

    A type only repeats what the reference says, and limits shape nothing.
    """
    prose = {key: value for key, value in node.items() if key in _BESIDE_REF}
    return prose, {key: value for key, value in node.items() if key in _SHAPING}


def limits(node: Json) -> tuple[tuple[str, str | int | float], ...]:
    """The keywords of a node that bound a value and are no part of its type."""
    return tuple(
        (key, value)
        for key in _LIMITS
        if isinstance(value := node.get(key), (str, int, float))
        and not isinstance(value, bool)
        and isinstance(value, str) == (key == "pattern")
    )


def kept(key: str) -> bool:
    """Whether a keyword goes on to the models engine."""
    return key not in _PROSE and not key.startswith("x-")

"""What a property's schema becomes."""

from __future__ import annotations

import datetime

import pytest
from modelkit import Build
from pydantic import ValidationError

from calgen.ir import JsonValue

LINK: JsonValue = {"$ref": "#/components/schemas/Thing"}
KIND: JsonValue = {"$ref": "#/components/schemas/Kind"}
OTHERS: dict[str, JsonValue] = {
    "Thing": {"type": "object", "properties": {"a": {"type": "string"}}},
    "Kind": {"type": "string", "enum": ["x", "y"]},
}


@pytest.mark.parametrize(
    ("json", "expected"),
    [
        ({"type": "string"}, "str"),
        ({"type": "integer"}, "int"),
        ({"type": "number"}, "int | float"),
        ({"type": "boolean"}, "bool"),
        ({"type": "null"}, "None"),
        ({}, "Any"),
        (True, "Any"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "binary"}, "bytes"),
        ({"type": "string", "format": "byte"}, "str"),
        ({"type": "string", "format": "email"}, "str"),
        ({"type": "string", "format": "uuid", "default": 5}, "str"),
        ({"type": "string", "pattern": "(?!", "minLength": 9}, "str"),
        ({"type": "integer", "minimum": 3, "exclusiveMaximum": 4}, "int"),
        ({"type": ["string", "null"]}, "str | None"),
        ({"type": ["string", "integer"]}, "str | int"),
        ({"type": ["number", "integer"]}, "int | float"),
        ({"type": "array"}, "list[Any]"),
        ({"type": "array", "items": {"type": "number"}}, "list[int | float]"),
        (
            {"type": "array", "items": [{"type": "string"}, {"type": "integer"}]},
            "list[str | int]",
        ),
        ({"type": "array", "prefixItems": [LINK]}, "list[Thing]"),
        ({"items": {"type": "string"}}, "list[str]"),
        ({"type": "object"}, "dict[str, Any]"),
        ({"type": "object", "additionalProperties": LINK}, "dict[str, Thing]"),
        (
            {"type": "object", "patternProperties": {"^x": {"type": "integer"}}},
            "dict[str, int]",
        ),
        (LINK, "Thing"),
        (KIND, "Kind"),
        ({"anyOf": [LINK, {"type": "null"}]}, "Thing | None"),
        ({"oneOf": [{"type": "null"}, LINK, KIND]}, "Thing | Kind | None"),
        ({"anyOf": [LINK, {}]}, "Any"),
        ({"anyOf": [LINK, LINK]}, "Thing"),
        ({"allOf": [LINK], "description": "words"}, "Thing"),
        ({"allOf": [LINK, {"description": "words"}]}, "Thing"),
        ({"type": "string", "anyOf": [{"minLength": 1}, {"pattern": "a"}]}, "str"),
        ({"type": "string", "allOf": [KIND]}, "Kind"),
        ({"allOf": [{"type": "string"}, {"enum": ["a"]}]}, "Literal['a'] | str"),
        ({"allOf": [{"type": "string"}, {"minLength": 1}]}, "str"),
        ({"const": "only"}, "Literal['only'] | str"),
        ({"const": 3}, "Literal[3] | int"),
        ({"const": True}, "bool"),
        ({"const": {"a": 1}}, "Any"),
        ({"enum": [1.5, 2]}, "Any"),
        ({"type": "string", "enum": []}, "str"),
        ({"enum": [None]}, "None"),
        ({"enum": ["a", None]}, "Literal['a'] | str | None"),
        ({"type": "string", "enum": [1]}, "Literal[1] | int | str"),
        ({"type": "object", "enum": ["a"]}, "Literal['a'] | str"),
        ({"enum": ["\ud800"]}, "str"),
        ({"type": "file"}, "Any"),
        ({"type": 7, "properties": [], "required": "x"}, "Any"),
        ({"$ref": "#/components/schemas/Nowhere"}, "Any"),
        ({"$ref": 7}, "Any"),
    ],
)
def test_type(build: Build, json: JsonValue, expected: str) -> None:
    owner: JsonValue = {
        "type": "object",
        "properties": {"p": json, "q": json},
        "required": ["p"],
    }
    package = build({**OTHERS, "Owner": owner})
    assert package.annotation("Owner", "p") == expected
    optional = expected if "None" in expected or expected == "Any" else ""
    assert package.annotation("Owner", "q") in {optional, f"{expected} | None"}


def test_a_required_property_has_no_default_and_an_optional_one_none(
    build: Build,
) -> None:
    package = build(
        {
            "Owner": {
                "type": "object",
                "properties": {
                    "a": {"type": ["string", "null"], "default": "x"},
                    "b": {"type": "string", "default": "x"},
                },
                "required": ["a"],
            }
        }
    )
    assert "    a: str | None\n    b: str | None = None\n" in package.text("Owner")
    with pytest.raises(ValidationError):
        package.read("Owner", {})


def test_a_number_stays_what_the_wire_sent(build: Build) -> None:
    package = build(
        {"Owner": {"type": "object", "properties": {"id": {"type": "number"}}}}
    )
    assert isinstance(package.read("Owner", {"id": 123}).id, int)
    assert isinstance(package.read("Owner", {"id": 1.5}).id, float)


def test_times_with_and_without_zone_are_read(build: Build) -> None:
    package = build(
        {
            "Owner": {
                "type": "object",
                "properties": {"at": {"type": "string", "format": "date-time"}},
            }
        }
    )
    for text in ("2024-08-13T10:00:00Z", "2024-08-13T10:00:00"):
        assert isinstance(package.read("Owner", {"at": text}).at, datetime.datetime)


def test_unknown_fields_are_kept(build: Build) -> None:
    package = build(OTHERS)
    thing = package.read("Thing", {"a": "1", "new": 2})
    assert thing.to_dict() == {"a": "1", "new": 2}


def test_deprecated_warns_the_reader_only(
    build: Build, recwarn: pytest.WarningsRecorder
) -> None:
    package = build(
        {
            "Owner": {
                "type": "object",
                "deprecated": True,
                "properties": {"old": {"type": "string", "deprecated": True}},
            }
        }
    )
    owner = package.read("Owner", {"old": "x"})
    assert owner.to_dict() == {"old": "x"}
    assert owner == owner.model_copy(deep=True)
    assert "old='x'" in repr(owner)
    assert not recwarn.list
    with pytest.warns(DeprecationWarning, match="deprecated"):
        assert owner.old == "x"
    assert '"""Deprecated."""' in package.text("Owner")

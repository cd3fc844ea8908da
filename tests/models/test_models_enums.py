"""Choices: named, open, and closed where they tell branches apart."""

from __future__ import annotations

import pytest
from modelkit import Build, files, schema
from pydantic import TypeAdapter, ValidationError

from calgen.diagnostics import Report
from calgen.ir import JsonValue, Schema
from calgen.models import generate_models


def ref(name: str) -> JsonValue:
    return {"$ref": f"#/components/schemas/{name}"}


def test_an_enum_is_an_open_alias(build: Build) -> None:
    package = build(
        {
            "Status": {"type": "string", "enum": ["a", "b"], "description": "Said."},
            "Level": {"type": "integer", "enum": [1, 2]},
            "Maybe": {"type": ["string", "null"], "enum": ["a", "b", None]},
        }
    )
    assert package.alias("Status") == "Literal['a', 'b'] | str"
    assert package.alias("Level") == "Literal[1, 2] | int"
    assert package.alias("Maybe") == "Literal['a', 'b'] | str | None"
    assert '"""Said."""' in package.text("Status")
    assert package.read("Status", "new") == "new"


def test_a_closed_enum_takes_nothing_else() -> None:
    given = schema("Status", {"enum": ["a", "b"]})
    closed = Schema(name=given.name, json=given.json, closed=True)
    models = generate_models([closed], Report())
    text = files(models)["models/status.py"]
    assert 'Status: TypeAlias = Literal["a", "b"]\n' in text


def test_an_inline_enum_is_named_after_its_owner(build: Build) -> None:
    package = build(
        {
            "Booking": {
                "type": "object",
                "properties": {
                    "status": {"enum": ["a", "b"]},
                    "days": {"type": "array", "items": {"enum": ["mo", "tu"]}},
                    "misplaced": {
                        "type": "array",
                        "items": {"type": "string"},
                        "enum": ["x", "y"],
                    },
                },
                "required": ["status", "days", "misplaced"],
            }
        }
    )
    assert package.annotation("Booking", "status") == "BookingStatus"
    assert package.annotation("Booking", "days") == "list[BookingDaysItem]"
    assert package.annotation("Booking", "misplaced") == "list[BookingMisplacedItem]"
    assert package.module.BookingStatus


def tagged(*values: str) -> JsonValue:
    return {
        "type": "object",
        "properties": {"kind": {"type": "string", "enum": [*values]}},
        "required": ["kind"],
    }


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_what_tells_branches_apart_stays_closed(
    build: Build, order: tuple[str, str]
) -> None:
    package = build(
        {
            "A": tagged("a1", "a2"),
            "B": tagged("b"),
            "Either": {"oneOf": [ref(name) for name in order]},
        }
    )
    assert package.annotation("A", "kind") == "Literal['a1', 'a2']"
    assert package.annotation("B", "kind") == "Literal['b']"
    for value, name in (("a2", "A"), ("b", "B")):
        read = package.read("Either", {"kind": value})
        assert type(read).__name__ == name
    with pytest.raises(ValidationError):
        package.read("Either", {"kind": "c"})


def test_tags_are_found_through_enums_parts_and_nested_unions(build: Build) -> None:
    package = build(
        {
            "KindA": {"enum": ["a"]},
            "A": {"type": "object", "properties": {"kind": ref("KindA")}},
            "Base": {"type": "object", "properties": {"kind": {"const": "b"}}},
            "B": {"allOf": [ref("Base"), {"properties": {"x": {"type": "string"}}}]},
            "C": tagged("c"),
            "Inner": {"oneOf": [ref("A"), ref("B")]},
            "Outer": {"anyOf": [ref("Inner"), ref("C"), {"type": "null"}]},
        }
    )
    for value, name in (("a", "A"), ("b", "B"), ("c", "C")):
        read = package.read("Outer", {"kind": value})
        assert type(read).__name__ == name
    assert package.alias("KindA") == "Literal['a'] | str"


def test_equal_values_tell_nothing_apart(build: Build) -> None:
    package = build(
        {
            "A": tagged("x", "y"),
            "B": tagged("x", "y"),
            "U": {"oneOf": [ref("A"), ref("B")]},
        }
    )
    assert package.annotation("A", "kind") == "AKind"
    assert TypeAdapter(package.module.U).validate_python({"kind": "new"})

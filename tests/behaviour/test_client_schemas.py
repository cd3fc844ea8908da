"""Schemas of any kind: the package imports, and values come out as they should."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import pytest

Json = dict[str, Any]
Generate = Callable[..., ModuleType]
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def obj(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def describe(schemas: Mapping[str, Any], **paths: Json) -> str:
    """A document in which an operation answers with each schema."""
    for name in schemas:
        content = {"application/json": {"schema": ref(name)}}
        answers = {"200": {"description": "", "content": content}}
        paths[f"/of/{name}"] = {"get": {"responses": answers}}
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Zoo", "version": "1"},
            "servers": [{"url": "https://zoo.test"}],
            "paths": paths,
            "components": {"schemas": dict(schemas)},
        }
    )


class Answer(NamedTuple):
    value: Any
    drift: list[str]


def decode(api: ModuleType, name: str, value: object) -> Answer:
    """A response body of a schema, decoded as the client does it."""
    models = importlib.import_module(f"{api.__name__}.models")
    runtime = importlib.import_module(f"{api.__name__}._core.decode")
    operation = importlib.import_module(f"{api.__name__}._core.operation").Operation(
        id="x", method="GET", path="/", returns=lambda: getattr(models, name)
    )
    body = json.dumps(value).encode()
    found, drift = runtime.decode(operation, body, "application/json", strict=False)
    return Answer(found, [each.path for each in drift])


def kind(value: object) -> str:
    return type(value).__name__


SCHEMAS: Json = {
    # A plain tag, told apart by the mapping, and by the name of what it does not map.
    "Mapped": {
        "oneOf": [ref("Dog"), ref("Cat"), ref("Cow")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"d": "#/components/schemas/Dog", "c": "Cat", "z": "Nothing"},
        },
    },
    "Dog": obj(kind=TEXT, name=TEXT),
    "Cat": obj(kind=TEXT, name=TEXT),
    "Cow": obj(kind=TEXT, milk=NUMBER),
    "Fallback": {
        "oneOf": [ref("Dog"), ref("Cat")],
        "discriminator": {"propertyName": "kind", "defaultMapping": "Cat"},
    },
    "Inline": {
        "oneOf": [
            obj(kind={"const": "a"}, x=NUMBER),
            obj(kind={"const": "b"}, x=NUMBER),
        ],
        "discriminator": {"propertyName": "kind"},
    },
    # The parent has the discriminator.
    "Shape": {
        **obj(type=TEXT, inner=ref("Shape")),
        "required": ["type"],
        "discriminator": {"propertyName": "type", "mapping": {"sq": "Square"}},
    },
    "Square": {"allOf": [ref("Shape"), obj(side=NUMBER)]},
    "Circle": {"allOf": [ref("Shape")]},
    "Ring": {"allOf": [ref("Circle"), obj(width=NUMBER)]},
    "Board": obj(
        wrapped={"allOf": [ref("Shape")], "description": "one"},
        many={"type": "array", "items": ref("Shape")},
        maybe={"anyOf": [ref("Shape"), {"type": "null"}]},
        named={"type": "object", "additionalProperties": ref("Shape")},
    ),
    # The parent lists its own children.
    "Node": {
        **obj(t=TEXT),
        "oneOf": [ref("Leaf"), ref("Branch")],
        "discriminator": {"propertyName": "t"},
    },
    "Leaf": {"allOf": [ref("Node"), obj(size=NUMBER)]},
    "Branch": {
        "allOf": [ref("Node"), obj(below={"type": "array", "items": ref("Node")})]
    },
    # Parts.
    "Person": {**obj(id=NUMBER, name=TEXT, home=obj(city=TEXT)), "required": ["id"]},
    "Requires": {"allOf": [ref("Person")], "required": ["name"]},
    "Moved": {"allOf": [ref("Person"), obj(home=obj(zip=TEXT))]},
    "Selfish": {"allOf": [ref("Selfish"), obj(own=TEXT)]},
    # Values and types.
    "Values": obj(
        mixed={"enum": ["a", 1, None, True, 2.5]},
        floats={"enum": [1.5, 2]},
        objects={"enum": [{"a": 1}]},
        loose={"type": "String"},
        whole={"type": "int"},
        odd={"type": "thing"},
        unlike={"type": "integer", "enum": ["1", "2"]},
        empty={"type": "string", "enum": []},
        same={"type": "string", "enum": ["a", "A", "a"]},
        constant={"const": [1, "a"]},
    ),
    "Referring": obj(plain={**ref("Person"), "type": "object"}),
}


@pytest.fixture(scope="module")
def zoo(generate: Generate) -> ModuleType:
    return generate(describe(SCHEMAS))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Mapped", {"kind": "d", "name": "x"}, "Dog"),
        ("Mapped", {"kind": "c", "name": "x"}, "Cat"),
        ("Mapped", {"kind": "Cow", "milk": 1}, "Cow"),
        ("Fallback", {"kind": "Dog"}, "Dog"),
        ("Fallback", {"kind": "unheard of"}, "Cat"),
        ("Fallback", {}, "Cat"),
        ("Inline", {"kind": "b", "x": 1}, "InlineB"),
        ("Shape", {"type": "sq", "side": 1}, "Square"),
        ("Shape", {"type": "Circle"}, "Circle"),
        ("Shape", {"type": "Ring", "width": 1}, "Ring"),
        ("Shape", {"type": "blob"}, "ShapeBase"),
        ("Node", {"t": "Leaf", "size": 1}, "Leaf"),
        ("Node", {"t": "Branch", "below": []}, "Branch"),
    ],
)
def test_the_tag_names_the_branch(
    zoo: ModuleType, name: str, value: object, expected: str
) -> None:
    found = decode(zoo, name, value)
    assert (kind(found.value), found.drift) == (expected, [])
    assert found.value.to_dict() == value


def test_a_branch_that_does_not_fit_is_still_the_one_the_tag_names(
    zoo: ModuleType,
) -> None:
    found = decode(zoo, "Mapped", {"kind": "Cow", "milk": "much"})
    assert (kind(found.value), found.drift) == ("Cow", ["$.milk"])


def test_a_family_is_found_wherever_its_head_is_meant(zoo: ModuleType) -> None:
    square, ring = {"type": "sq"}, {"type": "Ring", "inner": {"type": "sq"}}
    board = {"wrapped": square, "many": [ring], "maybe": None, "named": {"a": square}}
    value, drift = decode(zoo, "Board", board)
    assert drift == []
    assert [kind(value.wrapped), kind(value.many[0]), kind(value.named["a"])] == [
        "Square",
        "Ring",
        "Square",
    ]
    assert kind(value.many[0].inner) == "Square"
    models = importlib.import_module(f"{zoo.__name__}.models")
    assert isinstance(value.many[0], models.ShapeBase)
    made = models.Board(wrapped=models.Square(type="sq", side=2))
    assert kind(made.wrapped) == "Square"
    assert made.to_dict() == {"wrapped": {"type": "sq", "side": 2}}


def test_parts(zoo: ModuleType) -> None:
    models = importlib.import_module(f"{zoo.__name__}.models")
    assert decode(zoo, "Requires", {"id": 1}).drift == ["$.name"]
    moved = decode(zoo, "Moved", {"id": 1, "home": {"city": "x", "zip": "y"}}).value
    assert (moved.home.city, moved.home.zip) == ("x", "y")
    assert models.Selfish(own="x").own == "x"
    plain = decode(zoo, "Referring", {"plain": {"id": 1}}).value.plain
    assert type(plain) is models.Person


def test_values_of_any_scalar(zoo: ModuleType) -> None:
    for mixed in ("a", 1, None, True, 2.5):
        assert decode(zoo, "Values", {"mixed": mixed}) == (
            decode(zoo, "Values", {"mixed": mixed}).value,
            [],
        )
    good: Json = {
        "floats": 1.5,
        "objects": {"a": 1},
        "loose": "x",
        "whole": 3,
        "odd": [1],
        "unlike": 1,
        "empty": "x",
        "same": "new",
        "constant": [1, "a"],
    }
    found = decode(zoo, "Values", good)
    assert found.drift == []
    assert found.value.to_dict() == good
    bad = decode(zoo, "Values", {"loose": 1, "whole": "x", "objects": 1})
    assert sorted(bad.drift) == ["$.loose", "$.objects", "$.whole"]


def test_a_family_as_a_body_stays_whole(generate: Generate) -> None:
    body = {"required": True, "content": {"application/json": {"schema": ref("Shape")}}}
    post = {"post": {"requestBody": body, "responses": {"204": {"description": ""}}}}
    family = {name: SCHEMAS[name] for name in ("Shape", "Square", "Circle", "Ring")}
    api = generate(describe(family, **{"/shapes": post}))
    create = importlib.import_module(f"{api.__name__}.resources.shapes").Shapes.create
    assert "body" in create.__annotations__


@pytest.mark.parametrize("count", [400, pytest.param(2000, marks=pytest.mark.slow)])
def test_a_long_chain_of_schemas(generate: Generate, count: int) -> None:
    """Longer than Python's stack, in calgen and where pydantic builds it."""
    chain = {f"C{n}": obj(next=ref(f"C{n + 1}")) for n in range(count)}
    schemas = {**chain, f"C{count}": obj(end=NUMBER)}
    content = {"application/json": {"schema": ref("C0")}}
    get = {"responses": {"200": {"description": "", "content": content}}}
    document = json.loads(describe({}, **{"/c": {"get": get}}))
    document["components"]["schemas"] = schemas
    api = generate(json.dumps(document))
    value, drift = decode(api, "C0", {"next": {"next": {"next": {}}}})
    assert (kind(value.next.next.next), drift) == ("C3", [])


def test_objects_in_objects_without_end(generate: Generate) -> None:
    schema, value = obj(end=NUMBER), '{"end":1}'
    for _ in range(200):
        schema, value = obj(below=schema), f'{{"below":{value}}}'
    document = describe({"Deep": schema})
    found = decode(generate(document), "Deep", json.loads(value)).value
    for _ in range(200):
        found = found.below
    assert found.end == 1


def test_a_circle_of_many_schemas(generate: Generate) -> None:
    size = 122
    schemas = {
        f"C{n}": obj(
            next=ref(f"C{(n + 1) % size}"),
            either={
                "oneOf": [
                    ref(f"C{(n + 3) % size}"),
                    {"type": "array", "items": ref(f"C{(n + 5) % size}")},
                ]
            },
        )
        for n in range(size)
    }
    api = generate(describe(schemas))
    value, drift = decode(api, "C0", {"next": {"either": [{"next": {}}]}})
    assert (kind(value.next.either[0].next), drift) == ("C7", [])


def test_a_schema_may_have_the_name_of_what_the_package_uses(
    generate: Generate,
) -> None:
    names = ["getattr", "globals", "importModule", "annotations", "Tagged", "Model"]
    api = generate(describe({name: obj(a=TEXT) for name in names}))
    models = importlib.import_module(f"{api.__name__}.models")
    for name in ["Getattr", "Globals", "ImportModule", "Annotations", "Tagged"]:
        assert decode(api, name, {"a": "x"}).value.a == "x"
    assert {"Getattr", "Model"} <= set(models.__all__)

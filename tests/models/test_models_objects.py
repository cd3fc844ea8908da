"""Objects: names of attributes and nested classes, inheritance, unions."""

from __future__ import annotations

import pytest
from modelkit import Build
from pydantic import BaseModel

from calgen.ir import Json, JsonValue
from calgen.models import define
from calgen.models.attributes import MEMBERS, TYPES, attributes
from calgen.runtime.model import Model

TEXT: Json = {"type": "string"}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def record(*required: str, **properties: JsonValue) -> Json:
    return {"type": "object", "properties": properties, "required": [*required]}


# --- attributes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wires", "expected"),
    [
        (["timeZone", "id"], {"timeZone": "time_zone", "id": "id"}),
        (
            ["time_zone", "timeZone"],
            {"time_zone": "time_zone", "timeZone": "time_zone_"},
        ),
        (
            ["class", "self", "list"],
            {"class": "class_", "self": "self_", "list": "list_"},
        ),
        (["date", "schema"], {"date": "date_", "schema": "schema_"}),
        (
            ["model_dump", "model_id"],
            {"model_dump": "model_dump_", "model_id": "model_id"},
        ),
        (["1st", "$ref", ""], {"1st": "n1st", "$ref": "ref", "": "empty"}),
    ],
)
def test_attributes(wires: list[str], expected: dict[str, str]) -> None:
    found = attributes(wires)
    assert {wire: found[wire] for wire in expected} == expected
    assert attributes(reversed(wires)) == found


def test_every_member_of_the_base_is_known() -> None:
    public = {n for n in dir(Model) if not n.startswith("_") and n == n.lower()}
    assert public <= MEMBERS
    assert {n for n in dir(BaseModel) if n.startswith("model_")} <= MEMBERS


def test_hostile_properties_build_and_take_both_names(build: Build) -> None:
    wires = [
        *sorted(MEMBERS | TYPES),
        *("timeZone", "time-zone", "self", "cls", "field", "type", "", "\n", '"""'),
        *(
            "\u202e",
            "é",
            "名前",
            "class",
            "__class__",
            "model config",
            "$ref",
            "{{ x }}",
        ),
        *("Model", "Field", "Annotated", "Literal", "Any", "a" * 120),
    ]
    dated: Json = {"type": "string", "format": "date"}
    package = build({"Odd": record(**dict.fromkeys(wires, dated))})
    named = attributes(wires)
    by_wire = package.read("Odd", dict.fromkeys(wires, "2024-08-13"))
    by_name = package.module.Odd(**dict.fromkeys(named.values(), "2024-08-13"))
    for wire in wires:
        assert getattr(by_wire, named[wire]) == getattr(by_name, named[wire])
    assert set(by_wire.to_dict()) == set(wires)


# --- nested classes -----------------------------------------------------------------


def test_nested_classes_are_named_by_their_path(build: Build) -> None:
    package = build(
        {
            "Order": record(
                customer=record(address=record(city=TEXT)),
                lines={"type": "array", "items": record(sku=TEXT)},
                prices={"type": "object", "additionalProperties": record(net=TEXT)},
            )
        }
    )
    assert package.module.OrderCustomerAddress
    assert package.annotation("Order", "lines") == "list[OrderLinesItem] | None"
    assert package.annotation("Order", "prices") == "dict[str, OrderPricesValue] | None"


def test_a_given_name_pushes_a_nested_one_aside(build: Build) -> None:
    owner = record(customer=record(a=TEXT), state={"enum": ["a", "b"]})
    package = build(
        {"Order": owner, "OrderCustomer": record(b=TEXT), "OrderState": record(c=TEXT)}
    )
    assert package.annotation("Order", "customer") == "OrderCustomerObject | None"
    assert package.annotation("Order", "state") == "OrderStateChoice | None"
    assert "b" in package.module.OrderCustomer.model_fields


def test_another_schema_renames_nothing(build: Build) -> None:
    one: dict[str, JsonValue] = {"B": record(x=record(y={"enum": ["p", "q"]}))}
    before = build(one)
    after = build({"A": record(x=record(y={"enum": ["p", "q"]})), **one, "C": TEXT})
    assert set(before.models.index.modules) <= set(after.models.index.modules)
    assert before.text("B") == after.text("B")


def test_branches_are_named_by_what_tells_them_apart(build: Build) -> None:
    package = build(
        {
            "Shape": record(
                kind={
                    "oneOf": [
                        record(t={"const": "circle"}, r=TEXT),
                        record(t={"const": "square"}, a=TEXT),
                    ]
                },
                alike={"oneOf": [record(a=TEXT), record(b=TEXT)]},
            )
        }
    )
    kinds = "ShapeKindCircle | ShapeKindSquare | None"
    assert package.annotation("Shape", "kind") == kinds
    alike = "ShapeAlikeOption1 | ShapeAlikeOption2 | None"
    assert package.annotation("Shape", "alike") == alike


def test_names_of_the_imports_are_free_for_schemas(build: Build) -> None:
    names = ["Model", "Field", "Annotated", "Literal", "TypeAlias", "TypeAliasType"]
    both = {"enum": ["a", "b"]}
    given: dict[str, JsonValue] = {n: record(aB=both, c=TEXT, d={}) for n in names}
    package = build({**given, "Any": record(x={}), "Owner": record(m=ref("Model"))})
    for name in (*names, "Any"):
        assert issubclass(getattr(package.module, name), BaseModel)


# --- allOf ------------------------------------------------------------------------------


def test_parts_become_bases(build: Build) -> None:
    package = build(
        {
            "Base": record("id", id=TEXT),
            "Child": {"allOf": [ref("Base"), record("name", name=TEXT)]},
            "Repeats": {"allOf": [ref("Base"), record("id", id=TEXT, more=TEXT)]},
        }
    )
    assert issubclass(package.module.Child, package.module.Base)
    assert issubclass(package.module.Repeats, package.module.Base)
    assert package.read("Child", {"id": "1", "name": "n"}).id == "1"


@pytest.mark.parametrize(
    "child",
    [
        record(id={"type": "integer"}),
        record(ID=TEXT),  # the same attribute as `id`
        {"required": ["id"], "properties": {"more": TEXT}},
    ],
)
def test_parts_that_clash_are_merged(build: Build, child: Json) -> None:
    package = build({"Base": record(id=TEXT), "Child": {"allOf": [ref("Base"), child]}})
    assert not issubclass(package.module.Child, package.module.Base)
    assert "id" in package.module.Child.model_fields


def test_two_bases_that_share_a_property_are_merged(build: Build) -> None:
    package = build(
        {
            "A": record(x=TEXT, y=TEXT),
            "B": record(x=TEXT, z=TEXT),
            "C": {"allOf": [ref("A"), ref("B")]},
        }
    )
    assert set(package.module.C.model_fields) == {"x", "y", "z"}


def test_a_required_part_of_a_merge_takes_the_values_of_both(build: Build) -> None:
    package = build(
        {
            "Base": record(kind={"enum": ["a", "b", "c"]}),
            "Child": {
                "allOf": [ref("Base"), record("kind", kind={"enum": ["b", "c"]})]
            },
        }
    )
    assert package.alias("ChildKind") == "Literal['b', 'c'] | str"


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"allOf": [ref("B")]}, "B": {"allOf": [ref("A")]}},
        {"A": {"allOf": [ref("A"), record(x=TEXT)]}},
        {
            "A": {"allOf": [ref("B"), record(x=TEXT)]},
            "B": {"allOf": [ref("A"), record()]},
        },
        {"A": ref("A")},
        {"A": {"allOf": [{}, True]}},
        {"A": {"allOf": "no"}, "B": {"oneOf": [], "anyOf": {}}},
        {"A": record(data={"oneOf": [ref("A")], "allOf": [ref("A")]})},
        {"A": record(x={"allOf": [ref("A"), record(x=record(y=TEXT))]})},
    ],
)
def test_parts_that_go_round_or_say_nothing_do_no_harm(
    build: Build, schemas: dict[str, JsonValue]
) -> None:
    build(schemas)


def test_schemas_that_multiply_each_other_end(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(define, "MOST", 100)
    clash = record(x={"type": "integer"})
    level = {f"L{n}": {"allOf": [ref(f"L{n + 1}"), clash]} for n in range(1, 40)}
    twice = {
        f"L{n}": record(
            x=TEXT,
            a={"allOf": [ref(f"L{n + 1}"), clash]},
            b={"allOf": [ref(f"L{n + 1}"), clash]},
        )
        for n in range(20)
    }
    package = build({**level, **twice, "L40": record(x=TEXT)})
    assert len(package.models.index.modules) < 200


# --- unions -----------------------------------------------------------------------------


def test_an_object_that_is_also_a_union_is_spread(build: Build) -> None:
    package = build(
        {
            "Event": {
                **record("id", id=TEXT),
                "oneOf": [record("a", a=TEXT), record("b", b=TEXT)],
            }
        }
    )
    assert package.alias("Event") == "EventOption1 | EventOption2"
    assert package.read("Event", {"id": "1", "b": "x"}).b == "x"


def test_branches_that_only_require_are_no_union(build: Build) -> None:
    rules: JsonValue = [{"required": ["a"]}, {"type": "object", "required": ["b"]}]
    package = build({"Query": {**record(a=TEXT, b=TEXT), "anyOf": rules}})
    assert set(package.module.Query.model_fields) == {"a", "b"}


def test_null_in_a_union_is_none(build: Build) -> None:
    package = build(
        {"A": record(x=TEXT), "U": {"anyOf": [{"type": "null"}, ref("A"), TEXT]}}
    )
    assert package.alias("U") == "A | str | None"


def test_recursion(build: Build) -> None:
    package = build(
        {
            "Node": record(
                children={"type": "array", "items": ref("Node")}, up=ref("Up")
            ),
            "Up": {"anyOf": [ref("Node"), ref("Other")]},
            "Other": record(node=ref("Node")),
            "Json": {
                "anyOf": [
                    TEXT,
                    {"type": "array", "items": ref("Json")},
                    {"type": "object", "additionalProperties": ref("Json")},
                ]
            },
        }
    )
    node = package.read("Node", {"children": [{"children": []}], "up": {"node": {}}})
    assert node.children[0].children == []
    assert package.read("Json", {"a": ["b", {"c": "d"}]}) == {"a": ["b", {"c": "d"}]}


def test_an_heir_of_a_class_in_a_circle(build: Build) -> None:
    package = build(
        {
            "A": record(b=ref("B"), kindOf={"enum": ["x", "y"]}),
            "B": record(a=ref("A")),
            "Heir": {"allOf": [ref("A"), record(own=TEXT)]},
            "User": record(heir=ref("Heir")),
            "User2": record(heir=ref("Heir"), b=ref("B")),
        }
    )
    heir = package.read("Heir", {"b": {"a": {}}, "kindOf": "x", "own": "o"})
    assert isinstance(heir, package.module.A)
    assert heir.kind_of == "x"


def test_what_an_answer_lacks_is_not_required(build: Build) -> None:
    """An answer has no `pin`; it has an `id`, and the class says so."""
    both = build(
        {
            "Card": record(
                "id",
                "pin",
                "shop",
                id={"type": "integer", "readOnly": True},
                pin={"type": "string", "writeOnly": True},
                shop={**ref("Shop"), "writeOnly": True},
            ),
            "Shop": record(name=TEXT),
        }
    )
    card = both.read("Card", {"id": 1})
    assert (card.id, card.pin, card.shop) == (1, None, None)
    fields = both.module.Card.model_fields
    assert [name for name in fields if fields[name].is_required()] == ["id"]

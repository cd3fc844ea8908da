"""Responses to values: what fits, what does not, and what is no JSON at all."""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, datetime
from enum import Enum
from itertools import permutations
from typing import Annotated, Any, Literal

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, RootModel, create_model
from runtime_caller import Caller

from calgen.runtime.decode import BodyError, decode
from calgen.runtime.drift import Drift
from calgen.runtime.errors import DecodeError
from calgen.runtime.forms import describe
from calgen.runtime.model import Model
from calgen.runtime.operation import Operation


class Person(Model):
    name: str
    email: str | None = None


class Booking(Model):
    id: int
    start_at: datetime = Field(alias="startAt")
    status: Literal["accepted", "pending"] | str
    hosts: list[Person] = Field(default_factory=list)


def returning(form: Any, **facts: Any) -> Operation[Any]:
    return Operation(id="t.get", method="GET", path="/t", returns=lambda: form, **facts)


def read(
    form: Any, body: object, *, strict: bool = False, unwrap: tuple[str, ...] = ()
) -> tuple[Any, tuple[Drift, ...]]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    operation = returning(form, unwrap=unwrap)
    return decode(operation, content, "application/json", strict=strict)


GOOD = {"id": 1, "startAt": "2024-08-13T09:00:00Z", "status": "accepted"}


@pytest.mark.parametrize("unwrap", [(), ("data",), ("data", "the item")])
def test_what_fits_is_validated(caller: Caller, unwrap: tuple[str, ...]) -> None:
    body: object = {**GOOD, "hosts": [{"name": "A", "x-new": 1}], "new": {"a": 1}}
    for key in reversed(unwrap):
        body = {key: body, "status": "success"}
    response = caller.send(
        returning(Booking, unwrap=unwrap),
        httpx2.Response(200, json=body),
        client={"validation": "strict"},
    )
    booking = response.data
    assert isinstance(booking, Booking)
    assert booking.start_at == datetime(2024, 8, 13, 9, tzinfo=UTC)
    assert booking.hosts[0].name == "A"
    assert booking.to_dict() == {
        **GOOD,
        "hosts": [{"name": "A", "x-new": 1}],
        "new": {"a": 1},
    }
    assert response.drift == ()


def test_what_does_not_fit_is_usable(caller: Caller) -> None:
    body = {
        "data": [
            {"id": "x", "status": "brand-new", "hosts": [{"name": None}, 7]},
            {**GOOD, "startAt": None, "hosts": None, "extra": 1},
        ]
    }
    response = caller.send(
        returning(list[Booking], unwrap=("data",)), httpx2.Response(200, json=body)
    )
    first, second = response.data
    assert (first.id, first.start_at, first.status) == ("x", None, "brand-new")
    assert isinstance(first.hosts[0], Person)
    assert [vars(first.hosts[0]), first.hosts[1]] == [{"name": None, "email": None}, 7]
    assert (second.id, second.start_at, second.hosts) == (1, None, None)
    assert second.extra == 1
    assert response.drift == (
        Drift("$.data[0].id", "int", "string"),
        Drift("$.data[0].startAt", "datetime", "missing"),
        Drift("$.data[0].hosts[0].name", "str", "null"),
        Drift("$.data[0].hosts[1]", "Person", "integer"),
        Drift("$.data[1].startAt", "datetime", "null"),
        Drift("$.data[1].hosts", "list[Person]", "null"),
    )
    # What came is what is written back.
    assert [each.to_dict() for each in response.data] == body["data"]


def test_strict_validation_raises(caller: Caller) -> None:
    with pytest.raises(DecodeError) as caught:
        caller.send(
            returning(list[Booking], unwrap=("data",)),
            httpx2.Response(200, json={"data": [{"id": "x"}]}),
            client={"validation": "strict"},
        )
    assert "the body does not fit: data.0.id: Input should be" in str(caught.value)
    assert ", and 2 more (t.get)" in str(caught.value)


# --- unions -----------------------------------------------------------------------------


class Single(Model):
    id: int
    start: datetime
    attendees: list[Person]


class Recurring(Model):
    id: int
    start: datetime
    attendees: list[Person]
    recurring_uid: str = Field(alias="recurringUid")


class Seated(Model):
    id: int
    start: datetime
    seats: list[str]
    price: int


class RecurringSeated(Model):
    id: int
    start: datetime
    seats: list[str]
    price: int
    recurring_uid: str = Field(alias="recurringUid")


BASE = {"id": 1, "start": "2024-08-13T09:00:00Z"}
KINDS: list[tuple[type[Model], dict[str, object]]] = [
    (Single, {**BASE, "attendees": [{"name": "A"}]}),
    (Recurring, {**BASE, "attendees": [{"name": "A"}], "recurringUid": "r"}),
    (Seated, {**BASE, "seats": ["1A"], "price": 5}),
    (RecurringSeated, {**BASE, "seats": ["1A"], "price": 5, "recurringUid": "r"}),
]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_a_union_finds_its_branch_whatever_is_wrong(order: tuple[int, ...]) -> None:
    first, second, third, fourth = (KINDS[index][0] for index in order)
    form = list[first | second | third | fourth]  # type: ignore[valid-type] # a form made at run time
    changes: list[dict[str, object]] = [{}, {"id": None}, {"start": "soon"}, {"new": 1}]
    for change in changes:
        values = [{**value, **change} for _, value in KINDS]
        built, drift = read(form, values)
        assert [type(each) for each in built] == [kind for kind, _ in KINDS]
        assert len(drift) == (0 if change in ({}, {"new": 1}) else 4)
    lacking = [
        {key: item for key, item in value.items() if key != "id"} for _, value in KINDS
    ]
    built, drift = read(form, lacking)
    assert [type(each) for each in built] == [kind for kind, _ in KINDS]
    assert [each[0:3:2] for each in drift] == [
        (f"$[{index}].id", "missing") for index in range(4)
    ]


class Cat(Model):
    kind: Literal["cat"]
    lives: int


class Dog(Model):
    kind: Literal["dog"]
    name: str


def test_tags_decide_also_in_a_discriminated_union() -> None:
    tagged = Annotated[Cat | Dog, Field(discriminator="kind")]
    for form in (Cat | Dog, tagged):
        built, drift = read(form, {"kind": "dog", "lives": 9})
        assert isinstance(built, Dog)
        assert drift == (Drift("$.name", "str", "missing"),)
        built, drift = read(form, {"kind": "cow", "name": "x"})
        assert isinstance(built, Dog)
        assert drift == (Drift("$.kind", "'dog'", "string 'cow'"),)

    class Owner(Model):
        pet: Cat | Dog = Field(discriminator="kind")

    built, drift = read(Owner, {"pet": {"kind": "cat"}})
    assert isinstance(built.pet, Cat)
    assert drift == (Drift("$.pet.lives", "int", "missing"),)


def test_a_scalar_branch_does_not_swallow_an_object() -> None:
    built, drift = read(str | Booking | None, {"id": 1})
    assert isinstance(built, Booking)
    assert {each.path for each in drift} == {"$.startAt", "$.status"}
    built, drift = read(int | Booking, [1])
    assert (built, drift) == ([1], (Drift("$", "int | Booking", "array"),))


class Node(Model):
    left: Node | Leaf | None = None
    right: Node | Leaf | None = None
    must: int


class Leaf(Model):
    left: Node | Leaf | None = None
    must: int
    also: int


def test_deep_unions_do_not_explode() -> None:
    value: dict[str, object] = {}
    for _ in range(8):
        value = {"left": value, "right": {}}
    built, drift = read(Node | Leaf, value)
    assert isinstance(built, Node)
    assert drift


# --- forms ------------------------------------------------------------------------------


class Root(RootModel[list[int]]):
    pass


class Level(Enum):
    LOW = "low"


class Even(Model):
    number: int = Field(gt=5)
    level: Level | None = None


@pytest.mark.parametrize(
    ("form", "body", "value", "drift"),
    [
        (
            dict[str, int],
            {"a": 1, "b c": "x"},
            {"a": 1, "b c": "x"},
            [Drift("$['b c']", "int", "string")],
        ),
        (list[int], {"a": 1}, {"a": 1}, [Drift("$", "list[int]", "object")]),
        (tuple[int, ...], [1, "x"], [1, "x"], [Drift("$[1]", "int", "string")]),
        (tuple[int, str], [1], [1], [Drift("$", "tuple[int, str]", "array")]),
        (set[int], [1, "x"], [1, "x"], [Drift("$[1]", "int", "string")]),
        (
            Annotated[str, Field(max_length=2)],
            "long",
            "long",
            [Drift("$", "str as constrained", "string")],
        ),
        (Literal["a", 1], "b", "b", [Drift("$", "'a' | 1", "string 'b'")]),
        (Level, "high", "high", [Drift("$", "Level", "string 'high'")]),
        (int, True, 1, []),
        (bool, [], [], [Drift("$", "bool", "array")]),
        (int, 1.5, 1.5, [Drift("$", "int", "number")]),
        (None, 1, 1, [Drift("$", "None", "integer")]),
        (object, {"a": [1]}, {"a": [1]}, []),
        (Any, None, None, []),
    ],
)
def test_forms(form: Any, body: object, value: object, drift: list[Drift]) -> None:
    assert read(form, body) == (value, tuple(drift))


def test_root_models_and_constraints() -> None:
    built, drift = read(Root, [1, "x"])
    assert isinstance(built, Root)
    assert built.root == [1, "x"]
    assert drift == (Drift("$[1]", "int", "string"),)
    built, drift = read(Even, {"number": 1, "level": "low"})
    assert (built.number, built.level) == (1, Level.LOW)
    assert drift == (Drift("$.number", "int as constrained", "integer"),)


def test_types_for_people() -> None:
    assert (
        describe(dict[str, list[Booking] | None]) == "dict[str, list[Booking] | None]"
    )
    assert len(describe(Literal[tuple("abcdefghijklmnopqrstuvwxyz")])) == 60


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "startAt", "hosts", "name", "data", "cls", "_fields_set"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)


@given(json_values)
def test_lenient_decoding_takes_any_json(body: object) -> None:
    forms: list[Any] = [
        Booking,
        list[Booking | Recurring],
        dict[str, Person],
        Node | None,
    ]
    for form in forms:
        for unwrap in ((), ("data",)):
            decode(
                returning(form, unwrap=unwrap),
                json.dumps(body).encode(),
                "application/json",
                strict=False,
            )


def test_any_key_can_be_a_field_or_an_extra() -> None:
    class Odd(Model):
        cls: int
        a: str | None = Field(None, alias="b")
        b: str | None = Field(None, alias="c")

    body = {"cls": "x", "_fields_set": 1, "self": 2, "b": "1"}
    built, drift = read(Odd, body)
    assert built.to_dict() == {**body, "c": "1"}
    assert drift == (Drift("$.cls", "int", "string"),)


# --- envelopes --------------------------------------------------------------------------


def test_a_missing_envelope() -> None:
    lost = Drift("$.data", "list[Person]", "missing")
    assert read(list[Person], {"items": []}, unwrap=("data",)) == (None, (lost,))
    built, drift = read(list[Person], [{"name": "A"}], unwrap=("data",))
    assert built == [Person(name="A")]
    assert drift == (lost,)
    built, drift = read(Person, {"name": "A"}, unwrap=("data",))
    assert built == Person(name="A")
    built, drift = read(Person, {"status": "odd"}, unwrap=("data",))
    assert (built, drift) == (None, (Drift("$.data", "Person", "missing"),))
    built, drift = read(Person, {"data": []}, unwrap=("data", "item"))
    assert (built, drift) == (None, (Drift("$.data.item", "Person", "missing"),))
    with pytest.raises(BodyError, match=r"data: Field required"):
        read(Person, {"status": "odd"}, unwrap=("data",), strict=True)


# --- bodies -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 204])
def test_no_body_where_one_is_expected(caller: Caller, status: int) -> None:
    response = caller.send(returning(Person), httpx2.Response(status))
    assert response.data is None
    assert response.drift == (Drift("$", "Person", "nothing"),)
    response = caller.send(returning(Person | None), httpx2.Response(status))
    assert (response.data, response.drift) == (None, ())
    with pytest.raises(DecodeError, match="the body is empty"):
        caller.send(
            returning(Person),
            httpx2.Response(status),
            client={"validation": "strict"},
        )


def test_a_body_where_none_is_expected(caller: Caller) -> None:
    operation: Operation[None] = Operation(
        id="t.delete", method="DELETE", path="/t", returns=None
    )
    response = caller.send(operation, httpx2.Response(200, text="<html>"))
    assert (response.data, response.content) == (None, b"<html>")


@pytest.mark.parametrize(
    ("form", "accept", "media", "content", "value"),
    [
        (bytes, "image/png", "application/json", b"\x89PNG", b"\x89PNG"),
        (bytes, "*/*", "", b"", b""),
        (bytes | None, "image/png", "image/png", b"\x89PNG", b"\x89PNG"),
        (bytes | None, "image/png", "application/json", b"{}", b"{}"),
        (bytes | None, "image/png", "", b"", None),
        (str | None, "text/plain", "text/plain", b"1", "1"),
        (str | None, "text/plain", "", b"", None),
        (list[bytes], "application/json", "application/json", b'["a"]', [b"a"]),
        (str, "text/plain", "text/plain", b'"a"', '"a"'),
        (str, "text/csv", "text/csv; charset=iso-8859-1", b"\xe9", "é"),
        (str, "text/csv", "text/csv; charset=nonsense", b"a", "a"),
        (str, "application/json", "text/plain", b"pong", "pong"),
        (str, "application/json", "application/json", b'"a"', "a"),
        (str, "text/plain", "application/json", b'{"a":1}', '{"a":1}'),
        (str, "application/*", "application/json", b'"a"', "a"),
        (str, "application/*", "application/xml", b"<a/>", "<a/>"),
        (dict, "application/*", "application/json", b'{"a":1}', {"a": 1}),
        (object, "text/csv", "text/csv", b"a,b", "a,b"),
        (dict, "application/json", "application/hal+json", b'{"a":1}', {"a": 1}),
        (
            dict,
            "application/json",
            "Application/JSON; charset=UTF-8",
            b'{"a":1}',
            {"a": 1},
        ),
        (dict, "application/json", "", b' {"a":1}\n', {"a": 1}),
        (dict, "application/json", "text/html", b'{"a":1}', {"a": 1}),
        (
            dict,
            "application/json",
            "application/json",
            b'\xef\xbb\xbf{"a":1}',
            {"a": 1},
        ),
        (
            dict,
            "application/json",
            "application/json; charset=latin1",
            b'{"a":"\xe9"}',
            {"a": "é"},
        ),
        (
            dict,
            "application/json",
            "application/json",
            b'{"a":"\\ud800"}',
            {"a": "\ud800"},
        ),
        (
            dict,
            "application/json",
            "application/json",
            b'{"a":"\xe9"}',
            {"a": "\ufffd"},
        ),
    ],
)
def test_media_types(
    caller: Caller, form: Any, accept: str, media: str, content: bytes, value: object
) -> None:
    headers = {"content-type": media} if media else {}
    response = caller.send(
        returning(form, accept=accept),
        httpx2.Response(200, content=content, headers=headers),
    )
    assert response.data == value
    assert response.drift == ()


@pytest.mark.parametrize(
    "content", [b"<html>" + b"x" * 500, b"[" * 200_000, b"\xff\xfe"]
)
@pytest.mark.parametrize("validation", ["lenient", "strict"])
def test_no_json_where_json_is_expected(
    caller: Caller, content: bytes, validation: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        caller.send(
            returning(Person),
            httpx2.Response(
                200,
                content=content,
                headers={"content-type": "text/html", "x-request-id": "r1"},
            ),
            client={"validation": validation},
        )
    error = caught.value
    assert "the body is not JSON but text/html (t.get, request id r1): " in str(error)
    assert len(error.snippet) <= 200
    assert error.status == 200


# --- schemas ----------------------------------------------------------------------------


def test_the_type_is_asked_for_once_and_late() -> None:
    asked: list[int] = []

    def form() -> object:
        asked.append(1)
        return Person

    operation: Operation[Person] = Operation(
        id="t.get", method="GET", path="/t", returns=form
    )
    assert asked == []
    for _ in range(3):
        decode(operation, b'{"name":"A"}', "", strict=True)
    assert asked == [1]


def test_schemas_that_nest_beyond_the_limit_are_built() -> None:
    form: Any = int
    for index in range(400):
        form = create_model(f"M{index}", __base__=Model, inner=(form, ...))
    before = sys.getrecursionlimit()
    built: list[object] = []

    def run() -> None:
        built.append(read(list[form], [])[0])

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == [[], [], []]
    assert sys.getrecursionlimit() == before

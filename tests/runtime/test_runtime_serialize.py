"""Parameters to text: OpenAPI's own table, then what it leaves open."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any
from uuid import UUID

import pytest
from pydantic import Field, HttpUrl, SecretStr

from calgen.runtime.model import Model
from calgen.runtime.operation import Style
from calgen.runtime.plain import plain
from calgen.runtime.serialize import (
    cookie_pairs,
    expand_path,
    header_text,
    path_text,
    query_text,
)
from calgen.runtime.unset import UNSET

STRING = "blue"
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


@pytest.mark.parametrize(
    ("style", "empty", "string", "array", "object_"),
    [
        (
            "matrix",
            ";color",
            ";color=blue",
            ";color=blue,black,brown",
            ";color=R,100,G,200,B,150",
        ),
        (
            "matrix*",
            ";color",
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";R=100;G=200;B=150",
        ),
        ("label", ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        ("label*", ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        ("simple", "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple*", "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ],
)
def test_path_styles_follow_the_table(
    style: Style, empty: str, string: str, array: str, object_: str
) -> None:
    values: list[Any] = ["", STRING, ARRAY, OBJECT]
    assert [expand_path("color", value, style) for value in values] == [
        empty,
        string,
        array,
        object_,
    ]


@pytest.mark.parametrize(
    ("style", "value", "text"),
    [
        ("form", "", "color="),
        ("form", STRING, "color=blue"),
        ("form", ARRAY, "color=blue,black,brown"),
        ("form", OBJECT, "color=R,100,G,200,B,150"),
        ("form*", "", "color="),
        ("form*", STRING, "color=blue"),
        ("form*", ARRAY, "color=blue&color=black&color=brown"),
        ("form*", OBJECT, "R=100&G=200&B=150"),
        ("spaceDelimited", ARRAY, "color=blue%20black%20brown"),
        ("spaceDelimited", OBJECT, "color=R%20100%20G%20200%20B%20150"),
        ("pipeDelimited", ARRAY, "color=blue%7Cblack%7Cbrown"),
        ("pipeDelimited", OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
        ("deepObject*", OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        # Not in the table, but in real documents.
        ("spaceDelimited*", ARRAY, "color=blue&color=black&color=brown"),
        ("pipeDelimited", STRING, "color=blue"),
        ("deepObject", STRING, "color=blue"),
        ("deepObject", OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        (
            "deepObject*",
            {"a": {"b": [1, {"c": 2}]}},
            "color%5Ba%5D%5Bb%5D%5B0%5D=1&color%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=2",
        ),
        ("json", {"a": [1, "é"]}, "color=%7B%22a%22%3A%5B1%2C%22%C3%A9%22%5D%7D"),
        (
            "form*",
            [{"id": 1}, {"id": 2}],
            "color%5B0%5D%5Bid%5D=1&color%5B1%5D%5Bid%5D=2",
        ),
        ("form*", {"R": {"x": 1}}, "R%5Bx%5D=1"),
        ("form", [[1], 2], "color=%5B1%5D,2"),
        ("form", ["a,b", "c&d"], "color=a%2Cb,c%26d"),
    ],
)
def test_query_styles_follow_the_table(style: Style, value: object, text: str) -> None:
    assert query_text({"color": value}, {"color": style}) == text


@pytest.mark.parametrize(
    ("style", "array", "object_"),
    [
        ("simple", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple*", "blue,black,brown", "R=100,G=200,B=150"),
        ("json", '["blue","black","brown"]', '{"R":100,"G":200,"B":150}'),
    ],
)
def test_header_styles_follow_the_table(style: Style, array: str, object_: str) -> None:
    assert header_text("X-Color", ARRAY, {"X-Color": style}) == array
    assert header_text("X-Color", OBJECT, {"X-Color": style}) == object_
    assert header_text("X-Color", 5.0, {}) == "5"


@pytest.mark.parametrize(
    ("style", "array", "object_"),
    [
        ("form", [("color", "blue,black,brown")], [("color", "R,100,G,200,B,150")]),
        (
            "form*",
            [("color", "blue"), ("color", "black"), ("color", "brown")],
            [("R", "100"), ("G", "200"), ("B", "150")],
        ),
    ],
)
def test_cookie_styles_follow_the_table(
    style: Style, array: list[tuple[str, str]], object_: list[tuple[str, str]]
) -> None:
    assert list(cookie_pairs("color", ARRAY, {"color": style})) == array
    assert list(cookie_pairs("color", OBJECT, {"color": style})) == object_
    assert list(cookie_pairs("color", "a;b c", {})) == [("color", "a%3Bb%20c")]


@pytest.mark.parametrize("absent", [UNSET, None, [], {}, [None, UNSET]])
def test_nothing_to_say_is_not_sent(absent: object) -> None:
    for style in ("form", "form*", "deepObject*", "spaceDelimited"):
        if absent != [None, UNSET] or style == "form*":
            assert query_text({"a": absent}, {"a": style}) == ""
    if absent is UNSET or absent is None:
        assert header_text("a", absent, {}) is None
        assert list(cookie_pairs("a", absent, {})) == []


def test_a_style_of_another_place_is_not_taken() -> None:
    assert query_text({"id": [1, 2]}, {"id": "label"}) == "id=1&id=2"
    assert path_text("/{id}", {"id": [1, 2]}, {"id": "deepObject*"}) == "/1,2"


def test_a_style_may_name_its_place() -> None:
    styles: dict[str, Style] = {
        "path:id": "label",
        "query:id": "pipeDelimited",
        "header:id": "simple*",
        "cookie:id": "form",
        "body:id": "spaceDelimited",
        "id": "json",
    }
    value = {"id": [1, 2]}
    assert path_text("/{id}", value, styles) == "/.1,2"
    assert query_text(value, styles) == "id=1%7C2"
    assert header_text("id", {"a": 1}, styles) == "a=1"
    assert list(cookie_pairs("id", [1, 2], styles)) == [("id", "1,2")]
    assert query_text(value, styles, "body") == "id=1%202"


def test_a_bare_name_means_a_parameter() -> None:
    assert query_text({"id": [1, 2]}, {"id": "form"}) == "id=1,2"
    assert query_text({"id": [1, 2]}, {"id": "form"}, "body") == "id=1&id=2"


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    LOW = 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (123.0, "123"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (1e300, "1e%2B300"),
        (Decimal("12.00"), "12"),
        (Decimal("0.1"), "0.1"),
        (Colour.RED, "red"),
        (Level.LOW, "1"),
        (date(2024, 8, 13), "2024-08-13"),
        (datetime(2024, 8, 13, 9, 30, tzinfo=UTC), "2024-08-13T09%3A30%3A00Z"),
        (
            datetime(2024, 8, 13, 9, 30, 0, 250000, tzinfo=UTC),
            "2024-08-13T09%3A30%3A00.250000Z",
        ),
        (
            datetime(2024, 8, 13, 9, 30, tzinfo=timezone(timedelta(hours=2))),
            "2024-08-13T07%3A30%3A00Z",
        ),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (timedelta(minutes=30), "PT30M"),
        (HttpUrl("https://a.test/"), "https%3A%2F%2Fa.test%2F"),
        (SecretStr("s3"), "s3"),
        ("a b/ü&=?#+", "a%20b%2F%C3%BC%26%3D%3F%23%2B"),
    ],
)
def test_scalars(value: object, text: str) -> None:
    assert query_text({"a": value}, {}) == f"a={text}"


def test_ids_of_type_number_have_no_fraction() -> None:
    assert path_text("/v2/teams/{teamId}", {"teamId": 123.0}, {}) == "/v2/teams/123"


def test_path_values_are_encoded_whole() -> None:
    filled = path_text("/a/{x}/b/{y}:cancel", {"x": "p/q r%2e", "y": "é"}, {})
    assert filled == "/a/p%2Fq%20r%252e/b/%C3%A9:cancel"


@pytest.mark.parametrize("value", ["", ".", "..", None, UNSET, [], {}])
def test_path_values_cannot_change_the_path(value: object) -> None:
    for style in ("simple", "label", "matrix"):
        with pytest.raises(ValueError, match="bookingUid"):
            path_text("/a/{bookingUid}/b", {"bookingUid": value}, {"bookingUid": style})


def test_path_arguments_and_holes_have_to_agree() -> None:
    with pytest.raises(TypeError, match="needs the argument 'b'"):
        path_text("/{a}/{b}", {"a": 1}, {})
    with pytest.raises(TypeError, match=r"has no \{c\}"):
        path_text("/{a}", {"a": 1, "c": 2}, {})


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (datetime(2024, 1, 1), "no time zone"),
        ([{"at": datetime(2024, 1, 1)}], "no time zone"),
        (math.inf, "no JSON number"),
        (math.nan, "no JSON number"),
        (b"\xff", "base64"),
    ],
)
def test_unsendable_values_name_their_argument(value: object, says: str) -> None:
    with pytest.raises(ValueError, match=f"argument 'start'.*{says}"):
        query_text({"start": value}, {})


def test_unknown_types_name_their_argument() -> None:
    with pytest.raises(TypeError, match=r"argument 'a'.*object"):
        query_text({"a": object()}, {})


class Inner(Model):
    start_at: datetime | None = Field(None, alias="startAt")
    ratio: float | None = None


class Outer(Model):
    inner: Inner
    note: str | None = None


def test_models_are_written_by_alias_and_only_what_was_set() -> None:
    at = datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    outer = Outer(inner=Inner(start_at=at, ratio=2.0), extra=1)  # type: ignore[call-arg] # extra fields are kept, which no checker knows
    assert plain(outer) == {
        "inner": {"startAt": "2024-01-01T11:00:00Z", "ratio": 2},
        "extra": 1,
    }


def test_unset_is_dropped_inside_and_none_is_null() -> None:
    assert plain({"a": UNSET, "b": None, "c": [UNSET, 1, {"d": UNSET}]}) == {
        "b": None,
        "c": [1, {}],
    }
    assert plain({"b", "a"}) == ["a", "b"]
    assert plain({Colour.RED: 1, 2: 3}) == {"red": 1, "2": 3}

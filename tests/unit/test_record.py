"""Records are frozen dataclasses, whatever they cost to declare."""

from __future__ import annotations

import copy
import dataclasses
import functools
import pickle
from typing import Any

import pytest
from pydantic import TypeAdapter

from calgen.record import record


@record
class Point:
    """Where something is."""

    x: int
    y: int = 0
    tags: list[str] = dataclasses.field(default_factory=list)


@record(kw_only=False)
class Pair:
    """Two of a kind."""

    left: str
    right: str = "r"


@record
class Nothing:
    """A class without a field."""


@record(kw_only=False, order=True)
class Version(Pair):
    """One derived, with an order."""

    minor: int = 0
    note: str = dataclasses.field(default="", compare=False)
    _length: int = 0


@record(frozen=False)
class Basket:
    """One that gathers."""

    fruit: list[str] = dataclasses.field(default_factory=list)
    count: int = 0


@record
class Line:
    """One that remembers what it found."""

    text: str

    @functools.cached_property
    def words(self) -> list[str]:
        return self.text.split()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place(Point):
    """One derived in the usual way."""

    name: str = "here"


MADE = [Point(x=1), Pair("a"), Nothing(), Place(x=1, y=2), Version("a", minor=3)]


@pytest.mark.parametrize("made", MADE)
def test_it_is_what_a_dataclass_is(made: Any) -> None:
    assert pickle.loads(pickle.dumps(made)) == made
    assert copy.deepcopy(made) == made
    assert dataclasses.replace(made) == made
    assert dataclasses.is_dataclass(made)
    assert not hasattr(made, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.x = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del made.x


def test_values_decide() -> None:
    assert Point(x=1) != Point(x=2)
    assert Pair("a") == Pair(left="a", right="r")
    assert Point(x=1) != Pair("a")
    assert hash(Pair("a")) == hash(Pair("a"))
    assert repr(Pair("a")) == "Pair(left='a', right='r')"
    assert Nothing() == Nothing()
    assert len({Pair("a"), Pair("a"), Pair("b")}) == 2


def test_order() -> None:
    assert Version("a", "b", 1) < Version("a", "b", 2) <= Version("a", "b", 2, "note")
    assert Version("b") > Version("a", "z") >= Version("a", "z", 0, "other")
    assert Version("a", note="x", _length=2) == Version("a")
    assert max([Version("a"), Version("c"), Version("b")]).left == "c"
    with pytest.raises(TypeError):
        assert Version("a") < Pair("a")  # type: ignore[operator]
    with pytest.raises(TypeError):
        assert Pair("a") < Pair("b")  # type: ignore[operator]


def test_one_that_gathers() -> None:
    basket = Basket()
    basket.fruit.append("pear")
    basket.count += 1
    assert basket == Basket(fruit=["pear"], count=1) != Basket()
    assert pickle.loads(pickle.dumps(basket)) == copy.deepcopy(basket) == basket
    with pytest.raises(TypeError):
        hash(basket)
    with pytest.raises(AttributeError):
        basket.price = 3  # type: ignore[attr-defined]


def test_one_that_remembers() -> None:
    line = Line(text="a kite")
    assert line.words is line.words
    again = pickle.loads(pickle.dumps(line))
    assert again == line
    assert vars(again) == {}


def test_fields_are_those_of_a_dataclass() -> None:
    names = [each.name for each in dataclasses.fields(Version)]
    assert names == ["left", "right", "minor", "note", "_length"]
    assert dataclasses.asdict(Point(x=1)) == {"x": 1, "y": 0, "tags": []}
    match Version("a", "b", 3):
        case Version(left, right, minor):
            assert (left, right, minor) == ("a", "b", 3)


def test_arguments() -> None:
    one, other = Point(x=1), Point(x=1)
    assert one.tags == []
    assert one.tags is not other.tags
    with pytest.raises(TypeError):
        Point(1)  # type: ignore[call-arg, misc]
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Pair("a", "b", "c")  # type: ignore[call-arg]


def test_pydantic_reads_it() -> None:
    found = TypeAdapter(Point).validate_python({"x": "4", "tags": ["a"]})
    assert found == Point(x=4, tags=["a"])

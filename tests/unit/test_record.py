"""Records are frozen dataclasses, whatever they cost to declare."""

from __future__ import annotations

import copy
import dataclasses
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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place(Point):
    """One derived in the usual way."""

    name: str = "here"


@pytest.mark.parametrize("made", [Point(x=1), Pair("a"), Nothing(), Place(x=1, y=2)])
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

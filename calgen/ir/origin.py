"""Where a fact was read, and a fact with its origin."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from calgen.location import Place
from calgen.record import record

How = Literal["spec", "note", "profile", "inferred"]
T = TypeVar("T")


@record
class Origin:
    """Where a fact was read, and how."""

    how: How
    """Stated as data, stated in words, set by a profile, or concluded."""
    place: Place | None = None
    """Where it stands; None for what stands in no file of the user's."""
    text: str = ""
    """The sentence or value that it was read from; '' where there is none."""


@record(kw_only=False)
class Sourced(Generic[T]):
    """A fact and its reason."""

    value: T
    """What holds: a value of the type that stands in the brackets."""
    origin: Origin
    """Who says so, and where."""

"""Where a fact was read, and a fact with its origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from calgen.location import Place

How = Literal["spec", "note", "profile", "inferred"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a fact was read and how; `text` is the sentence or value it was read from."""

    how: How
    place: Place | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A fact and its reason."""

    value: T
    origin: Origin

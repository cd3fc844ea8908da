"""What values are: the types of arguments and answers."""

from __future__ import annotations

from typing import Literal, TypeAlias

from calgen.ir.json import Json
from calgen.location import Place
from calgen.naming import Name
from calgen.record import record


@record(kw_only=False)
class Model:
    """A named schema of `Api.schemas`; rendered as `models.<pascal>`."""

    name: Name
    """What it is called."""


@record(kw_only=False)
class ListOf:
    """A list."""

    item: TypeRef
    """What each of its values is."""


@record(kw_only=False)
class MapOf:
    """An object with any keys."""

    value: TypeRef
    """What each of its values is."""


ScalarKind = Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "bytes",
    "datetime",
    "date",
    "object",
    "any",
    "none",
    "event",
]


@record(kw_only=False)
class Scalar:
    """A value without structure."""

    kind: ScalarKind
    """What it is; `object` is a JSON object nobody describes, `event` a server-sent
    event."""


@record(kw_only=False)
class Enum:
    """A closed set of values."""

    values: tuple[str | int | bool, ...]
    """The values, in the document's order."""


@record(kw_only=False)
class Union:
    """A value of one of several types."""

    options: tuple[TypeRef, ...]
    """The types."""


@record(kw_only=False)
class Nullable:
    """A value that may be null."""

    item: TypeRef
    """What it is if it is not null."""


TypeRef: TypeAlias = Model | ListOf | MapOf | Scalar | Enum | Union | Nullable


@record
class Schema:
    """A named schema, as the models engine gets it.

    It is an object, an enum, a union, or recursive: everything else was inlined.
    """

    name: Name
    """What it is called."""
    json: Json
    """JSON Schema 2020-12 in the OpenAPI 3.1 sense: its `$ref`s are all
    `#/components/schemas/<pascal of another Schema>`, `nullable` has become a `null`
    type."""
    place: Place | None = None
    """Where it stands; None for one that stands in no document."""
    closed: bool = False
    """Whether an enum takes no other value than the listed ones."""
    keys: tuple[str, ...] = ()
    """What it is, whatever it is called: its name stays with them."""

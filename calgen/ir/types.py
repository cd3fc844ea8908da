"""What values are: the types of arguments and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from calgen.ir.json import Json
from calgen.location import Place
from calgen.naming import Name


@dataclass(frozen=True, slots=True)
class Model:
    """A named schema of `Api.schemas`; rendered as `models.<pascal>`."""

    name: Name


@dataclass(frozen=True, slots=True)
class ListOf:
    item: TypeRef


@dataclass(frozen=True, slots=True)
class MapOf:
    value: TypeRef


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


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without structure; `object` is a JSON object nobody describes,
    `event` a server-sent event."""

    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class Enum:
    """A closed set of values, in the document's order."""

    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Union:
    options: tuple[TypeRef, ...]


@dataclass(frozen=True, slots=True)
class Nullable:
    item: TypeRef


TypeRef: TypeAlias = Model | ListOf | MapOf | Scalar | Enum | Union | Nullable


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A named schema, as the models engine gets it.

    `json` is JSON Schema 2020-12 in the OpenAPI 3.1 sense: its `$ref`s are all
    `#/components/schemas/<pascal of another Schema>`, `nullable` has become a `null` type.
    It is an object, an enum, a union, or recursive: everything else was inlined.
    `closed` enums take no other value than the listed ones. `keys` say what it is,
    whatever it is called: its name stays with them.
    """

    name: Name
    json: Json
    place: Place | None = None
    closed: bool = False
    keys: tuple[str, ...] = ()

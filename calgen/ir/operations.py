"""Operations: what a call sends and answers, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calgen.ir.facts import (
    Access,
    IdempotencyKey,
    Pagination,
    RateLimit,
    VersionHeader,
)
from calgen.ir.origin import Sourced
from calgen.ir.types import TypeRef
from calgen.location import Place
from calgen.naming import Name


@dataclass(frozen=True, slots=True)
class Doc:
    """What a document says to people; `notes` are recognised sentences, taken out of `body`."""

    summary: str = ""
    body: str = ""
    notes: tuple[str, ...] = ()


ParameterPlace = Literal["path", "query", "header", "cookie"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One argument of a call. `style` and `explode` are OpenAPI's, resolved; `instead` is
    what replaces a deprecated one, where that is known."""

    name: Name
    where: ParameterPlace
    type: TypeRef
    required: bool
    doc: str = ""
    style: str = "form"
    explode: bool = True
    json: bool = False
    deprecated: bool = False
    instead: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One property of a body, offered as an argument of its own."""

    name: Name
    type: TypeRef
    required: bool
    doc: str = ""
    deprecated: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request body: whole (`fields` is None) or one argument per property.

    `styles` are the properties of a form that are not written in the usual way, and how.
    """

    media: str
    type: TypeRef
    required: bool
    fields: tuple[Field, ...] | None = None
    doc: str = ""
    styles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """What a good answer holds; `unwrap` is the path to the value the caller wants."""

    status: str
    media: str | None
    type: TypeRef
    unwrap: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """A path as its key spells it, and its holes: wire names of parameters.

    `sent` is what goes out: percent-encoded but for the holes, without a fragment.
    """

    text: str
    holes: tuple[str, ...]
    sent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call of the API. `name` is its dotted call path, `id` the document's operationId.

    `older` is its version where a newer one of the same route exists. `server` is where
    it is called if not on the API's server: an address, or a path on the API's host.
    """

    id: str
    name: tuple[Name, ...]
    method: str
    path: PathTemplate
    tag: str | None
    doc: Doc
    place: Place
    parameters: tuple[Parameter, ...]
    body: Body | None
    success: Success
    version: Sourced[VersionHeader] | None
    access: Access
    limit: Sourced[RateLimit] | None = None
    retry_after: Sourced[bool] | None = None
    pagination: Sourced[Pagination] | None = None
    deprecated: Sourced[str] | None = None
    idempotency: Sourced[IdempotencyKey] | None = None
    partial: bool = False
    older: str | None = None
    server: str | None = None

    @property
    def dotted(self) -> str:
        return ".".join(part.snake for part in self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A group of calls: an attribute of the client or of another resource."""

    name: Name
    path: tuple[Name, ...]
    module: str
    doc: str
    operations: tuple[Operation, ...]
    children: tuple[Resource, ...]

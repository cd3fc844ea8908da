"""Operations: what a call sends and answers, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

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


Limits: TypeAlias = tuple[tuple[str, str | int | float], ...]
"""What a type does not say of a value: JSON Schema keywords such as `maxLength`."""

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
    limits: Limits = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One property of a body, offered as an argument of its own."""

    name: Name
    type: TypeRef
    required: bool
    doc: str = ""
    deprecated: bool = False
    instead: str = ""
    limits: Limits = ()


@dataclass(frozen=True, slots=True)
class Switch:
    """A boolean property of a body that asks for a stream. `stated`: without it the
    answer may be one, so a call for a whole answer has to say so too."""

    name: str
    stated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request body: whole (`fields` is None) or one argument per property.

    `styles` are the properties of a form that are not written in the usual way, and how.
    `switch` is no argument: the call sets it.
    """

    media: str
    type: TypeRef
    required: bool
    fields: tuple[Field, ...] | None = None
    doc: str = ""
    styles: tuple[tuple[str, str], ...] = ()
    switch: Switch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """What an answer sends one after the other: values of `item`, told apart as `media`
    does. `events` are values that describe whole server-sent events, not their data."""

    media: str
    item: TypeRef
    events: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """What a good answer holds; `unwrap` is the path to the value the caller wants.

    `stream` is what it holds where it comes piece by piece: besides `type`, or alone,
    when `media` is the stream's.
    """

    status: str
    media: str | None
    type: TypeRef
    unwrap: tuple[str, ...] = ()
    stream: Streamed | None = None

    @property
    def only_streams(self) -> bool:
        return self.stream is not None and self.stream.media == self.media


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
    `key` says what it is, whatever it is called. `streams_as` is what the method that
    streams was called; "" where there was none.
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
    key: str = ""
    streams_as: str = ""

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

"""Operations: what a call sends and answers, and what is known about it."""

from __future__ import annotations

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
from calgen.record import record


@record(kw_only=False)
class Doc:
    """What a document says to people."""

    summary: str = ""
    """One line; '' for none."""
    body: str = ""
    """The text, Markdown as a rule; '' for none."""
    notes: tuple[str, ...] = ()
    """Recognised sentences, taken out of `body`."""


Limits: TypeAlias = tuple[tuple[str, str | int | float], ...]
"""What a type does not say of a value: JSON Schema keywords such as `maxLength`."""

ParameterPlace = Literal["path", "query", "header", "cookie"]


@record
class Parameter:
    """One argument of a call."""

    name: Name
    """Its wire name, and what it is called in Python."""
    where: ParameterPlace
    """Where it is sent."""
    type: TypeRef
    """What values it takes."""
    required: bool
    """Whether it has to be given."""
    doc: str = ""
    """What the document says of it; '' for nothing."""
    style: str = "form"
    """OpenAPI's `style`, resolved."""
    explode: bool = True
    """OpenAPI's `explode`, resolved."""
    json: bool = False
    """Whether its value is sent as JSON."""
    deprecated: bool = False
    """Whether it is deprecated."""
    instead: str = ""
    """What replaces a deprecated one; '' where nobody says."""
    place: Place | None = None
    """Where it stands; None for one that no document has."""
    limits: Limits = ()
    """What its type does not say of a value: (JSON Schema keyword such as `maxLength`,
    its value)."""


@record
class Field:
    """One property of a body, offered as an argument of its own."""

    name: Name
    """Its wire name, and what it is called in Python."""
    type: TypeRef
    """What values it takes."""
    required: bool
    """Whether the body has to hold it."""
    doc: str = ""
    """What the document says of it; '' for nothing."""
    deprecated: bool = False
    """Whether it is deprecated."""
    instead: str = ""
    """What replaces a deprecated one; '' where nobody says."""
    limits: Limits = ()
    """What its type does not say of a value: (JSON Schema keyword such as `maxLength`,
    its value)."""


@record(kw_only=False)
class Switch:
    """A boolean property of a body that asks for a stream."""

    name: str
    """Its wire name."""
    stated: bool = False
    """Whether the answer may be a stream without it, so that a call for a whole answer
    has to say so too."""


@record
class Body:
    """A request body."""

    media: str
    """The media type that is sent."""
    type: TypeRef
    """What the whole of it is."""
    required: bool
    """Whether it has to be sent."""
    fields: tuple[Field, ...] | None = None
    """Its properties, each an argument of its own; None where the body is one
    argument."""
    doc: str = ""
    """What the document says of it; '' for nothing."""
    styles: tuple[tuple[str, str], ...] = ()
    """The properties of a form that are not written in the usual way: (wire name,
    style)."""
    switch: Switch | None = None
    """The property that asks for a stream: no argument, the call sets it; None for
    none."""


@record
class Streamed:
    """What an answer sends one after the other."""

    media: str
    """The media type, which says how values are told apart."""
    item: TypeRef
    """What each value is."""
    events: bool = False
    """Whether the values describe whole server-sent events, not their data."""


@record
class Success:
    """What a good answer holds."""

    status: str
    """The status as the document writes it: `200`, `2XX`, `default`."""
    media: str | None
    """The media type; None where the answer has no body, or nobody describes it."""
    type: TypeRef
    """What the caller gets: the value at `unwrap`."""
    unwrap: tuple[str, ...] = ()
    """The path to the value that the caller wants; () for the whole body."""
    stream: Streamed | None = None
    """What it holds where it comes piece by piece: besides `type`, or alone, when `media`
    is the stream's; None where it never does."""

    @property
    def only_streams(self) -> bool:
        """Whether it comes piece by piece, always."""
        return self.stream is not None and self.stream.media == self.media


@record(kw_only=False)
class PathTemplate:
    """A path with holes for arguments."""

    text: str
    """The path as the document spells it: `/orders/{orderId}`."""
    holes: tuple[str, ...]
    """The wire names of the parameters in it, in order."""
    sent: str
    """What goes out: percent-encoded but for the holes, without a fragment."""


@record
class Operation:
    """One call of the API."""

    id: str
    """The document's operationId; '' where it has none."""
    name: tuple[Name, ...]
    """The parts of its call, the resources first."""
    method: str
    """The method of HTTP, in capitals."""
    path: PathTemplate
    """The path of its route."""
    tag: str | None
    """The first tag of the document; None where it has none."""
    doc: Doc
    """What the document says of it."""
    place: Place
    """Where it stands."""
    parameters: tuple[Parameter, ...]
    """What it sends in the path, the query, headers and cookies."""
    body: Body | None
    """The body that it sends; None for none."""
    success: Success
    """What it answers."""
    version: Sourced[VersionHeader] | None
    """The version header that it sends; None where it takes none."""
    access: Access
    """Who may call it."""
    limit: Sourced[RateLimit] | None = None
    """Its own rate limit; None where that of the API holds, or nobody states one."""
    retry_after: Sourced[bool] | None = None
    """Whether a refusal says how long to wait; None where nobody says."""
    pagination: Sourced[Pagination] | None = None
    """How its list is walked; None where it answers with no pages."""
    deprecated: Sourced[str] | None = None
    """What replaces it, '' where nobody says; None where it is not deprecated."""
    idempotency: Sourced[IdempotencyKey] | None = None
    """What makes it safe to repeat; None where nobody says."""
    partial: bool = False
    """Whether it is known from prose or an example only."""
    older: str | None = None
    """Its version, where a newer one of the same route exists; else None."""
    server: str | None = None
    """Where it is called if not on the API's server: an address, or a path on the API's
    host; else None."""
    key: str = ""
    """What it is, whatever it is called: its names stay with it."""
    streams_as: str = ""
    """What the method that streams was called in an earlier run; '' where there was
    none."""

    @property
    def dotted(self) -> str:
        """Its call: `orders.get`."""
        return ".".join(part.snake for part in self.name)


@record
class Resource:
    """A group of calls: an attribute of the client or of another resource."""

    name: Name
    """What the attribute is called."""
    path: tuple[Name, ...]
    """The names of the resources that lead to it, its own the last."""
    module: str
    """The module of its class."""
    doc: str
    """What the document says of it; '' for nothing."""
    operations: tuple[Operation, ...]
    """Its calls."""
    children: tuple[Resource, ...]
    """The resources below it."""

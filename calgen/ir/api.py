"""The whole of one API."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from calgen.ir.facts import RateLimit, Roles
from calgen.ir.operations import Operation, Resource
from calgen.ir.origin import Sourced
from calgen.ir.types import Schema
from calgen.ir.webhooks import Webhooks
from calgen.record import record

AuthKind = Literal["bearer", "basic", "header", "query", "cookie", "headers"]
FlowKind = Literal["authorizationCode", "clientCredentials", "password", "implicit"]


@record
class OAuthFlow:
    """One way to tokens. Addresses are whole, or None where nobody names one that can be
    asked."""

    kind: FlowKind
    """The flow, as OpenAPI calls it."""
    authorization_url: str | None = None
    """Where a person signs in."""
    token_url: str | None = None
    """Where tokens are asked for."""
    refresh_url: str | None = None
    """Where they are refreshed, if not at `token_url`."""
    scopes: tuple[tuple[str, str], ...] = ()
    """(scope, what it grants)."""
    doc: str = ""
    """What the document says of it; '' for nothing."""


@record
class AuthScheme:
    """A way to authenticate."""

    name: str
    """The document's name of it."""
    kind: AuthKind
    """What is sent, and where."""
    headers: tuple[tuple[str, str], ...] = ()
    """(argument, the header, query parameter or cookie that carries it)."""
    doc: str = ""
    """What the document says of it; '' for nothing."""
    flows: tuple[OAuthFlow, ...] = ()
    """The ways to its tokens."""
    discovery: str | None = None
    """The server of OpenID Connect that says them; None for none."""


@record
class Ledger:
    """What became of the operations that were read; degraded ones are among the emitted."""

    read: int
    """All that the inputs have."""
    emitted: int
    """Those that the output has."""
    degraded: int
    """Those of them that are not all that the inputs say."""
    dropped: int
    """Those that the output has not."""


@record
class Api:
    """Everything the output is made from."""

    title: str
    """The API's name."""
    version: str
    """Its version, as the document writes it."""
    doc: str
    """What the document says of it; '' for nothing."""
    servers: tuple[str, ...]
    """Where it is called; () where nobody names a host."""
    auth: tuple[AuthScheme, ...]
    """The ways to authenticate."""
    version_header: str | None
    """The header that carries an operation's version; None for none."""
    resources: tuple[Resource, ...]
    """The groups of calls at the top."""
    schemas: tuple[Schema, ...]
    """Every named schema."""
    ledger: Ledger
    """What became of the operations."""
    limit: Sourced[RateLimit] | None = None
    """The rate limit of operations that state none; None where nobody states one."""
    roles: Roles = field(default_factory=Roles)
    """Membership roles."""
    scope_implies: tuple[tuple[str, str], ...] = ()
    """(pattern of a whole scope, the scope it implies, with the pattern's groups as
    `\\1`)."""
    error_code: tuple[tuple[str, ...], ...] = ()
    """Paths in the body of an error at which its code may stand."""
    error_message: tuple[tuple[str, ...], ...] = ()
    """Paths in the body of an error at which its message may stand."""
    base_path: str = ""
    """What begins every path where no server names its host; '' for nothing."""
    webhooks: Webhooks | None = None
    """What the server calls; None for nothing."""
    certificates: tuple[str, ...] = ()
    """Schemes that are proved by the connection, and by nothing that is sent."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order of the resource tree."""
        return tuple(_walk(self.resources))


def _walk(resources: tuple[Resource, ...]) -> list[Operation]:
    found: list[Operation] = []
    for resource in resources:
        found += resource.operations
        found += _walk(resource.children)
    return found

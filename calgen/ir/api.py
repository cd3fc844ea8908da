"""The whole of one API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from calgen.ir.facts import RateLimit, Roles
from calgen.ir.operations import Operation, Resource
from calgen.ir.origin import Sourced
from calgen.ir.types import Schema
from calgen.ir.webhooks import Webhooks

AuthKind = Literal["bearer", "basic", "header", "query", "cookie", "headers"]
FlowKind = Literal["authorizationCode", "clientCredentials", "password", "implicit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthFlow:
    """One way to tokens. Addresses are whole, or None where nobody names one that can be
    asked; `scopes` are (scope, what it grants)."""

    kind: FlowKind
    authorization_url: str | None = None
    token_url: str | None = None
    refresh_url: str | None = None
    scopes: tuple[tuple[str, str], ...] = ()
    doc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthScheme:
    """A way to authenticate. `headers` maps an argument name to the header (or query or
    cookie) that carries it. `flows` are the ways to its tokens, or the server at
    `discovery` (OpenID Connect) says them."""

    name: str
    kind: AuthKind
    headers: tuple[tuple[str, str], ...] = ()
    doc: str = ""
    flows: tuple[OAuthFlow, ...] = ()
    discovery: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of the operations that were read; degraded ones are among the emitted."""

    read: int
    emitted: int
    degraded: int
    dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Everything the output is made from.

    `base_path` begins every path where no server names its host. `limit` is that of
    operations which state none. `certificates` are schemes that are proved by the
    connection, and by nothing that is sent. `scope_implies` are pairs of a pattern
    of a whole scope and the scope it implies, with the pattern's groups as `\\1`.
    `error_code` and `error_message` are paths in the body of an error.
    """

    title: str
    version: str
    doc: str
    servers: tuple[str, ...]
    auth: tuple[AuthScheme, ...]
    version_header: str | None
    resources: tuple[Resource, ...]
    schemas: tuple[Schema, ...]
    ledger: Ledger
    limit: Sourced[RateLimit] | None = None
    roles: Roles = field(default_factory=Roles)
    scope_implies: tuple[tuple[str, str], ...] = ()
    error_code: tuple[tuple[str, ...], ...] = ()
    error_message: tuple[tuple[str, ...], ...] = ()
    base_path: str = ""
    webhooks: Webhooks | None = None
    certificates: tuple[str, ...] = ()

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

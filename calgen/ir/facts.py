"""Policy facts: what an API expects beyond the shape of a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calgen.ir.origin import Sourced


@dataclass(frozen=True, slots=True)
class VersionHeader:
    """The version header of one operation; `value` is None when nobody states it.

    `if_missing` says what the API does without the header, where the document says so.
    """

    header: str
    value: str | None
    if_missing: Literal["older", "404"] | None = None


@dataclass(frozen=True, slots=True)
class RateLimit:
    requests: int
    per_seconds: int
    block_seconds: int | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """What makes a repeated call safe: a header, or a property of the body, by wire name."""

    where: Literal["header", "body"]
    name: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Membership roles by level, the highest first: a role passes the checks of those
    below it. `passes` are, per level, roles of other levels that pass every check of it.
    """

    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    passes: tuple[tuple[str, tuple[str, ...]], ...] = ()


OAuth = Literal["scope", "public", "not-accessible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may call an operation.

    `schemes` lists alternatives, each a set of scheme names, as OpenAPI `security` does;
    () means that nothing is declared, `public` that the operation says it needs none.
    `scopes` are all that are named; `scope_choices` says which of them are enough: any one
    of these sets. `bearers` are the kinds of token that its Authorization header takes.
    """

    schemes: tuple[tuple[str, ...], ...] = ()
    public: bool = False
    bearers: tuple[Sourced[str], ...] = ()
    scopes: tuple[Sourced[str], ...] = ()
    scope_choices: tuple[tuple[str, ...], ...] = ()
    roles: tuple[Sourced[str], ...] = ()
    permissions: tuple[Sourced[str], ...] = ()
    plan: Sourced[str] | None = None
    oauth: Sourced[OAuth] | None = None


PageStyle = Literal["cursor", "offset", "page", "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How a list is walked.

    `parameters` maps a role (cursor, limit, offset, page) to the wire name of a query
    parameter; `fields` a role (items, next_cursor, next, has_more, total, total_pages) to
    a path in the body: `next` is the address of the next page. `first` is the number of
    the first page. A parameter that is described and nowhere named has no place in
    `parameters`.
    """

    style: PageStyle
    parameters: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    first: int = 1

    @property
    def walks(self) -> bool:
        """Whether a call can ask for another page: what it has to send has a name."""
        return self.style == "link" or self.style in dict(self.parameters)

"""Policy facts: what an API expects beyond the shape of a call."""

from __future__ import annotations

from typing import Literal

from calgen.ir.origin import Sourced
from calgen.record import record


@record(kw_only=False)
class VersionHeader:
    """The version header of one operation."""

    header: str
    """The name of the header."""
    value: str | None
    """The version to send; None where nobody states it."""
    if_missing: Literal["older", "404"] | None = None
    """What the API does without the header: answers in an older version, or 404; None
    where nobody says."""


@record(kw_only=False)
class RateLimit:
    """How many calls the API takes in a time."""

    requests: int
    """The number of calls."""
    per_seconds: int
    """The time, in seconds."""
    block_seconds: int | None = None
    """How long who calls more is refused, in seconds; None where nobody says."""
    subject: str | None = None
    """Whose calls are counted together, as the document words it; None where nobody
    says."""


@record(kw_only=False)
class IdempotencyKey:
    """What makes a repeated call safe."""

    where: Literal["header", "body"]
    """A header, or a property of the body."""
    name: str
    """Its wire name."""


@record(kw_only=False)
class Roles:
    """Membership roles."""

    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(level, its roles, the highest first): a role passes the checks of those below
    it."""
    passes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(level, roles of other levels that pass every check of it)."""


OAuth = Literal["scope", "public", "not-accessible"]


@record
class Access:
    """Who may call an operation."""

    schemes: tuple[tuple[str, ...], ...] = ()
    """Alternatives, each the names of schemes that go together, as OpenAPI's `security`
    has them; () where nothing is declared."""
    public: bool = False
    """Whether the operation says that it needs no credential."""
    bearers: tuple[Sourced[str], ...] = ()
    """The kinds of token that its Authorization header takes."""
    scopes: tuple[Sourced[str], ...] = ()
    """Every OAuth scope that is named; `scope_choices` says which are enough."""
    scope_choices: tuple[tuple[str, ...], ...] = ()
    """Sets of scopes of which any one is enough."""
    roles: tuple[Sourced[str], ...] = ()
    """Membership roles, each of them enough."""
    permissions: tuple[Sourced[str], ...] = ()
    """Permissions that its description names."""
    plan: Sourced[str] | None = None
    """The plan that has to be paid for; None where nobody says."""
    oauth: Sourced[OAuth] | None = None
    """What OAuth tokens can do here: they need a scope, they need none, or they are
    refused; None where nobody says."""


PageStyle = Literal["cursor", "offset", "page", "link"]


@record
class Pagination:
    """How a list is walked."""

    style: PageStyle
    """What leads to the next page."""
    parameters: tuple[tuple[str, str], ...]
    """(role, wire name of a query parameter); roles are cursor, limit, offset and page.
    A parameter that is described and nowhere named has no place here."""
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    """(role, path in the body); roles are items, next_cursor, next (the address of the
    next page), has_more, total and total_pages."""
    first: int = 1
    """The number of the first page."""

    @property
    def walks(self) -> bool:
        """Whether a call can ask for another page: what it has to send has a name."""
        return self.style == "link" or self.style in dict(self.parameters)

"""The data of a profile: policy about one API."""

from __future__ import annotations

import re
from dataclasses import field
from typing import Annotated, Literal

from calgen.callnames import NameRules
from calgen.ir import AuthKind, FlowKind, OAuth
from calgen.profile.checked import Checked, Data
from calgen.profile.recognisers import (
    FactKind,
    Pattern,
    Recogniser,
    Recognisers,
)
from calgen.profile.webhooks import WebhookRules
from calgen.record import record

DEFAULT = "default"


def _fitting(pattern: str, what: str) -> Checked[str]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} is not {what}")
        return value

    return Checked(check)


def _positive(value: int) -> int:
    if value <= 0:
        raise ValueError(f"{value} is not greater than 0")
    return value


DottedPath = Annotated[str, _fitting(r"[^\s.]+(\.[^\s.]+)*", "a dotted path")]
Address = Annotated[
    str, _fitting(r"https?://[^\s/\\@{}]+(/[^\s\\{}]*)?", "the address of a server")
]
Positive = Annotated[int, Checked(_positive)]


@record
class VersionRules(Data):
    """Header parameters that carry a version (patterns of whole names) and its form.

    `others` are names that look like one and are not. `choose` decides where a header
    offers several versions and nobody says which one an operation needs.
    """

    headers: tuple[Pattern, ...] = ()
    others: tuple[Pattern, ...] = ()
    value: Pattern = r"\d{4}-\d{2}-\d{2}"
    choose: Literal["newest", "oldest"] = "newest"


@record
class FlowRule(Data):
    """Where people sign in (`authorization_url`) and programs get tokens (`token_url`;
    `refresh_url` where they are refreshed elsewhere)."""

    authorization_url: Address | None = None
    token_url: Address | None = None
    refresh_url: Address | None = None


@record
class AuthRule(Data):
    """A way to authenticate that documents declare as header parameters.

    `headers` maps the name of a constructor argument to a header. `flows` are the ways
    to its tokens: they hold, too, for a token scheme of a document that states none.
    """

    kind: AuthKind
    headers: dict[str, str]
    doc: str = ""
    flows: dict[FlowKind, FlowRule] = field(default_factory=dict)


@record
class Match(Data):
    """What makes a document one of this API: patterns searched in its own data."""

    titles: tuple[Pattern, ...] = ()
    servers: tuple[Pattern, ...] = ()
    headers: tuple[Pattern, ...] = ()
    sources: tuple[Pattern, ...] = ()


@record
class Envelope(Data):
    """An answer that wraps its value: the property that holds it, and those beside it."""

    unwrap: str
    beside: tuple[str, ...] = ()


@record
class PaginationRules(Data):
    """Wire names that mean the same thing: query parameters and fields of the answer.

    `after` are those of `cursor` that may take the id of the last item; `next` fields
    hold an address, at the top of the answer or one object below it.
    """

    cursor: tuple[str, ...] = ()
    limit: tuple[str, ...] = ()
    offset: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    next_cursor: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    has_more: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    total_pages: tuple[str, ...] = ()


@record
class Unscoped(Data):
    """What holds for operations (`METHOD /path`, with `*` for one segment and `**` for
    any) that state no scope; null is for those of which nothing is known."""

    value: OAuth | None
    operations: tuple[str, ...]


@record
class OAuthRules(Data):
    """What it means that an operation states no scope.

    It means something only in a document that states a scope anywhere.
    """

    unstated: OAuth | None = None
    exceptions: tuple[Unscoped, ...] = ()


@record
class ScopeRules(Data):
    """Scopes that hold others: the pattern of a whole scope, and what it implies, with
    the pattern's groups as `\\1`."""

    implies: dict[Pattern, str] = field(default_factory=dict)


@record
class RoleRules(Data):
    """Membership roles by level, the highest first; `passes` names, per level, the roles
    of other levels that pass every check of it; `aliases` are words for the same word.
    """

    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    passes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {role for roles in self.levels.values() for role in roles}
        for level, roles in self.passes.items():
            if level not in self.levels or set(roles) - known:
                raise ValueError(f"passes.{level}: a level or role that `levels` lacks")

    def canonical(self, stated: str) -> str:
        """A role as `levels` writes it; one that it lacks stays as it was stated."""
        plain = self._plain(stated)
        for roles in self.levels.values():
            for role in roles:
                if plain in (self._plain(role), self._plain(role) + "s"):
                    return role
        return stated

    def _plain(self, role: str) -> str:
        words = re.split(r"[\s_-]+", role.casefold().strip())
        return " ".join(self.aliases.get(word, word) for word in words)


@record
class LimitRule(Data):
    """The limit of every operation that states none."""

    requests: Positive
    per_seconds: Positive
    subject: str | None = None


@record
class ErrorRules(Data):
    """Where the body of an error says its code and its message, as dotted paths
    (`error.code`), the likeliest first; the usual places need not be named."""

    code: tuple[DottedPath, ...] = ()
    message: tuple[DottedPath, ...] = ()


@record
class IdempotencyRules(Data):
    """Names of headers and of body properties that carry an idempotency key."""

    headers: tuple[Pattern, ...] = ()
    fields: tuple[Pattern, ...] = ()


@record
class Extensions(Data):
    """Vendor keys of an operation that state facts: patterns of whole names."""

    scope: tuple[Pattern, ...] = ()
    permission: tuple[Pattern, ...] = ()
    limit: tuple[Pattern, ...] = ()


@record
class Profile(Data):
    """All policy of one API."""

    name: str = DEFAULT
    title: str = ""
    extends: str | None = None
    match: Match = Match()
    server: str | None = None
    version: VersionRules = VersionRules()
    auth: dict[str, AuthRule] = field(default_factory=dict)
    ignored_headers: tuple[str, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    pagination: PaginationRules = PaginationRules()
    oauth: OAuthRules = OAuthRules()
    scopes: ScopeRules = ScopeRules()
    roles: RoleRules = RoleRules()
    limit: LimitRule | None = None
    errors: ErrorRules = ErrorRules()
    idempotency: IdempotencyRules = IdempotencyRules()
    webhooks: WebhookRules = field(default_factory=WebhookRules)
    extensions: Extensions = Extensions()
    deprecated_tags: tuple[Pattern, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    recognisers: tuple[Recogniser, ...] = ()
    schema_names: tuple[Pattern, ...] = ()
    names: NameRules = field(default_factory=NameRules)
    digest: str = field(default="", init=False)
    """sha256 of the data that it was made of."""

    def of(self, *kinds: FactKind) -> Recognisers:
        """The recognisers of some kinds of facts, in their order."""
        chosen: dict[tuple[FactKind, ...], Recognisers]
        chosen = self.__dict__.setdefault("_chosen", {})
        if kinds not in chosen:
            found = (each for each in self.recognisers if each.fact in kinds)
            chosen[kinds] = Recognisers(found)
        return chosen[kinds]

"""Operations are data: what a call is, apart from its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Generic, Literal, NamedTuple, NoReturn, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Style = Literal[
    "simple",
    "simple*",
    "label",
    "label*",
    "matrix",
    "matrix*",
    "form",
    "form*",
    "spaceDelimited",
    "spaceDelimited*",
    "pipeDelimited",
    "pipeDelimited*",
    "deepObject",
    "deepObject*",
    "json",
]
"""How a parameter is written: OpenAPI's style, with `*` for `explode: true`.

`json` is a parameter that is described by `content` and holds a JSON text.
"""


class Version(NamedTuple):
    """The version header of an operation; `value` is None when nobody states it."""

    header: str
    value: str | None


class RateLimit(NamedTuple):
    """A stated limit: so many requests in so many seconds, for one `subject`.

    `block_seconds` is how long the server refuses calls after a breach.
    """

    requests: int
    per_seconds: int
    block_seconds: int | None = None
    subject: str | None = None


class IdempotencyKey(NamedTuple):
    """Where a call takes the key that makes it safe to send again: a header, or a
    property of the body, by wire name."""

    where: Literal["header", "body"]
    name: str


OAuth = Literal["scope", "public", "not-accessible"]
"""What OAuth tokens may do: call with a scope, without one, or not at all."""


class Paging(NamedTuple):
    """How a list is walked.

    `at` is the query parameter that says where a page begins: a cursor, an offset or a
    page number, counted from `first`; `limit` the one that says how long a page is.
    `next`, `more`, `total` and `pages` are paths in the JSON body: to the cursor (or
    address) of the next page, to whether there is one, and to the number of all items
    and of all pages. A cursor without `next` is the id of the last item.
    """

    style: Literal["cursor", "offset", "page", "link"]
    at: str | None = None
    limit: str | None = None
    next: tuple[str, ...] | None = None
    more: tuple[str, ...] | None = None
    total: tuple[str, ...] | None = None
    pages: tuple[str, ...] | None = None
    first: int = 1


class Operation(Generic[T_co]):
    """One call of the API, decoding to `T`. Immutable; compared by identity.

    `returns` gives the type to decode to, evaluated at the first response; None is an
    operation without content, `bytes` takes the body as it is, `str` takes text.
    `unwrap` is the path in the JSON body to the value. `styles` lists, as `path:id`,
    `query:filter` or `body:tags`, the parameters and properties of a form body that
    differ from the default of their place; for parameters the wire name alone will do.
    `auth` lists alternatives of scheme names, `public` operations get no credential.
    `bearers` are the kinds of bearer token that it takes. `scopes` are all that its
    description names, `scope_choices` the sets of them of which any one is enough. Of
    several `roles` any one is enough, `permissions` are needed together.
    `retry_after`: a 429 says when to try again. `deprecated` names what to use instead,
    "" where nobody does; None is an operation that is not deprecated. `outdated` are
    deprecated arguments: `query:wireName`, Python name, and what to use instead or "".
    `statuses` are answers outside 2xx that the API's document calls a success. `server`
    is where it is called if not on the API's server: an address, or a path there.
    `preset` are properties of the body that each call sends besides the caller's.
    """

    __slots__ = (
        "__weakref__",
        "accept",
        "auth",
        "bearers",
        "body_required",
        "deprecated",
        "events",
        "id",
        "idempotency",
        "limit",
        "media",
        "method",
        "oauth",
        "outdated",
        "paging",
        "path",
        "permissions",
        "plan",
        "preset",
        "public",
        "retry_after",
        "returns",
        "roles",
        "scope_choices",
        "scopes",
        "server",
        "statuses",
        "styles",
        "unwrap",
        "version",
    )

    def __init__(
        self,
        *,
        id: str,
        method: str,
        path: str,
        returns: Callable[[], object] | None,
        unwrap: tuple[str, ...] = (),
        version: Version | None = None,
        auth: tuple[tuple[str, ...], ...] = (),
        bearers: tuple[str, ...] = (),
        scopes: tuple[str, ...] = (),
        scope_choices: tuple[tuple[str, ...], ...] = (),
        oauth: OAuth | None = None,
        roles: tuple[str, ...] = (),
        permissions: tuple[str, ...] = (),
        plan: str | None = None,
        limit: RateLimit | None = None,
        retry_after: bool = False,
        idempotency: IdempotencyKey | None = None,
        paging: Paging | None = None,
        styles: Mapping[str, Style] | None = None,
        accept: str = "application/json",
        media: str = "application/json",
        body_required: bool = False,
        public: bool = False,
        deprecated: str | None = None,
        outdated: tuple[tuple[str, str, str], ...] = (),
        statuses: tuple[int, ...] = (),
        server: str | None = None,
        preset: Mapping[str, object] | None = None,
        events: bool = False,
    ) -> None:
        self.id: Final = id
        self.method: Final = method
        self.path: Final = path
        self.returns: Final = returns
        self.unwrap: Final = unwrap
        self.version: Final = version
        self.auth: Final = auth
        self.bearers: Final = bearers
        self.scopes: Final = scopes
        self.scope_choices: Final = scope_choices or ((scopes,) if scopes else ())
        self.oauth: Final = oauth or ("scope" if scopes else None)
        self.roles: Final = roles
        self.permissions: Final = permissions
        self.plan: Final = plan
        self.limit: Final = limit
        self.retry_after: Final = retry_after
        self.idempotency: Final = idempotency
        self.paging: Final = paging
        self.styles: Final[Mapping[str, Style]] = styles or {}
        self.accept: Final = accept
        self.media: Final = media
        self.body_required: Final = body_required
        self.public: Final = public
        self.deprecated: Final = deprecated
        self.outdated: Final = outdated
        self.statuses: Final = statuses
        self.server: Final = server
        self.preset: Final[Mapping[str, object]] = preset or {}
        self.events: Final = events

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.method} {self.path}>"

    def __copy__(self) -> Operation[T_co]:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Operation[T_co]:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        # Errors carry their operation and have to pickle; a lambda does not.
        state = {
            name: getattr(self, name)
            for name in Operation.__slots__
            if name != "__weakref__"
        }
        if self.returns is not None:
            state["returns"] = _lost
        return (_restore, (type(self), state))


class PagedOperation(Operation[list[T]]):
    """An operation that answers with one page of a list of `T`."""

    __slots__ = ()


class StreamOperation(Operation[list[T]]):
    """An operation that answers with values of `T`, one after the other.

    `returns` gives the type of one. `accept` says how they are told apart: server-sent
    events, a JSON value a line, a JSON text sequence. `events` are values that describe
    whole events (`event`, `data`, `id`, `retry`), and not the JSON of their data.
    """

    __slots__ = ()


def is_stream(operation: Operation[object]) -> bool:
    """Whether an operation answers with one value after the other."""
    return isinstance(operation, StreamOperation)


def _restore(
    kind: Callable[..., Operation[object]], state: dict[str, object]
) -> Operation[object]:
    return kind(**state)


def _lost() -> NoReturn:
    raise TypeError(
        "this operation came out of a pickle, which does not keep its return type: "
        "use the constant of the operations module"
    )

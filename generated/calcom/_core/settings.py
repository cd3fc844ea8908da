"""What a generated client knows about its API: set once, as a class attribute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from .operation import RateLimit

DEFAULT_RETRIES: Final = 2

Paths: TypeAlias = tuple[tuple[str, ...], ...]
SchemeKind = Literal["bearer", "basic", "header", "query", "cookie", "headers"]


class SchemeSpec(NamedTuple):
    """A way to authenticate; a key is in the header, query or cookie called `name`,
    several secrets are in the headers called `names`."""

    kind: SchemeKind
    name: str = ""
    names: tuple[str, ...] = ()


class Settings(NamedTuple):
    """The constants of one generated client.

    `base_url` is None when the API names no server, and a path (`/v1`) when it names no
    host. `token_env` is the environment variable that is read when no `auth` is given;
    `token_scheme` the name of the scheme (a key of `schemes`) that a plain token string
    stands for. `version` is the package's version, `limit` the rate limit of operations
    that state none. `scope_implies` are pairs of a pattern of a whole OAuth scope and
    the scope it holds (`\\1` is a group). `error_code` and `error_message` are paths
    in the body of an error, the likeliest first; without one the usual ones are tried.
    """

    base_url: str | None = None
    token_env: str | None = None
    token_scheme: str | None = None
    user_agent: str = "python-client"
    version: str = ""
    schemes: Mapping[str, SchemeSpec] = {}
    limit: RateLimit | None = None
    scope_implies: tuple[tuple[str, str], ...] = ()
    error_code: Paths = ()
    error_message: Paths = ()


def is_count(value: object) -> bool:
    """Whether a value is a whole number from 0 on."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0

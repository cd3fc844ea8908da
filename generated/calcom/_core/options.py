"""What a caller may change for one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias, TypedDict, cast

from .settings import is_count

if TYPE_CHECKING:
    from .library import httpx2

    Timeout: TypeAlias = float | httpx2.Timeout | None
    """Seconds for each phase of a request, or a `httpx2.Timeout`; None is no limit."""


class RequestOptions(TypedDict, total=False):
    """Options of one call.

    `headers` and `query` are sent in addition and win over what the call would send
    under the same name. `retries` is how often a failed attempt is made again.
    `idempotency_key` names the call, so that the server does it once however often it
    arrives: each attempt carries it. `max_items` ends the walk through a list.
    `api_version` replaces the version of the operation.
    """

    headers: Mapping[str, str]
    query: Mapping[str, object]
    timeout: Timeout
    retries: int
    idempotency_key: str
    max_items: int
    api_version: str


KNOWN: Final = frozenset(
    {
        "api_version",
        "headers",
        "idempotency_key",
        "max_items",
        "query",
        "retries",
        "timeout",
    }
)
NONE: Final[RequestOptions] = {}


def checked(options: RequestOptions | None) -> RequestOptions:
    """The options, or a TypeError for a name that is none."""
    if not options:
        return NONE
    unknown = sorted(set(options) - KNOWN)
    if unknown:
        raise TypeError(
            f"unknown request option {unknown[0]!r}: the options are "
            + ", ".join(sorted(KNOWN))
        )
    values = cast("Mapping[str, object]", options)
    for name in ("retries", "max_items"):
        if not is_count(values.get(name, 0)):
            raise ValueError(f"the option {name} is a whole number from 0 on")
    key = values.get("idempotency_key", "key")
    if not isinstance(key, str) or not key:
        raise ValueError("the option idempotency_key is a text that is not empty")
    return options

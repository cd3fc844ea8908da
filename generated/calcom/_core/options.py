"""What a caller may change for one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias, TypedDict

if TYPE_CHECKING:
    import httpx2

    Timeout: TypeAlias = float | httpx2.Timeout | None
    """Seconds for each phase of a request, or a `httpx2.Timeout`; None is no limit."""


class RequestOptions(TypedDict, total=False):
    """Options of one call.

    `headers` and `query` are sent in addition and win over what the call would send
    under the same name. `api_version` replaces the version of the operation.
    """

    headers: Mapping[str, str]
    query: Mapping[str, object]
    timeout: Timeout
    api_version: str


KNOWN: Final = frozenset({"headers", "query", "timeout", "api_version"})
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
    return options

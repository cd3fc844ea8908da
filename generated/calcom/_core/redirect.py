"""Redirects that are safe to follow: a GET or HEAD that stays on its own host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from .reply import Reply
    from .request import Request

MAX_REDIRECTS: Final = 5
_STATUSES: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}


def redirected(request: Request, reply: Reply) -> Request | None:
    """The request to send next, without credential; None if the reply is final.

    `request` is the one that was replied to, before its credential was added. Another
    host gets nothing: the caller finds its address on the error.
    """
    location = reply.headers.get("location")
    if (
        reply.status not in _STATUSES
        or reply.status in request.operation.statuses
        or request.info.method not in ("GET", "HEAD")
        or not location
    ):
        return None
    try:
        before = urlsplit(request.url)
        after = urlsplit(urljoin(request.url, location))
        safe = _same_host(before, after)
    except ValueError:
        return None
    if not safe:
        return None
    # The server may have copied a key from the query: it is put on anew, once.
    query = without(after.query, reply.request.credential_query)
    target = urlunsplit(after._replace(query=query, fragment=""))
    return request.moved(target, reply.request.redact(target))


def without(query: str, names: tuple[str, ...]) -> str:
    """A query without the pairs of these names."""
    return "&".join(
        pair
        for pair in query.split("&")
        if unquote_plus(pair.partition("=")[0]) not in names
    )


def _same_host(before: SplitResult, after: SplitResult) -> bool:
    if "@" in after.netloc or before.hostname != after.hostname:
        return False
    ports = _port(before), _port(after)
    if before.scheme == after.scheme:
        return ports[0] == ports[1]
    # The usual move from http to https.
    return (before.scheme, after.scheme) == ("http", "https") and ports == (80, 443)


def _port(url: SplitResult) -> int | None:
    return url.port or _PORTS.get(url.scheme)

"""What carries a credential: by the API's schemes, and by the names of headers."""

from __future__ import annotations

from binascii import Error as BadBase64
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .headers import HeaderMap
    from .operation import Operation
    from .request import Request
    from .settings import SchemeSpec

    Schemes = Mapping[str, SchemeSpec]

_SECRET: Final = ("auth", "cookie", "token", "secret", "password", "credential", "key")
# They name a call or a row of a table, and say nothing of who asks.
_NO_SECRET: Final = ("idempotency", "partition", "sort-key", "websocket", "auth-type")


def is_secret(header: str, schemes: Schemes) -> bool:
    """Whether the value of a header, by its name in small letters, is a secret."""
    return _sounds_secret(header) or any(
        header == name.lower() for name in _names(schemes, "header", "headers")
    )


@lru_cache(maxsize=1024)
def _sounds_secret(header: str) -> bool:
    return any(part in header for part in _SECRET) and not any(
        part in header for part in _NO_SECRET
    )


def secrets_in(headers: HeaderMap, schemes: Schemes) -> Iterator[str]:
    """The credentials that a caller has put into headers by hand."""
    for name in headers:
        if is_secret(name, schemes):
            for value in headers.get_list(name):
                yield from _parts(name, value)


def _parts(name: str, value: str) -> Iterator[str]:
    yield value
    if name == "cookie":
        for pair in value.split(";"):
            yield pair.partition("=")[2].strip().strip('"')
        return
    kind, _, rest = value.partition(" ")
    if not rest:
        return
    # A server that echoes "Bearer abc" may leave the first word out.
    yield rest.strip()
    if kind.lower() == "basic":
        from base64 import b64decode

        try:
            yield b64decode(rest, validate=True).decode().partition(":")[2]
        except (BadBase64, UnicodeDecodeError):
            return


def shown_headers(request: Request, headers: HeaderMap) -> HeaderMap:
    """Header fields of a request or of its answer, with `***` for what is secret."""
    from .headers import HeaderMap

    schemes = request.settings.schemes
    return HeaderMap(
        (
            name,
            "***" if is_secret(name.lower(), schemes) else request.redact(value),
        )
        for name, value in headers.pairs()
    )


def query_names(schemes: Schemes) -> tuple[str, ...]:
    """The names that keys have in a query."""
    return _names(schemes, "query")


def _names(schemes: Schemes, *kinds: str) -> tuple[str, ...]:
    return tuple(
        name
        for scheme in schemes.values()
        if scheme.kind in kinds
        for name in (scheme.names or (scheme.name,))
    )


def accepted(operation: Operation[object], schemes: Schemes) -> tuple[str, ...]:
    """The credentials that an operation takes, in words; any one of them is enough."""
    found = [
        " and ".join(_words(name, schemes, operation.bearers) for name in alternative)
        for alternative in operation.auth
        if alternative
    ]
    return tuple(dict.fromkeys(found))


def _words(name: str, schemes: Schemes, bearers: tuple[str, ...]) -> str:
    scheme = schemes.get(name)
    if scheme is None:
        return name
    if scheme.kind == "bearer":
        return (
            f"a bearer token ({' or '.join(bearers)})" if bearers else "a bearer token"
        )
    if scheme.kind == "basic":
        return "a user and password (HTTP basic)"
    if scheme.kind == "headers":
        return f"the headers {' and '.join(scheme.names)}" if scheme.names else name
    where = {"query": "query parameter", "cookie": "cookie", "header": "header"}
    return f"the {where.get(scheme.kind, 'credential')} {scheme.name or name}"

"""The headers and query parameters that commands show."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calgen.read.curl import Command, Header
from calgen.read.sketch import Argument

_SECRET = re.compile(
    r"auth|token|secret|password|api-?key|credential|cookie|signature", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"[<{\[$].*|\.{3}|…|x{3,}|string", re.IGNORECASE)


def arguments_of(calls: Iterable[Command]) -> tuple[Argument, ...]:
    """Each query parameter and header once, in the order they are first shown.

    Nobody says which ones a call needs, so none is required. A value that is no
    placeholder is kept as an example, unless it could be somebody's credential.
    """
    found: dict[tuple[str, str], Argument] = {}
    for call in calls:
        for name in call.query:
            shown = Argument(name=name, where="query", at=call.start)
            found.setdefault(("query", name), shown)
        for header in call.headers:
            shown = Argument(
                name=header.name,
                where="header",
                at=header.at,
                value=None if is_secret(header) else value_of(header),
            )
            found.setdefault(("header", header.name.lower()), shown)
    return tuple(found.values())


def is_secret(header: Header) -> bool:
    """Whether a header carries a credential, as far as its name tells."""
    return _SECRET.search(header.name) is not None


def value_of(header: Header) -> str | None:
    """The value that a header is shown with, unless it stands for another one."""
    return None if _PLACEHOLDER.fullmatch(header.value) else header.value or None

"""Keys that make a call safe to send again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Operation
    from .options import RequestOptions
    from .request import Arguments

USUAL_HEADER: Final = "Idempotency-Key"
_UNSAFE: Final = frozenset({"POST", "PATCH"})


class Keyed(NamedTuple):
    """A call's arguments with its key, if it has one; `header` carries it."""

    arguments: Arguments
    header: tuple[str, str] | None
    has_key: bool


def keyed(
    operation: Operation[object], arguments: Arguments, options: RequestOptions
) -> Keyed:
    """Put the key of the options where the operation takes it.

    An operation that is described as taking one in a header gets a random one where it
    is not safe otherwise; so an attempt that failed can be made again.
    """
    given = options.get("idempotency_key")
    place = operation.idempotency
    if place is not None and place.where == "body":
        return _in_body(arguments, place.name, given)
    name = USUAL_HEADER if place is None else place.name
    if given is not None:
        return Keyed(arguments, (name, given), has_key=True)
    wanted = name.lower()
    for header, value in (arguments.header or {}).items():
        if header.lower() == wanted and value is not UNSET and value is not None:
            return Keyed(arguments, None, has_key=True)
    if wanted in {header.lower() for header in options.get("headers", {})}:
        return Keyed(arguments, None, has_key=True)
    if place is None or operation.method.upper() not in _UNSAFE:
        return Keyed(arguments, None, has_key=False)
    from uuid import uuid4

    return Keyed(arguments, (name, str(uuid4())), has_key=True)


def _in_body(arguments: Arguments, name: str, given: str | None) -> Keyed:
    body = arguments.body
    if isinstance(body, Mapping):
        fields = dict(cast("Mapping[str, object]", body))
        if given is not None:
            fields[name] = given
        has_key = fields.get(name, UNSET) not in (UNSET, None)
        return Keyed(arguments._replace(body=fields), None, has_key=has_key)
    if given is not None:
        if body is not UNSET:
            raise TypeError(f"the key belongs into the body's {name!r}: set it there")
        return Keyed(arguments._replace(body={name: given}), None, has_key=True)
    return Keyed(arguments, None, has_key=getattr(body, name, None) is not None)

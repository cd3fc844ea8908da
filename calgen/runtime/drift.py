"""Drift: where a response differs from its description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

if TYPE_CHECKING:
    from .request import Request


class Drift(NamedTuple):
    """One difference: `expected` was promised, `got` came.

    `path` is the place, such as `$.data[0].status`. `got` is the kind of JSON value, or
    `missing`; texts are shown only where the description lists the allowed ones.
    """

    path: str
    expected: str
    got: str


def json_kind(value: object) -> str:
    """What JSON calls a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Whether a JSON value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[object]]:
    """Whether a JSON value is an array."""
    return isinstance(value, list)


def member(path: str, key: str | int) -> str:
    """The path of a member."""
    if isinstance(key, str) and key.isidentifier():
        return f"{path}.{key}"
    return f"{path}[{key!r}]"


def report(request: Request, drift: Sequence[Drift], count: int | None = None) -> None:
    """One line on the log of the package; `count` where not every one is kept.

    It says where and what was promised, and no value: values may be secret.
    """
    import logging

    first, count = drift[0], count or len(drift)
    logging.getLogger(__name__.partition(".")[0]).warning(
        "%s: the answer differs from its description in %d place%s, first at %s: "
        "expected %s",
        request.operation.id,
        count,
        "" if count == 1 else "s",
        request.redact(first.path),
        first.expected,
    )

"""Properties of a body that an operation sends of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Operation
    from .request import Arguments


def with_preset(operation: Operation[object], arguments: Arguments) -> Arguments:
    """The arguments of a call, with what the operation presets in the body.

    A body that is no object, such as a file, stays as it is.
    """
    if not operation.preset:
        return arguments
    body = arguments.body
    if hasattr(body, "model_dump"):
        from .plain import plain

        body = plain(body)
    if body is UNSET or body is None:
        return arguments._replace(body=dict(operation.preset))
    if isinstance(body, Mapping):
        fields = cast("Mapping[str, object]", body)
        return arguments._replace(body={**fields, **operation.preset})
    return arguments

"""Warnings about what the API's description calls deprecated; loaded by the first call
that needs one."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from inspect import currentframe
from types import FrameType
from typing import TYPE_CHECKING, Final, cast

from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Operation
    from .request import Arguments

_HERE: Final = __name__.rpartition(".")[0]
_PACKAGE: Final = _HERE.rpartition(".")[0]
_NOTHING: Final[Mapping[str, object]] = {}


def warn(operation: Operation[object], arguments: Arguments) -> None:
    """One DeprecationWarning for a deprecated operation, and one for each deprecated
    argument that is given; the line is that of the caller.

    The further pages of a list are no calls of their own and warn of nothing.
    """
    caller = _caller()
    if caller is None:
        return
    for message in _messages(operation, arguments):
        # Once a line, as with `warnings.warn`: the module remembers.
        warnings.warn_explicit(
            message,
            DeprecationWarning,
            caller.f_code.co_filename,
            caller.f_lineno,
            caller.f_globals.get("__name__") or "<unknown>",
            caller.f_globals.setdefault("__warningregistry__", {}),
        )


def _messages(operation: Operation[object], arguments: Arguments) -> Iterator[str]:
    call = f"client.{operation.id}"
    if operation.deprecated is not None:
        yield f"{call} is deprecated{_instead(operation.deprecated)}"
    for place, name, replacement in operation.outdated:
        where, _, wire = place.partition(":")
        given = getattr(arguments, where)
        if not isinstance(given, Mapping):
            continue
        if cast("Mapping[str, object]", given).get(wire, UNSET) is not UNSET:
            yield f"{name} of {call} is deprecated{_instead(replacement)}"


def _instead(replacement: str) -> str:
    return f": use {replacement} instead" if replacement else ""


def _caller() -> FrameType | None:
    """The frame that called the package; None in the middle of a walk over pages."""
    frame: FrameType | None = currentframe()
    last = frame
    while frame is not None:
        name = str(frame.f_globals.get("__name__"))
        if name == f"{_HERE}.page":
            return None
        # `client.stream` is a context manager: contextlib stands between.
        own = name == _PACKAGE or name.startswith(f"{_PACKAGE}.")
        if not own and name != "contextlib":
            return frame
        last, frame = frame, frame.f_back
    return last

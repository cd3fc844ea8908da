"""Operations that can answer with a stream, as methods see them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Set
from dataclasses import replace

from calgen.ir import Operation

SECTIONS = (
    (
        "Returns",
        "A stream: its values come one by one. Leaving the loop closes it.",
    ),
    ("Raises", "StreamError: the server reports a failure within the stream."),
)
"""What the docstring of a method that streams says behind its arguments."""


def stream_name(operation: Operation, taken: Set[str]) -> str:
    """What the method that streams is called; beside one for the whole answer it says
    so, in a way that is not `taken`."""
    own = operation.name[-1].snake
    if operation.success.only_streams:
        return own
    return next(each for each in _names(own.strip("_")) if each not in taken)


def _names(name: str) -> Iterable[str]:
    yield from (f"{name}_stream", f"stream_{name}")
    yield from (f"{name}_stream{'_' * count}" for count in itertools.count(1))


def without_switch(operation: Operation) -> Operation:
    """The operation without the argument that each of its methods sets."""
    body = operation.body
    if body is None or body.fields is None or body.switch is None:
        return operation
    name = body.switch.name
    fields = tuple(each for each in body.fields if each.name.wire != name)
    return replace(operation, body=replace(body, fields=fields))

"""Operations that can answer with a stream, as methods see them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Set
from dataclasses import replace

from calgen.ir import Operation, Resource

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
    had = operation.streams_as
    if had.isidentifier() and had not in taken:
        return had
    return next(each for each in _names(own.strip("_")) if each not in taken)


def stream_names(resources: Iterable[Resource]) -> dict[str, str]:
    """The dotted names of the methods that stream beside one for the whole answer, by
    the keys of their operations."""
    found: dict[str, str] = {}
    for resource in resources:
        taken = taken_in(resource)
        for each in resource.operations:
            if each.success.stream is not None and not each.success.only_streams:
                *nouns, _ = each.dotted.split(".")
                found[each.key] = ".".join((*nouns, stream_name(each, taken)))
        found |= stream_names(resource.children)
    return found


def taken_in(resource: Resource) -> set[str]:
    """What the attributes of a resource are called."""
    names = {each.name[-1].snake for each in resource.operations}
    return names | {each.name.snake for each in resource.children}


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

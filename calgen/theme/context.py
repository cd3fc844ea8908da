"""What templates may use, read from the classes themselves: the contract with people who
write templates.

A generate run has no use for it: only what looks at templates imports it.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from calgen.render.models import ModelView
from calgen.render.output import FileView
from calgen.render.package import Package
from calgen.render.views import Method, ResourceView
from calgen.theme.declared import (
    Entry,
    attribute,
    described,
    is_ours,
    names_of,
    types_of,
)
from calgen.theme.manifest import CONTRACT

__all__ = [
    "CONTRACT",
    "ROOTS",
    "Entry",
    "attribute",
    "context_of",
    "described",
    "names_of",
    "reachable",
]

ROOTS: Mapping[str, type] = MappingProxyType(
    {
        "package": Package,
        "file": FileView,
        "resource": ResourceView,
        "model": ModelView,
        "method": Method,
    }
)
"""The names that templates are given, and the class of each. `method` is given to parts,
by the file that includes them."""

_EVERYWHERE = ("package", "file")
_EXPANDED = ("resource", "model")


def context_of(template: str) -> tuple[str, ...]:
    """The names that a file of a theme is given: `resource` where its path holds
    `{resource}`, `model` where it holds `{model}`. A part sees what the file sees that
    uses it, and what that file sets."""
    return (*_EVERYWHERE, *(each for each in _EXPANDED if f"{{{each}}}" in template))


@cache
def reachable() -> tuple[type, ...]:
    """Every class that a template can reach: first those of `ROOTS`, then what leads on
    from them, step by step."""
    found = dict.fromkeys(ROOTS.values())
    queue = list(found)
    for cls in queue:
        for kind in types_of(cls).values():
            new = [each for each in _classes(kind) if each not in found]
            found.update(dict.fromkeys(new))
            queue += dict.fromkeys(new)
    return tuple(found)


def _classes(kind: object) -> Iterator[type]:
    """The classes of ours that a type is made of."""
    origin = typing.get_origin(kind)
    cls = origin or kind
    if isinstance(cls, type) and is_ours(cls):
        yield cls
    if origin is not typing.Literal:
        for each in typing.get_args(kind):
            yield from _classes(each)

"""What may be the name of a call: nothing that a client or a class needs itself."""

from __future__ import annotations

import keyword

Dotted = tuple[str, ...]

RESERVED = frozenset(
    {"aclose", "call", "close", "page", "send", "stream", "stream_items"}
)
"""What a client has beside its resources; no resource of the client is named so."""

_DECORATOR = "cached_property"
_ANNOTATED = frozenset(
    {
        "Any",
        "AsyncPage",
        "AsyncStream",
        "Literal",
        "Mapping",
        "Page",
        "RequestOptions",
        "Sequence",
        "ServerSentEvent",
        "Stream",
        "Unset",
        "Upload",
        "bool",
        "bytes",
        "date",
        "datetime",
        "dict",
        "float",
        "int",
        "models",
        "object",
        "str",
        _DECORATOR,
    }
)
"""What annotations in the class of a resource say: an attribute of that name would hide
it from them. A method may be called `list`, which people expect: it comes last."""


def spared(name: Dotted) -> Dotted:
    """The name, its first part set apart from the client's own words."""
    return (f"{name[0]}_", *name[1:]) if name[0] in RESERVED else name


def unhidden(name: Dotted) -> Dotted:
    """The name with the parts that would hide a type set apart by an underscore."""
    return tuple(
        f"{part}_" if _hides(name, at) else part for at, part in enumerate(name)
    )


def _hides(name: Dotted, at: int) -> bool:
    if at == 0:
        return name[at] == _DECORATOR
    return name[at] in _ANNOTATED or (name[at] == "list" and at < len(name) - 1)


def legal(dotted: str) -> Dotted:
    """The parts of a name that was given. Raises ValueError for what cannot be one."""
    parts = tuple(dotted.split("."))
    for part in parts:
        plain = part.isidentifier() and not keyword.iskeyword(part)
        if not plain or part.startswith("_") or len(parts) < 2:
            raise ValueError(f"not a name for a call: {dotted!r}")
    if parts[0] in RESERVED:
        raise ValueError(f"the client itself has {parts[0]!r}: {dotted!r}")
    for at, part in enumerate(parts):
        if _hides(parts, at):
            raise ValueError(f"{part!r} is the name of a type: {dotted!r}")
    return parts

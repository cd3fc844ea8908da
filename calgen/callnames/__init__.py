"""Calls to names: what a person writes to make a call (`orgs.teams.bookings.list`).

A name is a function of the call's own method, path, tag and answer, and of the rules.
Other calls matter only where two names are the same (`clash`).
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence

from calgen.callnames.clash import Dotted, Named, settle
from calgen.callnames.lexicon import VERBS
from calgen.callnames.phrase import phrase
from calgen.callnames.route import parse
from calgen.callnames.rules import Call, NameRules
from calgen.naming import words

__all__ = ["RESERVED", "VERBS", "Call", "NameRules", "name_calls"]

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


def name_calls(
    calls: Sequence[Call],
    rules: NameRules,
    pins: Mapping[tuple[str, str], str],
) -> tuple[Dotted, ...]:
    """The name of each call, in the order given; it does not depend on that order.

    `pins` maps (METHOD, path) to a dotted name that stands whatever the rule says; an
    older version of the route gets it below the namespace of its version. Raises
    ValueError for a pin that is no legal name, for two pins that cannot both stand, and
    for two calls of one method, path, version, tag and operationId.
    """
    named: list[Named] = []
    pinned: dict[int, Dotted] = {}
    for index, call in enumerate(calls):
        route = parse(call.path, rules)
        pin = pins.get((call.method.upper(), call.path))
        space = _space(call.version)
        name = _free(phrase(call, route, rules)) if pin is None else _pin(pin)
        if pin is None:
            name = _unhidden((*space, *name))
        else:
            name = pinned[index] = (*space, *name)
        named.append(Named(index, call, route, name))
    _check_calls(calls)
    _check_pins(named, pinned)
    names = settle(named, pinned)
    return tuple(names[index] for index in range(len(calls)))


def _space(version: str | None) -> Dotted:
    """`2024-08-13` is `v2024_08_13`."""
    if not version:
        return ()
    said = "_".join(words(version)) or "empty"
    return (said if said[0] == "v" and said[1:2].isdigit() else f"v{said}",)


def _free(name: Dotted) -> Dotted:
    return (f"{name[0]}_", *name[1:]) if name[0] in RESERVED else name


def _unhidden(name: Dotted) -> Dotted:
    """The name with the parts that would hide a type set apart by an underscore."""
    return tuple(
        f"{part}_" if _hides(name, at) else part for at, part in enumerate(name)
    )


def _hides(name: Dotted, at: int) -> bool:
    if at == 0:
        return name[at] == _DECORATOR
    return name[at] in _ANNOTATED or (name[at] == "list" and at < len(name) - 1)


def _pin(dotted: str) -> Dotted:
    parts = tuple(dotted.split("."))
    for part in parts:
        legal = part.isidentifier() and not keyword.iskeyword(part)
        if not legal or part.startswith("_") or len(parts) < 2:
            raise ValueError(f"not a name for a call: {dotted!r}")
    if parts[0] in RESERVED:
        raise ValueError(f"the client itself has {parts[0]!r}: {dotted!r}")
    for at, part in enumerate(parts):
        if _hides(parts, at):
            raise ValueError(f"{part!r} is the name of a type: {dotted!r}")
    return parts


def _check_calls(calls: Sequence[Call]) -> None:
    seen = set()
    for call in calls:
        method = call.method.upper()
        key = (method, call.path, call.version, call.tag, call.operation_id)
        if key in seen:
            raise ValueError(f"two calls are equal: {method} {call.path}")
        seen.add(key)


def _check_pins(named: list[Named], pinned: Mapping[int, Dotted]) -> None:
    """Pins differ, and none is a method where another has a resource."""
    routes = {n.index: f"{n.call.method} {n.call.path}" for n in named}
    seen: dict[Dotted, str] = {}
    for index, name in pinned.items():
        if name in seen:
            both = f"{seen[name]} and {routes[index]}"
            raise ValueError(f"{both} are both named {'.'.join(name)}")
        seen[name] = routes[index]
    for name in seen:
        for at in range(1, len(name)):
            if name[:at] in seen:
                short, long = ".".join(name[:at]), ".".join(name)
                raise ValueError(f"{short} is a call, but {long} needs a resource")

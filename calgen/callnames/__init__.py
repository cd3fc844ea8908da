"""Calls to names: what a person writes to make a call (`orgs.teams.bookings.list`).

A name is a function of the call's own method, path, tag and answer, and of the rules.
Other calls matter only where two names are the same (`clash`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from calgen.callnames.clash import Named, settle
from calgen.callnames.kept import Held, Let, kept, space_of
from calgen.callnames.legal import RESERVED, Dotted, legal, spared, unhidden
from calgen.callnames.lexicon import VERBS
from calgen.callnames.phrase import phrase
from calgen.callnames.route import parse
from calgen.callnames.rules import Call, NameRules

__all__ = [
    "RESERVED",
    "VERBS",
    "Call",
    "Held",
    "Let",
    "NameRules",
    "kept",
    "name_calls",
    "space_of",
]


def name_calls(
    calls: Sequence[Call],
    rules: NameRules,
    pins: Mapping[tuple[str, str], str],
    frozen: Mapping[int, Dotted] | None = None,
    taken: Collection[Dotted] = (),
) -> tuple[Dotted, ...]:
    """The name of each call, in the order given; it does not depend on that order.

    `pins` maps (METHOD, path) to a dotted name that stands whatever the rule says; an
    older version of the route gets it below the namespace of its version. `frozen` are
    names that stand for calls without a pin, as `kept` gives them, by index; `taken` are
    names that no other call gets. Raises
    ValueError for a pin that is no legal name, for two pins that cannot both stand, and
    for two calls of one method, path, version, tag and operationId.
    """
    named: list[Named] = []
    pinned: dict[int, Dotted] = {}
    for index, call in enumerate(calls):
        route = parse(call.path, rules)
        pin = pins.get((call.method.upper(), call.path))
        space = space_of(call.version)
        name = spared(phrase(call, route, rules)) if pin is None else legal(pin)
        if pin is None:
            name = unhidden((*space, *name))
        else:
            name = pinned[index] = (*space, *name)
        named.append(Named(index, call, route, name))
    _check_calls(calls)
    _check_pins(named, pinned)
    for index, name in (frozen or {}).items():
        named[index] = replace(named[index], name=name)
        pinned[index] = name
    names = settle(named, pinned, frozenset(taken))
    return tuple(names[index] for index in range(len(calls)))


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

"""The call name of every operation: as it was given by hand, else as it was, else by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from calgen.callnames import Call, Held, Let, kept, name_calls, space_of
from calgen.diagnostics import Report, Stop
from calgen.frozen import Frozen, split_key, survivors
from calgen.naming import Name, pascal
from calgen.normalise.answers import answers_with_list
from calgen.normalise.choosing import Choice
from calgen.normalise.operations import Context, key_of_route, tag_of
from calgen.normalise.routes import Route

_Pins = Mapping[tuple[str, str], str]
_Dotted = tuple[str, ...]


def know_routes(
    routes: Sequence[Route], context: Context, frozen: Frozen
) -> dict[str, str]:
    """Tell the schema book what stands where; the keys that operations had in the lock,
    by those that they have now."""
    known = survivors(map(key_of_route, routes), frozen.operations)
    for route in routes:
        entry, key = route.found.entry, key_of_route(route)
        old = known.get(key, "")
        identities = context.book.identities
        identities.know(entry.place, key, old, entry.node)
        above = f"{old} (path)" if old else ""
        identities.know(entry.item_place, f"{key} (path)", above, entry.item)
    return known


def call_paths(
    routes: Sequence[Route], context: Context, choice: Choice, report: Report
) -> list[tuple[Name, ...]]:
    """The dotted name of each operation, as its parts. Raises `Stop` after reporting a
    name that was given and cannot be used."""
    calls = [_call(route, context) for route in routes]
    pins = _pins(calls, choice, report)
    rules = context.profile.names
    held = _held(routes, context)
    known = set(context.known.values())
    streams = choice.frozen.streams.items()
    taken = {tuple(dotted.split(".")) for key, dotted in streams if key in known}
    by_hand = {
        index: pins[call.method, call.path]
        for index, call in enumerate(calls)
        if (call.method, call.path) in pins
    }
    plain = _plain(choice.frozen)
    stand, let = kept(held, plain, by_hand)
    try:
        found = name_calls(calls, rules, pins, stand, taken)
    except ValueError as error:
        report.error(
            "CG063",
            str(error),
            hint="correct `rename` in the settings, or the document",
        )
        raise Stop from error
    if pins:
        before = name_calls(calls, rules, {}, kept(held, plain, {})[0], taken)
        _check_pins(calls, found, before, pins, report)
    _report_let(let, routes, found, report)
    # The parts are final: their trailing underscores keep them off the client's own words.
    return [tuple(Name(part, part, pascal(part)) for part in parts) for parts in found]


def _call(route: Route, context: Context) -> Call:
    entry = route.found.entry
    return Call(
        method=entry.method,
        path=entry.path,
        tag=tag_of(entry),
        lists=answers_with_list(entry, context.merged, context.profile),
        operation_id=str(entry.node.get("operationId") or ""),
        version=route.older,
    )


# --- names that were there -------------------------------------------------------------


def _held(routes: Sequence[Route], context: Context) -> list[Held]:
    found = []
    for route in routes:
        key = key_of_route(route)
        old = context.frozen.operations.get(context.known.get(key, ""))
        version = route.found.version_value
        older = route.older is not None
        found.append(
            Held(route=split_key(key)[0], version=version, older=older, name=old)
        )
    return found


def _plain(frozen: Frozen) -> dict[str, str]:
    """The name of the newest version of each route, as it was."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, dotted in frozen.operations.items():
        route, version = split_key(key)
        space = ".".join((*space_of(version), ""))
        if not version or not dotted.startswith(space):
            found[route].add(dotted)
    return {route: min(names) for route, names in found.items() if len(names) == 1}


def _report_let(
    let: Sequence[Let],
    routes: Sequence[Route],
    found: Sequence[_Dotted],
    report: Report,
) -> None:
    """Say which names could not be kept; what a pin took is said elsewhere."""
    for each in let:
        entry, now = routes[each.index].found.entry, ".".join(found[each.index])
        if each.by_hand:
            continue
        report.warning(
            "CG068",
            f"{entry.method} {entry.path} was {each.name} and is now {now}: {each.why}",
            entry.place,
            hint="give it a name under `rename`",
        )


# --- names that were given -------------------------------------------------------------


def _pins(
    calls: Sequence[Call], choice: Choice, report: Report
) -> dict[tuple[str, str], str]:
    """The names that were given by hand, by method and path."""
    routes = {(call.method, call.path) for call in calls}
    pins: dict[tuple[str, str], str] = {}
    for key, dotted in (choice.rename or {}).items():
        method, _, path = key.partition(" ")
        pins[method.upper(), path] = dotted
        if (method.upper(), path) not in routes:
            place = choice.places.get(("rename", key))
            said = f"`rename` names {key!r}, which no input describes"
            report.warning("CG061", said, place)
    return pins


def _check_pins(
    calls: Sequence[Call],
    found: Sequence[_Dotted],
    before: Sequence[_Dotted],
    pins: _Pins,
    report: Report,
) -> None:
    """Say which names a pin has pushed aside."""
    for call, now, was in zip(calls, found, before, strict=True):
        if now != was and (call.method, call.path) not in pins:
            report.warning(
                "CG066",
                f"`rename` took the name of {call.method} {call.path}: "
                f"{'.'.join(was)} is now {'.'.join(now)}",
                hint="name that one as well",
            )

"""The call name of every operation: by rule, or as it was given by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calgen.callnames import Call, name_calls
from calgen.diagnostics import Report, Stop
from calgen.naming import Name, pascal
from calgen.normalise.answers import answers_with_list
from calgen.normalise.choosing import Choice
from calgen.normalise.operations import Context, tag_of
from calgen.normalise.routes import Route

_Pins = Mapping[tuple[str, str], str]


def call_paths(
    kept: Sequence[Route], context: Context, choice: Choice, report: Report
) -> list[tuple[Name, ...]]:
    """The dotted name of each operation, as its parts. Raises `Stop` after reporting a
    name that was given and cannot be used."""
    calls = [_call(route, context) for route in kept]
    pins = _pins(calls, choice, report)
    try:
        found = name_calls(calls, context.profile.names, pins)
    except ValueError as error:
        report.error(
            "CG063",
            str(error),
            hint="correct `rename` in the settings, or the document",
        )
        raise Stop from error
    _check_pins(calls, found, pins, context, report)
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
    found: Sequence[tuple[str, ...]],
    pins: _Pins,
    context: Context,
    report: Report,
) -> None:
    """Say which names a pin has pushed aside."""
    if not pins:
        return
    for call, now, before in zip(
        calls, found, name_calls(calls, context.profile.names, {}), strict=True
    ):
        if now != before and (call.method, call.path) not in pins:
            report.warning(
                "CG066",
                f"`rename` took the name of {call.method} {call.path}: "
                f"{'.'.join(before)} is now {'.'.join(now)}",
                hint="name that one as well",
            )

"""What a call takes, argument by argument."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.diff.change import Severity
from calgen.diff.finding import Finding, Pair, cause_of, found
from calgen.diff.pairing import call_of
from calgen.diff.sentences import effect_key, flat, limit_change, sentence
from calgen.diff.shape import of_type
from calgen.diff.walk import Walk
from calgen.diff.words import code
from calgen.ir import Operation, Parameter


def argument(operation: Operation, name: str) -> str:
    """`bookings.list(status=…)`"""
    return code(f"{operation.dotted}({name}=…)")


def parameters(pair: Pair, walk: Walk) -> Iterator[Finding]:
    """The parameters of a call on both sides; those of the path by their position."""
    one, other = pair
    if [*map(_stated, one.parameters)] == [*map(_stated, other.parameters)]:
        for each in other.parameters:
            walk.same(call_of(other), "parameter", each.type)
        return
    old, new = _named(one), _named(other)
    pairs = [(old.pop(k), new.pop(k)) for k in sorted(old.keys() & new.keys())]
    # Written otherwise or sent elsewhere, under the name that it had.
    again = {each.name.snake: k for k, each in sorted(new.items())}
    for k, each in sorted(old.items()):
        if each.name.snake in again:
            pairs.append((old.pop(k), new.pop(again.pop(each.name.snake))))
    was, now = field_names(one), field_names(other)
    for _, each in sorted(old.items()):
        if each.name.snake not in now - was:  # else the body tells of it
            yield _removed(pair, each)
    for _, each in sorted(new.items()):
        if each.name.snake not in was - now:
            yield _added(pair, each)
    for before, after in pairs:
        yield from _parameter(pair, before, after, walk)


def _stated(each: Parameter) -> tuple[object, ...]:
    """All that is said of a parameter, but for texts and where it stands."""
    return (
        each.name,
        each.type,
        each.required,
        each.limits,
        *_written(each),
        each.where,
    )


def _named(operation: Operation) -> dict[tuple[str, str], Parameter]:
    """Parameters by place and name; headers in any case, holes by position."""
    named: dict[tuple[str, str], Parameter] = {}
    for each in operation.parameters:
        wire = each.name.wire
        if each.where == "path" and wire in operation.path.holes:
            wire = f"{operation.path.holes.index(wire):03}"
        elif each.where == "header":
            wire = wire.casefold()
        named[each.where, wire] = each
    return named


def field_names(operation: Operation) -> set[str]:
    """The arguments of a call that are properties of its body."""
    body = operation.body
    return {each.name.snake for each in (body.fields or ())} if body else set()


def _removed(pair: Pair, gone: Parameter) -> Finding:
    return found(
        "parameter.removed",
        "breaking",
        pair,
        f"{code(pair[1].dotted + '()')} no longer takes {code(gone.name.snake)}.",
        (gone.where, gone.name.wire),
        old=gone.place,
        cause=_cause(pair[0], gone),
    )


def _added(pair: Pair, come: Parameter) -> Finding:
    name, call = code(come.name.snake), code(pair[1].dotted + "()")
    said = f"{call} needs a new argument {name}."
    if not come.required:
        said = f"{call} takes a new argument {name}, which may be left out."
    return found(
        "parameter.added-required" if come.required else "parameter.added",
        "breaking" if come.required else "safe",
        pair,
        said,
        (come.where, come.name.wire),
        new=come.place,
        cause=_cause(pair[1], come),
    )


def _cause(operation: Operation, parameter: Parameter) -> str:
    """Where a parameter is stated for several operations."""
    cause = cause_of(parameter.place, operation)
    if cause.rpartition("/")[2].isdecimal():  # in a list, where others may come before
        cause = f"{cause.rpartition('/')[0]}/{parameter.where}:{parameter.name.wire}"
    return cause


def _parameter(
    pair: Pair, old: Parameter, new: Parameter, walk: Walk
) -> Iterator[Finding]:
    def told(
        kind: str, severity: Severity, said: str, *what: str, stays: bool = True
    ) -> Finding:
        return found(
            kind,
            severity,
            pair,
            f"{argument(pair[1], new.name.snake)} {said}.",
            (new.where, old.name.wire, *what),
            old=old.place,
            new=new.place,
            cause=_cause(pair[0], old) and _cause(pair[1], new),
        )

    if old.name.snake != new.name.snake:
        said = f"is the argument {code(old.name.snake)} under another name"
        yield told("argument.renamed", "breaking", said, new.name.snake)
    elif (old.name.wire, old.where) != (new.name.wire, new.where):
        if new.where != "path" and old.name.wire.casefold() != new.name.wire.casefold():
            said = f"is sent as {code(new.name.wire)} now"
            yield told("parameter.type", "safe", said, new.name.wire)
        elif old.where != new.where:
            said = f"is sent in the {new.where} now, not in the {old.where}"
            yield told("parameter.type", "safe", said, old.where)
    elif _written(old) != _written(new):
        yield told("parameter.type", "safe", "is written another way now", "style")
    if old.required != new.required:
        if new.required:
            said = "can no longer be left out"
            yield told("parameter.required", "breaking", said)
        else:
            yield told("parameter.optional", "safe", "may be left out now")
    way = call_of(pair[1])
    for each in walk.compared(way, "parameter", of_type(old.type), of_type(new.type)):
        kind = f"parameter.{each.kind('argument')}"
        said, what = sentence(each), effect_key(each)
        yield told(kind, each.severity("argument"), said, *what)
    if limit := limit_change(old.limits, new.limits):
        yield told("limit.changed", *limit, "limits", *flat(new.limits))


def _written(each: Parameter) -> tuple[str, bool, bool]:
    return each.style, each.explode, each.json


def documented(pair: Pair) -> list[str]:
    """Which parameters are described differently."""
    old, new = map(_named, pair)
    return [
        code(new[k].name.snake)
        for k in sorted(old.keys() & new.keys(), key=lambda k: new[k].name.snake)
        if _told(old[k]) != _told(new[k])
    ]


def _told(each: Parameter) -> tuple[str, bool, str]:
    return each.doc, each.deprecated, each.instead

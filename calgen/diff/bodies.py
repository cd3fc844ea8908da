"""What a call sends as its body: whole, or a property an argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from calgen.diff.arguments import argument
from calgen.diff.change import Severity
from calgen.diff.finding import Finding, Pair, found
from calgen.diff.pairing import call_of
from calgen.diff.sentences import effect_key, flat, limit_change, sentence
from calgen.diff.shape import key, of_type
from calgen.diff.walk import Walk
from calgen.diff.words import code, codes
from calgen.ir import Body, Field, Operation, TypeRef
from calgen.location import Place


def body(pair: Pair, walk: Walk) -> Iterator[Finding]:
    """The body of a call: whether it is there, and what it is."""
    one, other = (each.body for each in pair)
    if one is None or other is None:
        yield from _whole(pair, one, other)
        return
    if one == other:
        for kind in _types(other):
            walk.same(call_of(pair[1]), "body", kind)
        return
    call = code(pair[1].dotted + "()")
    # What has to be sent may follow from what its parts are: then these tell it.
    if one.required != other.required and _required(one) == _required(other):
        if other.required:
            said = f"The body of {call} can no longer be left out."
            yield _found("body.required", "breaking", pair, said)
        else:
            said = f"The body of {call} may be left out now."
            yield _found("body.optional", "safe", pair, said)
    if one.media != other.media:
        whole = one.fields is None or other.fields is None
        said = f"The body of {call} is sent as {code(other.media)} now."
        severity: Severity = "breaking" if whole else "safe"
        yield _found("body.type", severity, pair, said, (one.media, other.media))
        if whole:
            return
    if (one.fields is None) != (other.fields is None):
        now = "its own arguments" if one.fields is None else "one argument `body`"
        said = f"{call} takes its body as {now} now."
        yield _found("body.type", "breaking", pair, said, ("whole",))
    elif one.fields is not None and other.fields is not None:
        yield from _fields(pair, one.fields, other.fields, walk)
    else:
        here, types = call_of(pair[1]), (of_type(one.type), of_type(other.type))
        for each in walk.compared(here, "body", *types):
            ending = each.kind("argument")
            said = f"{argument(pair[1], 'body')} {sentence(each)}."
            severity = each.severity("argument")
            yield _found(f"body.{ending}", severity, pair, said, effect_key(each))


def _types(body: Body) -> list[TypeRef]:
    fields = body.fields
    return [body.type] if fields is None else [each.type for each in fields]


def _needs(body: Body) -> bool:
    """Whether a call cannot be made without something of its body."""
    return body.required and (
        body.fields is None or any(each.required for each in body.fields)
    )


def _required(body: Body) -> set[str]:
    return {each.name.wire for each in body.fields or () if each.required}


def _whole(pair: Pair, old: Body | None, new: Body | None) -> Iterator[Finding]:
    """A body that has come, or is gone."""
    call = code(pair[1].dotted + "()")
    if new is not None:
        needed = _needs(new)
        kind = "body.added-required" if needed else "body.added"
        severity: Severity = "breaking" if needed else "safe"
        said = f"{call} sends a body now: {codes(_names(new))}."
        yield _found(kind, severity, pair, said)
    elif old is not None:
        said = f"{call} has no body any more: {codes(_names(old))}."
        yield _found("body.removed", "breaking", pair, said)


def _names(body: Body) -> list[str]:
    return [each.name.snake for each in body.fields or ()] or ["body"]


def _found(
    kind: str,
    severity: Severity,
    pair: Pair,
    said: str,
    what: tuple[str, ...] = (),
    wire: str = "",
    group: str = "",
) -> Finding:
    old, new = (_place(each, wire) for each in pair)
    return found(kind, severity, pair, said, what, old=old, new=new, group=group)


def _place(operation: Operation, wire: str) -> Place:
    """Where a body is described, or a property of it that stands in the operation."""
    place = operation.place.child("requestBody")
    if not wire or operation.body is None:
        return place
    return place.child("content", operation.body.media, "schema", "properties", wire)


# --- fields ----------------------------------------------------------------------------


def _fields(
    pair: Pair, old: tuple[Field, ...], new: tuple[Field, ...], walk: Walk
) -> Iterator[Finding]:
    """The properties of a body as arguments, by wire name, else by argument."""
    # Two calls whose bodies were the same and are the same again have one schema.
    group = f"body {_state(pair[0])} > {_state(pair[1])}"
    one = {each.name.wire: each for each in old}
    other = {each.name.wire: each for each in new}
    pairs = [(one.pop(w), other.pop(w)) for w in sorted(one.keys() & other.keys())]
    again = {each.name.snake: wire for wire, each in sorted(other.items())}
    for wire, each in sorted(one.items()):
        if each.name.snake in again:
            pairs.append((one.pop(wire), other.pop(again.pop(each.name.snake))))
    call = code(pair[1].dotted + "()")
    was, now = (_parameters(each) for each in pair)
    for wire, each in sorted(one.items()):
        name = each.name.snake
        if name in now - was:
            said = f"{argument(pair[1], name)} is no part of the body any more."
            yield _found(
                "parameter.type", "safe", pair, said, ("body", wire), wire, group
            )
        else:
            said = f"{call} no longer takes {code(name)}."
            yield _found("body.removed", "breaking", pair, said, (wire,), wire, group)
    for wire, each in sorted(other.items()):
        name = each.name.snake
        if name in was - now:
            said = f"{argument(pair[1], name)} is a part of the body now."
            yield _found(
                "parameter.type", "safe", pair, said, ("body", wire), wire, group
            )
        else:
            yield _added(pair, each, group)
    for before, after in pairs:
        yield from _field(pair, before, after, walk, group)


def _state(operation: Operation) -> str:
    """All that tells two bodies apart, as a text."""
    fields = operation.body.fields if operation.body else ()
    told: list[tuple[Any, ...]] = [
        (f.name.wire, key(of_type(f.type)), f.required, f.limits) for f in fields or ()
    ]
    return repr(sorted(told))


def _parameters(operation: Operation) -> set[str]:
    return {each.name.snake for each in operation.parameters}


def _added(pair: Pair, come: Field, group: str) -> Finding:
    call, name, wire = (
        code(pair[1].dotted + "()"),
        code(come.name.snake),
        come.name.wire,
    )
    if come.required:
        said = f"{call} needs a new argument {name}."
        kind: tuple[str, Severity] = "body.added-required", "breaking"
    else:
        said = f"{call} takes a new argument {name}, which may be left out."
        kind = "body.added", "safe"
    return _found(*kind, pair, said, (wire,), wire, group)


def _field(
    pair: Pair, old: Field, new: Field, walk: Walk, group: str
) -> Iterator[Finding]:
    wire = new.name.wire

    def told(kind: str, severity: Severity, said: str, *what: str) -> Finding:
        whole = f"{argument(pair[1], new.name.snake)} {said}."
        return _found(kind, severity, pair, whole, (old.name.wire, *what), wire, group)

    if old.name.snake != new.name.snake:
        said = f"is the argument {code(old.name.snake)} under another name"
        yield told("argument.renamed", "breaking", said, new.name.snake)
    elif old.name.wire != wire:
        yield told("body.type", "safe", f"is sent as {code(wire)} now", wire)
    if old.required != new.required:
        if new.required:
            yield told("body.required", "breaking", "can no longer be left out")
        else:
            yield told("body.optional", "safe", "may be left out now")
    here, types = call_of(pair[1]), (of_type(old.type), of_type(new.type))
    for each in walk.compared(here, "body", *types):
        kind = f"body.{each.kind('argument')}"
        what = effect_key(each)
        yield told(kind, each.severity("argument"), sentence(each), *what)
    if limit := limit_change(old.limits, new.limits):
        yield told("limit.changed", *limit, "limits", *flat(new.limits))


def documented(pair: Pair) -> list[str]:
    """Which arguments of the body are described differently."""
    one, other = (
        {each.name.wire: each for each in (side.body.fields or ())} if side.body else {}
        for side in pair
    )
    return [
        code(other[wire].name.snake)
        for wire in sorted(one.keys() & other.keys())
        if _told(one[wire]) != _told(other[wire])
    ]


def _told(each: Field) -> tuple[str, bool, str]:
    return each.doc, each.deprecated, each.instead

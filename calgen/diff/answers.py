"""What a call returns."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.diff.finding import Finding, Pair, found
from calgen.diff.pairing import call_of
from calgen.diff.sentences import effect_key, sentence
from calgen.diff.shape import Many, Shape, of_type, shown
from calgen.diff.walk import Walk
from calgen.diff.words import code
from calgen.ir import ListOf, Nullable, Operation


def answer(pair: Pair, walk: Walk) -> Iterator[Finding]:
    """The type that a call returns, and what it streams."""
    one, other = pair
    if one.success == other.success and _pages(one) == _pages(other):
        walk.same(call_of(other), "response", other.success.type)
        if other.success.stream is not None:
            walk.same(call_of(other), "response", other.success.stream.item)
        return
    call = code(other.dotted + "()")
    plain = not one.success.only_streams and not other.success.only_streams
    if plain:
        yield from _returned(pair, walk)
    before, after = one.success.stream, other.success.stream
    if before is not None and after is not None:
        here = call_of(other)
        for each in walk.compared(
            here, "response", of_type(before.item), of_type(after.item)
        ):
            said = f"What {call} streams {sentence(each, answer=True)}."
            kind = f"response.{each.kind('answer')}"
            what = ("stream", *effect_key(each))
            yield found(kind, each.severity("answer"), pair, said, what)
    elif before is not None and (after is None or not plain):
        said = f"{call} no longer streams."
        yield found("return.type", "breaking", pair, said, ("stream",))
    elif after is not None:
        if plain:
            said = f"What {call} answers can be streamed now."
            yield found("operation.added", "safe", pair, said, ("stream",))
        else:
            said = f"{call} returns a stream now."
            yield found("return.type", "breaking", pair, said, ("stream",))


def _returned(pair: Pair, walk: Walk) -> Iterator[Finding]:
    one, other = pair
    call = code(other.dotted + "()")
    old, new = of_type(one.success.type), of_type(other.success.type)
    if _pages(one) != _pages(other):
        was, now = _name(one, old), _name(other, new)
        said = f"{call} returns {code(now)} now, not {code(was)}."
        yield found("return.type", "breaking", pair, said, ("page", was, now))
        if _item(old).refs == _item(new).refs:
            walk.compared(call_of(other), "response", _item(old), _item(new))
        return
    for each in walk.compared(call_of(other), "response", old, new):
        kind, severity = f"response.{each.kind('answer')}", each.severity("answer")
        said = f"What {call} returns {sentence(each, answer=True)}."
        if each.what == "type":
            kind, severity = "return.type", "breaking"
            said = f"{call} returns {code(shown(new))} now, not {code(shown(old))}."
        yield found(kind, severity, pair, said, effect_key(each))


def _pages(operation: Operation) -> bool:
    """Whether a call returns a page that can be walked on from."""
    found = operation.success.type
    kind = found.item if isinstance(found, Nullable) else found
    walks = operation.pagination is not None and operation.pagination.value.walks
    return walks and isinstance(kind, ListOf)


def _name(operation: Operation, shape: Shape) -> str:
    return f"Page[{shown(_item(shape))}]" if _pages(operation) else shown(shape)


def _item(shape: Shape) -> Shape:
    """What a list holds; anything else as it is."""
    lists = [o for o in shape.options if isinstance(o, Many) and o.kind == "list"]
    return lists[0].item if len(lists) == len(shape.options) == 1 else shape

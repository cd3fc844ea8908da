"""What differs between two types, and what that is for the one who uses them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

from calgen.diff.change import Severity
from calgen.diff.shape import DEEPEST, Many, Option, Plain, Ref, Shape, covers, within
from calgen.record import record

What = Literal["nullable", "non-nullable", "enum-added", "enum-removed", "type"]
Use = Literal["argument", "field", "answer"]


@record(kw_only=False)
class Effect:
    """One difference: `depth` counts the lists and maps around it. `old` and `new` are
    types; for enums, those of the values that are gone or have come."""

    what: What
    old: Shape
    new: Shape
    depth: int = 0

    def kind(self, use: Use) -> str:
        """The end of the kind of change, behind `parameter.`, `body.` or `response.`"""
        if use != "answer" and self.what in ("nullable", "non-nullable"):
            return "type"
        return self.what

    def severity(self, use: Use) -> Severity:
        """How bad it is for a caller who sends such a value, or who gets it."""
        if use == "answer":
            return self._in_answer()
        match self.what:
            case "enum-added" | "nullable":
                return "safe"
            case "type" if covers(self.new, self.old):
                # A list of one type is none of a wider type: only literals would pass.
                return "safe" if use == "argument" or not self.depth else "breaking"
        return "breaking"

    def _in_answer(self) -> Severity:
        match self.what:
            case "nullable" | "enum-added":
                return "risky"
            case "non-nullable":
                return "risky" if self.depth else "safe"
            case "type":
                return self._other_answer()
        return "breaking"

    def _other_answer(self) -> Severity:
        old, new = self.old, self.new
        if old.values and not new.values and _only_values(old) and covers(new, old):
            return "risky"  # as values that are added: others come than were listed
        harmless = (
            not self.depth
            and covers(old, new)
            and Plain("any") not in old.options
            and not old.refs - new.refs
        )
        return "safe" if harmless else "breaking"


def _only_values(shape: Shape) -> bool:
    return not shape.options


Pair = Callable[[str, str], None]
Expand = Callable[[Shape, bool], Shape]


def effects(
    old: Shape, new: Shape, pair: Pair, expand: Expand, depth: int = 0
) -> Iterator[Effect]:
    """The differences of two types.

    `pair` takes classes that stand for each other; how they differ is another matter.
    `expand` puts what named aliases mean in their place, of the new side where its second
    argument says so.
    """
    for name in within(old.options & new.options):
        pair(name, name)
    one, other = old.options - new.options, new.options - old.options
    lost, come = _refs(one), _refs(other)
    if len(lost) == len(come) == 1 and len(one) == len(other) == 1:
        pair(*lost, *come)
        one, other = frozenset(), frozenset()
    elif lost or come:
        wider = expand(Shape(one, old.values, old.null), False)
        other_wider = expand(Shape(other, new.values, new.null), True)
        if (wider.options, other_wider.options) != (one, other):
            shared = old.options & new.options
            yield from effects(
                Shape(wider.options | shared, wider.values, wider.null),
                Shape(
                    other_wider.options | shared, other_wider.values, other_wider.null
                ),
                pair,
                expand,
                depth,
            )
            return
    both = _is_something(old) and _is_something(new)
    if both and old.null != new.null and not _is_any(old) and not _is_any(new):
        yield Effect("nullable" if new.null else "non-nullable", old, new, depth)
    yield from _values(old, new, depth)
    for kind in ("list", "map"):
        mine, theirs = _many(one, kind), _many(other, kind)
        if mine and theirs and depth < DEEPEST:
            yield from effects(mine.item, theirs.item, pair, expand, depth + 1)
            one, other = one - {mine}, other - {theirs}
    listed = bool(old.values) != bool(new.values)
    if one or other or listed or _is_something(old) != _is_something(new):
        one_type, other_type = (
            replace(each, null=each.null and not both) for each in (old, new)
        )
        yield Effect("type", one_type, other_type, depth)


def _values(old: Shape, new: Shape, depth: int) -> Iterator[Effect]:
    if old.values and new.values:
        if gone := old.values - new.values:
            yield Effect("enum-removed", Shape(values=gone), Shape(), depth)
        if come := new.values - old.values:
            yield Effect("enum-added", Shape(), Shape(values=come), depth)


def _is_something(shape: Shape) -> bool:
    return bool(shape.options or shape.values)


def _is_any(shape: Shape) -> bool:
    return Plain("any") in shape.options


def _refs(options: frozenset[Option]) -> frozenset[str]:
    return frozenset(each.name for each in options if isinstance(each, Ref))


def _many(options: frozenset[Option], kind: str) -> Many | None:
    found = [o for o in options if isinstance(o, Many) and o.kind == kind]
    return found[0] if len(found) == 1 else None

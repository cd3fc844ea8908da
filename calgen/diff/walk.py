"""The classes of two sides, pair by pair, from what the calls name inward."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from calgen.diff.change import Call
from calgen.diff.effects import Effect, effects
from calgen.diff.shape import Ref, Shape, of_type, within
from calgen.diff.surface import Held, Surface
from calgen.ir import TypeRef
from calgen.record import record

Way = Literal["parameter", "body", "response"]
Pair = tuple[str, str]
_Root = tuple[Call, Way]


@record(kw_only=False)
class Difference:
    """What two classes, or one field of them, differ in; `wire` is None for the whole.

    `only` says that it matters to those who send such a value, or who get it.
    """

    what: Literal["added", "removed", "required", "optional", "written", "effect"]
    wire: str | None = None
    attribute: str = ""
    required: bool = False
    shape: Shape = field(default_factory=Shape)
    effect: Effect | None = None
    only: Literal["", "sent", "got"] = ""


@dataclass
class Walk:
    """What stands for what, and what differs.

    `roots` are the calls that name a pair, `edges` the pairs that a pair leads to.
    `labels` are fields that lead to a pair, as the new side calls them. `silent` are pairs
    whose names say nothing: a nested class stands in for the class around it.
    """

    old: Surface
    new: Surface
    roots: dict[Pair, set[_Root]] = field(default_factory=lambda: defaultdict(set))
    edges: dict[Pair, set[Pair]] = field(default_factory=dict)
    differences: dict[Pair, list[Difference]] = field(default_factory=dict)
    docs: dict[Pair, list[str]] = field(default_factory=dict)
    direct: set[Pair] = field(default_factory=set)
    labels: dict[Pair, str] = field(default_factory=dict)
    silent: set[Pair] = field(default_factory=set)
    _users: dict[Pair, set[Pair]] | None = None

    def root(self, call: Call, way: Way, pair: Pair) -> None:
        """A call names a pair. All pairs behind it are compared."""
        self.roots[pair].add((call, way))
        if way == "response":
            self.direct.add(pair)
        waiting = [pair]
        while waiting:
            one = waiting.pop()
            if one not in self.edges:
                self.edges[one] = set()
                self._visit(one)
                waiting += sorted(self.edges[one])

    def same(self, call: Call, way: Way, kind: TypeRef) -> None:
        """A call names the same type on both sides; what is behind it may differ."""
        for name in within(self._sent(way, of_type(kind), self.new).options):
            self.root(call, way, (name, name))

    def compared(self, call: Call, way: Way, old: Shape, new: Shape) -> list[Effect]:
        """The effects of two types that a call names; the pairs behind are walked."""
        one, other = self._sent(way, old, self.old), self._sent(way, new, self.new)
        return list(
            effects(
                one,
                other,
                lambda a, b: self.root(call, way, (a, b)),
                self._expand,
            )
        )

    def reach(self, pair: Pair) -> set[_Root]:
        """The calls that lead to a pair, and how."""
        if self._users is None:
            self._users = defaultdict(set)
            for user, used in self.edges.items():
                for each in used:
                    self._users[each].add(user)
        found = set(self.roots.get(pair, ()))
        seen, waiting = {pair}, [pair]
        while waiting:
            for user in self._users.get(waiting.pop(), ()):
                if user not in seen:
                    seen.add(user)
                    waiting.append(user)
                    found |= self.roots.get(user, set())
        return found

    def _expand(self, shape: Shape, is_new: bool) -> Shape:
        return (self.new if is_new else self.old).expanded(shape)

    @staticmethod
    def _sent(way: Way, shape: Shape, side: Surface) -> Shape:
        """A type without the whole form of what a request has a form of its own for."""
        if way == "response" or len(shape.refs) < 2:
            return shape
        twins = {side.twin_of(each) for each in shape.refs}
        kept = (
            o for o in shape.options if not (isinstance(o, Ref) and o.name in twins)
        )
        return Shape(frozenset(kept), shape.values, shape.null)

    # --- one pair -------------------------------------------------------------------

    def _visit(self, pair: Pair) -> None:
        a, b = pair
        if a != b and not self._is_renamed(pair):
            return
        if a == b and self._is_same(a):
            return
        one, other = self.old.class_of(a), self.new.class_of(b)
        if one is not None and other is not None:
            self._add(pair, self._fields(pair))
            self._document(pair, one.doc != other.doc)
            return
        mine, theirs = self.old.alias(a), self.new.alias(b)
        if not (one or mine) or not (other or theirs):
            return
        # What was a class may be a choice of classes now; one is meant by both.
        old = self.old.expanded(_named(a))
        new = self.new.expanded(_named(b))
        if mine is not None and theirs is not None:
            self._document(pair, mine.doc != theirs.doc)
        found = list(self._effects(pair, old, new, ""))
        self.edges[pair].discard(pair)
        for each in self.edges[pair]:
            before, after = self._inside(self.old, a), self._inside(self.new, b)
            if each[0] in (a, *before) and each[1] in (b, *after):
                self.silent.add(each)
        self._add(pair, map(_of, found))

    def _is_same(self, name: str) -> bool:
        """Whether a definition is the same on both sides, what it leads to aside; then
        its edges are known."""
        seen: set[str] = set()
        waiting, led = [name], set[str]()
        while waiting:
            one = waiting.pop()
            seen.add(one)
            if self.old.definitions.get(one) != self.new.definitions.get(one):
                return False
            for each in self.old.refs(one):
                if each not in self.old.inner and each not in self.new.inner:
                    led.add(each)
                elif each not in seen:
                    waiting.append(each)
        bases = self.old.class_of(name)
        led |= set(bases.bases) if bases is not None else set()
        self.edges[name, name] |= {(each, each) for each in led}
        return True

    @staticmethod
    def _inside(side: Surface, name: str) -> frozenset[str]:
        return side.inside.get(name, frozenset())

    def _add(self, pair: Pair, found: Iterable[Difference]) -> None:
        listed = list(found)
        if listed:
            self.differences.setdefault(pair, []).extend(listed)

    def _is_renamed(self, pair: Pair) -> bool:
        """Whether a class that is called otherwise is the same thing still: the one is
        gone, the other new, and they have much in common."""
        if pair in self.silent:
            return True
        if pair[0] in self.new.definitions or pair[1] in self.old.definitions:
            return False
        one, other = self.old.fields(pair[0]).keys(), self.new.fields(pair[1]).keys()
        return 2 * len(one & other) >= len(one | other)

    def _effects(
        self, pair: Pair, old: Shape, new: Shape, attribute: str
    ) -> Iterator[Effect]:
        label = f"models.{pair[1]}{attribute and '.'}{attribute}"

        def lead(a: str, b: str) -> None:
            self.edges[pair].add((a, b))
            self.labels.setdefault((a, b), label)

        return effects(old, new, lead, self._expand)

    def _fields(self, pair: Pair) -> Iterator[Difference]:
        a, b = pair
        above, below = self.old.bases(a), self.new.bases(b)
        shared = above & below
        self.edges[pair] |= {(each, each) for each in shared}
        one, other = self.old.fields(a), self.new.fields(b)
        lost = {w: h for w, h in one.items() if w not in other}
        come = {w: h for w, h in other.items() if w not in one}
        # Written otherwise, and called the same: nobody who uses the class sees it.
        named = {each.field.attribute: wire for wire, each in come.items()}
        for _, held in sorted(lost.items()):
            twin = named.get(held.field.attribute)
            if twin is not None and held.owner not in shared:
                yield Difference("written", twin, held.field.attribute)
                yield from self._field(pair, held, come.pop(twin))
            elif held.owner not in shared:
                yield self._difference("removed", held, self.old)
        for _, held in sorted(come.items()):
            if held.owner not in shared:
                yield self._difference("added", held, self.new)
        for wire in sorted(one.keys() & other.keys()):
            before, after = one[wire], other[wire]
            if before.owner != after.owner or before.owner not in shared:
                yield from self._field(pair, before, after)

    @staticmethod
    def _difference(
        what: Literal["added", "removed"], held: Held, side: Surface
    ) -> Difference:
        found = held.field
        return Difference(
            what, found.wire, found.attribute, found.required, side.shape(found.plain)
        )

    def _field(self, pair: Pair, old: Held, new: Held) -> Iterator[Difference]:
        before, after = self.old.shape(old.field.plain), self.new.shape(new.field.plain)
        wire, name = new.field.wire, new.field.attribute
        was, now = old.field.required, new.field.required
        if was != now:
            yield Difference("required" if now else "optional", wire, name, only="sent")
        for each in self._effects(pair, before, after, name):
            outer = each.depth == 0 and each.what in ("nullable", "non-nullable")
            yield _of(each, wire, name, "sent" if outer else "")
        # Who gets it sees None for what is left out as for what is null.
        none, still = before.null or not was, after.null or not now
        if none != still and (before.options or before.values):
            null = Effect("nullable" if still else "non-nullable", before, after)
            yield _of(null, wire, name, "got")
        if old.field.attribute != name:
            yield Difference("removed", wire, old.field.attribute, was, before)
        one, other = old.field, new.field
        if one.doc != other.doc or one.deprecated != other.deprecated:
            self.docs.setdefault(pair, []).append(name)

    def _document(self, pair: Pair, is_new: bool) -> None:
        if is_new:
            self.docs.setdefault(pair, []).insert(0, "")


def _named(name: str) -> Shape:
    return Shape(frozenset({Ref(name)}))


def _of(
    effect: Effect,
    wire: str | None = None,
    attribute: str = "",
    only: Literal["", "sent", "got"] = "",
) -> Difference:
    return Difference("effect", wire, attribute, effect=effect, only=only)

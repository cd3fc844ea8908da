"""What the given schemas are: objects, unions; and how `allOf` becomes inheritance.

A class may inherit a schema only if the two describe no property twice: an attribute of
another type than the parent's is an error for type checkers. Where they do, the parts
are merged into one class without parents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from itertools import chain

from calgen.graph import components
from calgen.models.attributes import attribute
from calgen.models.node import Node
from calgen.record import record

WIDEST = 32  # more combinations than this are merged into one class


@record
class Shape:
    """The properties of an object and which of them are required."""

    bases: tuple[str, ...] = ()
    properties: Mapping[str, Node]
    required: frozenset[str]


NOTHING = Shape(properties={}, required=frozenset())


@record(kw_only=False, frozen=False)
class Catalog:
    """The given schemas by name."""

    nodes: Mapping[str, Node]
    _classes: dict[str, bool] = field(default_factory=dict)
    _objects: dict[str, bool] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _circles: int = 0
    _loops: dict[int, frozenset[str]] | None = None
    _shapes: dict[int, tuple[Node, Shape]] = field(default_factory=dict)

    # --- unions ---------------------------------------------------------------------

    def branches(self, node: Node) -> tuple[Node, ...]:
        """The alternatives of a union; () for what is none.

        An object that is also a union is spread: each alternative is the object and
        one branch. Branches that say nothing about the shape (`required` alone) do not
        count.
        """
        if node.ref or node.choices is not None:
            return ()
        unions = [_shaped(union, node) for union in node.unions]
        unions = [union for union in unions if union]
        rest = replace(node, unions=(), nullable=False)
        rest.parts = tuple(p for p in node.parts if p.ref not in _refs(unions))
        for part in rest.parts:
            union = self._union_of(part)
            if union and self.has_fields(replace(rest, parts=_without(rest, part))):
                unions.append(union)
                rest = replace(rest, parts=_without(rest, part))
        if not unions:
            return ()
        first, *others = unions
        if not self.has_fields(rest):
            return tuple(chain(first, *others))
        if others or len(first) > WIDEST:
            return ()
        return tuple(self._joined(rest, branch) for branch in first)

    def _union_of(self, part: Node) -> tuple[Node, ...]:
        if part.ref:
            target = self.nodes[part.ref]
            return self.branches(target) if target.unions and not target.parts else ()
        return self.branches(part)

    def _joined(self, rest: Node, branch: Node) -> Node:
        if not self.is_object(branch):
            return branch
        return Node(parts=(rest, branch), title=branch.title, doc=branch.doc)

    # --- objects --------------------------------------------------------------------

    def has_fields(self, node: Node) -> bool:
        """Whether a node is an object that names properties, here or in its parts."""
        return self.is_object(node) and bool(self.shape(node).properties)

    def is_object(self, node: Node) -> bool:
        """Whether a node describes JSON objects and nothing else."""
        if node.ref:
            return self._is_object(node.ref)
        if node.choices is not None or node.types not in ((), ("object",)):
            return False
        unions = [_shaped(union, node) for union in node.unions]
        # A part that leads back here asks for nothing new.
        parts = [p for p in node.parts if p.shapes and p.ref not in self._open]
        self._circles += len(node.parts) - len(parts)
        kinds = [self.is_object(part) for part in parts]
        kinds += [self.is_object(each) for union in unions for each in union]
        return all(kinds) and bool(kinds or node.types or node.properties)

    def _is_object(self, name: str) -> bool:
        if name in self._objects:
            return self._objects[name]
        if name in self._open:
            self._circles += 1
            return False
        before = self._circles
        self._open.add(name)
        found = self.is_object(self.nodes[name])
        self._open.remove(name)
        # What was found inside of a circle holds for the place where it was entered.
        if self._circles == before or not self._open:
            self._objects[name] = found
        return found

    def is_class(self, name: str) -> bool:
        """Whether a given schema becomes a class of its own."""
        if name not in self._classes:
            node = self.nodes[name]
            self._classes[name] = (
                self.is_object(node)
                and not node.ref
                and not node.nullable
                and not self.branches(node)
                and not (self.is_map(node))
            )
        return self._classes[name]

    def is_map(self, node: Node) -> bool:
        """Whether an object has values of one type under any name."""
        return node.values is not None and not self.has_fields(node)

    # --- properties -----------------------------------------------------------------

    def inherited(self, node: Node) -> Shape:
        """The shape of a class: its own properties beside bases, or all of them."""
        bases: list[str] = []
        own: dict[str, Node] = {}
        required: set[str] = set()
        for part in self._parts(node):
            if part.ref and self.is_class(part.ref):
                bases.append(part.ref)
                continue
            shape = self.shape(part)
            self._merge(own, shape.properties)
            required |= shape.required
        shapes = [self.shape(self.nodes[base]) for base in bases]
        theirs = [(wire, each) for s in shapes for wire, each in s.properties.items()]
        known = dict(theirs)
        own = {wire: each for wire, each in own.items() if known.get(wire) != each}
        attributes = [attribute(wire) for wire in chain(known, own)]
        tightened = (required & known.keys()) - {w for s in shapes for w in s.required}
        clash = bases and (
            len(theirs) != len(known)
            or len(set(attributes)) != len(attributes)
            or tightened
            or len(set(bases)) != len(bases)
            or any(self._is_below(node, base) for base in bases)
        )
        if clash:
            return self.shape(node)
        return Shape(bases=tuple(bases), properties=own, required=frozenset(required))

    def _is_below(self, node: Node, base: str) -> bool:
        """Whether `base` is made of `node` (parts that go round in a circle)."""
        if self._loops is None:
            made = {
                n: {p.ref for p in self._parts(o) if p.ref}
                for n, o in self.nodes.items()
            }
            loops = [frozenset(part) for part in components(made)]
            self._loops = {id(self.nodes[n]): loop for loop in loops for n in loop}
        return base in self._loops.get(id(node), ())

    def made_of(self, node: Node) -> set[str]:
        """The given schemas whose properties a node has, however far away."""
        waiting, seen = [node], set[str]()
        while waiting:
            parts = self._parts(waiting.pop())
            below = {part.ref for part in parts if part.ref} - seen
            seen |= below
            waiting += [self.nodes[name] for name in sorted(below)]
        return seen

    def _parts(self, node: Node) -> Iterator[Node]:
        """The parts of an object in order: references, and nodes without parts."""
        for part in node.parts:
            if part.ref:
                yield part
            else:
                yield from self._parts(part)
        yield replace(node, parts=())

    def shape(self, node: Node) -> Shape:
        """Every property that a node can have; those of a union are optional.

        The same node gets the same shape, so what is noted on its properties stays.
        """
        if id(node) not in self._shapes:
            self._shapes[id(node)] = (node, NOTHING)  # for parts that go in a circle
            self._shapes[id(node)] = (node, self._new_shape(node))
        return self._shapes[id(node)][1]

    def _new_shape(self, node: Node) -> Shape:
        if node.ref:
            return self.shape(self.nodes[node.ref])
        properties: dict[str, Node] = {}
        required = set(node.required)
        for part in node.parts:
            shape = self.shape(part)
            self._merge(properties, shape.properties)
            required |= shape.required
        self._merge(properties, node.properties)
        for branch in chain(*node.unions):
            for wire, each in self.shape(branch).properties.items():
                properties.setdefault(wire, each)
        return Shape(properties=properties, required=frozenset(required))

    def _merge(self, into: dict[str, Node], more: Mapping[str, Node]) -> None:
        for wire, node in more.items():
            if wire not in into:
                into[wire] = node
            elif self._are_parts(into[wire], node):
                into[wire] = _joined(into[wire], node)
            else:
                into[wire] = _both(into[wire], node)

    def _are_parts(self, first: Node, second: Node) -> bool:
        """Whether two descriptions of one property are of objects, and none says it all."""
        return (
            self.has_fields(first)
            and self.has_fields(second)
            and not (first.ref and first.ref == second.ref)
            and not (first.ref and first.ref in self.made_of(second))
        )


def _joined(first: Node, second: Node) -> Node:
    return Node(
        parts=(first, second),
        doc=second.doc or first.doc,
        nullable=first.nullable and second.nullable,
        sent_only=first.sent_only or second.sent_only,
    )


def _shaped(union: tuple[Node, ...], node: Node) -> tuple[Node, ...]:
    """The branches of a union that say more than the node around it does."""
    outside = bool(node.properties or node.parts)
    found = []
    for branch in union:
        bare = branch.types == ("object",) and not (
            branch.properties or branch.parts or branch.unions or branch.values
        )
        if branch.shapes and not (outside and bare):
            found.append(branch)
    if len(found) < len(union) and (outside or node.types):
        return ()
    return union


def _refs(unions: list[tuple[Node, ...]]) -> set[str]:
    """What the branches refer to; a part that repeats a branch narrows nothing."""
    return {branch.ref for union in unions for branch in union if branch.ref}


def _without(node: Node, part: Node) -> tuple[Node, ...]:
    return tuple(each for each in node.parts if each is not part)


def _both(first: Node, second: Node) -> Node:
    """One property out of two definitions: the later counts if it says anything."""
    doc = second.doc or first.doc
    if first.sent_only != second.sent_only:
        first, second = replace(first, sent_only=True), replace(second, sent_only=True)
    if not second.shapes:
        return replace(first, doc=doc)
    if first.choices is not None and second.choices is not None:
        shared = tuple(c for c in second.choices if c in first.choices)
        return replace(second, doc=doc, choices=shared or second.choices)
    if first.choices is not None and second.types and not second.properties:
        return replace(first, doc=doc)  # a plain type beside choices only repeats
    return replace(second, doc=doc)

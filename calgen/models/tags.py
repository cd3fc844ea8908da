"""Properties that tell the branches of a union apart.

pydantic takes the first branch that fits. An open choice fits every string, so where
two branches list different values for one property, both keep exactly their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from calgen.models.catalog import Catalog
from calgen.models.node import Choice, Node


def close_tags(catalog: Catalog) -> None:
    """Mark the choices of every such property as closed, in the nodes themselves."""
    for name in sorted(catalog.nodes):
        for node in _below(catalog.nodes[name]):
            for union in node.unions:
                _close(catalog, tuple(_objects(catalog, union, frozenset())))


def _below(node: Node) -> Iterator[Node]:
    yield node
    inner = [each for each in (node.items, node.values) if each is not None]
    for union in node.unions:
        inner += union
    for each in (*node.properties.values(), *node.parts, *inner):
        yield from _below(each)


def _objects(
    catalog: Catalog, union: Iterable[Node], seen: frozenset[str]
) -> Iterator[Node]:
    """The objects among the branches; a union inside a union counts as its branches."""
    for branch in union:
        target = catalog.nodes[branch.ref] if branch.ref else branch
        if branch.ref and branch.ref in seen:
            continue
        below = seen | {branch.ref} if branch.ref else seen
        if target.unions and not target.properties:
            for inner in target.unions:
                yield from _objects(catalog, inner, below)
        elif target.ref:
            yield from _objects(catalog, (target,), below)
        elif catalog.is_object(target):
            yield target


def _close(catalog: Catalog, branches: tuple[Node, ...]) -> None:
    found: dict[str, list[tuple[Node, frozenset[Choice]]]] = {}
    for branch in branches:
        for wire, node in catalog.shape(branch).properties.items():
            choices = _choices(catalog, node)
            if choices:
                found.setdefault(wire, []).append((node, frozenset(choices)))
    for same in found.values():
        sets = [choices for _, choices in same]
        if any(a.isdisjoint(b) for a, b in combinations(sets, 2)):
            for node, _ in same:
                node.choices = _choices(catalog, node)
                node.ref = None
                node.closed = True


def _choices(catalog: Catalog, node: Node) -> tuple[Choice, ...]:
    """The values of a property, through references to an enum."""
    seen: set[str] = set()
    while node.ref and node.ref not in seen:
        seen.add(node.ref)
        node = catalog.nodes[node.ref]
    return node.choices or ()

"""Properties that tell the branches of a union apart.

pydantic takes the branch that fits best. An open choice fits every string, so where two
branches list different values for one property, both keep exactly their values. Where a
discriminator gives a meaning to values that the branches do not list, it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from calgen.models.catalog import Catalog
from calgen.models.definition import Telling
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


def telling(catalog: Catalog, node: Node, branches: Iterable[str]) -> Telling | None:
    """How to choose between the `branches` of a union by its discriminator.

    None without one, or where each branch lists its own values: then only one fits.
    """
    if node.tag is None:
        return None
    classes = [b for b in branches if b in catalog.nodes and catalog.is_class(b)]
    if len(classes) < 2:
        return None
    listed = {name: _listed(catalog, name, node.tag.wire) for name in classes}
    every = [choice for choices in listed.values() for choice in choices]
    if all(listed.values()) and len(set(every)) == len(every):
        return None
    meanings = {value: name for value, name in node.tag.meanings if name in classes}
    for name, choices in listed.items():
        for choice in choices:
            if every.count(choice) == 1:
                meanings.setdefault(str(choice), name)
    default = node.tag.default if node.tag.default in classes else ""
    if not meanings:
        return None
    return Telling(
        wire=node.tag.wire, meanings=tuple(meanings.items()), default=default
    )


def _listed(catalog: Catalog, name: str, wire: str) -> tuple[Choice, ...]:
    """The values that a class lists for its tag."""
    tag = catalog.shape(catalog.nodes[name]).properties.get(wire)
    return _choices(catalog, tag) if tag is not None else ()

"""What definitions need of each other: where each stands, and in which order.

Definitions that need one another in a circle share a module, so that modules never
import in a circle; so does a definition that only one module uses with that module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from calgen.graph import components, is_circular, within
from calgen.models.annotation import Annotation, Use, leaves
from calgen.models.definition import ClassDefinition
from calgen.models.engine import Spelled


def uses(spelled: Spelled) -> list[str]:
    """The definitions that one needs, sorted."""
    return sorted({*_eager(spelled), *annotated(spelled)})


def annotated(spelled: Spelled) -> list[str]:
    """Those that the annotations of its fields name, sorted."""
    return sorted({name for f in spelled.fields for name in _used(f.annotation)})


def _eager(spelled: Spelled) -> list[str]:
    """The definitions that have to exist when the module runs, sorted."""
    if isinstance(spelled.definition, ClassDefinition):
        return sorted(spelled.definition.bases)
    return sorted(_used(spelled.annotation)) if spelled.annotation else []


def _used(annotation: Annotation) -> set[str]:
    return {leaf.name for leaf in leaves(annotation) if isinstance(leaf, Use)}


def place(definitions: Sequence[Spelled], given: Collection[str]) -> dict[str, str]:
    """The definition after whose name each definition's module is called."""
    edges = {each.name: set(uses(each)) for each in definitions}
    order = _join_heirs(edges, definitions)
    users: dict[str, set[str]] = {name: set() for name in edges}
    for name, below in edges.items():
        for used in below:
            users[used].add(name)
    home: dict[str, str] = {}
    for component in reversed(order):
        outside = {user for name in component for user in users[name]}
        homes = {home[user] for user in outside.difference(component)}
        head = min(component, key=lambda name: (name not in given, name))
        for name in component:
            home[name] = min(homes) if len(homes) == 1 else head
    return home


def _join_heirs(
    edges: dict[str, set[str]], definitions: Sequence[Spelled]
) -> list[tuple[str, ...]]:
    """The components, once the heirs of a class in a circle have joined the circle.

    pydantic reads the annotations that such a class leaves open in the module of the
    heir, which has to be the same one.
    """
    heirs = [
        (base, each.name)
        for each in definitions
        if isinstance(each.definition, ClassDefinition)
        for base in each.definition.bases
    ]
    while True:
        order = components(edges)
        circular = {name for part in order if is_circular(part, edges) for name in part}
        new = [(b, h) for b, h in heirs if b in circular and h not in edges[b]]
        if not new:
            return order
        for base, heir in new:
            edges[base].add(heir)


def in_order(members: Sequence[Spelled]) -> Iterator[tuple[Spelled, bool]]:
    """The definitions of a module so that each follows those it needs, where possible.

    With each stands whether it is an alias that leads back to itself.
    """
    spelled = {each.name: each for each in members}
    every = within(spelled, {each.name: uses(each) for each in members})
    eager = within(spelled, {each.name: _eager(each) for each in members})
    for circle in components(every):
        for part in components(within(circle, eager)):
            for name in part:
                yield spelled[name], is_circular(part, eager)

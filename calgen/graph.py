"""Directed graphs of names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

Edges: TypeAlias = Mapping[str, Collection[str]]


def components(edges: Edges) -> list[tuple[str, ...]]:
    """The strongly connected components, each sorted; what is used precedes its users.

    `edges` has every node as a key, and names only its keys. (Tarjan, without recursion.)
    """
    order: list[tuple[str, ...]] = []
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root in sorted(edges):
        if root in index:
            continue
        index[root] = low[root] = len(index)
        path.append(root)
        on_path.add(root)
        work = [(root, iter(sorted(edges[root])))]
        while work:
            node, below = work[-1]
            for child in below:
                if child not in index:
                    index[child] = low[child] = len(index)
                    path.append(child)
                    on_path.add(child)
                    work.append((child, iter(sorted(edges[child]))))
                    break
                if child in on_path:
                    low[node] = min(low[node], index[child])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    order.append(_close(node, path, on_path))
    return order


def _close(node: str, path: list[str], on_path: set[str]) -> tuple[str, ...]:
    """Take a finished component off the path."""
    found: list[str] = []
    while not found or found[-1] != node:
        found.append(path.pop())
    on_path.difference_update(found)
    return tuple(sorted(found))


def is_circular(component: Sequence[str], edges: Edges) -> bool:
    """Whether a component leads back to itself."""
    return len(component) > 1 or component[0] in edges[component[0]]


def within(names: Collection[str], edges: Edges) -> dict[str, list[str]]:
    """The part of a graph between some of its nodes."""
    return {name: [e for e in edges[name] if e in names] for name in names}

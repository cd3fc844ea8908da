"""Operations to the tree of resources that the client offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from calgen.files import digest
from calgen.ir import Operation, Resource
from calgen.naming import Name, snake

Path = tuple[str, ...]


def tree(
    operations: Sequence[Operation], docs: Mapping[str, str]
) -> tuple[Resource, ...]:
    """The resources at the client's top, each with its operations and children sorted.

    `docs` are descriptions of tags: a resource takes that of a tag of its own name.
    """
    names: dict[Path, tuple[Name, ...]] = {}
    below: dict[Path, list[Operation]] = defaultdict(list)
    for operation in operations:
        nouns = operation.name[:-1]
        for depth in range(1, len(nouns) + 1):
            part = nouns[:depth]
            names[tuple(name.snake for name in part)] = part
        below[tuple(name.snake for name in nouns)].append(operation)
    modules = _modules(sorted(names))
    told = {snake(tag.rpartition("/")[2]): text for tag, text in docs.items()}
    for each in operations:
        if each.older:
            told[each.name[0].snake] = (
                f"Calls at version {each.older} that have a newer one."
            )
    return _children((), names, below, modules, told)


def _children(
    path: Path,
    names: dict[Path, tuple[Name, ...]],
    below: dict[Path, list[Operation]],
    modules: dict[Path, str],
    docs: Mapping[str, str],
) -> tuple[Resource, ...]:
    found = sorted(key for key in names if key[:-1] == path)
    return tuple(
        Resource(
            name=names[key][-1],
            path=names[key],
            module=modules[key],
            doc=docs.get(key[-1], "") if len(key) == 1 else "",
            operations=tuple(sorted(below[key], key=lambda each: each.dotted)),
            children=_children(key, names, below, modules, docs),
        )
        for key in found
    )


def _modules(paths: Sequence[Path]) -> dict[Path, str]:
    """A module name for each resource; two that would share one keep their dots."""
    claims: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        claims[_short("_".join(path))].append(path)
    return {
        path: module if len(claimants) == 1 else _short("__".join(path))
        for module, claimants in claims.items()
        for path in claimants
    }


def _short(module: str) -> str:
    """A file system takes 255 bytes; whoever names things longer gets their start."""
    return module if len(module) <= 120 else f"{module[:110]}_{digest(module)[:8]}"

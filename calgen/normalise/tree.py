"""Operations to the tree of resources that the client offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from calgen.files import digest
from calgen.frozen import NOTHING, Frozen
from calgen.ir import Operation, Resource
from calgen.naming import Name, snake

Path = tuple[str, ...]


def tree(
    operations: Sequence[Operation],
    docs: Mapping[str, str],
    frozen: Frozen = NOTHING,
) -> tuple[Resource, ...]:
    """The resources at the client's top, each with its operations and children sorted.

    `docs` are descriptions of tags: a resource takes that of a tag of its own name.
    Resources that were there stay in their modules.
    """
    names: dict[Path, tuple[Name, ...]] = {}
    below: dict[Path, list[Operation]] = defaultdict(list)
    for operation in operations:
        nouns = operation.name[:-1]
        for depth in range(1, len(nouns) + 1):
            part = nouns[:depth]
            names[tuple(name.snake for name in part)] = part
        below[tuple(name.snake for name in nouns)].append(operation)
    modules = _modules(sorted(names), frozen)
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


def _modules(paths: Sequence[Path], frozen: Frozen) -> dict[Path, str]:
    """A module name for each resource; two that would share one keep their dots."""
    old = {
        tuple(nouns[:depth])
        for dotted in frozen.operations.values()
        for nouns in [dotted.split(".")[:-1]]
        for depth in range(1, len(nouns) + 1)
    }
    found: dict[Path, str] = {}
    taken: set[str] = set()
    for path in paths:
        module = frozen.modules.get(".".join(path)) or plain_module(path)
        if path in old and module.isidentifier() and module not in taken:
            found[path] = module
            taken.add(module)
    claims: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        if path not in found:
            claims[plain_module(path)].append(path)
    for module, claimants in claims.items():
        for path in claimants:
            alone = len(claimants) == 1 and module not in taken
            name = module if alone else _short("__".join(path))
            while name in taken:
                name += "_"
            taken.add(name)
            found[path] = name
    return found


def plain_module(path: Path) -> str:
    """The module of a resource by rule."""
    return _short("_".join(path))


def every_resource(resources: Sequence[Resource]) -> Iterator[Resource]:
    """The resources and all below them."""
    for each in resources:
        yield each
        yield from every_resource(each.children)


def _short(module: str) -> str:
    """A file system takes 255 bytes; whoever names things longer gets their start."""
    return module if len(module) <= 120 else f"{module[:110]}_{digest(module)[:8]}"

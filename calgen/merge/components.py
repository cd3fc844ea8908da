"""Components: equal ones fold, different ones of one name are told apart by context."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from itertools import count as count_from

from calgen.diagnostics import Report
from calgen.ir import JsonValue
from calgen.location import Place
from calgen.merge.classes import Classes
from calgen.merge.kept import Memory
from calgen.merge.merged import Merged, Target
from calgen.merge.parts import Part, Parts


def merge_components(
    merged: Merged, parts: Parts, classes: Classes, memory: Memory, report: Report
) -> None:
    """Fill the sections of `merged`, and tell it what stands where."""
    groups: list[list[list[Part]]] = []
    for _, group in sorted(classes.groups.items()):
        equal: dict[str, list[Part]] = {}
        for part in group:
            equal.setdefault(classes.of(part), []).append(part)
        variants = list(equal.values())
        # Most components have one body: weighing it would tell nothing.
        groups.append(variants if len(variants) == 1 else sorted(variants, key=_weight))
    named = _named(merged, groups, memory)
    merged.components = {
        section: dict(sorted(found.items()))
        for section, found in merged.components.items()
    }
    for variants, targets in zip(groups, named, strict=True):
        _tell(merged, variants, targets, report)
    for alias, key in parts.aliases.items():
        target = merged.component_at(Place(*key))
        assert target is not None
        merged.know(alias, target)
    merged.holders = memory.holders(
        [
            (str(target.component), parts, len(variants) > 1)
            for variants, targets in zip(groups, named, strict=True)
            for parts, target in zip(variants, targets, strict=True)
        ]
    )


def _named(
    merged: Merged, groups: Sequence[Sequence[list[Part]]], memory: Memory
) -> list[list[Target]]:
    """The component that each variant of each group becomes.

    Names of an earlier run come first, then plain ones: a name with its context must not
    take what another is called.
    """
    found: list[dict[int, Target]] = []
    for variants in groups:
        found.append({})
        section = variants[0][0].section
        for number, name in sorted(memory.names(variants).items()):
            if name not in merged.section(section):
                found[-1][number] = _take(merged, variants[number], section, name)
    for plain in (True, False):
        for variants, targets in zip(groups, found, strict=True):
            section, name = variants[0][0].section, variants[0][0].name
            for number, parts in enumerate(variants):
                taken = merged.section(section)
                if number in targets or (plain and name in taken):
                    continue
                final = name if plain else _in_context(name, parts, taken)
                targets[number] = _take(merged, parts, section, final)
    return [[target for _, target in sorted(each.items())] for each in found]


def _tell(
    merged: Merged,
    variants: Sequence[Sequence[Part]],
    targets: Sequence[Target],
    report: Report,
) -> None:
    section, name = variants[0][0].section, variants[0][0].name
    for parts, target in zip(variants, targets, strict=True):
        others = [each for each in targets if each is not target]
        first = merged.section(section).get(name) or next(iter(others), target)
        # Files that are no inputs may call anything what they like.
        if first is target or not any(part.own for part in parts):
            continue
        report.warning(
            "CG010",
            f"{section}.{name} has different bodies; this one becomes "
            f"{target.component}",
            target.place,
            related=[first.place],
            hint="take one of the two documents out, or make the bodies equal",
        )


def _take(merged: Merged, parts: list[Part], section: str, final: str) -> Target:
    best = parts[0] if len(parts) == 1 else min(parts, key=_fullness)
    target = Target(best.place, best.node, final, section)
    merged.components.setdefault(section, {})[final] = target
    for part in parts:
        merged.know(part.key, target)
    return target


def _weight(parts: list[Part]) -> tuple[bool, int, tuple[int, str, str]]:
    """An input's own body keeps the name, then the one that most documents share, then
    the fuller one."""
    own = any(part.own for part in parts)
    return not own, -len(parts), min(map(_fullness, parts))


def _fullness(part: Part) -> tuple[int, str, str]:
    return *fullness_of(part.node), part.key[0].path


def fullness_of(node: JsonValue) -> tuple[int, str]:
    """Sorts the node with the most text first."""
    text = json.dumps(node, sort_keys=True)
    return -len(text), text


def _in_context(name: str, parts: Sequence[Part], taken: Mapping[str, object]) -> str:
    """A name for a second body: its file, and the folders around it if need be."""
    context = min(parts, key=lambda part: (part.key[0].path, part.key[1])).context
    for count in range(1, len(context) + 1):
        candidate = "_".join((name, *reversed(context[:count])))
        if candidate not in taken:
            return candidate
    plain = "_".join((name, *reversed(context), "variant"))
    more = (f"{plain}_{number}" for number in count_from(2))
    return next(each for each in chain([plain], more) if each not in taken)

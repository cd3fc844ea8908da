"""Components: equal ones fold, different ones of one name are told apart by context."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from calgen.diagnostics import Report
from calgen.ir import JsonValue
from calgen.location import Place
from calgen.merge.classes import Classes
from calgen.merge.merged import Merged, Target
from calgen.merge.parts import Part, Parts


def merge_components(
    merged: Merged, parts: Parts, classes: Classes, report: Report
) -> None:
    """Fill the sections of `merged`, and tell it what stands where."""
    # Plain names first: a name with its context must not take what another is called.
    later: list[tuple[list[Part], Target]] = []
    for (section, name), group in sorted(classes.groups.items()):
        variants: dict[str, list[Part]] = {}
        for part in group:
            variants.setdefault(classes.of(part), []).append(part)
        ordered = sorted(variants.values(), key=_weight)
        first = _take(merged, ordered[0], section, name)
        later += [(others, first) for others in ordered[1:]]
    for others, first in later:
        _add_variant(merged, others, first, report)
    for alias, key in parts.aliases.items():
        target = merged.component_at(Place(*key))
        assert target is not None
        merged.know(alias, target)


def _add_variant(
    merged: Merged, parts: list[Part], first: Target, report: Report
) -> None:
    section, name = parts[0].section, parts[0].name
    final = _in_context(name, parts, merged.section(section))
    target = _take(merged, parts, section, final)
    # Files that are no inputs may call anything what they like.
    if any(part.own for part in parts):
        report.warning(
            "CG010",
            f"{section}.{name} has different bodies; this one becomes {final}",
            target.place,
            related=[first.place],
            hint="take one of the two documents out, or make the bodies equal",
        )


def _take(merged: Merged, parts: list[Part], section: str, final: str) -> Target:
    best = min(parts, key=_fullness)
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
    return "_".join((name, *reversed(context), "variant"))

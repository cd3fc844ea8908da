"""Blocks that have no place: in a template that stands on another one, and in one that
another one stands on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart, place_of
from calgen.doctor.words import listed, near
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.forwards import blocks_of
from calgen.theme.outline import Block


def check_blocks(chart: Chart, report: Report) -> None:
    """CG121, CG127 and CG132."""
    lost: dict[tuple[str, str], list[tuple[TemplateFile, Block]]] = {}
    names = dict.fromkeys([*(each.name for each in chart.templates), *chart.reached])
    for name in names:
        file, outline = chart.tree.get(name), chart.outline(name)
        if file is None or outline is None or outline.extends is None:
            continue
        below, known = outline.extends.name, chart.beneath(name)
        if chart.tree.get(below) is None or known is None:
            continue
        for block in chart.top_blocks(name):
            if block.name in known:
                continue
            forward = chart.forwarded(file, block.name) if file.own else None
            if forward is not None and _lacks(chart, forward.to, block.name):
                lost.setdefault((forward.to, block.name), []).append((file, block))
            elif forward is not None:
                report.info(
                    "CG132",
                    f"the block `{block.name}` now stands in `{forward.to}`; "
                    "this override still reaches it",
                    place_of(file, block.line, block.name),
                    hint=f"write it in a file `{forward.to}` that extends "
                    f'"{DEFAULT}{forward.to}"',
                )
            elif replaced := _replaced(chart, below, block.name):
                lost.setdefault((replaced, block.name), []).append((file, block))
            elif file.own:
                _unknown(chart, file, block, below, known, report)
    for (of, lacking), users in lost.items():
        _lost(chart.tree.own[of], lacking, users, report)


def _lacks(chart: Chart, name: str, block: str) -> bool:
    """Whether a file of the user's stands where a block went, and has it not."""
    known = chart.standing(name)
    return name in chart.tree.own and known is not None and block not in known


def _replaced(chart: Chart, below: str, block: str) -> str:
    """The user's file in the chain whose default has a block that it lacks; '' for none."""
    for each in chart.chain(below):
        file = chart.tree.get(each)
        if file is None or not file.own or file.name not in chart.tree.default:
            continue
        if block in blocks_of(DEFAULT + file.name, chart.outline):
            return file.name
    return ""


def _lost(
    file: TemplateFile,
    block: str,
    users: list[tuple[TemplateFile, Block]],
    report: Report,
) -> None:
    names = listed(sorted({each.name for each, _ in users}), 3)
    report.error(
        "CG127",
        f"the block `{block}` has no place in this file, and {names} "
        f"override{'s' if len(users) == 1 else ''} it",
        file.place(),
        related=[place_of(each, one.line, one.name) for each, one in users if each.own],
        hint=f"write `{{% block {block} %}}{{% endblock %}}` where it belongs, or "
        f'extend "{DEFAULT}{file.name}"',
    )


def _unknown(
    chart: Chart,
    file: TemplateFile,
    block: Block,
    below: str,
    known: Collection[str],
    report: Report,
) -> None:
    plain = below.removeprefix(DEFAULT)
    report.error(
        "CG121",
        f"`{plain}` has no block `{block.name}`: what stands in it goes nowhere",
        place_of(file, block.line, block.name),
        hint=_hint(chart, block.name, known),
    )


def _hint(chart: Chart, block: str, known: Collection[str]) -> str:
    homes = list(_homes(chart, block))
    found = near(block, known)
    if found and homes:
        return f"did you mean `{found}`? `{block}` is a block of {listed(homes)}"
    if len(homes) == 1:
        return (
            f"it is a block of `{homes[0]}`: write it in a file of that name that "
            f'extends "{DEFAULT}{homes[0]}"'
        )
    if found:
        return f"did you mean `{found}`?"
    if homes:
        return f"it is a block of {listed(homes)}: override it there"
    if not known:
        return "it has none: write the whole file anew, without `extends`"
    return f"its blocks are {listed(known)}"


def _homes(chart: Chart, block: str) -> Iterator[str]:
    """The default theme's templates that make a place for a block."""
    for name, file in chart.tree.default.items():
        outline = chart.outline(DEFAULT + name) if file.is_template else None
        if outline and any(each.name == block for each in outline.blocks):
            below = outline.extends
            if not below or block not in blocks_of(below.name, chart.outline):
                yield name

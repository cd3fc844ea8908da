"""The contract that a theme was written for, held against ours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinja2 import nodes

from calgen.diagnostics import Report
from calgen.doctor.changes import Change
from calgen.doctor.chart import Chart, place_of
from calgen.location import Place
from calgen.theme.file import DEFAULT, TemplateFile

# Whoever forgets the colon means it all the same, where a number follows.
_STATED = re.compile(
    r"\A\s*\{#-?\s*contract(?:\s*[:=]\s*|\s+(?:version\s+)?(?=[\d.v]+\s*-?#\}))"
    r"(.*?)\s*-?#\}",
    re.S | re.I,
)


def check_contract(
    chart: Chart, report: Report, changes: Iterable[Change], ours: int
) -> None:
    """CG128."""
    manifest = chart.tree.manifest
    general = manifest.contract
    if general is not None and manifest.file is not None and general > ours:
        _newer(manifest.file.find("contract"), general, ours, report)
    known = tuple(changes)
    for file in chart.templates:
        stated = _stated(file, ours, report)
        if stated is None:
            stated = general
        if stated is not None and stated < ours:
            for change in known:
                if stated < change.contract <= ours:
                    _check_change(chart, file, stated, change, report)


def _newer(place: Place, stated: int, ours: int, report: Report) -> None:
    report.error(
        "CG128",
        f"written for contract {stated}, and this calgen has contract {ours}",
        place,
        hint="install a newer calgen, or write down the contract of this one after "
        "`calgen templates doctor` found nothing else",
    )


def _stated(file: TemplateFile, ours: int, report: Report) -> int | None:
    """The contract that the first lines of a file state; None for none."""
    found = _STATED.match(file.text)
    if found is None:
        return None
    place = place_of(file, file.text.count("\n", 0, found.start(1)) + 1, found[1])
    if not re.fullmatch(r"[1-9][0-9]{0,5}", found[1]):
        report.error(
            "CG128",
            f"{found[1]!r} is no contract",
            place,
            hint=f"write a whole number from 1: `{{# contract: {ours} #}}`",
        )
        return None
    if int(found[1]) > ours:
        _newer(place, int(found[1]), ours, report)
    return int(found[1])


def _check_change(
    chart: Chart, file: TemplateFile, stated: int, change: Change, report: Report
) -> None:
    tree = chart.parsed(file.name)
    assert tree is not None
    about = f"since contract {change.contract}, and this was written for {stated}"
    if change.block:
        below = {each.removeprefix(DEFAULT) for each in chart.chain(file.name)}
        for block in tree.find_all(nodes.Block):
            if block.name == change.block and change.file in below:
                report.error(
                    "CG128",
                    f"the block `{block.name}` of `{change.file}` is not what it was "
                    f"{about}",
                    place_of(file, block.lineno, block.name),
                    hint=change.instead,
                )
    if change.name:
        for node in tree.find_all((nodes.Getattr, nodes.Name)):
            said = node.attr if isinstance(node, nodes.Getattr) else _loaded(node)
            if said == change.name:
                report.error(
                    "CG128",
                    f"`{said}` is not what it was {about}",
                    place_of(file, node.lineno, said),
                    hint=change.instead,
                )


def _loaded(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name) and node.ctx == "load":
        return node.name
    return ""

"""Templates that others name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from jinja2 import nodes

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart, place_of
from calgen.doctor.words import near_file
from calgen.theme.file import DEFAULT, SUFFIX, TemplateFile

Naming = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport
"""The tags that name templates."""


def check_uses(chart: Chart, report: Report) -> None:
    """CG122."""
    for file in chart.templates:
        tree = chart.parsed(file.name)
        assert tree is not None
        for node in tree.find_all(get_args(Naming)):
            assert isinstance(node, Naming)
            for names in choices_of(node):
                if not any(chart.tree.get(each) for each in names):
                    _missing(chart, file, node, names[0], report)


def choices_of(node: Naming) -> Iterator[Sequence[str]]:
    """What a tag names: each a choice of templates of which one has to be there. Nothing
    for what is computed, or need not be there."""
    if isinstance(node, nodes.Include) and node.ignore_missing:
        return
    yield from _choices(node.template)


def _choices(node: nodes.Node) -> Iterator[Sequence[str]]:
    match node:
        case nodes.Const(value=str(name)):
            yield [name]
        case nodes.CondExpr(expr1=first, expr2=second):
            yield from _choices(first)
            if second is not None:
                yield from _choices(second)
        case nodes.List(items=items) | nodes.Tuple(items=items):
            texts = [
                each.value
                for each in items
                if isinstance(each, nodes.Const) and isinstance(each.value, str)
            ]
            if texts and len(texts) == len(items):
                yield texts


def _missing(
    chart: Chart, file: TemplateFile, node: nodes.Node, name: str, report: Report
) -> None:
    report.error(
        "CG122",
        f"there is no template `{name}`",
        place_of(file, node.lineno, name),
        hint=_hint(chart, file, name),
    )


def _hint(chart: Chart, file: TemplateFile, name: str) -> str:
    names = chart.names()
    plain = name.removeprefix("./").lstrip("/")
    inside = file.name.rpartition("/")[0]
    for guess in (
        plain,
        f"{plain}{SUFFIX}",
        f"{plain}.py{SUFFIX}",
        f"{inside}/{plain}",
        plain.removeprefix("templates/"),
    ):
        if guess in names and guess != name:
            return f'did you mean "{guess}"?'
    last = plain.rpartition("/")[2]
    same = [each for each in names if each.rpartition("/")[2] == last]
    same = [
        each for each in same if each.startswith(DEFAULT) == plain.startswith(DEFAULT)
    ]
    found = same[0] if len(same) == 1 else near_file(name, names)
    if found:
        return f'did you mean "{found}"?'
    return f'names are paths in the theme, such as "{DEFAULT}_method.py{SUFFIX}"'

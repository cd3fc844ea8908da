"""Templates that use themselves, by whatever way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import nodes

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart, named_by, place_of
from calgen.doctor.layers import Layer, layers_of
from calgen.record import record
from calgen.theme.file import DEFAULT, TemplateFile


@record(kw_only=False)
class _Step:
    """A tag of `file` that names the template `name`; it is come by whenever the file is
    used."""

    file: TemplateFile
    node: nodes.Node
    name: str


def check_circles(chart: Chart, report: Report) -> None:
    """CG122. What stands within a condition, a loop or a macro may come to an end."""
    told: set[frozenset[str]] = set()
    for file in chart.templates:
        if _extends_itself(chart, file, report):
            continue
        way = _circle(chart, file)
        names = frozenset(each.name for each in way)
        if not way or names in told:
            continue
        told.add(names)
        step = next(each for each in way if each.file.own)
        _say(chart, step, way, report)


def _say(chart: Chart, step: _Step, way: tuple[_Step, ...], report: Report) -> None:
    others = [each.name for each in way if chart.tree.get(each.name) is not step.file]
    by = f", by way of `{others[0]}`" if others else ""
    said = "includes" if isinstance(step.node, nodes.Include) else "imports"
    if step.name in chart.tree.default and not others:
        hint = f'the theme\'s own file is "{DEFAULT}{step.name}"'
    else:
        hint = "this has no end: name another one, or ask with `if` before"
    report.error(
        "CG122",
        f"`{step.file.name}` {said} itself{by}",
        place_of(step.file, step.node.lineno, step.name),
        hint=hint,
    )


def _circle(chart: Chart, file: TemplateFile) -> tuple[_Step, ...]:
    """The steps by which a file leads to itself; none where it does not."""
    before: dict[str, tuple[_Step, ...]] = {}
    waiting: list[tuple[str, tuple[_Step, ...]]] = [(file.name, ())]
    while waiting:
        name, way = waiting.pop(0)
        for step in _steps(chart, name):
            if chart.tree.get(step.name) is file:
                return (*way, step)
            if step.name not in before and chart.tree.get(step.name) is not None:
                before[step.name] = (*way, step)
                waiting.append((step.name, before[step.name]))
    return ()


def _steps(chart: Chart, name: str) -> Iterator[_Step]:
    layers = layers_of(chart, name)
    for layer in layers:
        yield from _taken(layer, layer.body, layers, ())


def _taken(
    layer: Layer,
    body: Iterable[nodes.Node],
    layers: tuple[Layer, ...],
    within: tuple[str, ...],
) -> Iterator[_Step]:
    """What is used by what is always come by."""
    extends = any(isinstance(each, nodes.Extends) for each in layer.body)
    for node in body:
        match node:
            case nodes.Include() | nodes.Import() | nodes.FromImport():
                named = named_by(node.template)
                if len(named) == 1:
                    yield _Step(layer.file, node, named[0])
            case nodes.Block(name=name):
                # The layers below are come by as well, where `super()` stands.
                having = [each for each in layers if name in each.blocks]
                if name not in within and (within or not extends):
                    for each in having[: _depth(name, having)]:
                        inner = each.blocks[name].body
                        yield from _taken(each, inner, layers, (*within, name))
            case (
                nodes.With() | nodes.FilterBlock() | nodes.AssignBlock() | nodes.Scope()
            ):
                yield from _taken(layer, node.body, layers, within)


def _depth(name: str, having: list[Layer]) -> int:
    """So many layers of a block are used."""
    for number, each in enumerate(having, start=1):
        names = each.blocks[name].find_all(nodes.Name)
        if not any(one.name == "super" for one in names):
            return number
    return len(having)


def _extends_itself(chart: Chart, file: TemplateFile, report: Report) -> bool:
    outline = chart.outline(file.name)
    if outline is None or outline.extends is None:
        return False
    names = chart.chain(file.name)
    last = chart.outline(names[-1])
    again = last.extends.name if last and last.extends else None
    if again is None or chart.tree.get(again) is not file:
        return False
    place = place_of(file, outline.extends.line, outline.extends.name)
    if file.name in chart.tree.default:
        hint = f'write `{{% extends "{DEFAULT}{file.name}" %}}`'
    else:
        hint = "a file cannot stand on itself: extend another one, or none"
    by = "" if len(names) == 1 else f", by way of `{names[1]}`"
    report.error("CG122", f"`{file.name}` extends itself{by}", place, hint=hint)
    return True

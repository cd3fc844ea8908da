"""The templates that make a whole by `extends`, one over the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jinja2 import nodes

from calgen.doctor.chart import Chart
from calgen.record import record
from calgen.theme.file import TemplateFile


@record(kw_only=False)
class Layer:
    """One of them: what stands at its top, and all of its blocks by name."""

    file: TemplateFile
    body: tuple[nodes.Node, ...]
    blocks: Mapping[str, nodes.Block]


def layers_of(chart: Chart, name: str) -> tuple[Layer, ...]:
    """The layers of a template, the uppermost first. A block that has another place now
    is a layer of its own there."""
    found: list[Layer] = []
    for each in chart.chain(name):
        for forward in reversed(chart.environment.forwards.get(each, ())):
            blocks = _blocks(chart.parsed(forward.file.name))
            only = {forward.block.name: blocks[forward.block.name]}
            found.append(Layer(forward.file, (), only))
        tree, file = chart.parsed(each), chart.tree.get(each)
        if tree is not None and file is not None:
            found.append(Layer(file, tuple(tree.body), _blocks(tree)))
    return tuple(found)


def assigned(body: Iterable[nodes.Node]) -> set[str]:
    """The names that a template sets at its top."""
    found: set[str] = set()
    for node in body:
        match node:
            case nodes.If():
                found |= assigned([*node.body, *node.elif_, *node.else_])
            case nodes.Assign(target=target) | nodes.AssignBlock(target=target):
                names = [target, *target.find_all(nodes.Name)]
                found |= {e.name for e in names if isinstance(e, nodes.Name)}
            case nodes.Macro(name=name):
                found.add(name)
            case nodes.Import(target=str(name)):
                found.add(name)
            case nodes.FromImport(names=names):
                found |= {n if isinstance(n, str) else n[1] for n in names}
    return found


def _blocks(tree: nodes.Template | None) -> dict[str, nodes.Block]:
    found = tree.find_all(nodes.Block) if tree is not None else ()
    return {each.name: each for each in found}

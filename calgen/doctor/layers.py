"""The templates that make a whole by `extends`, one over the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jinja2 import nodes

from calgen.doctor.chart import Chart, named_by
from calgen.doctor.kinds import UNKNOWN, Imported, Kind
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


def is_open(layers: Sequence[Layer]) -> bool:
    """Whether the last of the layers stands on one that is not known, or any on one of
    several."""
    for layer in layers:
        named = [each for node in layer.body for each in _extends(node)]
        if len(named) > 1 or any(len(named_by(each.template)) != 1 for each in named):
            return True
    return any(_extends(node) for node in layers[-1].body)


def _extends(node: nodes.Node) -> list[nodes.Extends]:
    found = [node] if isinstance(node, nodes.Extends) else []
    return [*found, *node.find_all(nodes.Extends)]


def exported(chart: Chart, node: nodes.Import | nodes.FromImport) -> Kind:
    """What a file gives to whoever imports it."""
    named = named_by(node.template)
    layers = layers_of(chart, named[0]) if len(named) == 1 else ()
    if not layers or is_open(layers):
        return UNKNOWN
    names = {name for layer in layers for name in assigned(layer.body)}
    given = sorted(name for name in names if not name.startswith("_"))
    return Imported(named[0], tuple(given))


def _blocks(tree: nodes.Template | None) -> dict[str, nodes.Block]:
    found = tree.find_all(nodes.Block) if tree is not None else ()
    return {each.name: each for each in found}

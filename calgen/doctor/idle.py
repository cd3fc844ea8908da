"""Overrides that change nothing, and text that goes nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart, place_of
from calgen.theme.file import DEFAULT, TemplateFile


def check_idle(chart: Chart, report: Report) -> None:
    """CG125 and CG126."""
    for file in chart.tree.own.values():
        default = chart.tree.default.get(file.name)
        if default is not None and file.content == default.content:
            _same(file, "this file is the default theme's, word for word", report)
    for file in chart.templates:
        tree = chart.parsed(file.name)
        assert tree is not None
        at = next((n for n, e in enumerate(tree.body) if _is_extends(e)), None)
        if at is None:
            continue
        # What stands before the tag is written, and behind it nothing is.
        for node in tree.body[at + 1 :]:
            for line, said in _dropped(node):
                report.warning(
                    "CG126",
                    "this stands in no block, and a file that extends another writes "
                    "its blocks alone",
                    place_of(file, line, said) if said else file.place(line),
                    hint="move it into a block; for a note write `{# … #}`",
                )
        _check_blocks(chart, file, tree, report)


def _is_extends(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Extends)


def _dropped(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Lines of what a template writes outside of its blocks, and how each begins."""
    match node:
        case nodes.Output(nodes=parts):
            for part in parts:
                if not isinstance(part, nodes.TemplateData):
                    yield part.lineno, ""
                    return
                if part.data.strip():
                    blank = len(part.data) - len(part.data.lstrip())
                    line = part.lineno + part.data.count("\n", 0, blank)
                    yield line, part.data.strip().split("\n")[0].strip()
                    return
        case nodes.If() | nodes.For() | nodes.With() | nodes.FilterBlock():
            # An include or a call here would be written, before everything else.
            for child in node.iter_child_nodes():
                yield from _dropped(child)


def _same(file: TemplateFile, said: str, report: Report, line: int = 1) -> None:
    whole = "the file" if line == 1 else "it"
    report.warning(
        "CG125",
        f"{said}: it changes nothing",
        file.place(line),
        hint=f"delete {whole}, so that the default's can go on changing",
    )


def _check_blocks(
    chart: Chart, file: TemplateFile, tree: nodes.Template, report: Report
) -> None:
    blocks = list(tree.find_all(nodes.Block))
    extends = next(each for each in tree.body if _is_extends(each))
    assert isinstance(extends, nodes.Extends)
    below = extends.template
    if not isinstance(below, nodes.Const) or not isinstance(below.value, str):
        return
    if not blocks and below.value == DEFAULT + file.name and _does_nothing(tree):
        report.warning(
            "CG125",
            "this file overrides no block: it changes nothing",
            place_of(file, extends.lineno, below.value),
            hint="delete the file, or write a block of the one that it extends",
        )
    for block in blocks:
        other = _beneath(chart, below.value, block.name)
        if other is None and chart.forwarded(file, block.name) is None:
            continue
        if _is_super(block):
            said = f"the block `{block.name}` is `super()` alone"
        elif other is None:
            continue
        elif other is not block and other.body == block.body and not _adds(block):
            said = f"the block `{block.name}` is the one below it, word for word"
        else:
            continue
        report.warning(
            "CG125",
            f"{said}: it changes nothing",
            place_of(file, block.lineno, block.name),
            hint="delete the block, so that the other can go on changing",
        )


def _does_nothing(tree: nodes.Template) -> bool:
    return not any(
        isinstance(each, nodes.Assign | nodes.AssignBlock | nodes.Macro)
        for each in tree.body
    )


def _adds(block: nodes.Block) -> bool:
    """Whether a block has what stood there before within it."""
    return any(each.name == "super" for each in block.find_all(nodes.Name))


def _is_super(block: nodes.Block) -> bool:
    """Whether a block is what stood there, give or take the end of a line."""
    parts: list[nodes.Node] = []
    for node in block.body:
        if not isinstance(node, nodes.Output):
            return False
        parts += node.nodes
    text = "".join(each.data for each in parts if isinstance(each, nodes.TemplateData))
    calls = [each for each in parts if not isinstance(each, nodes.TemplateData)]
    if len(calls) != 1 or not re.fullmatch(r"[ \t]*\n?[ \t]*", text):
        return False
    match calls[0]:
        case nodes.Call(node=nodes.Name(name="super"), args=[], kwargs=[]):
            return True
    return False


def _beneath(chart: Chart, below: str, name: str) -> nodes.Block | None:
    """The block that one of this name takes the place of, in templates below."""
    for each in chart.chain(below):
        tree = chart.parsed(each)
        for block in tree.find_all(nodes.Block) if tree else ():
            if block.name == name:
                return block
    return None

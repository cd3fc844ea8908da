"""Modules that are left out although another one imports them.

Only imports are looked at that the default theme writes in every case and as they stand;
one that depends on the API, or whose module is filled in, is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from jinja2 import nodes

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart
from calgen.doctor.layers import layers_of
from calgen.doctor.omitted import place_of_pattern
from calgen.doctor.words import listed
from calgen.location import Place
from calgen.theme.file import TemplateFile
from calgen.theme.tree import fits

_IMPORT = re.compile(r"^from (\.+)([\w.]*) import (\w+)", re.M)


def check_imports(
    chart: Chart,
    report: Report,
    places: Mapping[tuple[str, str], Place],
    package: str,
) -> None:
    """CG130."""
    if not chart.tree.omit:
        return
    left: dict[str, str] = {}
    for file in chart.tree.default.values():
        if file.is_part or file.name in chart.tree.own:
            continue
        for pattern in chart.tree.omit:
            if fits(pattern, file.target, package):
                left.setdefault(file.target, pattern)
    modules = {each for each in left if each.endswith(".py")}
    for file in chart.tree.own.values():
        modules.discard(file.target)
    if not modules:
        return
    found: dict[str, dict[str, list[str]]] = {}
    for file in chart.tree.outputs:
        if file.own or file.target in left or not file.target.endswith(".py"):
            continue
        if file.is_template and chart.has_own_part(file.name):
            continue
        for module in dict.fromkeys(_imported(file, chart)):
            if module in modules:
                users = found.setdefault(left[module], {})
                users.setdefault(module, []).append(file.target)
    for pattern, imported in found.items():
        importing = sorted({each for users in imported.values() for each in users})
        report.warning(
            "CG130",
            f"{listed(imported, 3)} {'is' if len(imported) == 1 else 'are'} left out, "
            f"and imported by {listed(importing, 3)}",
            place_of_pattern(chart, pattern, places),
            hint="leave out what imports it, too, or write both",
        )


def _imported(file: TemplateFile, chart: Chart) -> Iterator[str]:
    """The files of the package that a module imports at its top."""
    folder = file.target.split("/")[:-1]
    for dots, module, name in _IMPORT.findall("\n".join(_texts(file, chart))):
        base = folder[: len(folder) - len(dots) + 1]
        path = "/".join([*base, *filter(None, module.split("."))])
        yield f"{path}.py"
        yield f"{path}/__init__.py"
        yield f"{path}/{name}.py"
        yield f"{path}/{name}/__init__.py"


def _texts(file: TemplateFile, chart: Chart) -> Iterator[str]:
    """What a file holds whatever the API is."""
    if not file.is_template:
        yield file.text
        return
    taken: set[str] = set()
    for layer in layers_of(chart, file.name):
        for name, block in layer.blocks.items():
            if name not in taken:
                taken.add(name)
                yield from _always(block.body)


def _always(body: Iterable[nodes.Node]) -> Iterator[str]:
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                if isinstance(part, nodes.TemplateData):
                    yield part.data

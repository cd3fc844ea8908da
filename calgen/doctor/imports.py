"""Modules that are left out although another one imports them.

Imports are read that the default theme writes in every case and as they stand. What is
imported by a name that is filled in, or when it is first used, stands in `_NEEDED`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from jinja2 import nodes

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart
from calgen.doctor.layers import layers_of
from calgen.doctor.omitted import place_of_pattern
from calgen.doctor.words import listed
from calgen.location import Place
from calgen.theme.file import TemplateFile
from calgen.theme.theme import NOTICE
from calgen.theme.tree import fits

_RESOURCES = ("{package}/resources/{resource}.py", "{package}/aio/{resource}.py")
_NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "{package}/__init__.py": ("{package}/client.py", *_RESOURCES),
        "{package}/access.py": ("{package}/__init__.py", "{package}/testing.py"),
        "{package}/auth.py": ("{package}/__init__.py",),
        "{package}/client.py": ("{package}/__init__.py", "{package}/testing.py"),
        "{package}/errors.py": ("{package}/__init__.py",),
        "{package}/models/__init__.py": ("{package}/__init__.py", *_RESOURCES),
        "{package}/models/{model}.py": ("{package}/models/__init__.py",),
        "{package}/operations/{resource}.py": ("{package}/access.py", *_RESOURCES),
        "{package}/resources/{resource}.py": ("{package}/client.py",),
        "{package}/aio/{resource}.py": ("{package}/client.py",),
        "{package}/testing.json": ("{package}/testing.py",),
    }
)
"""What a file of the default theme takes of others, whatever the API is: by what is taken,
those that do."""
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
    left: dict[str, str] = {}  # what is left out, and the pattern that does it
    for file in chart.tree.default.values():
        if file.is_part or file.name in chart.tree.own:
            continue
        for pattern in chart.tree.omit:
            if fits(pattern, file.target, package):
                left.setdefault(file.target, pattern)
    omitted = frozenset(left)
    for file in chart.tree.own.values():
        left.pop(file.target, None)
    found: dict[str, dict[str, list[str]]] = {}
    for file in chart.tree.outputs if left else ():
        if file.own or file.target in omitted:
            continue
        for taken in _taken(file, chart):
            if taken in left:
                users = found.setdefault(left[taken], {})
                users.setdefault(taken, []).append(file.target)
    for pattern, imported in found.items():
        importing = sorted({each for users in imported.values() for each in users})
        report.warning(
            "CG130",
            f"{listed(imported, 3)} {'is' if len(imported) == 1 else 'are'} left out, "
            f"and {listed(importing, 3)} {'needs' if len(importing) == 1 else 'need'} "
            f"{'it' if len(imported) == 1 else 'them'}",
            place_of_pattern(chart, pattern, places),
            hint="leave out what needs it, too, or write both",
        )


def _taken(file: TemplateFile, chart: Chart) -> Iterator[str]:
    """The files of the package that another one takes."""
    yield from (taken for taken, users in _NEEDED.items() if file.target in users)
    # A file that somebody's template has a part in may import something else.
    if file.target.endswith(".py") and not chart.has_own_part(file.name, but=NOTICE):
        known = [each for each in _NEEDED if file.target in _NEEDED[each]]
        for module in dict.fromkeys(_imported(file, chart)):
            if module not in known:
                yield module


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

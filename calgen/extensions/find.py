"""The folder of extensions: which class takes the place of which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from calgen import trace
from calgen.diagnostics import Report
from calgen.extensions.data import Extended, Extensions
from calgen.extensions.source import FOLDER, Found, classes_of
from calgen.location import Position

CLIENTS = ("Client", "AsyncClient")
_KINDS = ("resources", "aio", "models")


def read_extensions(package: Path, report: Report) -> Extensions:
    """The extensions of the package in a folder, which need not be there."""
    folder = package / FOLDER
    below = map(Path, trace.walk(folder, (".py",)))
    files = tuple(sorted(each for each in below if each.parent == folder))
    found = {
        path: one
        for file in files
        for path, one in classes_of(file, package.name, report)
    }
    heirs: dict[str, list[str]] = {}
    others: dict[str, Position] = {}
    circular: dict[tuple[str, str], Position] = {}
    for path, one in found.items():
        name = path.rpartition(".")[2]
        if name.startswith("_"):
            continue
        bases = set(_ancestors(path, found))
        for base in sorted(bases):
            if _is_generated(base):
                heirs.setdefault(base, []).append(path)
            elif _is_shown(base):
                circular[name, base] = one.position
        if not any(_is_generated(base) or _is_shown(base) for base in bases):
            others.setdefault(name, one.position)
    return Extensions(
        folder=folder,
        files=files,
        classes={
            base: _chosen(base, heirs[base], found, report) for base in sorted(heirs)
        },
        others=others,
        circular=circular,
    )


def _chosen(
    base: str, paths: list[str], found: Mapping[str, Found], report: Report
) -> Extended:
    """The last of the classes that build on one another."""
    built_on = {above for path in paths for above in _ancestors(path, found)}
    last, *rest = [path for path in paths if path not in built_on] or paths
    for path in rest:
        report.error(
            "CG076",
            f"two classes extend {base}",
            found[path].position,
            related=(found[last].position,),
            hint="derive one from the other, or begin the name of one with `_`",
        )
    module, _, name = last.rpartition(".")
    kind, _, wanted = base.partition(".")
    if kind == "client" and name != wanted:
        report.error(
            "CG076",
            f"{name} takes the place of {wanted} under another name",
            found[last].position,
            hint=f"call it {wanted}: that is what people import",
        )
    return Extended(module=module, name=name, position=found[last].position)


def _ancestors(path: str, found: Mapping[str, Found]) -> Iterator[str]:
    """Every base of a class of an extension, however far up; itself not."""
    waiting, seen = [path], {path}
    while waiting:
        one = found.get(waiting.pop())
        for base in one.bases if one else ():
            if base not in seen:
                seen.add(base)
                waiting.append(base)
                yield base


def _is_generated(path: str) -> bool:
    kind, *rest = path.split(".")
    return (kind in _KINDS and len(rest) == 2) or (
        kind == "client" and len(rest) == 1 and rest[0] in CLIENTS
    )


def _is_shown(path: str) -> bool:
    """Whether a path leads to what the package shows: there, the extended class."""
    kind, *rest = path.split(".")
    return path in CLIENTS or (kind == "models" and len(rest) == 1)

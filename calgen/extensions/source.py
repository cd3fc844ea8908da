"""One file of the folder: its classes and what they are derived from."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

from calgen import trace
from calgen.diagnostics import Report
from calgen.location import Position
from calgen.record import record

FOLDER = "extensions"


@record(kw_only=False)
class Found:
    """A class: its bases as dotted paths below the package, those from elsewhere left
    out."""

    bases: tuple[str, ...]
    position: Position


def classes_of(path: Path, package: str, report: Report) -> Iterator[tuple[str, Found]]:
    """The classes of a file by their path below the package."""
    tree = _parsed(path, report)
    if tree is None:
        return
    module = FOLDER if path.stem == "__init__" else f"{FOLDER}.{path.stem}"
    names = dict(_imports(tree, package))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = [_dotted(base, names) for base in node.bases]
            column = node.col_offset + len("class ") + 1
            yield (
                f"{module}.{node.name}",
                Found(
                    tuple(base for base in bases if base),
                    Position(path.as_posix(), node.lineno, column),
                ),
            )
            names[node.name] = f"{module}.{node.name}"


def _parsed(path: Path, report: Report) -> ast.Module | None:
    line, column = 1, 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is not ours to complain about style
            return ast.parse(trace.read(path))
    except SyntaxError as error:
        line, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
        said = error.msg
    except OSError as error:
        said = error.strerror or "the system refuses"
    except (ValueError, RecursionError, MemoryError) as error:
        said = str(error) or "it nests too deeply"
    report.error(
        "CG076",
        f"an extension cannot be read: {said}",
        Position(path.as_posix(), line, column),
        hint="correct it: without it the client would lose what it adds",
    )
    return None


def _imports(tree: ast.Module, package: str) -> Iterator[tuple[str, str]]:
    """(name in the module, path below the package) of what is imported from it."""
    for node in _statements(tree.body):
        if isinstance(node, ast.Import):
            for each in node.names:
                top, _, rest = each.name.partition(".")
                if top == package:
                    yield (each.asname, rest) if each.asname else (top, "")
        elif isinstance(node, ast.ImportFrom):
            source = node.module.split(".") if node.module else []
            if node.level == 0 and source[:1] == [package]:
                source = source[1:]
            elif node.level == 1:
                source = [FOLDER, *source]
            elif node.level != 2:
                continue
            for each in node.names:
                yield each.asname or each.name, ".".join([*source, each.name])


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a module, those under `if` and `try` included."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            handlers = node.handlers if isinstance(node, ast.Try) else []
            inner = [*node.body, *(s for each in handlers for s in each.body)]
            yield from _statements([*inner, *node.orelse])


def _dotted(node: ast.expr, names: Mapping[str, str]) -> str | None:
    """The path below the package that an expression names; None for anything else."""
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=value, attr=attr):
            outer = _dotted(value, names)
            return None if outer is None else f"{outer}.{attr}".removeprefix(".")
        case ast.Subscript(value=value):
            return _dotted(value, names)
    return None

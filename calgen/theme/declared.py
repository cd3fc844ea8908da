"""The public names of a class, with their types and docstrings, read from its source."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
import typing
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from types import ModuleType, UnionType
from typing import Literal

from calgen.record import record

_OURS = "calgen"

Kind = Literal["field", "property", "method"]


@record(kw_only=False)
class Entry:
    """One public name of a class."""

    name: str
    """What it is called."""
    type: str
    """Its type in full; of a method that of the result."""
    doc: str
    """Its docstring; '' for none."""
    kind: Kind
    """What it is; only a method is called."""
    takes: str = ""
    """What a method is called with: `(extra: str = '')`; '' for others."""


@cache
def described(cls: type) -> tuple[Entry, ...]:
    """The public names of a class, in the order of its source."""
    return tuple(_entries(cls))


def names_of(cls: type) -> tuple[str, ...]:
    """The public names of a class, in the order of its source."""
    return tuple(each.name for each in described(cls))


def attribute(kind: object, name: str) -> object | None:
    """The type of a field or property, resolved (`tuple[Method, ...]`); None for a method
    and for what is not there. `kind` is a class, or a generic one with its arguments
    (`Sourced[RateLimit]`)."""
    cls = typing.get_origin(kind) or kind
    if not isinstance(cls, type) or not is_ours(cls):
        return None
    found = next((each for each in described(cls) if each.name == name), None)
    if found is None or found.kind == "method":
        return None
    given = dict(zip(_parameters(cls), typing.get_args(kind), strict=False))
    return _filled(types_of(cls)[name], given)


def shown(kind: object) -> str:
    """A type as text: `tuple[Method, ...]`, `"header" | "body"`."""
    origin, given = typing.get_origin(kind), typing.get_args(kind)
    if kind is None or kind is type(None):
        return "None"
    if kind is Ellipsis:
        return "..."
    if origin is Literal:
        return " | ".join(f'"{each}"' for each in given)
    if _is_union(kind):
        return " | ".join(map(shown, given))
    name = getattr(origin or kind, "__name__", str(kind))
    return f"{name}[{', '.join(map(shown, given))}]" if given else name


def _entries(cls: type) -> Iterator[Entry]:
    types, body = types_of(cls), _source_of(cls).body
    for node, after in zip(body, [*body[1:], None], strict=True):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)) if name in types:
                yield Entry(name, shown(types[name]), _text(after), "field")
            case ast.FunctionDef(name=name) if name in types:
                said = inspect.cleandoc(ast.get_docstring(node) or "")
                if _getter(cls, name) is not None:
                    yield Entry(name, shown(types[name]), said, "property")
                else:
                    takes = _takes(node.args)
                    yield Entry(name, shown(types[name]), said, "method", takes)


def _text(node: ast.stmt | None) -> str:
    """The text that stands alone as a statement; '' for another statement."""
    match node:
        case ast.Expr(value=ast.Constant(value=str(said))):
            return inspect.cleandoc(said)
    return ""


def _takes(arguments: ast.arguments) -> str:
    """The arguments of a method as they are given, types and all."""
    whole = ast.unparse(arguments)
    return f"({re.sub(r'^(?:self|cls)(?:, )?', '', whole)})"


@cache
def types_of(cls: type) -> Mapping[str, object]:
    """The public names of a class, and their types; of a method that of the result."""
    space = _checking(sys.modules[cls.__module__])
    hinted = typing.get_type_hints(cls, localns=space)
    found = {name: kind for name, kind in hinted.items() if not name.startswith("_")}
    for name, value in vars(cls).items():
        made = _getter(cls, name) or getattr(value, "__func__", value)
        if not name.startswith("_") and inspect.isfunction(made):
            hints = typing.get_type_hints(made, localns=space)
            found[name] = hints.get("return", object)
    return found


def _getter(cls: type, name: str) -> object | None:
    """The function behind a property; None where a name is none."""
    value = vars(cls).get(name)
    if isinstance(value, property):
        return value.fget
    return value.func if isinstance(value, cached_property) else None


def is_ours(cls: type) -> bool:
    """Whether a class is one of calgen's."""
    return cls.__module__.partition(".")[0] == _OURS


def _is_union(kind: object) -> bool:
    return typing.get_origin(kind) in (typing.Union, UnionType)


def _parameters(cls: type) -> tuple[object, ...]:
    found: tuple[object, ...] = getattr(cls, "__parameters__", ())
    return found


def _filled(kind: object, given: Mapping[object, object]) -> object:
    """A type with what stands for its variables."""
    if kind in given:
        return given[kind]
    open_ = getattr(kind, "__parameters__", ())
    if not given or not open_:
        return kind
    return kind[tuple(given.get(each, each) for each in open_)]  # type: ignore[index]


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(sys.modules[module]))


def _source_of(cls: type) -> ast.ClassDef:
    for node in _tree(cls.__module__).body:
        if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
            return node
    raise LookupError(f"{cls.__module__} has no class {cls.__name__} at its top")


def _checking(module: ModuleType) -> dict[str, object]:
    """What a module imports for type checkers alone."""
    found: dict[str, object] = {}
    for node in _tree(module.__name__).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for each in ast.walk(node):
                if isinstance(each, ast.ImportFrom) and each.module:
                    source = importlib.import_module(each.module)
                    for alias in each.names:
                        name = alias.asname or alias.name
                        found[name] = getattr(source, alias.name)
    return found

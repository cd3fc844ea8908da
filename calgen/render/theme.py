"""The theme: a template tree that is the output tree.

`.jinja` files are rendered, others copied; `_x` is a partial; `{package}` and `{resource}`
in a path expand. A user's folder comes first, file by file; `default/x` is always the
theme's own `x`, for `{% extends %}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from calgen.files import FileSet, digest
from calgen.pytext import docstring, literal
from calgen.render import text
from calgen.render.package import Package
from calgen.render.views import ResourceView

_SUFFIX = ".jinja"


class ThemeError(Exception):
    """A template that cannot be rendered; says which, and where."""


class Theme:
    """A theme's files, the user's over the default's."""

    def __init__(self, default: Path, own: Path | None = None) -> None:
        self._folders = [own, default] if own is not None else [default]
        loaders = [FileSystemLoader(folder) for folder in self._folders]
        base = FileSystemLoader(default)
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([*loaders, PrefixLoader({"default": base})]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )
        self._environment.filters.update(
            literal=literal,
            docstring=_docstring,
            md=text.markdown,
            code=text.code,
            toml=text.toml,
            imported=text.imported,
            tuple=text.tuple_literal,
            values=text.values,
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every file of the theme, by its path relative to the theme."""
        found = {
            path.relative_to(folder).as_posix()
            for folder in self._folders
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        return tuple(sorted(found))

    @cached_property
    def digest(self) -> str:
        """One hash over every file of the theme."""
        parts = [f"{name}\0{digest(self._read(name))}" for name in self.names]
        return digest("\n".join(parts))

    def _read(self, name: str) -> bytes:
        for folder in self._folders:
            path = folder / name
            if path.is_file():
                return path.read_bytes()
        raise ThemeError(f"{name} has gone")

    def render(self, package: Package) -> FileSet:
        """All files of the output, unformatted."""
        return FileSet(self._render(package))

    def _render(self, package: Package) -> Iterator[tuple[str, str]]:
        for name in self.names:
            if _is_partial(name):
                continue
            for path, resource in _targets(name, package):
                if not name.endswith(_SUFFIX):
                    yield path, self._copied(name)
                else:
                    yield path.removesuffix(_SUFFIX), self._one(name, package, resource)

    def _one(self, name: str, package: Package, resource: ResourceView | None) -> str:
        try:
            template = self._environment.get_template(name)
            return template.render(package=package, resource=resource)
        except UnicodeDecodeError as error:
            raise ThemeError(f"{name}: not UTF-8 text") from error
        except RecursionError as error:
            said = f'it extends itself; the theme\'s own file is "default/{name}"'
            raise ThemeError(f"{name}: {said}") from error
        except TemplateSyntaxError as error:
            raise ThemeError(f"{error.name}:{error.lineno}: {error.message}") from error
        except Exception as error:
            # A template is somebody's program: whatever it raises is its fault.
            said = str(error) or type(error).__name__
            raise ThemeError(f"{_where(error, name)}: {said}") from error

    def _copied(self, name: str) -> str:
        try:
            return self._read(name).decode()
        except UnicodeDecodeError as error:
            raise ThemeError(f"{name}: not UTF-8 text") from error


def _where(error: Exception, name: str) -> str:
    """`file:line` of the innermost template that an error passed through."""
    where, trace = name, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(_SUFFIX):
            where = f"{Path(file).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where


def _is_partial(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.startswith("_") and not last.startswith("__") and last.endswith(_SUFFIX)


def _targets(name: str, package: Package) -> Iterable[tuple[str, ResourceView | None]]:
    path = name.replace("{package}", package.package)
    if path == f"{package.package}/webhooks.py{_SUFFIX}" and package.webhooks is None:
        return []
    if "{resource}" not in path:
        return [(path, None)]
    return [
        (path.replace("{resource}", each.module), each)
        for each in package.all_resources
    ]


def _docstring(value: str, indent: int = 0) -> str:
    """The text as a docstring, every line ending in a newline; '' for a blank text."""
    return "".join(f"{line}\n" for line in docstring(value, indent))

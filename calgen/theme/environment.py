"""Templates as programs: jinja2 over the sources of a theme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from calgen import memo
from calgen.pytext import docstring, literal
from calgen.render.views import ResourceView
from calgen.theme import escapes
from calgen.theme.fault import ThemeError

Source = Callable[[str], tuple[bytes, Path] | None]
"""The content of a template and its file, by name; None where there is none."""

_SUFFIX = ".jinja"


class Environment:
    """Renders templates by name."""

    def __init__(self, source: Source) -> None:
        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            found = source(name)
            if found is None:
                return None
            content, path = found
            return content.decode().replace("\r\n", "\n"), str(path), lambda: True

        self._jinja = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(load),
            bytecode_cache=_Compiled(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )
        self._jinja.filters.update(
            literal=literal,
            docstring=_docstring,
            md=escapes.markdown,
            code=escapes.code,
            toml=escapes.toml,
            imported=escapes.imported,
            called=escapes.called,
            constant=escapes.constant,
            getter=escapes.getter,
            tuple=escapes.tuple_literal,
            values=escapes.values,
        )

    def render(self, name: str, package: object, resource: ResourceView | None) -> str:
        """One file. Raises `ThemeError`."""
        try:
            template = self._jinja.get_template(name)
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


class _Compiled(BytecodeCache):
    """Compiled templates, kept between runs; jinja2 holds them against their source."""

    def load_bytecode(self, bucket: Bucket) -> None:
        known = memo.get("templates", bucket.key)
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        memo.put("templates", bucket.key, bucket.bytecode_to_string())


def _where(error: Exception, name: str) -> str:
    """`file:line` of the innermost template that an error passed through."""
    where, trace = name, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(_SUFFIX):
            where = f"{Path(file).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where


def _docstring(value: str, indent: int = 0) -> str:
    """The text as a docstring, every line ending in a newline; '' for a blank text."""
    return "".join(f"{line}\n" for line in docstring(value, indent))

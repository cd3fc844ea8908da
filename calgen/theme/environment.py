"""Templates as programs: jinja2 over the files of a theme."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property

import jinja2
from jinja2 import (
    BytecodeCache,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from calgen import memo
from calgen.location import Place
from calgen.pytext import docstring, literal
from calgen.render.constant import tuple_text
from calgen.theme import escapes, markup
from calgen.theme.fault import ThemeError
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.forwards import Forward, forwards_of
from calgen.theme.outline import Outline, outline_of
from calgen.theme.tree import Tree

_OWN = "own/"
_FORWARD = "forward/"


class Environment:
    """Renders the templates of a theme by name."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._outlines: dict[str, Outline | None] = {}
        self._trees: dict[str, nodes.Template | None] = {}
        # Our own templates need no guard, and it costs a tenth of what they do.
        kind = ImmutableSandboxedEnvironment if tree.own else jinja2.Environment
        self.jinja = kind(
            loader=FunctionLoader(self._load),
            bytecode_cache=_Compiled(kind.__name__),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )
        self.jinja.filters.update(
            literal=literal,
            docstring=_docstring,
            md=escapes.markdown,
            code=escapes.code,
            toml=escapes.toml,
            html=markup.html,
            json=markup.script_json,
            comment=escapes.comment,
            imported=escapes.imported,
            called=escapes.called,
            constant=escapes.constant,
            getter=escapes.getter,
            tuple=tuple_text,
        )

    def render(self, name: str, context: Mapping[str, object], about: str = "") -> str:
        """One file; `about` is what is made of it. Raises `ThemeError`."""
        try:
            return self.jinja.get_template(name).render(context)
        except ThemeError:
            raise
        except RecursionError as error:
            raise ThemeError(
                f"{name} extends or includes itself",
                self._top(name),
                hint=f'the theme\'s own file is "{DEFAULT}{name}"',
            ) from error
        except TemplateSyntaxError as error:
            raise self._unread(error, name) from error
        except Exception as error:
            # A template is somebody's program: whatever it raises is its fault.
            place, found = self._where(error, name)
            raise ThemeError(
                _said(error), place, about=found or about, hint=_hint(error)
            ) from error

    def outline(self, name: str) -> Outline | None:
        """What a template is made of; None where there is none, or no Jinja."""
        if name not in self._outlines:
            tree = self.parsed(name)
            self._outlines[name] = outline_of(tree) if tree is not None else None
        return self._outlines[name]

    def parsed(self, name: str) -> nodes.Template | None:
        """A template as a tree, parsed once; None where there is none, or no Jinja."""
        file = self._tree.get(name)
        if file is None or not file.is_template:
            return None
        key = str(file.path)
        if key not in self._trees:
            try:
                self._trees[key] = self.parse(file)
            except (TemplateSyntaxError, ThemeError, RecursionError):
                self._trees[key] = None
        return self._trees[key]

    def parse(self, file: TemplateFile) -> nodes.Template:
        """Raises `TemplateSyntaxError`."""
        return self.jinja.parse(file.text, file.name, str(file.path))

    @cached_property
    def forwards(self) -> Mapping[str, tuple[Forward, ...]]:
        """The user's blocks that go to other templates, by those."""
        return forwards_of(self._tree, self.outline) if self._tree.own else {}

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name.startswith(_FORWARD):
            forward, base = self._forward(name)
            return forward.text(base), str(forward.file.path), _unchanged
        if name in self.forwards:
            first = self.forwards[name][-1].name
            return f'{{% extends "{first}" %}}', "", _unchanged
        plain = name.removeprefix(_OWN)
        file = self._tree.get(plain)
        if file is None:
            return None
        if file.is_template:
            return file.text, str(file.path), _unchanged
        # What is copied is text, whatever stands in it.
        text = json.dumps(file.text, ensure_ascii=False)
        return f"{{{{ {text} }}}}", str(file.path), _unchanged

    def _forward(self, name: str) -> tuple[Forward, str]:
        """A forward, and the template that it stands on: the one before it."""
        for to, forwards in self.forwards.items():
            names = [each.name for each in forwards]
            if name in names:
                at = names.index(name)
                return forwards[at], names[at - 1] if at else f"{_OWN}{to}"
        raise TemplateNotFound(name)

    def _top(self, name: str) -> Place | None:
        file = self._tree.get(name)
        return file.place() if file is not None else None

    def _unread(self, error: TemplateSyntaxError, name: str) -> ThemeError:
        file = self._by_path.get(error.filename or "") or self._tree.get(name)
        place = file.place(error.lineno) if file is not None else None
        return ThemeError(f"not Jinja: {error.message}", place)

    def _where(self, error: Exception, name: str) -> tuple[Place | None, str]:
        """The line of the innermost template that an error passed through, and the call
        that was made then."""
        place, about, trace = self._top(name), "", error.__traceback__
        while trace is not None:
            file = self._by_path.get(trace.tb_frame.f_code.co_filename)
            if file is not None:
                place = file.place(trace.tb_lineno)
                about = _about(trace.tb_frame.f_locals) or about
            trace = trace.tb_next
        return place, about

    @cached_property
    def _by_path(self) -> Mapping[str, TemplateFile]:
        files = (*self._tree.default.values(), *self._tree.own.values())
        return {str(each.path): each for each in files}


class _Compiled(BytecodeCache):
    """Compiled templates, kept between runs for one `kind` of environment; jinja2 holds
    them against their source."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def load_bytecode(self, bucket: Bucket) -> None:
        known = memo.get("templates", (self._kind, bucket.key))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        memo.put("templates", (self._kind, bucket.key), bucket.bytecode_to_string())


def _unchanged() -> bool:
    return True


def _about(names: Mapping[str, object]) -> str:
    """What a template was at, by its variables: the call, else the resource or model."""
    for name, attribute in (
        ("method", "dotted"),
        ("resource", "dotted"),
        ("model", "name"),
    ):
        said = getattr(names.get(name), attribute, None)
        if isinstance(said, str) and said:
            operation = getattr(names.get(name), "operation", None)
            route = f" ({operation.method} {operation.path.text})" if operation else ""
            return f"{said}{route}"
    return ""


def _said(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}"
    return (str(error) or type(error).__name__).rstrip(".")


def _hint(error: Exception) -> str:
    if isinstance(error, UndefinedError | TemplateNotFound):
        return "`calgen templates doctor` says what there is"
    return ""


def _docstring(value: str, indent: int = 0) -> str:
    """The text as a docstring, every line ending in a newline; '' for a blank text."""
    return "".join(f"{line}\n" for line in docstring(value, indent))

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
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket

from calgen import memo
from calgen.pytext import docstring, literal
from calgen.render.constant import tuple_text
from calgen.theme import escapes, markup
from calgen.theme.fault import ThemeError
from calgen.theme.file import TemplateFile
from calgen.theme.folding import folded
from calgen.theme.forwards import Forward, forwards_of, holding
from calgen.theme.guard import SCOPE, Guarded, printed
from calgen.theme.outline import Outline, outline_of
from calgen.theme.tokens import LINES, ended, whole_lines
from calgen.theme.tree import Tree

_OWN = "own"
_FORWARD = "forward"
_Source = tuple[str, str, Callable[[], bool]]


class Environment:
    """Renders the templates of a theme by name."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._outlines: dict[str, Outline | None] = {}
        self._trees: dict[str, nodes.Template | None] = {}
        # Our own templates need no guard, and it costs a tenth of what they do.
        kind = Guarded if tree.own else jinja2.Environment
        self.jinja = kind(
            loader=FunctionLoader(self._load),
            bytecode_cache=_Compiled(kind.__name__),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            finalize=printed if tree.own else None,
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
            folded=folded,
            tuple=tuple_text,
        )
        self.jinja.filters[LINES] = ended
        # The same input, the same bytes.
        del self.jinja.filters["random"], self.jinja.globals["lipsum"]
        self._scopes: list[tuple[Forward, ...]] = []
        self._names: dict[str, str] = {}

    @property
    def saw_place(self) -> bool:
        """Whether the last rendering looked at where something stands."""
        return isinstance(self.jinja, Guarded) and self.jinja.saw_place

    def render(self, name: str, context: Mapping[str, object], about: str = "") -> str:
        """One file; `about` is what is made of it. Raises `ThemeError`."""
        if isinstance(self.jinja, Guarded):
            self.jinja.saw_place = False
        try:
            return self.jinja.get_template(self._scoped(name)).render(context)
        except ThemeError:
            raise
        except Exception as error:
            # A template is somebody's program: whatever it raises is its fault.
            from calgen.theme.failure import Failure

            raise Failure(self._tree, self.jinja.filters).told(
                error, name, about
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

    def held(self, name: str) -> tuple[Forward, ...]:
        """The forwards that hold in all that one file is made with, the last above those
        before it."""
        every = [each for forwards in self.forwards.values() for each in forwards]
        return holding(name, every, self.outline) if every else ()

    def _scoped(self, name: str) -> str:
        """The name by which a template is loaded with the forwards that hold for it; what
        it is made with is loaded with the same."""
        if name not in self._names:
            held, scope = self.held(name), ""
            if held:
                if held not in self._scopes:
                    self._scopes.append(held)
                scope = f"{self._scopes.index(held)}{SCOPE}"
            self._names[name] = scope + name
        return self._names[name]

    def _load(self, name: str) -> _Source | None:
        scope, ends, rest = name.partition(SCOPE)
        if not ends:
            return self._file(name)
        *kinds, plain = rest.split(SCOPE)
        forwards = [each for each in self._scopes[int(scope)] if each.to == plain]
        # Each stands on the one before it, the first on the file itself.
        loads = [_OWN, *(f"{_FORWARD}{SCOPE}{at}" for at in range(len(forwards)))]
        names = [f"{scope}{SCOPE}{each}{SCOPE}{plain}" for each in loads]
        if kinds[:1] == [_FORWARD]:
            at = int(kinds[1])
            file, text = forwards[at].file, whole_lines(forwards[at].text)
            return _extending(names[at]) + text, str(file.path), _unchanged
        if forwards and not kinds:
            return _extending(names[-1]), "", _unchanged
        return self._file(plain)

    def _file(self, name: str) -> _Source | None:
        file = self._tree.get(name)
        if file is None:
            return None
        if file.is_template:
            text = whole_lines(file.text) if file.own else file.text
            return text, str(file.path), _unchanged
        # What is copied is text, whatever stands in it.
        text = json.dumps(file.text, ensure_ascii=False)
        return f"{{{{ {text} }}}}", str(file.path), _unchanged


def _extending(name: str) -> str:
    return f"{{% extends {json.dumps(name)} %}}"


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


def _docstring(value: str, indent: int = 0) -> str:
    """The text as a docstring, every line ending in a newline; '' for a blank text."""
    return "".join(f"{line}\n" for line in docstring(value, indent))

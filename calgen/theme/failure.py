"""What is said of a template that fails while it runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from types import TracebackType
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

from calgen.theme.fault import ThemeError
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.guard import SCOPE, NoText
from calgen.theme.tree import Tree

_DOCTOR = "`calgen templates doctor` says what there is"
_LACKING = re.compile(r"has no attribute '(\w+)'$|^'(\w+)' is undefined$")


class Failure:
    """Errors of templates as faults of a theme, at the line of the template."""

    def __init__(self, tree: Tree, filters: Mapping[str, Callable[..., Any]]) -> None:
        self._tree = tree
        self._filters = filters

    def told(self, error: Exception, name: str, about: str) -> ThemeError:
        """The fault that an error is which a template raised; `about` is what was made
        of it."""
        if isinstance(error, RecursionError):
            return self._endless(error, name)
        if isinstance(error, TemplateSyntaxError):
            file = self._by_path.get(error.filename or "") or self._tree.get(name)
            place = file.place(error.lineno) if file is not None else None
            return ThemeError(f"not Jinja: {error.message}", place)
        found: tuple[TemplateFile, int] | None = None
        last = None
        for trace in _traces(error):
            file = self._by_path.get(trace.tb_frame.f_code.co_filename)
            if file is not None:
                found, last = (file, trace.tb_lineno), trace
                about = _about(trace.tb_frame.f_locals) or about
        said = self._said(error, last)
        if found is None:
            top = self._tree.get(name)
            place = top.place() if top is not None else None
            return ThemeError(said, place, about=about, hint=_hint(error, ""))
        file, number = found
        lines = file.text.split("\n")
        line = lines[number - 1] if number <= len(lines) else ""
        return ThemeError(
            said,
            file.place(number, _column(error, line)),
            about=about,
            hint=_hint(error, line),
        )

    def _said(self, error: Exception, last: TracebackType | None) -> str:
        if isinstance(error, TemplateNotFound):
            return f"there is no template {(error.name or '').rpartition(SCOPE)[2]!r}"
        said = (str(error) or type(error).__name__).rstrip(".")
        below = last.tb_next if last is not None else None
        for name, function in self._filters.items():
            code = getattr(function, "__code__", None)
            if below is not None and below.tb_frame.f_code is code:
                if not isinstance(error, UndefinedError):
                    return f"the filter `{name}`: {said}"
            # What it was given does not fit, so it has not begun.
            elif code is not None and said.startswith(f"{code.co_qualname}()"):
                return (
                    f"the filter `{name}`{said.removeprefix(f'{code.co_qualname}()')}"
                )
        return said

    def _endless(self, error: RecursionError, name: str) -> ThemeError:
        """At the innermost of the user's templates."""
        passed: list[tuple[TemplateFile, int, str]] = []
        for trace in _traces(error):
            code = trace.tb_frame.f_code
            if file := self._by_path.get(code.co_filename):
                passed.append((file, trace.tb_lineno, code.co_name))
        own = [each for each in passed if each[0].own]
        file, line = self._tree.get(name), 1
        if found := own or passed:
            file, line, _ = found[-1]
        place = file.place(line) if file is not None else None
        often = {each for each, n in Counter(each for each in passed).items() if n > 20}
        round_ = [each for each in dict.fromkeys(passed) if each in often]
        if not round_:
            return ThemeError(
                f"{file.name if file is not None else name} is nested too deeply",
                place,
                hint="take it apart: `{% set … %}`, or parts to include",
            )
        names = list(dict.fromkeys(f"`{each.name}`" for each, _, _ in round_))
        # Jinja calls the frames of macros so, and those of others by what they are.
        if any(function == "template" for _, _, function in round_):
            return ThemeError(
                "a macro calls itself without end",
                place,
                hint="let it ask, `{% if … %}`, before it calls itself again",
            )
        said = (
            f"{names[0]} extends or includes itself"
            if len(names) == 1
            else f"{' and '.join(names)} extend or include each other without end"
        )
        is_default = file is not None and file.name in self._tree.default
        return ThemeError(
            said,
            place,
            hint=(
                f'the theme\'s own file is "{DEFAULT}{file.name}"'
                if is_default and file is not None and len(names) == 1
                else "take one of the tags out that name them"
            ),
        )

    @cached_property
    def _by_path(self) -> Mapping[str, TemplateFile]:
        files = (*self._tree.default.values(), *self._tree.own.values())
        return {str(each.path): each for each in files}


def _traces(error: Exception) -> list[TracebackType]:
    found = []
    trace = error.__traceback__
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found


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


def _lacking(error: Exception) -> str:
    """The name that a template asked for and did not get; '' for another error."""
    found = _LACKING.search(str(error)) if isinstance(error, UndefinedError) else None
    return (found[1] or found[2]) if found else ""


def _column(error: Exception, line: str) -> int:
    if name := _lacking(error):
        found = re.search(rf"(?<!\w){name}(?!\w)", line)
        return found.start() + 1 if found else 1
    if isinstance(error, NoText) and line.count("{{") == 1:
        return line.index("{{") + 1
    return 1


def _hint(error: Exception, line: str) -> str:
    if isinstance(error, NoText):
        return error.hint
    if str(error).startswith("'None' has no "):
        asked = rf"((?:\w|\.|\[[^][]*\])+)\.{_lacking(error) or '$'}(?!\w)"
        found = re.search(asked, line)
        if found:
            return f"`{found[1]}` may be None: ask with `{{% if {found[1]} %}}`"
        return "it may be None: ask with `{% if … %}`"
    if isinstance(error, UndefinedError | TemplateNotFound):
        return _DOCTOR
    return ""

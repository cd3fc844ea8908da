"""Jinja for templates that are not ours: it runs them in its sandbox, and lets nothing
into a file that is no text."""

from __future__ import annotations

from typing import Any

from jinja2.runtime import BlockReference, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from calgen.location import Place
from calgen.theme.recorded import Recorded

SCOPE = "\0"
"""Ends each part of a name that no file has: what stands before the name itself says for
what a template is loaded."""


class Guarded(ImmutableSandboxedEnvironment):
    """A sandbox in which whatever a template names belongs to what the template itself was
    loaded for; `saw_place` says whether one looked at where something stands."""

    saw_place = False

    def join_path(self, template: str, parent: str) -> str:
        """The name that a template is loaded by which another one names."""
        scope, ends, _ = parent.partition(SCOPE)
        if SCOPE in template or not ends:
            return template
        return f"{scope}{SCOPE}{template}"

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Asked for every attribute that a template takes."""
        if type(value) is Place or type(obj) is Place:
            self.saw_place = True
        return super().is_safe_attribute(obj, attr, value)


class NoText(Exception):
    """A template prints what is no text; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def printed(value: object) -> object:
    """A value that a template prints, if it is text or a number. Raises `NoText`; what is
    undefined says so itself."""
    if type(value) is str or isinstance(value, str | int | float | Undefined):
        return value
    if value is None:
        said = "ask with `{% if … %}`, or write `… or ''`"
        raise NoText("None is no text", said)
    if isinstance(value, BlockReference):
        raise NoText("a block is no text", "call it: `super()`")
    if callable(value) and not isinstance(value, Recorded):
        name = _name(value)
        raise NoText(f"`{name}` is a method", f"call it: `{name}()`")
    kind = "Package" if isinstance(value, Recorded) else type(value).__name__
    if isinstance(value, tuple | list | dict | set | frozenset):
        hint = 'write `… | join(", ")`, a loop, or `… | literal` for Python'
        raise NoText(f"a {kind} is no text", hint)
    article = "an" if kind[0] in "AEIOU" else "a"
    raise NoText(f"{article} {kind} is no text", "name what of it is meant")


def _name(value: object) -> str:
    known = value.name if isinstance(value, Macro) else None
    return str(known or getattr(value, "__name__", type(value).__name__))

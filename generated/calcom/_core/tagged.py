"""Unions whose branch is named by the value of a property."""

from __future__ import annotations

from typing import Any, Final, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .drift import is_object

_ANY: Final = ""


class Tagged:
    """Beside a union in `Annotated`: `key` holds a value, `meanings` are the class that
    each value means, `default` the one that all others mean.

    A value that says nothing, with no `default`, is taken for what fits best.
    """

    __slots__ = ("_default", "_key", "_meanings")

    def __init__(self, key: str, *meanings: tuple[str, str], default: str = "") -> None:
        self._key: Final = key
        self._meanings: Final = dict(meanings)
        self._default: Final = default or _ANY

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        choices: dict[Any, CoreSchema] = {_ANY: handler(source)}
        for name, branch in self._branches(source).items():
            choices[name] = handler.generate_schema(branch)

        def choose(value: object) -> str:
            name = self._name(value)
            return name if name in choices else _ANY

        return core_schema.tagged_union_schema(choices, choose)

    def branch(self, union: Any, value: object) -> Any:
        """The branch of a union that a value says it is; None where it does not say."""
        return self._branches(union).get(self._name(value))

    def _branches(self, union: Any) -> dict[str, Any]:
        known = {*self._meanings.values(), self._default}
        named = {getattr(each, "__name__", ""): each for each in get_args(union)}
        return {name: each for name, each in named.items() if name in known - {_ANY}}

    def _name(self, value: object) -> str:
        if not is_object(value):
            return _ANY
        said = value.get(self._key)
        if isinstance(said, bool):
            said = str(said).lower()
        return self._meanings.get(str(said), self._default)

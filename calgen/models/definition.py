"""What a models package is made of, before the engine has spelled its types.

A *plain schema* is the little JSON Schema that the engine gets to see: `{}`
(anything), `$ref` (the bare name of a definition), `type` with one scalar and at most a
`format` that Python has a type for, `array` with `items`, `object` with
`additionalProperties`, `anyOf`, or `enum` (a closed choice).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from calgen.graph import components, is_circular
from calgen.ir import Json, JsonValue
from calgen.record import record

ANY: Json = {}
NULL: Json = {"type": "null"}


@record
class FieldDefinition:
    """One property of a class: `attribute` in Python, `wire` in JSON."""

    wire: str
    attribute: str
    plain: Json
    required: bool
    doc: str = ""
    deprecated: bool = False


@record
class ClassDefinition:
    """An object: its own fields only, those of `bases` are inherited."""

    name: str
    doc: str = ""
    bases: tuple[str, ...] = ()
    fields: tuple[FieldDefinition, ...] = ()


@record
class Telling:
    """The property `wire` tells the classes of a union apart; `default` is the class
    that any value means which is not among `meanings` (value, class); "" without one.
    """

    wire: str
    meanings: tuple[tuple[str, str], ...]
    default: str = ""


@record
class AliasDefinition:
    """A name for any other type: a union, a choice, a list, a map."""

    name: str
    plain: Json
    doc: str = ""
    telling: Telling | None = None


Definition: TypeAlias = ClassDefinition | AliasDefinition


def any_of(options: Iterable[Json]) -> Json:
    """The union of plain schemas: flat, each once; anything swallows the rest."""
    flat: list[JsonValue] = []
    for option in options:
        nested = option.get("anyOf")
        parts = nested if isinstance(nested, list) else [option]
        flat += [part for part in parts if part not in flat]
    if not flat or ANY in flat:
        return ANY
    only = flat[0]
    return only if len(flat) == 1 and isinstance(only, dict) else {"anyOf": flat}


def untangled(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """The definitions, without aliases that are said to be themselves and no more."""
    found = tuple(definitions)
    direct = {
        d.name: _direct(d) if isinstance(d, AliasDefinition) else [] for d in found
    }
    circles = [part for part in components(direct) if is_circular(part, direct)]
    empty = {name: part for part in circles for name in part}
    return tuple(
        (
            replace(each, plain=_without(each.plain, empty[each.name]))
            if isinstance(each, AliasDefinition) and each.name in empty
            else each
        )
        for each in found
    )


def options(plain: Json) -> list[Json]:
    """The members of a union; a type that is none is its own only one."""
    found = plain.get("anyOf")
    if not isinstance(found, list):
        return [plain]
    return [option for option in found if isinstance(option, dict)]


def _direct(alias: AliasDefinition) -> list[str]:
    """The definitions whose values are this alias's, too."""
    return [str(each["$ref"]) for each in options(alias.plain) if "$ref" in each]


def _without(plain: Json, names: tuple[str, ...]) -> Json:
    return any_of(each for each in options(plain) if each.get("$ref") not in names)

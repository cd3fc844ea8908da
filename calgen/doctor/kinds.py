"""What an expression of a template can be, by the types of the context.

A kind is a type as `typing` has it; `UNKNOWN` where nobody can say, and then nothing is
said of what is taken from it.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Literal

from calgen.record import record
from calgen.theme.context import attribute, names_of
from calgen.theme.declared import is_ours, types_of

Kind = object
UNKNOWN: Kind = typing.Any


@record(kw_only=False)
class Called:
    """A method: what calling it gives."""

    result: Kind


@record(kw_only=False)
class Imported:
    """A file that is imported: the macros and names that it sets."""

    file: str
    names: tuple[str, ...]


@record(kw_only=False)
class Missing:
    """There is no such attribute on any of these types."""

    kinds: tuple[Kind, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What they have instead."""
        every = [public_names(each) for each in self.kinds]
        return tuple(dict.fromkeys(name for names in every for name in names))

    @property
    def shown(self) -> str:
        """The types in words."""
        return " or ".join(dict.fromkeys(_shown(each) for each in self.kinds))


def member(kind: Kind, name: str) -> Kind | Missing:
    """What an attribute of a kind is."""
    lacking: list[Kind] = []
    found: list[Kind] = []
    for each in options(kind):
        one = _member(each, name)
        if isinstance(one, Missing):
            lacking.append(each)
        else:
            found.append(one)
    if found:
        return joined(found)
    return Missing(tuple(lacking)) if lacking else UNKNOWN


def element(kind: Kind) -> Kind:
    """What a loop over a kind gives."""
    return joined(_element(each) for each in options(kind))


def at(kind: Kind, index: object) -> Kind | Missing:
    """What an index of a kind gives: a number, or a text, or None for another one."""
    found = []
    for each in options(kind):
        origin, given = typing.get_origin(each), typing.get_args(each)
        if origin is tuple and given[-1:] != (Ellipsis,) and isinstance(index, int):
            found.append(given[index] if -len(given) <= index < len(given) else UNKNOWN)
        elif origin is tuple and (isinstance(index, int) or index is None):
            found.append(element(each))
        elif _is_mapping(each):
            found.append(given[1] if len(given) == 2 else UNKNOWN)
        elif isinstance(index, str):
            one = _member(each, index)
            if isinstance(one, Missing):
                return one if len(options(kind)) == 1 else UNKNOWN
            found.append(one)
        else:
            return UNKNOWN
    return joined(found)


def parts(kind: Kind, count: int) -> tuple[Kind, ...]:
    """What a kind gives that is unpacked into so many names."""
    given = typing.get_args(kind)
    if typing.get_origin(kind) is tuple and given:
        if given[-1] is Ellipsis:
            return (given[0],) * count
        if len(given) == count:
            return given
    return (UNKNOWN,) * count


def joined(kinds: Iterable[Kind]) -> Kind:
    """One kind for several."""
    every = list(dict.fromkeys(each for kind in kinds for each in options(kind)))
    if len(every) == 1:
        return every[0]
    if not every or any(not _is_type(each) for each in every):
        return UNKNOWN
    return typing.Union[tuple(every)]  # noqa: UP007 - made of a tuple


def options(kind: Kind) -> tuple[Kind, ...]:
    """What a kind may be, None aside: who takes an attribute of it has thought of that."""
    if typing.get_origin(kind) in (typing.Union, UnionType):
        return tuple(each for each in typing.get_args(kind) if each is not NoneType)
    return (kind,)


def public_names(kind: Kind) -> tuple[str, ...]:
    """The names of a type that templates may use."""
    if isinstance(kind, Imported):
        return kind.names
    cls = _class(kind)
    if cls is not None and is_ours(cls):
        return names_of(cls)
    return ()


def _member(kind: Kind, name: str) -> Kind | Missing:
    if isinstance(kind, Called):
        return UNKNOWN
    if isinstance(kind, Imported):
        return UNKNOWN if name in kind.names else Missing((kind,))
    if _is_mapping(kind):
        # A key that is not there is found when it is looked up.
        given = typing.get_args(kind)
        if hasattr(dict, name):
            return UNKNOWN
        return given[1] if len(given) == 2 else UNKNOWN
    cls = _class(kind)
    if cls is None:
        return UNKNOWN
    if not is_ours(cls):
        return UNKNOWN if hasattr(cls, name) else Missing((kind,))
    if name in names_of(cls):
        found = attribute(kind, name)
        return found if found is not None else Called(types_of(cls).get(name, UNKNOWN))
    # The sandbox keeps what begins with an underscore from templates.
    if hasattr(cls, name) and not name.startswith("_"):
        return UNKNOWN
    return Missing((kind,))


def _element(kind: Kind) -> Kind:
    origin, given = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and given:
        return given[0] if given[-1] is Ellipsis else joined(given)
    if _is_mapping(kind) and given:
        return given[0]
    return str if kind is str else UNKNOWN


_PLAIN = (str, int, float, bool, tuple)


def _class(kind: Kind) -> type | None:
    """The class that has the attributes of a kind; None where nobody can say."""
    origin = typing.get_origin(kind)
    if origin is Literal:
        classes = {type(each) for each in typing.get_args(kind)}
        return classes.pop() if len(classes) == 1 else None
    cls = origin or kind
    if isinstance(cls, type) and (cls in _PLAIN or is_ours(cls)):
        return cls
    return None


def _is_mapping(kind: Kind) -> bool:
    origin = typing.get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_type(kind: Kind) -> bool:
    return not isinstance(kind, Called | Imported) and kind is not UNKNOWN


def _shown(kind: Kind) -> str:
    if isinstance(kind, Imported):
        return f"`{kind.file}`"
    cls = _class(kind)
    if cls is tuple:
        inner = typing.get_args(kind)
        name = getattr(inner[0], "__name__", "") if inner[-1:] == (Ellipsis,) else ""
        return f"a list of {name}" if name else "a list"
    words = {str: "a text", int: "a number", float: "a number", bool: "true or false"}
    if cls is None:
        return "it"
    return words.get(cls, f"`{cls.__name__}`")

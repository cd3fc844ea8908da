"""Dataclasses that cost little to declare; frozen, but for those that gather.

`dataclasses.dataclass` compiles up to a dozen functions for each class and looks at much
that is the same for all of ours; calgen declares some 150 in every run, which was a tenth
of one that finds a single operation changed. Here a class is given what it needs as a
dataclass, functions that are the same for every class, and an `__init__` that is compiled
when the first instance is made. A field whose name begins with an underscore counts
neither in `==` nor in `repr`. To `fields`, `replace`, pickle and pydantic these are
dataclasses as any other.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@dataclasses.dataclass(init=False, repr=False, eq=False)
class _Pattern:
    """What marks a dataclass and its fields, as the library makes them."""

    field: int


@dataclasses.dataclass(init=False, repr=False, eq=False, frozen=True)
class _Frozen:
    """What marks a frozen one."""


_KIND = dataclasses.fields(_Pattern)[0]._field_type  # type: ignore[attr-defined]
_ORDER = ("__lt__", "__le__", "__gt__", "__ge__")


@overload
def record(cls: type[T], /) -> type[T]: ...
@overload
def record(
    *, kw_only: bool = True, order: bool = False, frozen: bool = True
) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(dataclasses.field,)
)
def record(
    cls: Any = None,
    /,
    *,
    kw_only: bool = True,
    order: bool = False,
    frozen: bool = True,
) -> Any:
    """As `@dataclass(frozen=True, slots=True, kw_only=True)`, or without one of these, or
    with `order`."""

    def declared(cls: type[T]) -> type[T]:
        own = _fields(cls, kw_only)
        inherited: dict[str, dataclasses.Field[Any]] = {}
        for base in reversed(cls.__mro__[1:]):
            inherited |= getattr(base, "__dataclass_fields__", {})
        every = inherited | own
        body = {k: v for k, v in vars(cls).items() if k not in own}
        body.pop("__dict__", None)
        body.pop("__weakref__", None)
        slots = [name for name in own if name not in inherited]
        if any(isinstance(each, cached_property) for each in body.values()):
            slots.append("__dict__")  # where they keep what they found
        body["__slots__"] = tuple(slots)
        body["__dataclass_fields__"] = every
        like: type = _Frozen if frozen else _Pattern
        body["__dataclass_params__"] = vars(like)["__dataclass_params__"]
        body["__match_args__"] = tuple(n for n, f in every.items() if not f.kw_only)
        kind: Any = type(cls)
        made = kind(cls.__name__, cls.__bases__, body)
        functions = _shared(made) | (_FROZEN if frozen else {"__hash__": None})
        if order:
            functions |= {each: _compared(made, each) for each in _ORDER}
        for name, function in functions.items():
            if name not in body:
                setattr(made, name, function)
        return made  # type: ignore[no-any-return]

    return declared if cls is None else declared(cls)


def _fields(cls: type, kw_only: bool) -> dict[str, dataclasses.Field[Any]]:
    """What a class itself declares, as `dataclasses` describes it."""
    found = {}
    for name, kind in vars(cls).get("__annotations__", {}).items():
        if kind.startswith("ClassVar["):
            continue
        default = vars(cls).get(name, dataclasses.MISSING)
        if not isinstance(default, dataclasses.Field):
            default = dataclasses.field(default=default)
        made: Any = default
        made.name, made.type, made.kw_only = name, kind, kw_only
        made._field_type = _KIND
        found[name] = made
    return found


def _first(cls: Any) -> Callable[..., None]:
    """`__init__` of the first instance, which makes that of all others."""

    def first(self: Any, *values: Any, **named: Any) -> None:
        cls.__init__ = _init(cls)
        cls.__init__(self, *values, **named)

    return first


def _init(cls: Any) -> Callable[..., None]:
    """`__init__`, which sets what nothing may set after it."""
    given: dict[str, Any] = {}
    heads: dict[bool, list[str]] = {False: [], True: []}
    lines = []
    for field in dataclasses.fields(cls):
        name, value = field.name, field.name
        head = name
        if field.default is not dataclasses.MISSING:
            given[f"_{name}"] = field.default
            head = f"{name}=_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            given[f"_{name}"] = field.default_factory
            given["_UNSET"] = dataclasses.MISSING
            head = f"{name}=_UNSET"
            value = f"_{name}() if {name} is _UNSET else {name}"
        heads[bool(field.kw_only)].append(head)
        given[f"_set_{name}"] = _setter(cls, name)
        lines.append(f" _set_{name}(self, {value})")
    star = ["*", *heads[True]] if heads[True] else []
    arguments = ", ".join(["self", *heads[False], *star])
    exec("\n".join([f"def __init__({arguments}):", *(lines or [" pass"])]), given)
    made: Callable[..., None] = given["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _setter(cls: Any, name: str) -> Callable[[Any, object], None]:
    """What sets a field, whatever `__setattr__` says: a third faster than asking for it
    by name."""
    found: Callable[[Any, object], None] = getattr(cls, name).__set__
    return found


def _shared(cls: Any) -> dict[str, Any]:
    """What is the same for every class but for the names of its fields."""
    every = tuple(cls.__dataclass_fields__)
    names = _counted(cls)
    values, whole = _getter(names), _getter(every)
    setters = tuple(_setter(cls, name) for name in every)

    def equal(self: Any, other: object) -> Any:
        if type(other) is not type(self):
            return NotImplemented
        return values(self) == values(other)

    def hashed(self: Any) -> int:
        return hash(values(self))

    def shown(self: Any) -> str:
        pairs = zip(names, values(self), strict=True)
        inside = ", ".join(f"{name}={value!r}" for name, value in pairs)
        return f"{cls.__qualname__}({inside})"

    def state(self: Any) -> tuple[object, ...]:
        return whole(self)

    def restore(self: Any, kept: tuple[object, ...]) -> None:
        for setter, value in zip(setters, kept, strict=True):
            setter(self, value)

    return {
        "__init__": _first(cls),
        "__eq__": equal,
        "__hash__": hashed,
        "__repr__": shown,
        "__getstate__": state,
        "__setstate__": restore,
    }


def _compared(cls: Any, name: str) -> Callable[[Any, object], Any]:
    """One of the functions behind `<` and its like."""
    how, values = getattr(operator, name), _getter(_counted(cls))

    def compare(self: Any, other: object) -> Any:
        if type(other) is not type(self):
            return NotImplemented
        return how(values(self), values(other))

    return compare


def _refuse_set(self: Any, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


_FROZEN: dict[str, Any] = {"__setattr__": _refuse_set, "__delattr__": _refuse_delete}


def _counted(cls: Any) -> tuple[str, ...]:
    """The fields that make a value; what is remembered of it is no part of it."""
    return tuple(
        name
        for name, field in cls.__dataclass_fields__.items()
        if field.compare and not name.startswith("_")
    )


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[object, ...]]:
    """All attributes of these names as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)

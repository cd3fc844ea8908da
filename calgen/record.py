"""Frozen dataclasses that cost little to declare.

`dataclasses.dataclass` compiles six functions for each class; calgen declares some 150 in
every run, which was a tenth of one that finds a single operation changed. Here `__init__`
alone is compiled, and the others are the same functions for every class. A field whose
name begins with an underscore counts neither in `==` nor in `repr`. To `fields`,
`replace`, pickle and pydantic these are dataclasses as any other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def record(cls: type[T], /) -> type[T]: ...
@overload
def record(*, kw_only: bool) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(dataclasses.field,)
)
def record(cls: Any = None, /, *, kw_only: bool = True) -> Any:
    """As `@dataclass(frozen=True, slots=True, kw_only=True)`, or without `kw_only`."""

    def declared(cls: type[T]) -> type[T]:
        made: Any = dataclasses.dataclass(
            init=False, repr=False, eq=False, slots=True, kw_only=kw_only
        )(cls)
        for name, function in _shared(made).items():
            if name not in vars(made):
                setattr(made, name, function)
        made.__init__ = _init(made)
        # Who derives a class from it may do so with `dataclass(frozen=True)`.
        made.__dataclass_params__.frozen = True
        return made  # type: ignore[no-any-return]

    return declared if cls is None else declared(cls)


def _init(cls: Any) -> Callable[..., None]:
    """`__init__`, which sets what nothing may set after it."""
    given: dict[str, Any] = {"_set": object.__setattr__}
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
        lines.append(f" _set(self, {name!r}, {value})")
    star = ["*", *heads[True]] if heads[True] else []
    arguments = ", ".join(["self", *heads[False], *star])
    exec("\n".join([f"def __init__({arguments}):", *(lines or [" pass"])]), given)
    made: Callable[..., None] = given["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _shared(cls: Any) -> dict[str, Callable[..., object]]:
    """What is the same for every class but for the names of its fields."""
    every = tuple(field.name for field in dataclasses.fields(cls))
    # What is remembered of a value is not part of it.
    names = tuple(name for name in every if not name.startswith("_"))
    values, whole = _getter(names), _getter(every)

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

    def refuse_set(self: Any, name: str, value: object) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def refuse_delete(self: Any, name: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def state(self: Any) -> tuple[object, ...]:
        return whole(self)

    def restore(self: Any, kept: tuple[object, ...]) -> None:
        for name, value in zip(every, kept, strict=True):
            object.__setattr__(self, name, value)

    return {
        "__eq__": equal,
        "__hash__": hashed,
        "__repr__": shown,
        "__setattr__": refuse_set,
        "__delattr__": refuse_delete,
        "__getstate__": state,
        "__setstate__": restore,
    }


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[object, ...]]:
    """All attributes of these names as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)

"""Arguments made from annotations: what a caller with a type checker would pass."""

from __future__ import annotations

import datetime
import inspect
import types
import typing
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

_PLAIN: Mapping[object, object] = {
    str: "x",
    int: 1,
    float: 1.5,
    bool: True,
    bytes: b"x",
    object: "x",
    Any: "x",
    None: None,
    type(None): None,
    datetime.datetime: datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.UTC),
    datetime.date: datetime.date(2024, 5, 6),
    datetime.time: datetime.time(7, 8, 9),
    datetime.timedelta: datetime.timedelta(days=1),
    uuid.UUID: uuid.UUID("6ba7b810-9dad-41d1-80b4-00c04fd430c8"),
    Decimal: Decimal("1.5"),
}


class Unmakeable(Exception):
    """No value can be made for an annotation."""


def arguments(
    method: Callable[..., object], *, every: bool
) -> tuple[list[object], dict[str, object]]:
    """Positional and keyword arguments: the required ones, or `every` one."""
    positional: list[object] = []
    keyword: dict[str, object] = {}
    for name, parameter in inspect.signature(method, eval_str=True).parameters.items():
        optional = parameter.default is not parameter.empty
        if name == "options" or (optional and not every):
            continue
        try:
            made = value(parameter.annotation)
        except Unmakeable:
            if optional:
                continue
            raise
        if parameter.kind is parameter.KEYWORD_ONLY:
            keyword[name] = made
        else:
            positional.append(made)
    return positional, keyword


def value(form: Any, stack: tuple[type, ...] = ()) -> Any:
    """A value of the annotation `form`; raises Unmakeable."""
    if form in _PLAIN:
        return _PLAIN[form]
    if isinstance(
        form, typing.TypeAliasType if hasattr(typing, "TypeAliasType") else ()
    ):
        return value(form.__value__, stack)
    origin, inner = typing.get_origin(form), typing.get_args(form)
    if origin is typing.Literal:
        return inner[0]
    if origin in (typing.Annotated, typing.Required, typing.NotRequired):
        return value(inner[0], stack)
    if origin in (typing.Union, types.UnionType):
        return _first(inner, stack)
    if origin is not None and isinstance(origin, type):
        return _container(origin, inner, stack)
    if isinstance(form, type) and issubclass(form, BaseModel):
        return _model(form, stack)
    if typing.is_typeddict(form):
        hints = typing.get_type_hints(form, include_extras=True)
        return {name: value(hints[name], stack) for name in form.__required_keys__}
    raise Unmakeable(f"no value for {form!r}")


def _first(arms: tuple[Any, ...], stack: tuple[type, ...]) -> Any:
    # `UNSET` and `None` are what a caller leaves out; they come last.
    empty = [
        arm for arm in arms if getattr(arm, "__name__", "") in ("Unset", "NoneType")
    ]
    for arm in (*(arm for arm in arms if arm not in empty), type(None)):
        if arm is type(None) and arm not in arms:
            break
        try:
            return value(arm, stack)
        except Unmakeable:
            continue
    raise Unmakeable(f"no arm of {arms!r}")


def _container(origin: type, inner: tuple[Any, ...], stack: tuple[type, ...]) -> Any:
    if issubclass(origin, Mapping):
        try:
            return {"key": value(inner[1], stack)}
        except Unmakeable:
            return {}
    if issubclass(origin, tuple) and Ellipsis not in inner:
        return tuple(value(each, stack) for each in inner)
    try:
        return [value(inner[0], stack)]
    except Unmakeable:
        return []


def _model(form: type[BaseModel], stack: tuple[type, ...]) -> BaseModel:
    if form in stack:
        raise Unmakeable(f"{form.__name__} needs itself")
    form.model_rebuild()
    stack = (*stack, form)
    fields: dict[str, object] = {
        field.alias or name: value(_whole(field), stack)
        for name, field in form.model_fields.items()
        if field.is_required()
    }
    return form.model_validate(fields)


def _whole(field: Any) -> Any:
    return field.annotation

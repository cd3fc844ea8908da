"""What a type says about itself: its parts, its fields, its name for people."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence, Set
from enum import Enum
from typing import Annotated, Any, Final, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .adapters import deeply
from .drift import is_object, json_kind
from .tagged import Tagged

_SHOWN: Final = 60


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model, their types resolved."""
    # Forward references are resolved by the build that `defer_build` put off.
    deeply(model.model_rebuild)
    return model.model_fields


def annotation_of(field: FieldInfo) -> Any:
    """The type of a field, with the constraints that pydantic keeps apart from it."""
    extras = list(field.metadata)
    if field.discriminator is not None:
        extras.append(FieldInfo(discriminator=field.discriminator))
    return Annotated[(field.annotation, *extras)] if extras else field.annotation


def wire_name(name: str, field: FieldInfo) -> str:
    """How a field is called in JSON."""
    return field.alias or name


def given_key(name: str, field: FieldInfo, value: Mapping[str, object]) -> str | None:
    """The key of a JSON object that fills a field."""
    return next((key for key in (field.alias, name) if key in value), None)


def known_keys(form: Any, value: object) -> int:
    """How many keys of a JSON object a type knows."""
    form, _ = bare(form)
    if not is_object(value) or not is_model(form):
        return 0
    return sum(
        given_key(name, field, value) is not None
        for name, field in fields_of(form).items()
    )


def branches_of(form: Any) -> list[Any]:
    """The types of a union, those of the unions in it included; else the type itself."""
    form, _ = bare(form)
    if get_origin(form) in (Union, types.UnionType):
        return [each for arm in get_args(form) for each in branches_of(arm)]
    fields = fields_of(form) if is_model(form) else {}
    if list(fields) == ["root"]:
        return branches_of(annotation_of(fields["root"]))
    return [form]


def claims_of(form: Any, value: object) -> dict[str, bool]:
    """The keys for which a model lists the allowed values: whether this is one."""
    form, _ = bare(form)
    if not is_object(value) or not is_model(form):
        return {}
    found: dict[str, bool] = {}
    for name, field in fields_of(form).items():
        key = given_key(name, field, value)
        listed, _ = bare(field.annotation)
        if key is not None and get_origin(listed) is Literal:
            found[key] = value[key] in get_args(listed)
    return found


def bare(form: Any) -> tuple[Any, bool]:
    """A type without alias and constraints, and whether it had constraints."""
    constrained = False
    while True:
        if get_origin(form) is Annotated:
            form, constrained = get_args(form)[0], True
        elif hasattr(form, "__value__"):
            form = form.__value__
        else:
            return form, constrained


def told_branch(form: Any, value: object) -> Any:
    """The branch of a union that a value says it is; None where nothing is said."""
    while hasattr(form, "__value__"):
        form = form.__value__
    if get_origin(form) is not Annotated:
        return None
    union, *extras = get_args(form)
    tagged = [each for each in extras if isinstance(each, Tagged)]
    return tagged[0].branch(union, value) if tagged else None


def item_of(origin: Any, args: tuple[Any, ...]) -> Any:
    """The type of a sequence's items; None for what is no sequence of one type."""
    if not isinstance(origin, type) or not issubclass(origin, Sequence | Set):
        return None
    return args[0] if len(args) == 1 or args[1:] == (...,) else None


def is_mapping(origin: Any) -> bool:
    """Whether the origin of a type is a mapping."""
    return isinstance(origin, type) and issubclass(origin, Mapping)


def describe(form: Any) -> str:
    """A type for people."""
    form, _ = bare(form)
    origin, args = get_origin(form), get_args(form)
    if form is None or form is type(None):
        return "None"
    if origin in (Union, types.UnionType):
        return " | ".join(describe(arg) for arg in args)
    if origin is Literal:
        return _short(" | ".join(repr(arg) for arg in args))
    name = getattr(origin or form, "__name__", None) or str(form)
    if args:
        return f"{name}[{', '.join(describe(arg) for arg in args)}]"
    return str(name)


def got(value: object, form: Any = None) -> str:
    """What came, for people; the text itself where `form` lists the allowed ones."""
    kind = json_kind(value)
    listed = get_origin(form) is Literal or (
        isinstance(form, type) and issubclass(form, Enum)
    )
    return f"{kind} {_short(repr(value))}" if listed and kind == "string" else kind


def _short(text: str) -> str:
    return f"{text[: _SHOWN - 1]}…" if len(text) > _SHOWN else text


def is_model(form: object) -> bool:
    """Whether a type form is a pydantic model."""
    return isinstance(form, type) and issubclass(cast("type[object]", form), BaseModel)

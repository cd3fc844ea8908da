"""Lenient decoding: whatever came, in the shape that was promised, as far as it goes.

A value that does not fit stays as it came, a missing attribute becomes None, and each
such place is a `Drift`. Of the branches of a union the one is taken whose tag the value
holds, then the one with the fewest differences, then the one that knows the most keys,
then the one that lacks the fewest, then the first. Never raises for data that is JSON,
save RecursionError.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Union, cast, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError

from .adapters import adapter_of
from .drift import Drift, is_array, is_object, member
from .extended import final
from .forms import (
    annotation_of,
    bare,
    claims_of,
    describe,
    fields_of,
    given_key,
    got,
    is_mapping,
    is_model,
    item_of,
    known_keys,
    told_branch,
    wire_name,
)

Decoded = tuple[object, tuple[Drift, ...]]
MISSING: Final = "missing"


class Built(NamedTuple):
    """A value and its differences."""

    value: object
    drift: tuple[Drift, ...] = ()


def build(form: Any, unwrap: tuple[str, ...], body: object) -> Decoded:
    """The value under `unwrap` of a JSON body, built as `form`.

    Where the envelope is missing, the body itself is taken if it looks like the value.
    """
    builder = _Builder()
    value, path = body, "$"
    for key in unwrap:
        path = member(path, key)
        if not is_object(value) or key not in value:
            lost = Drift(path, describe(form), MISSING)
            naked = builder.build(form, body, "$")
            if builder.resembles(form, body, naked):
                return naked.value, (lost, *naked.drift)
            return None, (lost,)
        value = value[key]
    built = builder.build(form, value, path)
    return built.value, built.drift


class _Builder:
    """One decoding; remembers what it built, since branches of a union share parts."""

    def __init__(self) -> None:
        self._built: dict[tuple[int, str], Built] = {}

    def build(self, form: Any, value: object, path: str) -> Built:
        """The value as `form`."""
        if not (is_object(value) or is_array(value)):
            return self._build(form, value, path)
        # Containers of one JSON tree are distinct objects that outlive this builder.
        key = (id(value), repr(form))
        known = self._built.get(key)
        if known is None:
            known = self._build(form, value, path)
            self._built[key] = known
        return known

    def _build(self, form: Any, value: object, path: str) -> Built:
        try:
            return Built(adapter_of(form).validate_python(value))
        except ValidationError:
            pass
        told = told_branch(form, value)
        if told is not None:
            return self.build(told, value, path)
        form, constrained = bare(form)
        if constrained:
            built = self.build(form, value, path)
            # The bare type takes it: it was the constraint that did not.
            refused = Drift(path, f"{describe(form)} as constrained", got(value))
            return built if built.drift else Built(built.value, (refused,))
        origin, args = get_origin(form), get_args(form)
        if origin in (Union, types.UnionType):
            return self._union(args, value, path)
        if is_model(form):
            if issubclass(form, RootModel):
                return self._root(cast("type[RootModel[Any]]", form), value, path)
            if is_object(value):
                return self._model(form, value, path)
        elif is_array(value) and (item := item_of(origin, args)) is not None:
            return self._parts(form, item, list(enumerate(value)), path)
        elif is_object(value) and is_mapping(origin):
            return self._parts(form, args[-1], list(value.items()), path)
        return Built(value, (Drift(path, describe(form), got(value, form)),))

    def _model(
        self, model: type[BaseModel], value: dict[str, object], path: str
    ) -> Built:
        model = final(model)
        rest = dict(value)
        drift: list[Drift] = []
        values: dict[str, object] = {}
        given: set[str] = set()
        for name, field in fields_of(model).items():
            key = given_key(name, field, value)
            if key is not None:
                rest.pop(key, None)
                built = self.build(annotation_of(field), value[key], member(path, key))
                values[name] = built.value
                given.add(name)
                drift += built.drift
            elif field.is_required():
                values[name] = None
                lost = member(path, wire_name(name, field))
                drift.append(Drift(lost, describe(field.annotation), MISSING))
        if not drift:
            drift = [Drift(path, f"{describe(model)} as validated", got(value))]
        # Not as keyword arguments: a key may be called like one of the method's own.
        instance = model.model_construct(given)
        vars(instance).update(values)
        if instance.model_extra is not None:
            instance.model_extra.update(rest)
            instance.model_fields_set.update(rest)
        return Built(instance, tuple(drift))

    def _root(self, model: type[RootModel[Any]], value: object, path: str) -> Built:
        built = self.build(annotation_of(fields_of(model)["root"]), value, path)
        return Built(model.model_construct(built.value), built.drift)

    def _parts(
        self, form: Any, item: Any, parts: list[tuple[Any, object]], path: str
    ) -> Built:
        built = {k: self.build(item, v, member(path, k)) for k, v in parts}
        drift = [each for one in built.values() for each in one.drift]
        if not drift:
            kind = "object" if is_mapping(get_origin(form)) else "array"
            drift = [Drift(path, f"{describe(form)} as validated", kind)]
        values = {key: one.value for key, one in built.items()}
        whole = values if is_mapping(get_origin(form)) else list(values.values())
        return Built(whole, tuple(drift))

    def _union(self, branches: Sequence[Any], value: object, path: str) -> Built:
        built = [(form, self.build(form, value, path)) for form in branches]

        claims = [claims_of(form, value) for form in branches]
        owned = {key for claim in claims for key, fits in claim.items() if fits}

        def rank(index: int) -> tuple[int, ...]:
            form, (_, drift) = built[index]
            misfits = sum(each.path == path for each in drift)
            # A tag that another branch lists is stronger than any number of keys.
            disowned = sum(not claims[index].get(key, True) for key in owned)
            missing = sum(each.got == MISSING for each in drift)
            return misfits, disowned, len(drift), -known_keys(form, value), missing

        best = built[min(range(len(built)), key=rank)][1]
        if best.drift and best.value is value:
            whole = " | ".join(describe(form) for form in branches)
            return Built(value, (Drift(path, whole, got(value)),))
        return best

    def resembles(self, form: Any, body: object, built: Built) -> bool:
        """Whether a body is the value itself: of its kind, with keys that it knows."""
        if any(each.path == "$" for each in built.drift):
            return False
        form, _ = bare(form)
        options = (
            get_args(form) if get_origin(form) in (Union, types.UnionType) else (form,)
        )
        models = [option for option in options if is_model(option)]
        if is_object(body) and models:
            return any(known_keys(model, body) for model in models)
        return True

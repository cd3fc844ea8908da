"""Types as sets: what a value may be, so that two can be held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from calgen.ir import (
    Enum,
    JsonValue,
    ListOf,
    MapOf,
    Model,
    Nullable,
    Scalar,
    TypeRef,
    Union,
)
from calgen.pytext import literal
from calgen.record import record

_WORDS = {
    "string": "str",
    "integer": "int",
    "number": "int | float",
    "boolean": "bool",
    "object": "dict[str, object]",
    "any": "Any",
    "event": "ServerSentEvent",
}
_FORMATS = {"date-time": "datetime", "date": "date", "binary": "bytes"}
DEEPEST = 40


@record(kw_only=False, order=True)
class Ref:
    """A class or alias of the models."""

    name: str


@record(kw_only=False, order=True)
class Plain:
    """A value without parts: `string`, `integer`, `datetime`, `any` and so on."""

    kind: str


@record(kw_only=False)
class Many:
    """A list of values, or a map with values of one kind."""

    kind: str
    item: Shape


Option: TypeAlias = Ref | Plain | Many
Value: TypeAlias = tuple[str, str]


@record(kw_only=False)
class Shape:
    """What a value may be: any of the options, one of the listed values, or null.

    `values` are spelled as Python has them, with their JSON type first.
    """

    options: frozenset[Option] = frozenset()
    values: frozenset[Value] = frozenset()
    null: bool = False

    def without(self, other: Shape) -> Shape:
        """What another shape does not have."""
        null = self.null and not other.null
        return Shape(self.options - other.options, self.values - other.values, null)

    @property
    def refs(self) -> frozenset[str]:
        return frozenset(each.name for each in self.options if isinstance(each, Ref))


@lru_cache(2**12)
def of_type(kind: TypeRef) -> Shape:
    """The shape of an argument or of an answer."""
    match kind:
        case Model():
            return Shape(frozenset({Ref(kind.name.pascal)}))
        case ListOf():
            return Shape(frozenset({Many("list", of_type(kind.item))}))
        case MapOf():
            return Shape(frozenset({Many("map", of_type(kind.value))}))
        case Scalar(kind="none"):
            return Shape(null=True)
        case Scalar():
            return Shape(frozenset({Plain(kind.kind)}))
        case Enum():
            return Shape(values=frozenset(map(_value, kind.values)))
        case Nullable():
            found = of_type(kind.item)
            return Shape(found.options, found.values, True)
        case Union():
            return joined(of_type(each) for each in kind.options)


def of_plain(plain: JsonValue, inner: Mapping[str, JsonValue], depth: int = 0) -> Shape:
    """The shape of a plain schema of the models; `inner` are aliases that nobody named,
    so that what they stand for is meant.

    The models let other values join those that an enum lists, which is no difference
    between two documents: the types of listed values are left out.
    """
    if not isinstance(plain, dict) or not plain or depth > DEEPEST:
        return Shape(frozenset({Plain("any")}))
    if isinstance(plain.get("anyOf"), list):
        options = plain["anyOf"]
        assert isinstance(options, list)
        found = joined(of_plain(each, inner, depth + 1) for each in options)
        types = {Plain(kind) for kind, _ in found.values}
        return Shape(found.options - types, found.values, found.null)
    if isinstance(plain.get("enum"), list):
        values = plain["enum"]
        assert isinstance(values, list)
        return Shape(values=frozenset(map(_value, values)))
    if "$ref" in plain:
        name = str(plain["$ref"])
        if name in inner:
            return of_plain(inner[name], inner, depth + 1)
        return Shape(frozenset({Ref(name)}))
    kind = str(plain.get("type"))
    if kind == "null":
        return Shape(null=True)
    if kind == "array":
        item = of_plain(plain.get("items"), inner, depth + 1)
        return Shape(frozenset({Many("list", item)}))
    if kind == "object":
        values_of = plain.get("additionalProperties")
        if not values_of:
            return Shape(frozenset({Plain("object")}))
        item = of_plain(values_of, inner, depth + 1)
        return Shape(frozenset({Many("map", item)}))
    return Shape(frozenset({Plain(_FORMATS.get(str(plain.get("format")), kind))}))


def within(options: Iterable[Option]) -> Iterator[str]:
    """The classes in options, those in lists and maps too."""
    for each in options:
        if isinstance(each, Ref):
            yield each.name
        elif isinstance(each, Many):
            yield from within(each.item.options)


def joined(shapes: Iterable[Shape]) -> Shape:
    """Whatever one of several shapes allows."""
    options: frozenset[Option] = frozenset()
    values: frozenset[Value] = frozenset()
    null = False
    for each in shapes:
        options |= each.options
        values |= each.values
        null = null or each.null
    return Shape(options, values, null)


def _value(value: JsonValue) -> Value:
    kinds = {bool: "boolean", int: "integer", str: "string"}
    return kinds.get(type(value), "any"), literal(value)


def covers(wide: Shape, narrow: Shape) -> bool:
    """Whether every value of one shape is surely one of the other."""
    if Plain("any") in wide.options:
        return True
    if narrow.null and not wide.null:
        return False
    return all(_covers(wide, each) for each in narrow.options) and all(
        value in wide.values or _takes(wide, Plain(value[0])) for value in narrow.values
    )


def _takes(wide: Shape, option: Plain) -> bool:
    return option in wide.options or (
        option.kind == "integer" and Plain("number") in wide.options
    )


def _covers(wide: Shape, option: Option) -> bool:
    if option in wide.options:
        return True
    if isinstance(option, Plain):
        return _takes(wide, option)
    return isinstance(option, Many) and any(
        isinstance(each, Many)
        and each.kind == option.kind
        and covers(each.item, option.item)
        for each in wide.options
    )


def shown(shape: Shape) -> str:
    """The shape as Python writes it: `list[models.Booking] | None`."""
    if Plain("any") in shape.options:
        return "Any"
    found = members(shape)
    return " | ".join([*found[:6], "…"] if len(found) > 7 else found) or "None"


def members(shape: Shape) -> list[str]:
    """The parts of a union as Python writes them, None last."""
    parts = sorted(_shown(each) for each in shape.options)
    if shape.values:
        texts = [text for _, text in sorted(shape.values)]
        more = [*texts[:6], "…"] if len(texts) > 7 else texts
        parts.insert(0, f"Literal[{', '.join(more)}]")
    return [*parts, *(["None"] if shape.null else [])]


def _shown(option: Option) -> str:
    match option:
        case Ref():
            return f"models.{option.name}"
        case Plain():
            return _WORDS.get(option.kind, option.kind)
        case Many(kind="list"):
            return f"list[{shown(option.item)}]"
        case Many():
            return f"dict[str, {shown(option.item)}]"


def key(shape: Shape) -> str:
    """The shape as text, the same for equal shapes; for ids."""
    parts = sorted(_key(each) for each in shape.options)
    values = sorted(f"{kind}:{text}" for kind, text in shape.values)
    return "|".join([*parts, *values, *(["null"] if shape.null else [])])


def _key(option: Option) -> str:
    match option:
        case Ref():
            return f"#{option.name}"
        case Plain():
            return option.kind
        case Many():
            return f"{option.kind}({key(option.item)})"

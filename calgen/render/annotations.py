"""Type references as Python annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from calgen.ir import (
    Enum,
    ListOf,
    MapOf,
    Model,
    Nullable,
    Scalar,
    ScalarKind,
    Schema,
    TypeRef,
    Union,
)
from calgen.layout import Bracket, Chain, Piece
from calgen.pytext import literal

Use = Literal["argument", "result"]
_SCALARS: dict[ScalarKind, tuple[tuple[Piece, ...], tuple[Piece, ...]]] = {
    # kind: (as an argument, as a result)
    "string": (("str",), ("str",)),
    "integer": (("int",), ("int",)),
    "number": (
        ("float",),
        (
            "int",
            "float",
        ),
    ),
    "boolean": (("bool",), ("bool",)),
    "bytes": (("Upload",), ("bytes",)),
    "datetime": (
        (
            "datetime",
            "str",
        ),
        ("datetime",),
    ),
    "date": (
        (
            "date",
            "str",
        ),
        ("date",),
    ),
    "object": (
        (Bracket("Mapping", ("str", "object")),),
        (Bracket("dict", ("str", "object")),),
    ),
    "any": (("object",), ("Any",)),
    "none": (("None",), ("None",)),
}


class Annotator:
    """Prints types. What a caller may pass is wider than what he gets: any sequence, a
    mapping for a model, text for a time."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def argument(self, kind: TypeRef, *, optional: bool = False) -> Piece:
        """What may be passed; an optional argument may also be left `Unset`."""
        return _joined(self._parts(kind, "argument"), ("Unset",) if optional else ())

    def result(self, kind: TypeRef) -> Piece:
        """What a caller gets."""
        return _joined(self._parts(kind, "result"))

    def _parts(self, kind: TypeRef, use: Use) -> tuple[Piece, ...]:
        """The members of the union that a type is, most types being one."""
        match kind:
            case Scalar():
                return _SCALARS[kind.kind][0 if use == "argument" else 1]
            case Enum():
                return (Bracket("Literal", tuple(map(literal, kind.values))),)
            case ListOf():
                outer = "Sequence" if use == "argument" else "list"
                return (Bracket(outer, (_joined(self._parts(kind.item, use)),)),)
            case MapOf():
                outer = "Mapping" if use == "argument" else "dict"
                return (Bracket(outer, ("str", _joined(self._parts(kind.value, use)))),)
            case Nullable():
                return (*self._parts(kind.item, use), "None")
            case Union():
                return tuple(p for each in kind.options for p in self._parts(each, use))
            case Model():
                return self._model(kind, use)

    def _model(self, kind: Model, use: Use) -> tuple[Piece, ...]:
        named = f"models.{kind.name.pascal}"
        schema = self._schemas.get(kind.name.pascal)
        if use == "result" or schema is None or "enum" in schema.json:
            return (named,)
        return (named, Bracket("Mapping", ("str", "object")))


def _joined(parts: tuple[Piece, ...], more: tuple[Piece, ...] = ()) -> Piece:
    """A union of printed types: each part once, None last, `Any` alone."""
    everything = next((each for each in ("Any", "object") if each in parts), None)
    unique = (everything,) if everything else tuple(dict.fromkeys(parts))
    ordered = (*sorted(unique, key=lambda part: part == "None"), *more)
    return ordered[0] if len(ordered) == 1 else Chain(ordered)

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

Use = Literal["argument", "upload", "result"]
_SCALARS: dict[ScalarKind, tuple[tuple[Piece, ...], tuple[Piece, ...]]] = {
    # kind: (as an argument, as a result)
    "string": (("str",), ("str",)),
    "integer": (("int",), ("int",)),
    "number": (("int", "float"), ("int", "float")),
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
    "event": (("ServerSentEvent",), ("ServerSentEvent",)),
}


class Annotator:
    """Prints types. What a caller may pass is wider than what he gets: any sequence, a
    mapping for a model, text for a time."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas

    def argument(
        self, kind: TypeRef, *, optional: bool = False, upload: bool = False
    ) -> Piece:
        """What may be passed; an optional argument may also be left `Unset`.

        Binary data is an `Upload` where it is sent as it is, and text in all other
        places: neither JSON nor a URL has bytes.
        """
        parts = self._parts(kind, "upload" if upload else "argument")
        return _joined(parts, ("Unset",) if optional else ())

    def result(self, kind: TypeRef) -> Piece:
        """What a caller gets."""
        return _joined(self._parts(kind, "result"))

    def _parts(self, kind: TypeRef, use: Use) -> tuple[Piece, ...]:
        """The members of the union that a type is, most types being one."""
        match kind:
            case Scalar(kind="bytes") if use == "argument":
                return ("str",)
            case Scalar():
                return _SCALARS[kind.kind][1 if use == "result" else 0]
            case Enum():
                return (Bracket("Literal", tuple(map(literal, kind.values))),)
            case ListOf():
                outer = "list" if use == "result" else "Sequence"
                return (Bracket(outer, (_joined(self._parts(kind.item, use)),)),)
            case MapOf():
                outer = "dict" if use == "result" else "Mapping"
                return (Bracket(outer, ("str", _joined(self._parts(kind.value, use)))),)
            case Nullable():
                return (*self._parts(kind.item, use), "None")
            case Union():
                return tuple(p for each in kind.options for p in self._parts(each, use))
            case Model():
                return self._model(kind, use)

    def _model(self, kind: Model, use: Use) -> tuple[Piece, ...]:
        named = f"models.{kind.name.pascal}"
        schema = self.schemas.get(kind.name.pascal)
        if use == "result" or schema is None or "enum" in schema.json:
            return (named,)
        return (named, Bracket("Mapping", ("str", "object")))


def _joined(parts: tuple[Piece, ...], more: tuple[Piece, ...] = ()) -> Piece:
    """A union of printed types: each part once, None last, `Any` alone."""
    everything = next((each for each in ("Any", "object") if each in parts), None)
    unique = (everything,) if everything else tuple(dict.fromkeys(parts))
    ordered = (*sorted(unique, key=lambda part: part == "None"), *more)
    return ordered[0] if len(ordered) == 1 else Chain(ordered)

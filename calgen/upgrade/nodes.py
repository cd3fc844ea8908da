"""Parts of a document that may be of any type, and a setting to upgrade them in."""

from __future__ import annotations

from dataclasses import field

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.record import record
from calgen.upgrade.moves import Moves
from calgen.upgrade.references import pointer_of

JSON = "application/json"
Found = tuple[Json, str]
"""An object and the pointer at which it stands in the document as written."""


def mapping(value: JsonValue) -> Json:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: JsonValue) -> list[JsonValue]:
    """The value if it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def medias(value: JsonValue) -> tuple[str, ...]:
    """Media types as `consumes` and `produces` list them, each once."""
    stated = [value] if isinstance(value, str) else items(value)
    return tuple(
        dict.fromkeys(each for each in stated if isinstance(each, str) and each)
    )


@record(kw_only=False, frozen=False)
class Setting:
    """One document on its way: what moves is noted, what is lost is reported."""

    document: Document
    report: Report
    moves: Moves = field(default_factory=Moves)
    consumes: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
    unstated: str = "csv"
    """The `collectionFormat` of a parameter that states none."""

    def place(self, pointer: str) -> Place:
        """A place in the document as written."""
        return Place(self.document, pointer)

    def follow(self, node: JsonValue, pointer: str) -> Found | None:
        """The object behind references inside the document; None where they lead
        nowhere or out of it."""
        for _ in range(16):
            if not isinstance(node, dict):
                return None
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node, pointer
            if not reference.startswith("#"):
                return None
            pointer = pointer_of(reference)
            try:
                node = self.document.at(pointer)
            except KeyError:
                return None
        return None

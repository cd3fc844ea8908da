"""Places of normalisation: all of them lie in documents, and references lead to others."""

from __future__ import annotations

from calgen.diagnostics import Report
from calgen.document import Document, Unread
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.merge import Merged

Node = tuple[Json, Place]


def document_of(place: Place) -> Document:
    """The document that a place lies in."""
    assert isinstance(place.source, Document)
    return place.source


def follow(node: JsonValue, place: Place, merged: Merged) -> Node | None:
    """The object behind a node that may be a reference, and its place; None where
    references lead nowhere, in a circle or to no object."""
    seen: set[Place] = set()
    while isinstance(node, dict):
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return node, place
        target = merged.resolve(document_of(place), reference)
        if target is None or target.place in seen:
            return None
        seen.add(target.place)
        node, place = target.node, target.place
    return None


def report_lost(
    node: JsonValue, place: Place, merged: Merged, report: Report, so: str
) -> None:
    """Say why `follow` finds nothing behind a reference, and what comes of it.

    A node of a wrong type was reported when it was read, and so was a file that cannot
    be had.
    """
    seen: set[Place] = set()
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        reference = str(node["$ref"])
        at = place.child("$ref")
        target = merged.resolve(document_of(place), reference)
        why: Unread | None = None
        if target is None:
            why = merged.why(document_of(place), reference)
        elif target.place in seen:
            why = Unread(
                code="CG020",
                reason="leads back to itself",
                hint="let one of the references lead to an object",
            )
        if why is not None and why.told:
            return
        if why is not None:
            report.warning(
                why.code, f"{reference!r} {why.reason}; {so}", at, hint=why.hint
            )
            return
        assert target is not None
        seen.add(target.place)
        node, place = target.node, target.place
    if node is None:
        said = f"nothing is described here; {so}"
        report.warning("CG029", said, place, hint="write an object")

"""References by the names that schemas give themselves: `$id`, `$anchor`, `$self`.

They become JSON pointers, the one kind of reference that everything behind knows. A
pointer that is meant from inside a schema (`#/$defs/name` beside the schema's own
`$defs`) becomes one from the document's root.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.ir import Json, JsonValue
from calgen.location import Place, escape
from calgen.upgrade.moves import Moves
from calgen.upgrade.nodes import mapping
from calgen.upgrade.references import (
    NAMED,
    Change,
    pointer_of,
    reference_to,
    rewritten,
    without_dynamic,
)

_SIGNS = ("$id", "$anchor", "$dynamicAnchor", "$self", "$defs", "definitions")
_DYNAMIC = "$dynamicRef"


def named(document: Document, report: Report) -> Document:
    """The document with JSON pointers in the place of names; the very same where it
    refers to nothing by name. Swagger 2.0 knows no names."""
    data = document.data
    text = document.text
    if not isinstance(data, dict) or ("swagger" in data and "openapi" not in data):
        return document
    if not any(sign in text for sign in (*_SIGNS, _DYNAMIC)):
        return document
    addresses = Addresses(document)
    made: JsonValue = data
    if _DYNAMIC in text:
        made = without_dynamic(made, addresses.static(report))
    made = rewritten(made, addresses.change)
    return document if made is data else document.remade(made, Moves())


class Addresses:
    """The names in one document, and where they lead."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._roots: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        self._anchors: dict[tuple[str, str], str] = {}
        stated = mapping(document.data).get("$self")
        self._enter("", stated if isinstance(stated, str) else "", "")
        self._look(document.data, "", "", named=False)

    def _enter(self, pointer: str, name: str, above: str) -> None:
        base = _joined(above, name).partition("#")[0]
        self._bases[pointer] = base
        if base:
            self._roots.setdefault(base, pointer)

    def _look(self, node: JsonValue, pointer: str, root: str, *, named: bool) -> None:
        if isinstance(node, list):
            for index, each in enumerate(node):
                self._look(each, f"{pointer}/{index}", root, named=False)
        if not isinstance(node, dict):
            return
        if not named and pointer:
            name = node.get("$id")
            if isinstance(name, str) and not name.startswith("#"):
                self._enter(pointer, name, self._bases[root])
                root = pointer
            self._anchored(node, pointer, root)
        for key, value in node.items():
            if isinstance(value, (dict, list)):
                below = key in NAMED and not named
                self._look(value, pointer + escape(key), root, named=below)

    def _anchored(self, node: Json, pointer: str, root: str) -> None:
        for key in ("$anchor", "$dynamicAnchor"):
            name = node.get(key)
            if isinstance(name, str):
                self._anchors.setdefault((root, name), pointer)

    def change(self, reference: str, holder: str) -> str:
        """The reference as a pointer; as it is, where it names nothing in here."""
        root = next(each for each in _above(holder) if each in self._bases)
        address, _, fragment = reference.partition("#")
        if address:
            target = self._roots.get(_joined(self._bases[root], address))
            if target is None:
                return reference
            found = self._inside([target], fragment)
        else:
            # Strictly the schema with its own `$id` is meant, else the document; people
            # mean what stands nearest.
            found = self._inside([root, "", *_above(holder)], fragment)
        return reference if found is None else reference_to(found)

    def static(self, report: Report) -> Change:
        """What a `$dynamicRef` is taken for: a reference to the anchor that is in scope
        where it stands, else to the first of its name. Who refers to the schema could
        mean another one; that is no type of its own."""

        def change(reference: str, holder: str) -> str:
            found = self.change(reference, holder)
            if found == reference and reference[:1] == "#":
                name = reference[1:]
                places = [p for (_, each), p in self._anchors.items() if each == name]
                found = reference_to(places[0]) if places else reference
            if found != reference:
                report.info(
                    "CG049",
                    f"the $dynamicRef {reference!r} is taken for {found!r}, whoever "
                    "refers to the schema around it",
                    Place(self._document, f"{holder}/{_DYNAMIC}"),
                    hint="describe what another scope would mean as a schema of its own",
                )
            return found

        return change

    def _inside(self, roots: Iterable[str], fragment: str) -> str | None:
        if fragment and not fragment.startswith("/"):
            known = (self._anchors.get((root, fragment)) for root in roots)
            return next((each for each in known if each is not None), None)
        for root in roots:
            pointer = root + pointer_of(f"#{fragment}")
            if self._exists(pointer):
                return pointer
        return None

    def _exists(self, pointer: str) -> bool:
        try:
            self._document.at(pointer)
        except KeyError:
            return False
        return True


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # what looks like a host and is none
        return address


def _above(pointer: str) -> Iterable[str]:
    """A pointer and all above it, the nearest first."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
    yield ""

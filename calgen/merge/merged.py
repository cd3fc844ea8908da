"""All documents as one, and the way from a reference to what it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import NamedTuple

from calgen.document import Document, Library, Unread
from calgen.frozen import Table
from calgen.ir import Json, JsonValue
from calgen.location import Place, unescape
from calgen.record import record

Key = tuple[Document, str]
"""A document and the canonical pointer of a value in it."""


@record(kw_only=False)
class Target:
    """What a reference leads to; `component` is its name when it is a whole component,
    and `section` the part of `components` that it belongs to."""

    place: Place
    node: JsonValue
    component: str | None = None
    section: str = ""


class Enclosing(NamedTuple):
    """The component that a place lies in, and the steps from there to the place."""

    target: Target
    steps: tuple[str, ...]


@record(kw_only=False)
class Entry:
    """One operation as it was found, with the path item around it.

    `document` is the input that has the path; `place` and `item_place` (of the path item
    that has the parameters) lie in another document where a reference leads there.
    `flawed`: a part of it is of a wrong type and was left out.
    """

    method: str
    path: str
    node: Json
    item: Json
    place: Place
    item_place: Place
    document: Document
    flawed: bool = False


@record(kw_only=False)
class Holders:
    """Names of components for the lock.

    `components` leads from a document to words for what it holds, each followed by `=`
    and the name of its component where that is not the one it asks for; it is empty where
    one document holds everything under the names it gives. `bodies` leads from a component
    (`schemas/Pet_b`) whose name several want to the digest of its body and the name that
    it asks for.
    """

    components: Table
    bodies: Table


NOBODY = Holders({}, {})


def _unsigned(entry: Entry) -> str:
    raise LookupError(f"{entry.place} was not merged with any other")


@record(kw_only=False, frozen=False)
class Merged:
    """All documents as one. `documents` are the inputs; `lost` are the places of path
    items and operations that cannot be used; `holders` is what a lock remembers.

    Two entries with one `signature` describe the same data; their prose may differ, and
    prose may state facts, so folding them is left to those who can read it.
    """

    documents: tuple[Document, ...]
    operations: tuple[Entry, ...] = ()
    components: dict[str, dict[str, Target]] = field(default_factory=dict)
    library: Library = field(default_factory=Library)
    lost: tuple[Place, ...] = ()
    holders: Holders = NOBODY
    signature: Callable[[Entry], str] = _unsigned
    _known: dict[Key, Target] = field(default_factory=dict)
    _resolved: dict[tuple[Document, str], Target | None] = field(default_factory=dict)
    _flawed: set[tuple[str, str]] | None = None

    def resolve(self, document: Document, reference: str) -> Target | None:
        """Follow one reference that stands in `document`; None when it leads nowhere."""
        key = document, reference
        if key not in self._resolved:
            self._resolved[key] = self._find(document, reference)
        return self._resolved[key]

    def _find(self, document: Document, reference: str) -> Target | None:
        found = self.library.find(document, reference)
        if found is None:
            return None
        known = self._known.get((found.document, found.pointer))
        return known or Target(Place(found.document, found.pointer), found.node)

    def why(self, document: Document, reference: str) -> Unread:
        """Why a reference leads nowhere."""
        return self.library.why(document, reference)

    def know(self, key: Key, target: Target) -> None:
        """Say which component stands at a place; several places may be one."""
        self._known[key] = target

    def component_at(self, place: Place) -> Target | None:
        """The component that stands at exactly this place."""
        source = place.source
        if not isinstance(source, Document):
            return None
        return self._known.get((source, place.pointer))

    def enclosing(self, place: Place) -> Enclosing | None:
        """The nearest component around a place, or at it."""
        pointer = place.pointer
        steps: list[str] = []
        while True:
            target = self.component_at(Place(place.source, pointer))
            if target is not None:
                return Enclosing(target, tuple(reversed(steps)))
            if not pointer:
                return None
            pointer, _, step = pointer.rpartition("/")
            steps.append(unescape(step))

    def section(self, name: str) -> Mapping[str, Target]:
        """The components of one kind by their final names."""
        return self.components.get(name, {})

    def first(self, *keys: str) -> tuple[JsonValue, Place | None]:
        """The first value that is not empty at a path of keys, over all documents."""
        for document in self.documents:
            value: JsonValue = document.data
            place = Place(document)
            for key in keys:
                value, place = self._behind(value, place)
                value = value.get(key) if isinstance(value, dict) else None
                place = place.child(key)
            value, place = self._behind(value, place)
            if value not in (None, "", [], {}):
                return value, place
        return None, None

    def is_flawed(self, place: Place) -> bool:
        """Whether something at or below a place is of a wrong type, and was left out."""
        if self._flawed is None:
            self._flawed = {
                (flaw.source.path, above)
                for flaw in self.library.flaws
                for pointer in self._spellings(flaw)
                for above in _upwards(pointer)
            }
        return (place.source.path, place.pointer) in self._flawed

    def _spellings(self, place: Place) -> Iterator[str]:
        """Where a place of a text stands, and where it stands in the form that is read."""
        yield place.pointer
        for document in self.library.documents.get(place.source.path, ()):
            yield document.now(place.pointer)

    def _behind(self, value: JsonValue, place: Place) -> tuple[JsonValue, Place]:
        """What one reference leads to, where a value is one."""
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            assert isinstance(place.source, Document)
            target = self.resolve(place.source, str(value["$ref"]))
            if target is not None:
                return target.node, target.place
        return value, place


def _upwards(pointer: str) -> Iterator[str]:
    """A pointer and all above it but the root."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]

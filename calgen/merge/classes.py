"""Equality classes of components, refined until references agree as well."""

from __future__ import annotations

import json
from collections import defaultdict
from hashlib import sha256

from calgen.document import Document, Library
from calgen.ir import JsonValue
from calgen.location import Place
from calgen.merge.merged import Key
from calgen.merge.parts import Part, Parts

_NAMED = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
_PROSE = {"description", "summary", "example", "examples", "externalDocs", "title"}
Group = tuple[str, str]


class Classes:
    """What describes the same data is of one class.

    A component whose name nobody else asks for is a class of its own, and need not be
    looked at.
    """

    def __init__(self, parts: Parts, library: Library) -> None:
        self._parts = parts
        self._library = library
        self._classes: dict[Key, str] = {}
        self._texts: dict[Key, str] = {}
        self.groups: dict[Group, list[Part]] = defaultdict(list)
        for part in parts.found.values():
            self.groups[part.section, part.name].append(part)
            self._classes[part.key] = f"{part.section}/{part.name}"
        self._refine()

    def of(self, part: Part) -> str:
        """The class of a part, among those of its section and name."""
        return self._classes[part.key]

    def body(self, part: Part) -> str:
        """A short digest of a part alone: what it refers to counts by name."""
        text = self._texts.get(part.key)
        if text is None:
            plain = self._plain(part.key[0], part.node, [], named=False)
            text = _short(json.dumps(plain, sort_keys=True))
        return sha256(text.encode()).hexdigest()[:8]

    def _refine(self) -> None:
        many = [p for group in self.groups.values() if len(group) > 1 for p in group]
        # Each body is read once; only what its references lead to changes by the round.
        texts = self._texts
        below: dict[Key, list[Key]] = {}
        for part in many:
            seen: list[Key] = []
            plain = self._plain(part.key[0], part.node, seen, named=False)
            texts[part.key] = _short(json.dumps(plain, sort_keys=True))
            below[part.key] = seen
        count = 0
        classes = {part.key: texts[part.key] for part in many}
        while len(set(classes.values())) > count:
            count = len(set(classes.values()))
            self._classes |= classes
            classes = {
                key: _short("\n".join([text, *(self._classes[k] for k in below[key])]))
                for key, text in texts.items()
            }

    def signature(self, node: JsonValue, place: Place) -> str:
        """A text that is equal for equal data, prose aside. `place` lies in the node's
        document."""
        assert isinstance(place.source, Document)
        seen: list[Key] = []
        plain = self._plain(place.source, node, seen, named=False)
        text = json.dumps(plain, sort_keys=True)
        return _short("\n".join([text, *(self._classes[key] for key in seen)]))

    def _plain(
        self, document: Document, node: JsonValue, seen: list[Key], *, named: bool
    ) -> JsonValue:
        """The data of a node; `seen` gathers the components that it refers to."""
        if isinstance(node, list):
            return [self._plain(document, each, seen, named=False) for each in node]
        if not isinstance(node, dict):
            return node
        plain: dict[str, JsonValue] = {}
        # In an order of its own, or equal nodes would refer in different orders.
        for key, value in sorted(node.items()):
            if not named and (key in _PROSE or key.startswith("x-")):
                continue
            if key == "$ref" and isinstance(value, str):
                plain[key] = self._reference(document, value, seen)
            else:
                plain[key] = self._plain(
                    document, value, seen, named=key in _NAMED and not named
                )
        return plain

    def _reference(
        self, document: Document, reference: str, seen: list[Key]
    ) -> JsonValue:
        found = self._library.find(document, reference)
        if found is not None:
            key: Key = found[:2]
            part = self._parts.found.get(self._parts.aliases.get(key, key))
            if part is not None:
                seen.append(part.key)
                return [part.section, part.name]
        return [reference.rpartition("/")[2], None]


def _short(text: str) -> str:
    return text if len(text) < 80 else sha256(text.encode()).hexdigest()

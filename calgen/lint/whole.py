"""Rules about the documents as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.diagnostics import Diagnostic
from calgen.document import Document
from calgen.ir import JsonValue
from calgen.lint.finding import Rule, Subject, finding
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of

Key = tuple[str, str]


def component_is_used(subject: Subject) -> Iterator[Diagnostic]:
    used = _Uses(subject.merged).found
    for section, members in sorted(subject.merged.components.items()):
        for name, target in sorted(members.items()):
            if (section, name) not in used and not section.startswith("x-"):
                said = f"components.{section}.{name} is not used"
                yield finding("CG086", said, target.place)


class _Uses:
    """The components that operations and webhooks refer to, however deep."""

    def __init__(self, merged: Merged) -> None:
        self._merged = merged
        self.found: set[Key] = set()
        self._seen: set[Place] = set()
        self._waiting: list[tuple[JsonValue, Document]] = []
        for document in merged.documents:
            data = js.mapping(document.data)
            for key, value in data.items():
                if key != "components":
                    self._look(value, document)
            self._schemes(data.get("security"))
        self._follow()
        while self._heirs():
            self._follow()

    def _follow(self) -> None:
        while self._waiting:
            node, document = self._waiting.pop()
            self._look(node, document)

    def _look(self, node: JsonValue, document: Document) -> None:
        if isinstance(node, list):
            for each in node:
                self._look(each, document)
        elif isinstance(node, dict):
            for key, value in node.items():
                if key == "$ref" and isinstance(value, str):
                    self._use(value, document)
                elif key == "mapping":
                    for reference in js.mapping(value).values():
                        plain = "/" not in str(reference)
                        self._use((js.REF if plain else "") + str(reference), document)
                elif key == "security":
                    self._schemes(value)
                self._look(value, document)

    def _schemes(self, security: JsonValue) -> None:
        for each in js.items(security):
            for name in js.mapping(each):
                self.found.add(("securitySchemes", name))

    def _use(self, reference: str, document: Document) -> None:
        found = self._merged.resolve(document, reference)
        if found is None:
            return
        around = self._merged.enclosing(found.place)
        if around is None:
            # A path item of another file, or what stands in a path of this one.
            if found.place not in self._seen:
                self._seen.add(found.place)
                self._waiting.append((found.node, document_of(found.place)))
            return
        target = around.target
        key = (target.section, str(target.component))
        if key not in self.found:
            self.found.add(key)
            self._waiting.append((target.node, document_of(target.place)))

    def _heirs(self) -> bool:
        """Use the schemas that extend a used one that tells its heirs apart."""
        before = len(self.found)
        for name, target in self._merged.section("schemas").items():
            for index, part in enumerate(
                js.items(js.mapping(target.node).get("allOf"))
            ):
                reference = js.mapping(part).get("$ref")
                place = target.place.child("allOf", index)
                if ("schemas", name) not in self.found and self._tells(
                    reference, place
                ):
                    self._use(f"#{target.place.pointer}", document_of(place))
        return len(self.found) > before

    def _tells(self, reference: JsonValue, place: Place) -> bool:
        if not isinstance(reference, str):
            return False
        above = self._merged.resolve(document_of(place), reference)
        return (
            above is not None
            and ("schemas", str(above.component)) in self.found
            and "discriminator" in js.mapping(above.node)
        )


def server_is_known(subject: Subject) -> Iterator[Diagnostic]:
    if not subject.api.servers:
        _, place = subject.merged.first("servers")
        first = subject.merged.documents[0]
        said = "no server can be called; the client asks for base_url"
        yield finding("CG096", said, place or Place(first))


RULES: tuple[Rule, ...] = (component_is_used, server_is_known)

"""Plain aliases: component schemas that are inlined where they are used."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.document import Document
from calgen.graph import components, is_circular
from calgen.ir import Json, JsonValue
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.families import Families, is_schema
from calgen.normalise.places import document_of

# Aliases of aliases, arrays of arrays: past this they are named instead of inlined.
DEEPEST = 24


class Aliases:
    """Which schemas deserve a name, and which alias leads back to itself."""

    def __init__(self, merged: Merged, families: Families) -> None:
        self._merged = merged
        self._families = families
        self._recursive: dict[str, bool] = {}
        self._endless: dict[str, bool] = {}

    def is_named(self, name: str) -> bool:
        """Whether a component keeps its name in the client."""
        return self._deserves_name(name) or self._is_recursive(name)

    def _deserves_name(self, name: str) -> bool:
        node = js.mapping(self._merged.section("schemas")[name].node)
        return (
            deserves_name(node)
            or self._families.is_head(name)
            or self._families.is_heir(name)
        )

    def _is_recursive(self, name: str) -> bool:
        """Whether a plain alias leads back to itself through other plain aliases."""
        if name not in self._recursive:
            self._explore(name)
        return self._recursive[name]

    def _explore(self, start: str) -> None:
        """Find the circles among all that a component leads to."""
        edges: dict[str, list[str]] = {}
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name not in edges:
                target = self._merged.section("schemas")[name]
                below = self._inlined(target.node, document_of(target.place))
                # What was explored before leads to none of these.
                edges[name] = [e for e in below if e not in self._recursive]
                waiting += edges[name]
        for found in components(edges):
            self._recursive |= dict.fromkeys(found, is_circular(found, edges))

    def is_endless(self, name: str) -> bool:
        """Whether a component only refers to one that only refers … and so on to itself."""
        passed: dict[str, None] = {}
        here: str | None = name
        while here and here not in passed and here not in self._endless:
            passed[here] = None
            here = self._next(here)
        endless = here is not None and self._endless.get(here, True)
        self._endless |= dict.fromkeys(passed, endless)
        return self._endless[name]

    def _next(self, name: str) -> str | None:
        """The component that a component only refers to."""
        target = self._merged.section("schemas")[name]
        reference = js.mapping(target.node).get("$ref")
        if not isinstance(reference, str):
            return None
        found = self._merged.resolve(document_of(target.place), reference)
        return found.component if found and is_schema(found) else None

    def _inlined(self, node: JsonValue, document: Document) -> Iterator[str]:
        """The components that would be inlined into a node."""
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if isinstance(here, list):
                waiting += here
            elif isinstance(here, dict) and isinstance(here.get("$ref"), str):
                target = self._merged.resolve(document, str(here["$ref"]))
                name = target.component if target and is_schema(target) else None
                if name is not None and not self._deserves_name(name):
                    yield name
            elif isinstance(here, dict) and not deserves_name(here):
                waiting += [here[key] for key in (*js.ONE, *js.MANY) if key in here]


def deserves_name(node: Json) -> bool:
    """Whether a schema becomes a class, a union or a list of values."""
    return js.is_object(node) or js.is_union(node) or js.is_enum(node)

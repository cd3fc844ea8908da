"""Families: a schema with a discriminator, and the schemas that are made of it.

A value of such a schema is one of the heirs, whichever the tag says. So the schema's name
stands for the union of all, and what the heirs have in common gets a name of its own.
"""

from __future__ import annotations

from collections import defaultdict

from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.merge import Merged, Target
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of

# Type checkers compare every member of a union with every other one.
WIDEST = 64


class Families:
    """The component schemas that are heirs of others."""

    def __init__(self, merged: Merged) -> None:
        self._merged = merged
        self._heirs: dict[str, tuple[str, ...]] = {}
        self._children: dict[str, list[str]] = defaultdict(list)
        self._every: set[str] | None = None
        for name, target in sorted(merged.section("schemas").items()):
            for parent in self._made_of(target.node, target.place):
                self._children[parent].append(name)

    def _made_of(self, node: JsonValue, place: Place) -> list[str]:
        """The components that a schema extends by `allOf`, each once."""
        found: dict[str, None] = {}
        waiting = [node]
        while waiting:
            for part in js.items(js.mapping(waiting.pop()).get("allOf")):
                reference = js.mapping(part).get("$ref")
                if not isinstance(reference, str):
                    waiting.append(part)
                    continue
                target = self._merged.resolve(document_of(place), reference)
                if target is not None and is_schema(target) and target.component:
                    found[target.component] = None
        return list(found)

    def heirs(self, name: str) -> tuple[str, ...]:
        """Every heir of a component, the nearest first; () where it has no tag."""
        if name not in self._heirs:
            self._heirs[name] = self._all(name)
        return self._heirs[name]

    def _all(self, name: str) -> tuple[str, ...]:
        node = js.mapping(self._merged.section("schemas")[name].node)
        if not tag_of(node) or name not in self._children:
            return ()
        found: dict[str, None] = {}
        waiting = [name]
        for each in waiting:
            below = self._children.get(each, ())
            new = [c for c in below if c not in found and c != name]
            found.update(dict.fromkeys(new))
            waiting += new
        branches = js.options(node)
        if branches and not all(self._heir_of(b, name) in found for b in branches):
            return ()
        return tuple(found)

    def _heir_of(self, branch: JsonValue, name: str) -> str | None:
        reference = js.mapping(branch).get("$ref")
        if not isinstance(reference, str):
            return None
        document = document_of(self._merged.section("schemas")[name].place)
        target = self._merged.resolve(document, reference)
        return target.component if target is not None and is_schema(target) else None

    def is_head(self, name: str) -> bool:
        """Whether a value of a component is one of its heirs."""
        return 0 < len(self.heirs(name)) <= WIDEST

    def is_wide(self, name: str) -> bool:
        """Whether a component has more heirs than a union can hold."""
        return len(self.heirs(name)) > WIDEST

    def is_head_at(self, place: Place) -> bool:
        """Whether the component that stands at a place is the head of a family."""
        target = self._merged.resolve(document_of(place), f"#{place.pointer}")
        name = target.component if target is not None and is_schema(target) else None
        return name is not None and self.is_head(name)

    def is_heir(self, name: str) -> bool:
        """Whether a component extends the head of a family, however far away."""
        if self._every is None:
            heads = [each for each in self._children if self.is_head(each)]
            self._every = {heir for head in heads for heir in self.heirs(head)}
        return name in self._every


def tag_of(node: Json) -> str:
    """The property that a discriminator names; '' without one."""
    stated = js.mapping(node.get("discriminator")).get("propertyName")
    return stated if isinstance(stated, str) else ""


def without_tag(node: Json) -> Json:
    """What the members of a family have in common."""
    return {
        key: value
        for key, value in node.items()
        if key not in {"discriminator", "oneOf", "anyOf"}
    }


def is_schema(target: Target) -> bool:
    """Whether a reference leads to a component schema."""
    return target.section == "schemas"

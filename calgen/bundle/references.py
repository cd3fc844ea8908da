"""References: where a `$ref` leads once all documents are one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from calgen.document import Document
from calgen.ir import Json, JsonValue
from calgen.location import Place, escape
from calgen.merge import Merged, Target

_SAFE = re.compile(r"[A-Za-z0-9._-]+")


@dataclass
class References:
    """The new addresses of everything that a bundle takes over.

    `moved` maps the place of something outside `components` to its new pointer; what
    else is referred to becomes a component schema (`extra`), named by its last step.
    """

    merged: Merged
    moved: dict[Place, str] = field(default_factory=dict)
    extra: dict[Place, str] = field(default_factory=dict)
    _names: dict[str, dict[str, str]] = field(default_factory=dict)

    def name(self, section: str, component: str) -> str:
        """A component's name in the bundle: its own, where OpenAPI 3.1 allows it."""
        if section not in self._names:
            taken: dict[str, str] = {}
            names = sorted(self.merged.section(section))
            # Those that may stay go first, so that none of them has to make room.
            for each in sorted(names, key=lambda each: not _SAFE.fullmatch(each)):
                made = re.sub(r"[^A-Za-z0-9._-]", "_", each) or "_"
                while made in taken.values():
                    made += "_"
                taken[each] = made
            self._names[section] = taken
        return self._names[section][component]

    def rewritten(self, reference: str, document: Document) -> str | None:
        """The reference as the bundle writes it; None where it leads nowhere."""
        target = self.merged.resolve(document, reference)
        if target is None:
            return None
        if target.component is not None:
            return self._component(target)
        return self._inside(target.place)

    def named(self, section: str, component: str) -> str | None:
        """The reference to a component by its name; None where there is none."""
        target = self.merged.section(section).get(component)
        return None if target is None else self._component(target)

    def _component(self, target: Target) -> str:
        name = self.name(target.section, str(target.component))
        return f"#/components/{target.section}{escape(name)}"

    def _inside(self, place: Place) -> str:
        """The address of something that is no component of its own."""
        pointer, rest = place.pointer, ""
        while True:
            here = Place(place.source, pointer)
            if here in self.moved:
                return f"#{self.moved[here]}{rest}"
            component = self.merged.component_at(here)
            if component is not None:
                return f"{self._component(component)}{rest}"
            if not pointer:
                return f"#/components/schemas{escape(self._extra(place))}"
            pointer, _, step = pointer.rpartition("/")
            rest = f"/{step}{rest}"

    def _extra(self, place: Place) -> str:
        if place not in self.extra:
            last = place.pointer.rpartition("/")[2]
            made = re.sub(r"[^A-Za-z0-9._-]", "_", last) or "_"
            known = {
                self.name("schemas", each) for each in self.merged.section("schemas")
            }
            while made in known or made in self.extra.values():
                made += "_"
            self.extra[place] = made
        return self.extra[place]


def is_reference(node: JsonValue) -> bool:
    """Whether a node is an object that refers to another."""
    return isinstance(node, dict) and isinstance(node.get("$ref"), str)


def reference_of(node: Json) -> str:
    return str(node["$ref"])

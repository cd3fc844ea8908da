"""What a schema is, whatever stands around it: the key of its name in the lock.

A component is its name. What stands inside of a component or an operation is the way
there, on which parameters have their names and branches a word for what they hold, so
that another one before them changes nothing.
"""

from __future__ import annotations

from collections import defaultdict

from calgen.ir import Json, JsonValue
from calgen.location import Place, escape, unescape
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of
from calgen.normalise.telling import telling
from calgen.record import record

_BRANCHES = ("allOf", "anyOf", "oneOf", "prefixItems")
Spot = tuple[str, str, str]


@record(kw_only=False)
class Identity:
    """`keys` are those of today; `older` those that the same thing had in the lock where
    its operation was spelled otherwise."""

    keys: tuple[str, ...]
    older: tuple[str, ...] = ()

    def of(self, what: str) -> Identity:
        """Something that is made from this one."""
        return Identity(
            tuple(f"{what} of {key}" for key in self.keys),
            tuple(f"{what} of {key}" for key in self.older),
        )


def component(name: str) -> Identity:
    """A component schema."""
    return Identity((f"schemas{escape(name)}",))


class Identities:
    """The keys of places; no two places share one."""

    def __init__(self, merged: Merged) -> None:
        self._merged = merged
        self._owners: dict[Spot, list[tuple[str, str, Json]]] = defaultdict(list)
        self._known: dict[tuple[Spot, str], Identity] = {}
        self._claimed: dict[str, tuple[Spot, str]] = {}

    def know(self, place: Place, key: str, older: str, node: Json) -> None:
        """Say what stands at a place: an operation, by its key now and in the lock."""
        self._owners[spot(place)].append((key, older, node))

    def at(self, place: Place, suffix: str = "") -> Identity:
        """What a schema at a place is; `suffix` tells several there apart."""
        here = spot(place), suffix
        if here not in self._known:
            found = self._found(place, suffix)
            keys = [k for k in found.keys if self._claimed.setdefault(k, here) == here]
            if not keys:
                path, label, pointer = here[0]
                keys = [f"{path} {label} {pointer}{suffix}"]
            self._known[here] = Identity(tuple(keys), found.older)
        return self._known[here]

    def _found(self, place: Place, suffix: str) -> Identity:
        pointer = place.pointer
        steps: list[str] = []
        while True:
            above = Place(place.source, pointer)
            owners = self._owners_at(above)
            if owners or not pointer:
                break
            pointer, _, step = pointer.rpartition("/")
            steps.append(unescape(step))
        steps.reverse()
        if not owners:
            owners = [("", "", js.mapping(document_of(place).data))]
        way = self._way(owners[0][2], steps) + suffix
        return Identity(
            tuple((key + way).lstrip("/") for key, _, _ in owners),
            tuple(older + way for key, older, _ in owners if older not in ("", key)),
        )

    def _owners_at(self, place: Place) -> list[tuple[str, str, Json]]:
        target = self._merged.component_at(place)
        if target is not None:
            key = f"{target.section}{escape(str(target.component))}"
            return [(key, "", js.mapping(target.node))]
        return self._owners.get(spot(place), [])

    def _way(self, node: JsonValue, steps: list[str]) -> str:
        words = ""
        before = ""
        for step in steps:
            words += escape(self._word(node, before, step))
            if isinstance(node, list):
                at = int(step) if step.isdecimal() else len(node)
                node = node[at] if at < len(node) else None
            else:
                node = js.mapping(node).get(step)
            before = step
        return words

    def _word(self, node: JsonValue, before: str, step: str) -> str:
        """What one step is called."""
        if not isinstance(node, list) or not step.isdecimal():
            return step
        words = [self._telling(each, before) for each in node[: int(step) + 1]]
        if not words or not words[-1]:
            return step
        count = words.count(words[-1])
        return words[-1] if count == 1 else f"{words[-1]} {count}"

    def _telling(self, node: JsonValue, before: str) -> str:
        told = js.mapping(node)
        reference = told.get("$ref")
        if isinstance(reference, str):
            return reference.rpartition("/")[2]
        if before == "parameters":
            return f"{told.get('in')}:{told.get('name')}"
        return telling(told) if before in _BRANCHES else ""


def spot(place: Place) -> Spot:
    """A place as a key, whatever holds its document."""
    document = document_of(place)
    return document.path, document.label, place.pointer

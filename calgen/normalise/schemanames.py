"""Names of schemas: components', and those of what stands inside them.

A name is a function of the component's own name, or of the place; another schema matters
only where two collide, and then the longer spelling decides.
"""

from __future__ import annotations

import re
from collections import defaultdict

from calgen.files import digest
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.merge import Merged
from calgen.naming import Name, pascal, snake
from calgen.normalise import jsonschema as js

# The sections whose components hold schemas, and what is added to a component's name.
_WORDS = {
    "schemas": "",
    "responses": "Response",
    "requestBodies": "Body",
    "parameters": "",
}


class SchemaNames:
    """Every name is handed out once, whatever the case of its letters."""

    def __init__(self, merged: Merged, patterns: tuple[str, ...]) -> None:
        self._merged = merged
        self._taken: dict[str, str] = {}
        self._names = self._assigned(patterns)

    def of(self, component: str) -> Name:
        """The name of a component schema."""
        return self._names[component]

    def _assigned(self, patterns: tuple[str, ...]) -> dict[str, Name]:
        wires = sorted(self._merged.section("schemas"))
        spellings = [
            {wire: pascal(_without(wire, patterns)) for wire in wires},
            {wire: pascal(wire) for wire in wires},
            {wire: pascal(re.sub(r"[^0-9A-Za-z]", _spelled, wire)) for wire in wires},
        ]
        names: dict[str, Name] = {}
        left = set(wires)
        for spelling in spellings:
            claims: dict[str, list[str]] = defaultdict(list)
            for wire in sorted(left):
                claims[spelling[wire].casefold()].append(wire)
            for key, claimants in sorted(claims.items()):
                # A plain name belongs to the one that is spelled so in full.
                owners = [w for w in claimants if pascal(w).casefold() == key]
                winners = claimants if len(claimants) == 1 else owners
                if len(winners) == 1 and key not in self._taken:
                    wire = winners[0]
                    self._taken[key] = wire
                    names[wire] = Name(wire, snake(spelling[wire]), spelling[wire])
                    left.discard(wire)
        for wire in sorted(left):
            # Names that differ in case alone: nothing readable tells them apart.
            plain = f"{pascal(wire)}_{digest(wire)[:6]}"
            self._taken[plain.casefold()] = wire
            names[wire] = Name(wire, snake(plain), plain)
        return names

    def free(self, wanted: str, key: str) -> Name:
        """A name for a hoisted schema; a component of that name pushes it aside."""
        candidate = wanted
        while self._taken.setdefault(candidate.casefold(), key) != key:
            candidate += "Value"
        return Name(wanted, snake(candidate), candidate)

    def inside(self, place: Place) -> str | None:
        """The name of what stands inside a component: the component's, and the way there.

        Whoever asks first must not decide, or a name would depend on the other operations.
        """
        around = self._merged.enclosing(place)
        if around is None or around.target.section not in _WORDS:
            return None
        whole, steps = around
        component = str(whole.component)
        if whole.section == "schemas":
            name = self._names[component].pascal
        else:
            name = pascal(component) + _WORDS[whole.section]
        node: JsonValue = whole.node
        for at, step in enumerate(steps):
            before = steps[at - 1] if at else ""
            node = _below(node, step)
            if before in ("oneOf", "anyOf"):
                name += telling(js.mapping(node))
            elif before in js.NAMED:
                name += pascal(step)
            elif step in ("items", "additionalProperties"):
                name += "Item" if step == "items" else "Value"
        return name


def _below(node: JsonValue, step: str) -> JsonValue:
    if isinstance(node, list):
        return node[int(step)]
    return js.mapping(node).get(step)


def _without(wire: str, patterns: tuple[str, ...]) -> str:
    for pattern in patterns:
        shorter = re.sub(pattern, "", wire)
        if re.search(r"[A-Za-z]", shorter):
            wire = shorter
    return wire


def _spelled(match: re.Match[str]) -> str:
    return f" u{ord(match.group()):x} "


def telling(node: Json) -> str:
    """A word for one branch of a union, from the branch itself."""
    for key in ("title", "format"):
        if isinstance(node.get(key), str) and pascal(str(node[key])) != "Empty":
            return pascal(str(node[key]))
    for child in js.mapping(node.get("properties")).values():
        told = js.mapping(child)
        values = [told["const"]] if "const" in told else js.items(told.get("enum"))
        if len(values) == 1 and isinstance(values[0], str) and values[0]:
            return pascal(values[0])
    required = [str(each) for each in js.items(node.get("required"))]
    fields = required or list(js.mapping(node.get("properties")))
    if fields:
        return "With" + pascal(fields[0])
    return pascal("".join(js.types(node))) if js.types(node) else "Option"

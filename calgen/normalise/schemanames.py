"""Names of schemas: components', and those of what stands inside them.

A name is a function of the component's own name, or of the place; another schema matters
only where two collide, and then the longer spelling decides.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import defaultdict
from collections.abc import Callable, Container

from calgen.diagnostics import Report
from calgen.files import digest
from calgen.frozen import Frozen, Table
from calgen.ir import JsonValue
from calgen.location import Place
from calgen.merge import Merged
from calgen.naming import Name, pascal, snake
from calgen.normalise import jsonschema as js
from calgen.normalise.identity import Identity, component
from calgen.normalise.telling import telling

# The sections whose components hold schemas, and what is added to a component's name.
_WORDS = {
    "schemas": "",
    "responses": "Response",
    "requestBodies": "Body",
    "parameters": "",
}

_LEGAL = re.compile("[A-Za-z][0-9A-Za-z_]*")
_COMPONENT = re.compile("schemas/[^/#]*")
_NESTED = "nested\n"


class SchemaNames:
    """Every name is handed out once, whatever the case of its letters.

    Names of the lock stand. Who would take one makes way, and is remembered: whether
    anything still has that name shows at the end (`ghosts`).
    """

    def __init__(
        self,
        merged: Merged,
        patterns: tuple[str, ...],
        frozen: Frozen,
        report: Report,
    ) -> None:
        self._merged = merged
        self._frozen = frozen
        self._report = report
        self._taken: dict[str, str] = {}
        self._used: set[str] = set()
        self._avoided: dict[str, set[str]] = defaultdict(set)
        self._reserved = self._reserve()
        self._names = self._assigned(patterns)

    def of(self, component: str) -> Name:
        """The name of a component schema."""
        return self._names[component]

    def _reserve(self) -> dict[str, set[str]]:
        """The names of the lock with the keys that have them."""
        known = {
            key
            for wire in self._merged.section("schemas")
            for key in component(wire).keys
        }
        found: dict[str, set[str]] = defaultdict(set)
        for key, name in self._frozen.schemas.items():
            # What an operation or a component has inside may be gone as well.
            if key in known or not _COMPONENT.fullmatch(key):
                found[name.casefold()].add(key)
        for key, name in self._frozen.nested.items():
            found[name.casefold()].add(_NESTED + key)
        return found

    def ghosts(
        self, used: Container[str], alive: Callable[[], Table]
    ) -> tuple[set[str], set[str]]:
        """The keys (of schemas, of nested types) whose names somebody avoided, although
        nothing has them any more. `used` are the classes that are made, `alive` gives
        the nested types that there are."""
        lost: set[str] = set()
        for name, avoiding in sorted(self._avoided.items()):
            met = any(
                each not in self._names or self._names[each].pascal in used
                for each in avoiding
            )
            if met and not self._reserved[name] & self._used:
                lost |= self._reserved[name]
        nested = {k.removeprefix(_NESTED) for k in lost if k.startswith(_NESTED)}
        if nested:
            names = {name.casefold() for name in alive().values()}
            nested = {
                k for k in nested if self._frozen.nested[k].casefold() not in names
            }
        return {k for k in lost if not k.startswith(_NESTED)}, nested

    def _kept(self, identity: Identity, whose: str) -> str | None:
        """The name that something had, if it can stand."""
        for key in (*identity.keys, *identity.older):
            name = self._frozen.schemas.get(key)
            if name is None or key in self._used:
                continue
            plain = _LEGAL.fullmatch(name) and not keyword.iskeyword(name)
            owner = self._taken.get(name.casefold(), whose)
            if plain and not hasattr(builtins, name) and owner == whose:
                self._used.add(key)
                self._taken[name.casefold()] = whose
                return name
            why = "another one has it" if plain else "Python has no such name"
            self._report.warning(
                "CG069",
                f"the model of {key} was called {name!r}: {why}",
                hint="correct `names` in the lock, or leave the entry out",
            )
        return None

    def _is_free(self, name: str, whose: str) -> bool:
        """Whether a name can be taken by something that had none."""
        fold = name.casefold()
        if self._taken.get(fold, whose) != whose:
            return False
        if fold in self._reserved and self._taken.get(fold) is None:
            self._avoided[fold].add(whose)
            return False
        return True

    def _assigned(self, patterns: tuple[str, ...]) -> dict[str, Name]:
        names: dict[str, Name] = {}
        every = sorted(self._merged.section("schemas"))
        for wire in every:
            kept = self._kept(component(wire), wire)
            if kept is not None:
                names[wire] = Name(wire, snake(kept), kept)
        wires = [wire for wire in every if wire not in names]
        spellings = [
            {wire: pascal(_without(wire, patterns)) for wire in wires},
            {wire: pascal(wire) for wire in wires},
            {wire: pascal(re.sub(r"[^0-9A-Za-z]", _spelled, wire)) for wire in wires},
            {wire: f"{pascal(wire)}Value" for wire in wires if names},
        ]
        left = set(wires)
        for spelling in spellings:
            claims: dict[str, list[str]] = defaultdict(list)
            for wire in sorted(left & spelling.keys()):
                claims[spelling[wire].casefold()].append(wire)
            for key, claimants in sorted(claims.items()):
                # A plain name belongs to the one that is spelled so in full.
                owners = [w for w in claimants if pascal(w).casefold() == key]
                winners = claimants if len(claimants) == 1 else owners
                if len(winners) == 1 and self._is_free(key, winners[0]):
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

    def free(self, wanted: str, whose: str, identity: Identity) -> Name:
        """A name for a hoisted schema; a component of that name pushes it aside. The
        same `whose` gets the same name."""
        candidate = self._kept(identity, whose)
        if candidate is None:
            candidate = wanted
            while not self._is_free(candidate, whose):
                candidate += "Value"
            self._taken[candidate.casefold()] = whose
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

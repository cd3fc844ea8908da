"""One call to its name by rule: nouns and a verb, from the call and the rules alone."""

from __future__ import annotations

from calgen.callnames import lexicon
from calgen.callnames.action import action, fold, product
from calgen.callnames.nouns import Nouns
from calgen.callnames.route import Route, Unit, Words, spelled, units
from calgen.callnames.rules import Call, NameRules
from calgen.naming import identifier, words
from calgen.record import record

MAX_NOUNS = 4

Said = tuple[tuple[Words, ...], Words]
"""The words of each noun, and those of the verb."""

_VERBS = {
    "GET": {"item": "get", "collection": "list", "single": "get"},
    "POST": {"item": "update", "collection": "create", "single": "create"},
    "PUT": {"item": "set", "collection": "set_all", "single": "set"},
    "PATCH": {"item": "update", "collection": "update_many", "single": "update"},
    "DELETE": {"item": "delete", "collection": "delete_all", "single": "delete"},
    "HEAD": {"item": "exists", "collection": "check", "single": "exists"},
    "OPTIONS": {"item": "get_options", "collection": "list_options"},
    "TRACE": {"item": "run_trace", "collection": "run_traces"},
    "QUERY": {"item": "query"},
}
# A link between two resources is added and removed; the resources stay.
_LINK_VERBS = {"POST": "add", "PATCH": "set", "PUT": "set", "DELETE": "remove"}
_PICK_VERBS = {"POST": "set", "PUT": "set"}
# Calls to a dependent collection beside the items that it belongs to.
_BESIDE = {"list": ("all",), "create": ("new",)}


def phrase(call: Call, route: Route, rules: NameRules) -> tuple[str, ...]:
    """The dotted name by rule: at least one noun, then the verb."""
    method = call.method.upper()
    nouns, verb = _by_tail(method, route, rules) or _by_structure(
        method, call, fold(units(route.tokens), rules), rules
    )
    if len(nouns) > MAX_NOUNS:
        # The deep end becomes one noun, so that the resources above it stay shared.
        kept = nouns[: MAX_NOUNS - 1]
        nouns = (*kept, sum(nouns[MAX_NOUNS - 1 :], ()))
    named = map(identifier, nouns or (("root",),))
    return (*route.spaces, *named, identifier(verb))


def _by_tail(method: str, route: Route, rules: NameRules) -> Said | None:
    """What the longest fitting tail of the rules says."""
    raw = tuple(token.raw for token in route.tokens)
    fitting: list[tuple[int, str]] = []
    for pattern, said in rules.tails:
        verb, _, tail = pattern.partition(" ")
        parts = tuple(tail.strip("/").split("/"))
        if verb == method and raw[-len(parts) :] == parts:
            fitting.append((len(parts), said))
    if not fitting:
        return None
    length, said = max(fitting)
    above = fold(units(route.tokens[: len(raw) - length]), rules)
    *more, last = map(spelled, said.split("."))
    return (*(unit.words for unit in above), *more), last


def _by_structure(
    method: str, call: Call, route: tuple[Unit, ...], rules: NameRules
) -> Said:
    if not route:
        return (), ("get",) if method == "GET" else spelled(method)
    return _End(call, method, route[:-1], route[-1], Nouns(rules)).said()


@record(kw_only=False)
class _End:
    """The last noun of a route, what stands above it, and what is done to it."""

    call: Call
    method: str
    parents: tuple[Unit, ...]
    last: Unit
    nouns: Nouns

    def said(self) -> Said:
        """Nouns and verb, from the most telling form of a route to the plainest."""
        above = tuple(unit.words for unit in self.parents)
        last, parents = self.last, self.parents
        if parents and len(last.words) > 1 and last.words[0] in lexicon.MANNERS:
            return above, (*self._crud("single"), *last.words)
        if parents and parents[-1].words == ("relationships",):
            verb = _LINK_VERBS.get(self.method)
            return (*above, last.words), (verb,) if verb else self._plain()
        if not any(unit.params for unit in parents):
            made = product(self.method, last)
            if made is not None:
                return (*above, made[0]), made[1]
        done = action(self.method, parents, last, self.nouns.rules)
        if done is not None:
            return (above, done) if parents else _alone(done)
        if parents and len(last.words) == 1 and last.words[0] in lexicon.PICKS:
            verb = _PICK_VERBS.get(self.method)
            if not last.params:
                return above, ((verb,) if verb else self._crud("single")) + last.words
        if self._belongs_to_parent():
            return above, (self._plain()[0], *last.words)
        return (*above, last.words), self._verb()

    def _verb(self) -> Words:
        last, nouns = self.last, self.nouns
        if last.params:
            if self.method == "GET" and self.call.lists and not nouns.identified(last):
                return ("list", "by", *last.params[-1])
            return (*self._plain(), *nouns.by(last))
        above = self.parents[-1] if self.parents else None
        if above is None:
            return self._plain()
        if self.method == "POST" and above.params and last.words == ("content",):
            return ("upload",)
        beside = nouns.dependent(last) and nouns.open(above)
        plain = self._plain()
        return (*plain, *_BESIDE.get("_".join(plain), ())) if beside else plain

    def _plain(self) -> Words:
        return self._crud(self.nouns.kind(self.last))

    def _crud(self, kind: str) -> Words:
        """The verb that the method means for a kind of end."""
        said = dict(self.nouns.rules.verbs).get(f"{self.method} {kind}")
        if said is not None:
            return spelled(said)
        if self.method == "GET" and kind == "single" and self.call.lists:
            return ("list",)
        verbs = _VERBS.get(self.method, {})
        verb = verbs.get(kind, verbs.get("item"))
        return tuple(verb.split("_")) if verb else spelled(self.method)

    def _belongs_to_parent(self) -> bool:
        """Whether the tag names the parent as the resource of this call."""
        tag = self.call.tag
        if not (self.nouns.rules.tags_name_resources and tag and self.parents):
            return False
        above, last = self.parents[-1], self.last
        if self.method == "POST" or last.params:
            return False
        if not above.params and not self.nouns.open(above):
            return False
        return _ends(tag, above) and not _ends(tag, last)


def _ends(tag: str, unit: Unit) -> bool:
    """Whether the last words of a tag are those of a noun."""
    said = words(tag)
    return any(said[-len(n) :] == n for n in (unit.words, words(unit.raw)) if n)


def _alone(done: Words) -> Said:
    """An action that stands alone: `POST validate-address`, `POST search`."""
    if len(done) > 1 and done[0] not in lexicon.ADVERBS:
        return (done[1:],), done[:1]
    return (done,), ("run",)

"""Two calls that the rule gives one name: context sets them apart, never a counter.

The simplest call of such a group keeps the name, so that it does not depend on the
others; each of the rest says what it has that the keeper lacks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from calgen.callnames import lexicon
from calgen.callnames.legal import Dotted, spared, unhidden
from calgen.callnames.route import Route, Words, spelled
from calgen.callnames.rules import Call
from calgen.naming import identifier, words
from calgen.record import record

_METHODS = (
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "QUERY",
)


_MOST_WORDS = 6  # of a tag or an operationId; more would be a sentence


@record(kw_only=False)
class Named:
    """A call with its name by rule; `index` is its place in the caller's sequence."""

    index: int
    call: Call
    route: Route
    name: Dotted

    @property
    def rank(self) -> tuple[object, ...]:
        """Simplest first; a total order over calls that differ in anything."""
        call = self.call
        method = call.method.upper()
        place = _METHODS.index(method) if method in _METHODS else len(_METHODS)
        tokens = self.route.tokens
        return (
            *(sum(token.parameter for token in tokens), len(tokens), place, method),
            *(call.path, call.version or "", call.operation_id, call.tag or ""),
        )


def settle(
    named: list[Named], pinned: Mapping[int, Dotted], barred: frozenset[Dotted]
) -> dict[int, Dotted]:
    """One name for each index, all different, no method where a resource stands.

    What is `pinned` stands; nobody else gets a name that is `barred`.
    """
    fixed = set(pinned.values()) | barred
    ranked = sorted(
        (
            n if n.index in pinned else replace(n, name=_beside(n.name, fixed))
            for n in named
        ),
        key=_rank,
    )
    return _clear_of_resources(ranked, _apart(ranked, pinned, barred), pinned, barred)


def _rank(named: Named) -> tuple[object, ...]:
    return named.rank


def _apart(
    ranked: list[Named], pinned: Mapping[int, Dotted], barred: frozenset[Dotted]
) -> dict[int, Dotted]:
    names = dict(pinned)
    taken = set(pinned.values()) | barred
    keepers = {n.name: n for n in ranked if n.index in pinned}
    losers: list[Named] = []
    for one in ranked:
        if one.index in pinned:
            continue
        if one.name in taken:
            losers.append(one)
            continue
        names[one.index] = one.name
        keepers[one.name] = one
        taken.add(one.name)
    for one in losers:
        keeper = keepers.get(one.name, one)
        free = (name for name in _context(one, keeper) if name not in taken)
        names[one.index] = next(free)
        taken.add(names[one.index])
    return names


def _context(one: Named, keeper: Named) -> Iterator[Dotted]:
    """Names that say more and more of what this call has and the keeper lacks; the
    last one is this call's alone."""
    *nouns, verb = one.name
    call = one.call
    if one.route.dropped and one.route.dropped != keeper.route.dropped:
        yield unhidden(spared((identifier(one.route.dropped), *one.name)))
    tag = _new(words(call.tag or ""), words(keeper.call.tag or ""), one.name)
    params = _params(one.route, keeper.route)
    method = spelled(call.method)
    way = ("via", *method) if method != spelled(keeper.call.method) else ()
    ids = _new(words(call.operation_id), words(keeper.call.operation_id), one.name)
    path = sum((token.words for token in one.route.tokens), ())
    for more in (
        ("for", *tag) if tag else (),
        ("by", *params) if params else (),
        way,
        (*(("by", *params) if params else ()), *way),
        ids,
        ("at", *path),
        ("at", *method, *path),
        ("at", *method, *path, f"x{_digest(call)}"),
    ):
        if more:
            yield (*nouns, identifier((*verb.rstrip("_").split("_"), *more)))


def _new(mine: Words, theirs: Words, name: Dotted) -> Words:
    """My words that neither they nor the name have, number aside."""
    known: set[str] = set()
    for word in (*theirs, *"_".join(name).split("_")):
        known |= lexicon.singulars(word)
    new = [w for w in mine if known.isdisjoint(lexicon.singulars(w))]
    return tuple(new[:_MOST_WORDS])


def _params(mine: Route, theirs: Route) -> Words:
    known = {token.words for token in theirs.tokens if token.parameter}
    new = [t.words for t in mine.tokens if t.parameter and t.words not in known]
    found: Words = ()
    for said in dict.fromkeys(new):
        found += ("and", *said) if found else said
    return found


def _digest(call: Call) -> str:
    parts = (call.method, call.path, call.version or "", call.operation_id)
    return hashlib.sha256("\0".join((*parts, call.tag or "")).encode()).hexdigest()[:8]


def _clear_of_resources(
    ranked: list[Named],
    names: dict[int, Dotted],
    pinned: Mapping[int, Dotted],
    barred: frozenset[Dotted],
) -> dict[int, Dotted]:
    """Rename methods that stand where a resource does; `client.a.b` cannot be both."""
    resources = {n[:at] for n in names.values() for at in range(1, len(n))}
    taken = set(names.values()) | barred
    for one in ranked:
        name = names[one.index]
        if name in resources and one.index not in pinned:
            *nouns, verb = name
            said = ("run", *verb.rstrip("_").split("_"))
            while (*nouns, identifier(said)) in taken | resources:
                said = (*said, "only")
            names[one.index] = (*nouns, identifier(said))
            taken.add(names[one.index])
    return names


def _beside(name: Dotted, methods: set[Dotted]) -> Dotted:
    """The name with a resource joined to its neighbour where a pinned method stands."""
    for at in range(2, len(name)):
        plain = name[at - 1].rstrip("_")
        if name[:at] in methods or (*name[: at - 1], plain) in methods:
            joined = f"{plain}_{name[at]}"
            return _beside((*name[: at - 1], joined, *name[at + 1 :]), methods)
    return name

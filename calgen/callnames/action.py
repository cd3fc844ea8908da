"""Segments that are methods: `POST bookings/{}/cancel` is `bookings.cancel`."""

from __future__ import annotations

from calgen.callnames import lexicon
from calgen.callnames.route import Unit, Words, spelled
from calgen.callnames.rules import NameRules

_CLEAR = lexicon.ACTIONS - lexicon.NOUNS_TOO
# Last words of a segment that was meant as `noun.verb` (`template-clone`).
_PRODUCTS = _CLEAR | {"clone", "copy", "export", "import", "merge"}


def fold(route: tuple[Unit, ...], rules: NameRules) -> tuple[Unit, ...]:
    """Join an action inside a path to the segment after it (`import/authors`), so that
    no resource bears the name of a method."""
    found: list[Unit] = []
    for unit in route:
        last = found[-1] if found else None
        if last and len(found) > 1 and _acts(last, rules) and not last.params:
            found[-1] = Unit(
                f"{last.raw}/{unit.raw}",
                last.words + unit.words,
                unit.params,
                folded=True,
            )
        else:
            found.append(unit)
    return tuple(found)


def _acts(unit: Unit, rules: NameRules) -> bool:
    one = len(unit.words) == 1 and unit.words[0] in lexicon.ACTIONS
    return one or unit.raw in rules.actions


def product(method: str, unit: Unit) -> tuple[Words, Words] | None:
    """Noun and verb of a segment that holds both: `POST template-clone`."""
    if method != "POST" or unit.params or unit.words[0] in _CLEAR | lexicon.ADVERBS:
        return None
    for at in range(1, len(unit.words)):
        noun, rest = unit.words[:at], unit.words[at:]
        ends = len(rest) == 1 and rest[0] in _PRODUCTS
        opens = len(rest) > 1 and not lexicon.is_plural(rest[-1])
        bulk = rest[0] == "bulk" and rest[-1] in _CLEAR
        if ends or (opens and (bulk or rest[0] in _CLEAR)):
            return (*noun[:-1], lexicon.plural(noun[-1])), rest
    return None


def action(
    method: str, parents: tuple[Unit, ...], unit: Unit, rules: NameRules
) -> Words | None:
    """The method that the end of a route names, if it names one."""
    said = _said(method, parents, unit, rules)
    if said is None or not unit.params:
        return said
    picked = bool(parents) and bool(parents[-1].params)
    read = method in {"GET", "HEAD", "OPTIONS"} and "by" not in said
    return (*said, "by", *unit.params[-1]) if picked or read else said


def _said(
    method: str, parents: tuple[Unit, ...], unit: Unit, rules: NameRules
) -> Words | None:
    first = unit.words[0]
    if not parents and (unit.params or method not in {"GET", "POST", "QUERY"}):
        return None
    if unit.words in {("list",), ("get",)} and parents:
        if method == "GET":
            return unit.words
        return (*unit.words, *parents[-1].words) if method == "POST" else None
    if unit.words == ("delete",) and method == "POST" and parents:
        return unit.words if parents[-1].params else ("delete", "many")
    if not (_acts(unit, rules) or _begins(method, unit)):
        return None
    if method in {"POST", "PUT"} or (method == "QUERY" and first in lexicon.SAFE):
        return unit.words
    if method == "GET":
        if first in lexicon.SAFE or unit.raw in rules.actions:
            return unit.words
        return ("get", *unit.words) if parents else None
    if method == "DELETE":
        undone = lexicon.INVERSE.get(first) if len(unit.words) == 1 else None
        if undone is not None:
            return (undone,)
        return unit.words if first in lexicon.UNDOING else ("delete", *unit.words)
    known = {"PATCH": "update", "HEAD": "exists"}
    return (*spelled(known.get(method, method)), *unit.words)


def _begins(method: str, unit: Unit) -> bool:
    """Whether a segment of several words begins with an action."""
    first, several = unit.words[0], len(unit.words) > 1
    if not several:
        return False
    if method == "POST" and first in lexicon.ADVERBS:
        return unit.folded or unit.words[1] in lexicon.ACTIONS | {"get", "list"}
    if method == "POST" and first in lexicon.NOUNS_TOO:
        return unit.folded or not lexicon.is_plural(unit.words[-1])
    meant = {
        "POST": lexicon.ACTIONS,
        "PUT": lexicon.ACTIONS,
        "GET": lexicon.SAFE,
        "DELETE": lexicon.UNDOING,
    }
    return first in meant.get(method, frozenset()) - lexicon.NOUNS_TOO

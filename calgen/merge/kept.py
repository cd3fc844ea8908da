"""What components were called in an earlier run, and which of today's those are.

The lock says which documents held a component; of those whose name several want, also
what their bodies were. A file with another name is known by its bytes, and a component
that nobody holds any more by its body, wherever it stands now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import quote, unquote

from calgen.document import Document
from calgen.frozen import PLAIN, Frozen, Table
from calgen.location import escape
from calgen.merge.classes import Classes
from calgen.merge.merged import NOBODY, Holders
from calgen.merge.parts import Part

_SAFE = PLAIN.replace("#", "").replace("/", "")
Variants = Sequence[Sequence[Part]]


class Memory:
    """The names of an earlier run. `digests` are those of today's files."""

    def __init__(
        self, frozen: Frozen, digests: Table, parts: Iterable[Part], classes: Classes
    ) -> None:
        self._classes = classes
        self._places = _places(parts)
        self._words = {key: _words(text) for key, text in frozen.components.items()}
        self._inputs = frozen.inputs
        self._followed = followed(frozen.inputs, digests)
        self._bodies: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for key, text in sorted(frozen.bodies.items()):
            section, _, name = key.partition("/")
            body, _, asked = text.partition(" ")
            group = section, unquote(asked) or unquote(name)
            self._bodies[group].append((body, unquote(name)))

    def names(self, variants: Variants) -> dict[int, str]:
        """The names of some of the variants of a component, by their numbers. The first
        variants are those that the rule prefers."""
        first = variants[0][0]
        votes: Counter[tuple[int, str]] = Counter()
        for number, parts in enumerate(variants):
            votes.update(
                (number, name)
                for part in parts
                if (name := self._was(part)) is not None
            )
        found: dict[int, str] = {}
        # Most of those that had a name keep it; the plain one first, where two are one.
        for number, name in sorted(
            votes, key=lambda vote: (-votes[vote], vote[1] != first.name, vote)
        ):
            if number not in found and name not in found.values():
                found[number] = name
        known = {name for _, name in votes}
        left = [
            (body, name)
            for body, name in self._bodies[first.section, first.name]
            if name not in known
        ]
        fresh = [n for n in range(len(variants)) if not any(n == v for v, _ in votes)]
        for number in list(fresh):
            body = self._classes.body(variants[number][0])
            same = [each for each in left if each[0] == body]
            if same:
                found[number] = same[0][1]
                left.remove(same[0])
                fresh.remove(number)
        # Nothing else can be meant: one is gone, and one has come.
        if len(left) == len(fresh) == 1:
            found[fresh[0]] = left[0][1]
        return found

    def _was(self, part: Part) -> str | None:
        """The name that the component of a part had; None for one that is new."""
        document = part.key[0]
        path = self._followed.get(document.path)
        if path is None and self._inputs:
            return None
        if not self._words:
            # One document held everything, or the lock is older than this memory.
            return part.name if path is not None else None
        place = _place(path or document.path, *self._places[document])
        name = self._words.get(place, {}).get(_word(part))
        return name if name is None else name or part.name

    def holders(self, named: Iterable[tuple[str, Sequence[Part], bool]]) -> Holders:
        """What a lock has to know: of components by name, parts, and whether several
        want the name."""
        words: dict[str, list[str]] = defaultdict(list)
        bodies: dict[str, str] = {}
        plain = len(self._places) < 2
        for name, parts, contested in named:
            first = parts[0]
            other = name != first.name
            for part in parts:
                place = _place(part.key[0].path, *self._places[part.key[0]])
                words[place].append(_word(part) + (f"={_safe(name)}" if other else ""))
            if contested or other:
                asked = f" {_safe(first.name)}" if other else ""
                body = self._classes.body(first)
                bodies[f"{first.section}/{_safe(name)}"] = body + asked
            plain = plain and not other
        if plain:
            return NOBODY
        return Holders(
            {place: " ".join(sorted(w)) for place, w in words.items()}, bodies
        )


def followed(old: Table, new: Table) -> dict[str, str]:
    """Which file of an earlier run a file of today is: {today's name: earlier name}.
    Both tables lead from names to digests."""
    same = {name: name for name in new if old.get(name) == new[name]}
    taken = {*same}
    by_bytes: dict[str, list[str]] = defaultdict(list)
    for name in sorted(old.keys() - taken):
        by_bytes[old[name]].append(name)

    def take(name: str, before: str) -> None:
        if name not in same and before not in taken:
            same[name] = before
            taken.add(before)

    left = sorted(new.keys() - same.keys())
    for name in left:
        for before in by_bytes[new[name]]:
            # A copy under a new name, beside a file that went on, is new.
            if name in old or before not in new:
                take(name, before)
    for name in left:
        if name in old:
            take(name, name)
    for name in left:
        for before in by_bytes[new[name]]:
            take(name, before)
    return same


def _places(parts: Iterable[Part]) -> dict[Document, tuple[str, int]]:
    """The label of each document, and its number among those of one file and label."""
    found: dict[Document, tuple[str, int]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for part in parts:
        document = part.key[0]
        if document not in found:
            where = document.path, document.label
            counts[where] += 1
            found[document] = document.label, counts[where]
    return found


def _place(path: str, label: str, number: int) -> str:
    words = [path, label, "" if number == 1 else f"#{number}"]
    return " ".join(filter(None, words))


def _word(part: Part) -> str:
    """What a part is called within its document."""
    pointer = part.key[1]
    if pointer != f"/components/{part.section}{escape(part.name)}":
        return f"#{quote(pointer, safe=PLAIN)}"
    name = _safe(part.name)
    return name if part.section == "schemas" else f"{part.section}/{name}"


def _safe(name: str) -> str:
    return quote(name, safe=_SAFE)


def _words(text: str) -> dict[str, str]:
    """Names of components by words; "" for the name that is asked for."""
    pairs = (word.partition("=") for word in text.split(" ") if word)
    return {word: unquote(name) for word, _, name in pairs}

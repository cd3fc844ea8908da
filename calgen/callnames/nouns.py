"""What a noun is: one thing or many, and how a parameter picks from it."""

from __future__ import annotations

from calgen.callnames import lexicon
from calgen.callnames.lexicon import head, stem
from calgen.callnames.route import Unit, Words
from calgen.callnames.rules import NameRules
from calgen.record import record


@record(kw_only=False)
class Nouns:
    """Questions about nouns, answered by the rules and, beyond them, by English."""

    rules: NameRules

    def kind(self, unit: Unit) -> str:
        """`item`, `collection` or `single`."""
        if unit.params:
            return "item"
        return "collection" if self.many(unit) else "single"

    def many(self, unit: Unit) -> bool:
        """Whether the noun is a collection."""
        name, last = "_".join(unit.words), head(unit.words)
        if name in self.rules.collections or name in self.rules.singles:
            return name in self.rules.collections
        if last in lexicon.SINGLES:
            return False
        return last in lexicon.COLLECTIONS or lexicon.is_plural(last)

    def dependent(self, unit: Unit) -> bool:
        """Whether the noun is a collection that belongs to items of another one."""
        names = {"_".join(unit.words), head(unit.words)}
        return not names.isdisjoint((*self.rules.dependents, *lexicon.DEPENDENTS))

    def open(self, unit: Unit) -> bool:
        """Whether the noun is a collection of which no item was picked."""
        held = head(unit.words) in lexicon.HOLDERS
        return not unit.params and not held and self.many(unit)

    def identified(self, unit: Unit) -> bool:
        """Whether the last parameter names the noun itself: `teams/{team_slug}`."""
        return stem(unit.params[-1])[-1] in lexicon.singulars(head(unit.words))

    def by(self, unit: Unit) -> Words:
        """What sets this item apart from the plain one of its noun: `by account id`."""
        params = _own(unit.params)
        first = Unit(unit.raw, unit.words, params[:1])
        if self.identified(unit):
            plain = len(params) == 1 or not self.identified(first)
        else:
            # `teams/{slug}` is a team; `user/{account_id}` is not the user.
            scoped = stem(params[-1])[-1] in lexicon.QUALIFIERS
            plain = self.many(unit) and len(params) == 1 and not scoped
        return () if plain else ("by", *params[-1])


def _own(params: tuple[Words, ...]) -> tuple[Words, ...]:
    """The parameters without those that only say where the next is looked up."""
    kept = [p for p in params[:-1] if p[-1] not in lexicon.QUALIFIERS]
    return (*kept, params[-1])

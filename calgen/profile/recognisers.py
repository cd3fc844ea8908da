"""Recognisers: families of sentences that state a fact, as data.

A pattern is written for people: a space stands for any white space, case does not
matter, `{word}` is a piece that the profile defines once under `words`. Typographic
quotes and dashes are made plain before a text is searched, so a pattern names plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Annotated, Literal

from calgen.profile.checked import Checked, Data, is_doubted
from calgen.record import record
from calgen.trace import digest

_PIECE = re.compile(r"\{([a-z]\w*)\}")
_SPACE = r"(?:[*_]{0,2}\s+[*_]{0,2})"  # emphasis may begin or end between two words


def compilable(pattern: str) -> str:
    """The pattern itself, if it is a regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:  # not a ValueError, which is what a validator may raise
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, Checked(compilable)]

FactKind = Literal[
    "version",
    "scope",
    "oauth",
    "unscoped",
    "role",
    "permission",
    "plan",
    "limit",
    "default_limit",
    "retry_after",
    "deprecated",
    "idempotency",
    "paging",
    "separated",
    "bearer",
    "ignored",
]
# The fields that a recogniser of a fact may fill, by named group or by `with`.
FACT_FIELDS: dict[FactKind, frozenset[str]] = {
    # `header` names the header where the sentence does; `if_missing`: older, 404.
    "version": frozenset({"value", "header", "if_missing"}),
    # `value` may be a list in words; `choose: any` says that one of them is enough.
    "scope": frozenset({"value", "choose"}),
    "oauth": frozenset({"value"}),
    # In prose about the API: what it means that an operation states no scope.
    "unscoped": frozenset({"value"}),
    "role": frozenset({"value"}),
    "permission": frozenset({"value"}),
    "plan": frozenset({"value"}),
    "limit": frozenset({"requests", "count", "unit", "block", "block_unit", "subject"}),
    "default_limit": frozenset({"requests", "count", "unit", "subject"}),
    "retry_after": frozenset(),
    # `subject` names a parameter: then it is deprecated, and not the operation.
    "deprecated": frozenset({"replacement", "subject"}),
    # `field` names a property of the body; else the described thing itself is the key.
    "idempotency": frozenset({"field"}),
    # In the description of a parameter whose name is lost: what it does to a list.
    "paging": frozenset({"role"}),
    # In the description of a query parameter that is a list: what stands between values.
    "separated": frozenset({"by"}),
    "bearer": frozenset({"value"}),
    "ignored": frozenset(),
}
# Of these fields a fact needs at least one: without it nothing is stated.
_NEEDED: dict[FactKind, frozenset[str]] = {
    "version": frozenset({"value", "if_missing"}),
    "scope": frozenset({"value"}),
    "oauth": frozenset({"value"}),
    "unscoped": frozenset({"value"}),
    "role": frozenset({"value"}),
    "permission": frozenset({"value"}),
    "plan": frozenset({"value"}),
    "limit": frozenset({"requests", "block"}),
    "default_limit": frozenset({"requests"}),
    "paging": frozenset({"role"}),
    "separated": frozenset({"by"}),
    "bearer": frozenset({"value"}),
}
# What a sentence about an operation may state.
OF_OPERATIONS: tuple[FactKind, ...] = (
    "version",
    "scope",
    "oauth",
    "role",
    "permission",
    "plan",
    "limit",
    "retry_after",
    "deprecated",
    "idempotency",
    "ignored",
)
# What the fields that are not free text may say, where `with` gives them.
_CHOICES: dict[tuple[FactKind, str], frozenset[str]] = {
    ("version", "if_missing"): frozenset({"older", "404"}),
    ("scope", "choose"): frozenset({"any"}),
    ("oauth", "value"): frozenset({"scope", "public", "not-accessible"}),
    ("unscoped", "value"): frozenset({"public", "not-accessible"}),
    ("paging", "role"): frozenset({"cursor", "limit", "offset", "page"}),
    ("separated", "by"): frozenset({"comma"}),
}


@record
class Recogniser(Data):
    """A family of sentences that state one fact.

    `pattern` is a regular expression; its named groups are fields of the fact, and `with`
    gives fields their value. `sentence` says that it stands for a whole sentence or
    clause: it is then tried only where one begins, and must end where one ends. `about`
    are words of which a text holds one, or it is not searched at all.
    """

    fact: FactKind
    pattern: Pattern
    sentence: bool = False
    about: tuple[str, ...] = ()
    given: dict[str, str] = field(default_factory=dict)  # `with` in a profile's file

    def __post_init__(self) -> None:
        if is_doubted():
            self._check()

    def _check(self) -> None:
        filled = {*re.compile(self.pattern).groupindex, *self.given}
        if unknown := sorted(filled - FACT_FIELDS[self.fact]):
            allowed = ", ".join(sorted(FACT_FIELDS[self.fact])) or "no fields"
            raise ValueError(
                f"{', '.join(unknown)}: a {self.fact} has {allowed}",
            )
        needed = _NEEDED.get(self.fact, frozenset())
        if needed and not needed & filled:
            raise ValueError(f"a {self.fact} needs {' or '.join(sorted(needed))}")
        for name, value in self.given.items():
            choices = _CHOICES.get((self.fact, name))
            if choices and value not in choices:
                known = ", ".join(sorted(choices))
                raise ValueError(f"{name}: {value!r} is none of {known}")
        if re.compile(self.pattern).match(""):
            raise ValueError("the pattern fits an empty text")


class Recognisers(tuple[Recogniser, ...]):
    """Recognisers in their order, and a key that tells them apart from all others."""

    @cached_property
    def key(self) -> str:
        parts = [
            (each.fact, each.pattern, each.sentence, each.about, each.given)
            for each in self
        ]
        return digest(repr(parts).encode())


def is_stated(fact: FactKind, fields: Mapping[str, str]) -> bool:
    """Whether the fields that a sentence filled make a fact of its kind."""
    needed = _NEEDED.get(fact, frozenset())
    return not (needed and not needed & fields.keys()) and all(
        value in _CHOICES.get((fact, field), {value}) for field, value in fields.items()
    )


def expanded(pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with every `{word}` replaced by the piece of that name."""
    for _ in range(8):
        pieces = set(_PIECE.findall(pattern))
        if not pieces:
            return pattern
        if unknown := sorted(pieces - words.keys()):
            raise ValueError(f"no word is called {', '.join(unknown)}")
        pattern = _PIECE.sub(lambda piece: f"(?:{words[piece[1]]})", pattern)
    raise ValueError("its words are made of each other")


def spaced(pattern: str) -> str:
    """A pattern in which every space stands for any white space."""
    made: list[str] = []
    inside, escaped = False, False
    for sign in pattern:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == "[" and not inside:
            inside = True
        elif sign == "]" and inside and made[-1] not in ("[", "^"):
            inside = False
        elif sign == " ":
            sign = r"\s" if inside else _SPACE
        made.append(sign)
    return "".join(made)

"""What a sentence states, by the profiles that come with calgen."""

from __future__ import annotations

from functools import cache

from calgen.diagnostics import Report
from calgen.document import parse
from calgen.location import Place
from calgen.normalise.notes import Reading, read
from calgen.profile import OF_OPERATIONS, Profile, load

PLACE = Place(parse("a.yaml", "description: x"), "/description")


@cache
def profile(name: str = "default") -> Profile:
    return load(name, Report())


def reading(text: str, name: str = "default") -> Reading:
    """An operation's description, read."""
    return read(text, PLACE, profile(name).of(*OF_OPERATIONS), Report())


def stated(text: str, name: str = "default") -> list[tuple[str, dict[str, str]]]:
    """(kind, fields) of every fact of an operation's description."""
    return [
        (fact.kind, dict(fact.fields))
        for fact in reading(text, name).facts
        if fact.kind != "ignored"
    ]

"""What somebody may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calgen.nearest import nearest

_ENDINGS = re.compile(r"(?:\.(?:py|md|toml|json))?\.(?:jinja2?|j2)$|\.py$")


def near(word: str, known: Iterable[str]) -> str:
    """The nearest of the words that are known; '' where none is near."""
    choices = sorted(set(known) - {word})
    by_small = {each.lower(): each for each in reversed(choices)}
    if word.lower() in by_small:
        return by_small[word.lower()]
    return nearest(word, choices)


def near_file(name: str, known: Iterable[str]) -> str:
    """The nearest of the paths that are known, endings aside; '' where none is near."""
    by_stem: dict[str, str] = {}
    for each in sorted(known):
        by_stem.setdefault(_stem(each), each)
    found = near(_stem(name), by_stem)
    return by_stem.get(found or _stem(name), "")


def _stem(name: str) -> str:
    return _ENDINGS.sub("", name)


def meant(word: str, known: Iterable[str], else_: str) -> str:
    """A hint: the nearest word that is known, or another text."""
    found = near(word, known)
    return f"did you mean `{found}`?" if found else else_


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names as a text, the first of them where there are many."""
    every = [f"`{each}`" for each in names]
    return ", ".join(every[:most]) + (", …" if len(every) > most else "")

"""Lists in running text: "`A`, `B` and `C`"."""

from __future__ import annotations

import re

from calgen.normalise.sentences import PLAIN

_QUOTED = re.compile(r"[\"'`]+([^\"'`]+)[\"'`]+")
_BETWEEN = re.compile(r"\s*[,/|]\s*|\s+(?:and|or|plus|&)\s+|\s+", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)


def names_in(text: str) -> tuple[str, ...]:
    """The names of a list, each once, in their order; quotes show where there are any."""
    plain = text.translate(PLAIN)
    quoted = [each.strip() for each in _QUOTED.findall(plain)]
    found = quoted or [each.strip("*_.-") for each in _BETWEEN.split(plain)]
    words = {"and", "or", "plus", "the", "&", ""}
    return tuple(dict.fromkeys(each for each in found if each.casefold() not in words))


def is_choice(text: str) -> bool:
    """Whether one name of a list is enough."""
    return _OR.search(_QUOTED.sub(" ", text.translate(PLAIN))) is not None


def unquoted(text: str) -> str:
    """A single name without quotes and emphasis around it."""
    return text.translate(PLAIN).strip("\"'`*_ \n\t")

"""What somebody meant who wrote a word that is not known."""

from __future__ import annotations

from difflib import get_close_matches


def meant(key: str, known: list[str]) -> str:
    """A hint: the word that was meant, else all that there are."""
    folded = key.casefold().replace("_", "-")
    close = get_close_matches(folded, known, 1, 0.7)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"

"""What somebody meant who wrote a word that is not known."""

from __future__ import annotations

from calgen.nearest import nearest


def meant(key: str, known: list[str]) -> str:
    """A hint: the word that was meant, else all that there are."""
    folded = key.casefold().replace("_", "-")
    close = nearest(folded, known, 0.7)
    return f"did you mean {close!r}?" if close else f"known are {', '.join(known)}"

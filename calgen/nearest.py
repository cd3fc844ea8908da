"""What somebody meant who wrote a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The word that is most like it, from 0 for any to 1 for the same; '' for none."""
    # Imported here: most runs have no such word.
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), 1, likeness)
    return found[0] if found else ""

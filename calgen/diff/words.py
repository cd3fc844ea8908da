"""Small pieces of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    head = ", ".join(words[:-1])
    return f"{head} {last} {words[-1]}" if head else "".join(words)


def code(text: str) -> str:
    """A piece of Python or of a document; what it holds cannot leave the marks."""
    plain = "".join(c if c.isprintable() else " " for c in text).replace("`", "'")
    return f"`{plain}`"


def codes(texts: Iterable[str], last: str = "and", most: int = 6) -> str:
    """Several of them; of many, the first."""
    found = [code(each) for each in texts]
    if len(found) > most + 1:
        found = [*found[:most], f"{len(found) - most} more"]
    return listed(found, last)

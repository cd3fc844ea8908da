"""A piece of a text that knows where it stands."""

from __future__ import annotations

from calgen.record import record


@record(kw_only=False)
class Passage:
    """`text` as it was read, and the offset in the file at which it begins."""

    text: str
    at: int


def passage(text: str, start: int, end: int) -> Passage | None:
    """What stands between two offsets, without the white space around it, if anything."""
    inside = text[start:end]
    kept = inside.strip()
    return Passage(kept, start + inside.index(kept)) if kept else None

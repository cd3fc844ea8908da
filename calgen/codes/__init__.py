"""Every diagnostic code as data: what `calgen explain` prints.

Codes are stable: people search for them and write them into settings. A code that is no
longer used is not given to something else.
"""

from __future__ import annotations

from difflib import get_close_matches

from calgen.codes import (
    beginning,
    diff,
    extensions,
    facts,
    meaning,
    output,
    overlays,
    reading,
    rules,
    schemas,
    themes,
)
from calgen.codes.code import Code

CODES: dict[str, Code] = {
    each.code: each
    for group in (
        reading,
        overlays,
        meaning,
        facts,
        schemas,
        output,
        extensions,
        rules,
        beginning,
        diff,
        themes,
    )
    for each in group.CODES
}


def nearest(asked: str) -> tuple[str, ...]:
    """The codes that somebody may have meant."""
    digits = "".join(sign for sign in asked if sign.isdecimal())
    wanted = f"CG{digits.zfill(3)}" if digits else asked.upper()
    close = get_close_matches(wanted, sorted(CODES), 3, 0.6)
    return (wanted,) if wanted in CODES else tuple(close)


__all__ = ["CODES", "Code", "nearest"]

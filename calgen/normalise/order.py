"""The order of versions."""

from __future__ import annotations

import re


def newness(version: str) -> tuple[tuple[int, str], ...]:
    """Sorts versions: their numbers as numbers, so 2.10 is newer than 2.9."""
    parts = re.findall(r"\d+|\D+", version)
    return tuple((int(each), "") if each.isdecimal() else (-1, each) for each in parts)

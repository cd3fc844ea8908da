"""Whether a name is one that patterns of a profile mean."""

from __future__ import annotations

import re
from functools import lru_cache


# The same few names stand in every operation.
@lru_cache(maxsize=4096)
def is_named(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns fits the whole of a name, in any case."""
    return any(re.fullmatch(each, name, re.IGNORECASE) for each in patterns)

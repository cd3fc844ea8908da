"""A diagnostic code, explained."""

from __future__ import annotations

from calgen.diagnostics import Level
from calgen.record import record


@record(kw_only=False)
class Code:
    """What one code stands for: `meaning` says what was found and what follows from it,
    `remedy` what to do about it, `example` shows an input (or a command) that causes it.
    """

    code: str
    level: Level
    title: str
    meaning: str
    remedy: str
    example: str

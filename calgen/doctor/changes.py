"""What a theme has to change that was written for an earlier contract."""

from __future__ import annotations

from calgen.record import record


@record
class Change:
    """A block or a name that has gone, or means another thing.

    `contract` is the first version without it. A block is one of `file`; a name is that of
    an attribute, in any file. `instead` says what to write now.
    """

    contract: int
    instead: str
    file: str = ""
    block: str = ""
    name: str = ""


CHANGES: tuple[Change, ...] = ()
"""Since contract 1: none."""

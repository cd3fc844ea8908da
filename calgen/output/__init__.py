"""The only package that touches the target: it compares, writes and removes.

Files that the lock owns and nobody edited are replaced or removed; edited ones are
protected; files that no lock lists are not touched either, unless a new file wants their
place and `--force` gives it to them. Each folder of the target is replaced in one step; a
run that is killed on the way is finished by the next.
"""

from __future__ import annotations

from calgen.files import JOURNAL_NAME
from calgen.output.comparison import Comparison, Difference, State, compare
from calgen.output.holding import held, recover
from calgen.output.unwritable import Unwritable
from calgen.output.writing import Written, write

__all__ = [
    "JOURNAL_NAME",
    "Comparison",
    "Difference",
    "State",
    "Unwritable",
    "Written",
    "compare",
    "held",
    "recover",
    "write",
]

"""What rules work on, and what they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from calgen.codes import CODES
from calgen.diagnostics import Diagnostic
from calgen.ir import Api, Operation
from calgen.location import Place, Position
from calgen.merge import Entry, Merged
from calgen.profile import Profile


@dataclass(frozen=True)
class Subject:
    """One run: the documents as they stand, and what was made of them."""

    merged: Merged
    api: Api
    profile: Profile

    @cached_property
    def pairs(self) -> tuple[tuple[Operation, Entry], ...]:
        """Every operation with the node it was read from, by place."""
        entries = {entry.place: entry for entry in self.merged.operations}
        return tuple(
            (each, entries[each.place])
            for each in sorted(self.api.operations, key=lambda each: each.dotted)
            if each.place in entries
        )


Rule = Callable[[Subject], Iterator[Diagnostic]]


def finding(
    code: str,
    message: str,
    place: Place | Position | None,
    *,
    related: Iterable[Place | Position] = (),
    hint: str = "",
) -> Diagnostic:
    """A finding at the level of its code; the code's remedy is its hint."""
    known = CODES[code]
    return Diagnostic(
        level=known.level,
        code=code,
        message=message,
        place=place,
        related=tuple(related),
        hint=hint or known.remedy,
    )

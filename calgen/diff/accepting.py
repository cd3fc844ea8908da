"""Changes that the settings accept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from calgen.config import DiffAccept
from calgen.diagnostics import Report
from calgen.diff.change import Change


def accepting(
    changes: Iterable[Change],
    accepts: Sequence[DiffAccept],
    report: Report,
    *,
    today: date,
) -> tuple[Change, ...]:
    """The changes, each with the reason for which the settings accept it.

    One whose day has passed counts again and is reported, and so is one that accepts
    nothing.
    """
    found = tuple(changes)
    known = {each.id for each in found}
    reasons: dict[str, str] = {}
    for each in accepts:
        place = each.place.child("id") if each.place is not None else None
        if each.id not in known:
            report.warning(
                "CG104",
                f"no change has the accepted id {each.id}",
                place,
                hint="remove it, if what it was about has been released",
            )
        elif each.until is not None and each.until < today:
            report.warning(
                "CG103",
                f"{each.id} was accepted until {each.until}; it counts again",
                place,
                hint="give it a later day, or act on the change",
            )
        else:
            reasons.setdefault(each.id, each.reason)
    return tuple(
        replace(each, accepted=reasons[each.id]) if each.id in reasons else each
        for each in found
    )

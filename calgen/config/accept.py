"""Changes that somebody accepts: the `[[diff.accept]]` tables of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime

from calgen.config.data import DiffAccept
from calgen.config.file import Table
from calgen.config.listed import has_reason, listed
from calgen.diagnostics import Report

_KEYS = [each.name for each in fields(DiffAccept) if each.name != "place"]
_ID = re.compile(r"[a-z]+\.[a-z-]+-[0-9a-f]{10}")


def diff_accepts(table: Table, report: Report) -> Iterator[DiffAccept]:
    """The `[[diff.accept]]` tables; each needs an id and a reason."""
    for data, place in listed(table, "diff", "accept", _KEYS, report, others=["until"]):
        until = _date(data.get("until"))
        if "until" in data and until is None:
            said = "`until` of a `diff.accept` must be a date like 2026-12-31"
            report.error("CG042", said, place.child("until"))
        elif not _ID.fullmatch(data.get("id", "")):
            report.error(
                "CG042",
                "a `diff.accept` needs an `id` like operation.removed-0123456789",
                place.child("id"),
                hint="`calgen diff` prints the id of each change",
            )
        elif has_reason(
            data, f"`diff.accept` of {data['id']}", "change", place, report
        ):
            yield DiffAccept(
                id=data["id"], reason=data["reason"], until=until, place=place
            )


def _date(value: object) -> date | None:
    """A TOML date, or a text that is one."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None

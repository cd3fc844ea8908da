"""Changes that somebody accepts: the `[[diff.accept]]` tables of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime

from calgen.config.check import meant
from calgen.config.data import DiffAccept
from calgen.config.file import Table
from calgen.diagnostics import Report
from calgen.location import Place

_KEYS = [each.name for each in fields(DiffAccept) if each.name != "place"]
_ID = re.compile(r"[a-z]+\.[a-z-]+-[0-9a-f]{10}")


def diff_accepts(table: Table, report: Report) -> Iterator[DiffAccept]:
    """The `[[diff.accept]]` tables; each needs an id and a reason."""
    diff = table.data.get("diff", {})
    listed = diff.get("accept", [])
    for key in diff.keys() - {"accept"}:
        said = "the setting 'diff' holds nothing but `[[diff.accept]]` tables"
        report.error("CG042", said, table.place("diff", key))
    if not isinstance(listed, list):
        said = "'diff.accept' must be a list of tables"
        report.error("CG042", said, table.place("diff", "accept"))
        return
    for index, each in enumerate(listed):
        accept = _accept(each, table.place("diff", "accept", index), report)
        if accept is not None:
            yield accept


def _accept(data: object, place: Place, report: Report) -> DiffAccept | None:
    if not isinstance(data, dict):
        report.error("CG042", "a `diff.accept` must be a table", place)
        return None
    good = True
    for key, value in data.items():
        at = place.child(key)
        if key not in _KEYS:
            hint = meant(key, _KEYS)
            report.error("CG042", f"a `diff.accept` has no {key!r}", at, hint=hint)
            good = False
        elif key != "until" and not isinstance(value, str):
            report.error("CG042", f"{key!r} of a `diff.accept` must be a string", at)
            good = False
    until = _date(data.get("until"))
    if "until" in data and until is None:
        said = "`until` of a `diff.accept` must be a date like 2026-12-31"
        report.error("CG042", said, place.child("until"))
        good = False
    if not good:
        return None
    if not _ID.fullmatch(data.get("id", "")):
        report.error(
            "CG042",
            "a `diff.accept` needs an `id` like operation.removed-0123456789",
            place.child("id"),
            hint="`calgen diff` prints the id of each change",
        )
    elif not data.get("reason", "").strip():
        report.error(
            "CG042",
            f"the `diff.accept` of {data['id']} gives no `reason`",
            place.child("reason"),
            hint="say why this change is all right, for whoever reads it next",
        )
    else:
        return DiffAccept(
            id=data["id"], reason=data["reason"], until=until, place=place
        )
    return None


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

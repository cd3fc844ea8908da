"""Lists of tables in the settings: what people decided to live with, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from calgen.config.file import Table
from calgen.config.meant import meant
from calgen.diagnostics import Report
from calgen.location import Place


def listed(
    table: Table,
    section: str,
    name: str,
    keys: Collection[str],
    report: Report,
    *,
    others: Collection[str] = (),
) -> Iterator[tuple[dict[str, Any], Place]]:
    """Each `[[section.name]]` with its place, if it has nothing but `keys`, and texts for
    all of them but `others`. The rest is reported."""
    held = table.data.get(section, {})
    found = held.get(name, [])
    for key in held.keys() - {name}:
        said = (
            f"the setting {section!r} holds nothing but `[[{section}.{name}]]` tables"
        )
        report.error("CG042", said, table.place(section, key))
    if not isinstance(found, list):
        said = f"'{section}.{name}' must be a list of tables"
        report.error("CG042", said, table.place(section, name))
        return
    for index, each in enumerate(found):
        place = table.place(section, name, index)
        if _is_sound(each, f"`{section}.{name}`", keys, others, place, report):
            yield each, place


def _is_sound(
    data: object,
    what: str,
    keys: Collection[str],
    others: Collection[str],
    place: Place,
    report: Report,
) -> bool:
    if not isinstance(data, dict):
        report.error("CG042", f"a {what} must be a table", place)
        return False
    good = True
    for key, value in data.items():
        at = place.child(key)
        if key not in keys:
            hint = meant(key, list(keys))
            report.error("CG042", f"a {what} has no {key!r}", at, hint=hint)
            good = False
        elif key not in others and not is_text(value):
            report.error("CG042", f"{key!r} of a {what} must be a string", at)
            good = False
    return good


def is_text(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def has_reason(
    data: dict[str, Any], what: str, about: str, place: Place, report: Report
) -> bool:
    """Whether a table says why; reports one that does not."""
    if data.get("reason", "").strip():
        return True
    report.error(
        "CG042",
        f"the {what} gives no `reason`",
        place.child("reason"),
        hint=f"say why this {about} is all right, for whoever reads it next",
    )
    return False

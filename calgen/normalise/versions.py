"""The version header of an operation: which value it needs, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, cast

from calgen.diagnostics import Report
from calgen.ir import Json, Origin, Sourced, VersionHeader
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.normalise.notes import Fact, read
from calgen.profile import Profile

Found = tuple[str, Origin]


def is_version_header(name: str, profile: Profile) -> bool:
    """Whether a header parameter of this name carries a version."""
    return any(
        re.fullmatch(pattern, name, re.IGNORECASE)
        for pattern in profile.version.headers
    )


def version_of(
    headers: Iterable[tuple[Json, Place]],
    notes: Iterable[Fact],
    operation_id: str,
    place: Place,
    profile: Profile,
    report: Report,
) -> Sourced[VersionHeader] | None:
    """The version header of one operation, or None when nothing speaks of one.

    Sources in order: `const` or a single enum value, `default`, the parameter's
    description, `example`, a note, and, only where another source speaks of the header,
    the date in the operationId. Sources that disagree are reported.
    """
    declared = [
        (node, where)
        for node, where in headers
        if is_version_header(str(node.get("name", "")), profile)
    ]
    found: list[Found] = []
    told: list[Fact] = []
    name = ""
    for node, where in declared:
        name = name or str(node["name"])
        in_schema, in_text = _declared(node, where, profile, report)
        found += in_schema
        told += in_text
    told += [fact for fact in notes if fact.kind == "version"]
    found += [(f.fields["value"], f.origin) for f in told if "value" in f.fields]
    found.sort(key=lambda each: _RANK.index(_rank(each[1])))
    if not declared and not found:
        return None
    if inferred := _in_operation_id(operation_id, place, profile):
        found.append(inferred)
    _report_conflict(found, report)
    missing = next(
        (f.fields["if_missing"] for f in told if "if_missing" in f.fields), None
    )
    header = VersionHeader(
        name or _header_name(profile),
        found[0][0] if found else None,
        cast("Literal['older', '404'] | None", missing),
    )
    if not found:
        where = declared[0][1]
        report.warning(
            "CG051",
            f"nobody states the value of {header.header}; calls take it from the client",
            where,
            hint="pass api_version= to the client or to the call",
        )
        return Sourced(header, Origin(how="spec", place=where))
    return Sourced(header, found[0][1])


_RANK = ("const", "default", "description", "example", "note")


def _rank(origin: Origin) -> str:
    pointer = origin.place.pointer if origin.place else ""
    last = pointer.rpartition("/")[2]
    if origin.how == "note" and "/parameters/" not in pointer:
        return "note"
    return last if last in _RANK else "const" if last in {"enum", "0"} else "note"


def _declared(
    node: Json, place: Place, profile: Profile, report: Report
) -> tuple[list[Found], list[Fact]]:
    schema = js.mapping(node.get("schema"))
    found: list[Found] = []
    values = js.enum_values(schema)
    single = {"enum": values[0]} if len(values) == 1 else {}
    stated = {"const": schema.get("const"), **single, "default": schema.get("default")}
    for key, value in stated.items():
        if value is not None and _fits(str(value), profile):
            where = place.child("schema", key)
            found.append((str(value), Origin(how="spec", place=where, text=str(value))))
    for holder, where in ((schema, place.child("schema")), (node, place)):
        value = holder.get("example")
        if value is not None and _fits(str(value), profile):
            origin = Origin(how="spec", place=where.child("example"), text=str(value))
            found.append((str(value), origin))
    text = str(node.get("description") or "")
    where = place.child("description")
    facts = read(text, where, profile.recognisers, report).of("version")
    return found, list(facts)


def _fits(value: str, profile: Profile) -> bool:
    return re.fullmatch(profile.version.value, value) is not None


def _header_name(profile: Profile) -> str:
    """The header a note means: the profile's, where its pattern is a plain name."""
    plain = [each for each in profile.version.headers if re.fullmatch(r"[\w-]+", each)]
    return plain[0] if plain else "api-version"


def _in_operation_id(operation_id: str, place: Place, profile: Profile) -> Found | None:
    for match in re.finditer(r"(\d{4})[_-](\d{2})[_-](\d{2})", operation_id):
        value = "-".join(match.groups())
        if _fits(value, profile):
            where = place.child("operationId")
            return value, Origin(how="inferred", place=where, text=operation_id)
    return None


def _report_conflict(found: list[Found], report: Report) -> None:
    values = dict.fromkeys(value for value, _ in found)
    if len(values) < 2:
        return
    first = {value: next(o for v, o in found if v == value) for value in values}
    shown = ", ".join(f"{value} ({_place_text(first[value])})" for value in values)
    report.warning(
        "CG052",
        f"the sources of the version disagree: {shown}; {found[0][0]} is used",
        found[0][1].place,
        related=[
            o.place
            for v, o in first.items()
            if v != found[0][0]
            for o in [first[v]]
            if o.place
        ],
    )


def _place_text(origin: Origin) -> str:
    return str(origin.place.position) if origin.place else origin.how

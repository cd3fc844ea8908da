"""The version header of an operation: which value it needs, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, cast

from calgen.diagnostics import Report
from calgen.ir import Json, JsonValue, Origin, Sourced, VersionHeader
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.normalise.named import is_named
from calgen.normalise.notes import Fact, read
from calgen.normalise.order import newness
from calgen.profile import Profile

Found = tuple[str, Origin]
Header = tuple[Json, Place]


def is_version_header(name: str, profile: Profile) -> bool:
    """Whether a header parameter of this name carries a version of the API."""
    rules = profile.version
    return is_named(name, rules.headers) and not is_named(name, rules.others)


def version_of(
    headers: Iterable[Header],
    notes: Iterable[Fact],
    operation_id: str,
    place: Place,
    profile: Profile,
    report: Report,
) -> Sourced[VersionHeader] | None:
    """The version header of one operation, or None when nothing speaks of one.

    Sources in order: `const` or a single enum value, `default`, the parameter's
    description, `example`, a note, and, only where another source speaks of the header,
    the date in the operationId; then, of several enum values, the one that the profile
    chooses. Sources that disagree are reported.
    """
    told = [fact for fact in notes if fact.kind == "version"]
    declared = _declared(headers, told, profile)
    name = str(declared[0][0]["name"]) if declared else _told_name(told, profile)
    if not name:
        return None
    found: list[Found] = []
    for node, where in declared:
        in_schema, in_text = _stated(node, where, profile, report)
        found += in_schema
        told += in_text
    found += [
        (f.fields["value"], f.origin)
        for f in told
        if "value" in f.fields and _fits(f.fields["value"], profile)
    ]
    found.sort(key=lambda each: _RANK.index(_rank(each[1])))
    missing = next(
        (f.fields["if_missing"] for f in told if "if_missing" in f.fields), None
    )
    if inferred := _in_operation_id(operation_id, place, profile):
        found.append(inferred)
    offered = [
        one for node, where in declared for one in _offered(node, where, profile)
    ]
    _report_conflict(found, report)
    _report_unoffered(name, found, offered, report)
    if not found and offered:
        pick = max if profile.version.choose == "newest" else min
        value, origin = pick(offered, key=lambda each: newness(each[0]))
        said = f"{profile.version.choose} of {len(offered)}: {value}"
        found = [(value, Origin(how="inferred", place=origin.place, text=said))]
    header = VersionHeader(
        name,
        found[0][0] if found else None,
        cast("Literal['older', '404'] | None", missing),
    )
    if found:
        return Sourced(header, found[0][1])
    source = Origin(how="spec", place=declared[0][1]) if declared else told[0].origin
    return Sourced(header, source)


def report_valueless(version: Sourced[VersionHeader] | None, report: Report) -> None:
    """Say that nobody states a version: known once all readings of a route are one."""
    if version is not None and version.value.value is None:
        report.warning(
            "CG051",
            f"nobody states the value of {version.value.header}; calls take it from the "
            "client",
            version.origin.place,
            hint="pass api_version= to the client or to the call",
        )


def _declared(
    headers: Iterable[Header], told: Iterable[Fact], profile: Profile
) -> list[Header]:
    """The declarations of the one version header, however each of them is spelled.

    Of several headers it is the one that a note names, else the first with a value, else
    the first.
    """
    by_name: dict[str, list[Header]] = {}
    for node, where in headers:
        wire = str(node.get("name", ""))
        if is_version_header(wire, profile):
            by_name.setdefault(wire.casefold(), []).append((node, where))
    for fact in told:
        if (named := fact.fields.get("header", "").casefold()) in by_name:
            return by_name[named]
    for same in by_name.values():
        if any(_in_schema(node, where, profile) for node, where in same):
            return same
    return next(iter(by_name.values()), [])


def _told_name(told: Sequence[Fact], profile: Profile) -> str:
    """The header that notes mean where none is declared: the one they name, else the
    profile's, if its pattern is a plain name. A header that nobody names is not invented.
    """
    if not told:
        return ""
    for fact in told:
        named = fact.fields.get("header", "")
        if is_version_header(named, profile):
            return named
    plain = [each for each in profile.version.headers if re.fullmatch(r"[\w-]+", each)]
    only = len(profile.version.headers) == 1
    return plain[0] if plain and only else ""


_RANK = ("const", "default", "description", "example", "note")


def _rank(origin: Origin) -> str:
    pointer = origin.place.pointer if origin.place else ""
    steps = pointer.split("/")
    last = steps[-1]
    if origin.how == "note":
        return "description" if "parameters" in steps[-4:] else "note"
    if "examples" in steps[-2:]:
        return "example"
    return last if last in _RANK else "const"


def _stated(
    node: Json, place: Place, profile: Profile, report: Report
) -> tuple[list[Found], list[Fact]]:
    """What a declaration says: (values in its schema, facts in its descriptions)."""
    told: list[Fact] = []
    schema = js.mapping(node.get("schema"))
    for holder, where in ((node, place), (schema, place.child("schema"))):
        text = holder.get("description")
        if isinstance(text, str) and not told:
            at = where.child("description")
            told += read(text, at, profile.of("version"), report).facts
    return _in_schema(node, place, profile), told


def _in_schema(node: Json, place: Place, profile: Profile) -> list[Found]:
    schema, where = js.mapping(node.get("schema")), place.child("schema")
    values = js.enum_values(schema)
    stated: list[tuple[JsonValue, Place]] = [
        (schema.get("const"), where.child("const")),
        (values[0] if len(values) == 1 else None, where.child("enum")),
        (schema.get("default"), where.child("default")),
        (schema.get("example"), where.child("example")),
        (node.get("example"), place.child("example")),
    ]
    stated += [
        (value, where.child("examples", index))
        for index, value in enumerate(js.items(schema.get("examples")))
    ]
    stated += [
        (js.mapping(value).get("value"), place.child("examples", key))
        for key, value in js.mapping(node.get("examples")).items()
    ]
    return [
        (str(value), Origin(how="spec", place=at, text=str(value)))
        for value, at in stated
        if value is not None and _fits(str(value), profile)
    ]


def _offered(node: Json, place: Place, profile: Profile) -> list[Found]:
    """The versions of an enum of several."""
    values = js.enum_values(js.mapping(node.get("schema")))
    at = place.child("schema", "enum")
    return [
        (str(value), Origin(how="spec", place=at, text=str(value)))
        for value in values
        if len(values) > 1 and _fits(str(value), profile)
    ]


def _fits(value: str, profile: Profile) -> bool:
    return re.fullmatch(profile.version.value, value) is not None


def _in_operation_id(operation_id: str, place: Place, profile: Profile) -> Found | None:
    for match in re.finditer(r"(\d{4})[_-](\d{2})[_-](\d{2})", operation_id):
        value = "-".join(match.groups())
        if _fits(value, profile):
            where = place.child("operationId")
            return value, Origin(how="inferred", place=where, text=operation_id)
    return None


def _report_conflict(found: Sequence[Found], report: Report) -> None:
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
            origin.place
            for value, origin in first.items()
            if value != found[0][0] and origin.place
        ],
    )


def _report_unoffered(
    name: str, found: Sequence[Found], offered: Sequence[Found], report: Report
) -> None:
    """Say that a version is none of those that the header offers."""
    known = {value for value, _ in offered}
    if found and known and found[0][0] not in known:
        report.warning(
            "CG053",
            f"{found[0][0]} is none of the versions that {name} offers",
            found[0][1].place,
            related=[offered[0][1].place] if offered[0][1].place else [],
        )


def _place_text(origin: Origin) -> str:
    return str(origin.place.position) if origin.place else origin.how

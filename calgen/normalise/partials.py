"""Partial operations: the better known reading wins, and the facts add up."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from calgen.diagnostics import Report
from calgen.ir import Doc, Origin, Sourced, VersionHeader
from calgen.merge import Entry, fullness
from calgen.normalise import jsonschema as js
from calgen.normalise.found import Found, is_partial
from calgen.normalise.notes import Fact, facts_in
from calgen.normalise.order import newness
from calgen.profile import Profile

# Of these an operation has one; where two texts differ, one of them is out of date.
_SINGLE = ("limit", "plan", "oauth")
_NAMELESS = "x-calgen-nameless"
_PROSE = ("summary", "description", "tags", "externalDocs")


def with_partials(
    whole: Sequence[Found], parts: Iterable[Found], report: Report
) -> list[Found]:
    """The whole operations of one route and the partial ones, one a version.

    A partial operation joins the one of its version; without a version, the newest. An
    operation whose version nobody states takes that of its only partial reading.
    """
    ones = list(whole)
    by_version: dict[str, list[Found]] = defaultdict(list)
    for each in parts:
        by_version[each.version_value].append(each)
    undated = by_version.pop("", [])
    for version, same in sorted(by_version.items()):
        at = [i for i, one in enumerate(ones) if one.version_value == version]
        if not at and len(by_version) == 1:
            at = [i for i, one in enumerate(ones) if not one.version_value]
        _join(ones, at, same, report)
    if undated:
        newest = max((one.version_value for one in ones), key=newness, default="")
        at = [i for i, one in enumerate(ones) if one.version_value == newest]
        _join(ones, at, undated, report)
    return sorted(ones, key=lambda each: (each.version_value, each.entry.path))


def _join(
    ones: list[Found], at: Sequence[int], parts: Sequence[Found], report: Report
) -> None:
    """Fold partial readings of one version into the operation that stands at `at`."""
    ordered = sorted(parts, key=lambda each: _known(each.entry))
    if not at:
        ones.append(ordered.pop(0))
        at = [len(ones) - 1]
    for part in ordered:
        same = [i for i in at if ones[i].entry.path == part.entry.path]
        index = (same or at)[0]
        ones[index] = joined(ones[index], part, report)


def _known(entry: Entry) -> tuple[int, tuple[int, str], str, str]:
    """Sorts the reading with the most structure first, whatever it tells in prose."""
    plain = {key: value for key, value in entry.node.items() if key not in _PROSE}
    size = len(json.dumps(plain))
    return -size, fullness(entry), entry.document.path, entry.document.label


def joined(first: Found, part: Found, report: Report) -> Found:
    """One operation of two readings; what `first` says of its shape holds."""
    entry, raws = first.entry, first.raws
    if is_partial(entry):
        node = {**part.entry.node, **entry.node}
        entry = replace(entry, node=node)
        stated = {(raw["in"], str(raw["name"]).lower()) for raw, _ in raws}
        raws += tuple(
            (raw, place)
            for raw, place in part.raws
            if raw["in"] != "path"
            and (raw["in"], str(raw["name"]).lower()) not in stated
        )
    new = _new(first, part, report)
    told = first.reading.doc
    notes = tuple(fact.origin.text for fact in new)
    doc = Doc(
        told.summary or part.reading.doc.summary,
        told.body or part.reading.doc.body,
        told.notes + tuple(note for note in notes if note not in told.notes),
    )
    reading = replace(first.reading, facts=first.reading.facts + new, doc=doc)
    problems = first.problems + part.problems
    return Found(entry, raws, reading, _version(first, part), problems)


def _new(first: Found, part: Found, report: Report) -> tuple[Fact, ...]:
    """The facts that a partial reading adds to a better known operation."""
    stated = {_key(fact) for fact in first.reading.facts}
    new = [fact for fact in part.reading.facts if _key(fact) not in stated]
    settled = {kind for kind, _ in stated} & set(_SINGLE)
    for kind in sorted(settled & {fact.kind for fact in new}):
        report.warning(
            "CG016",
            f"{first.entry.method} {first.entry.path}: two texts state a different "
            f"{kind}; that of the better known operation is used",
            first.entry.place,
            related=[part.entry.place],
        )
    return tuple(fact for fact in new if fact.kind not in settled)


def _key(fact: Fact) -> tuple[str, tuple[tuple[str, str], ...]]:
    fields = {key: value.casefold() for key, value in fact.fields.items()}
    return fact.kind, tuple(sorted(fields.items()))


def _version(first: Found, part: Found) -> Sourced[VersionHeader] | None:
    """The version that is stated; what happens without it may stand elsewhere."""
    if first.version is None or part.version is None:
        return first.version or part.version
    stated = first.version if first.version_value else part.version
    if not stated.value.value:
        stated = first.version
    missing = first.version.value.if_missing or part.version.value.if_missing
    header = first.version.value.header
    return replace(
        stated, value=replace(stated.value, header=header, if_missing=missing)
    )


def paging_of(entry: Entry, profile: Profile) -> dict[str, Origin]:
    """What parameters without a name do to a list: roles, and who says so."""
    found: dict[str, Origin] = {}
    described = js.mapping(entry.node.get(_NAMELESS)).get("described")
    for index, text in enumerate(js.items(described)):
        place = entry.place.child(_NAMELESS, "described", index)
        for fact in facts_in(str(text), place, profile.of("paging")):
            found.setdefault(fact.fields["role"], fact.origin)
            break
    return found


def report_nameless(entry: Entry, report: Report) -> None:
    """Say which parameters stay out of a call, because nothing gives their names."""
    lost = js.mapping(entry.node.get(_NAMELESS))
    parts = [
        f"{lost[what]} {what}"
        for what in ("parameters", "credentials")
        if lost.get(what)
    ]
    if parts:
        report.warning(
            "CG009",
            f"the page describes {' and '.join(parts)} of {entry.method} {entry.path} "
            "without their names; they are left out",
            entry.place.child(_NAMELESS),
            hint="add a document or page that names them to the inputs",
        )

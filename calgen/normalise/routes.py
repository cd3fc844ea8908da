"""Routes: the same method and path found more than once.

Equal operations fold; operations at different version-header values are different
operations, the newest of which has the plain name; two different ones at one version
cannot both be right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from calgen.diagnostics import Report
from calgen.ir import Json, Sourced, VersionHeader
from calgen.merge import Entry, fullness
from calgen.normalise.notes import Reading
from calgen.normalise.parameters import Raw


@dataclass(frozen=True, slots=True)
class Found:
    """One operation with what was read from its texts and headers."""

    entry: Entry
    raws: tuple[Raw, ...]
    reading: Reading
    version: Sourced[VersionHeader] | None

    @property
    def headers(self) -> tuple[Json, ...]:
        return tuple(node for node, _ in self.raws if node.get("in") == "header")

    @property
    def version_value(self) -> str:
        return (self.version.value.value or "") if self.version else ""


@dataclass(frozen=True, slots=True)
class Route:
    """One operation that will be emitted; `older` is its version where a newer one of
    the same method and path exists."""

    found: Found
    older: str | None


def routes(found: Iterable[Found], report: Report) -> tuple[Route, ...]:
    """Fold what is equal, tell versions apart; a contradiction is an error."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for each in found:
        groups[each.entry.method, route_key(each.entry.path)].append(each)
    kept: list[Route] = []
    for _, group in sorted(groups.items()):
        by_version: dict[tuple[str, str], list[Found]] = defaultdict(list)
        for each in group:
            by_version[each.version_value, each.entry.path].append(each)
        newest = max((version for version, _ in by_version), key=newness)
        for (version, _), same in sorted(by_version.items()):
            one = _folded(same, report)
            kept.append(Route(one, version if version != newest else None))
    return tuple(kept)


def newness(version: str) -> tuple[tuple[int, str], ...]:
    """Sorts versions: their numbers as numbers, so 2.10 is newer than 2.9."""
    parts = re.findall(r"\d+|\D+", version)
    return tuple((int(each), "") if each.isdecimal() else (-1, each) for each in parts)


def route_key(path: str) -> str:
    """The path with its holes made alike: their names do not make another route."""
    return re.sub(r"\{[^{}]*\}", "{}", path)


def _folded(same: list[Found], report: Report) -> Found:
    ordered = sorted(same, key=lambda each: fullness(each.entry))
    first = ordered[0]
    for other in ordered[1:]:
        if other.entry.signature != first.entry.signature:
            at = f" at version {first.version_value}" if first.version_value else ""
            report.error(
                "CG012",
                f"{first.entry.method} {first.entry.path}{at} is described twice, differently",
                first.entry.place,
                related=[other.entry.place],
                hint="take one of the two out of the inputs",
            )
        elif _facts(other.reading) != _facts(first.reading):
            report.warning(
                "CG013",
                f"{first.entry.method} {first.entry.path} is described twice, and the "
                "texts state different facts; those of the fuller text are used",
                first.entry.place,
                related=[other.entry.place],
            )
    return first


def _facts(reading: Reading) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return sorted((f.kind, tuple(sorted(f.fields.items()))) for f in reading.facts)

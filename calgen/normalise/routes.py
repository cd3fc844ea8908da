"""Routes: the same method and path found more than once.

Equal operations fold; operations at different version-header values are different
operations, the newest of which has the plain name; two different ones at one version
cannot both be right. What is known in part only joins what is known better.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from calgen.diagnostics import Report
from calgen.merge import Merged, fullness
from calgen.normalise.found import Found, is_partial
from calgen.normalise.notes import Reading
from calgen.normalise.order import newness
from calgen.normalise.partials import with_partials
from calgen.record import record

_HOLE = re.compile(r"\{[^{}]*\}")


@record(kw_only=False)
class Route:
    """One operation that will be emitted; `older` is its version where a newer one of
    the same method and path exists."""

    found: Found
    older: str | None


def routes(found: Iterable[Found], merged: Merged, report: Report) -> tuple[Route, ...]:
    """Fold what is equal, tell versions apart; a contradiction is an error."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for each in found:
        groups[each.entry.method, route_key(each.entry.path)].append(each)
    kept: list[Route] = []
    for _, group in sorted(groups.items()):
        by_version: dict[tuple[str, str], list[Found]] = defaultdict(list)
        for each in group:
            if not is_partial(each.entry):
                by_version[each.version_value, each.entry.path].append(each)
        whole = [
            _folded(same, merged, report) for _, same in sorted(by_version.items())
        ]
        parts = [each for each in group if is_partial(each.entry)]
        ones = with_partials(whole, parts, report) if parts else whole
        newest = max((one.version_value for one in ones), key=newness)
        for one in ones:
            version = one.version_value
            kept.append(Route(one, version if version != newest else None))
    return tuple(kept)


def route_key(path: str) -> str:
    """The path with its holes made alike: their names do not make another route."""
    return _HOLE.sub("{}", path)


def _folded(same: list[Found], merged: Merged, report: Report) -> Found:
    if len(same) == 1:
        return same[0]
    ordered = sorted(same, key=lambda each: fullness(each.entry))
    first = ordered[0]
    for other in ordered[1:]:
        if merged.signature(other.entry) != merged.signature(first.entry):
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

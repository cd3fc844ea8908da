"""Which findings count: what was selected, and what the settings excuse."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping, Sequence

from calgen.config import LintIgnore
from calgen.diagnostics import Diagnostic
from calgen.ir import Operation
from calgen.lint.finding import finding
from calgen.location import Place
from calgen.record import record


@record(kw_only=False)
class Finding:
    """One finding; `operation` is the call it is about, `excuse` why the settings
    ignore it ('' where they do not)."""

    diagnostic: Diagnostic
    operation: Operation | None = None
    excuse: str = ""


def chosen(
    found: Iterable[Diagnostic],
    operations: Sequence[Operation],
    ignores: Sequence[LintIgnore],
    select: Sequence[str],
    ignore: Sequence[str],
) -> tuple[Finding, ...]:
    """The findings that are asked for, each with its operation and its excuse.

    Codes may be prefixes. An ignore of the settings that matches nothing is itself
    reported, if its own code is asked for.
    """
    about = {each.place: each for each in operations}
    matched: set[int] = set()
    findings = []
    for diagnostic in found:
        if not _asked(diagnostic.code, select, ignore):
            continue
        operation = _around(diagnostic.place, about)
        excuse = ""
        for index, each in enumerate(ignores):
            if _fits(each, diagnostic, operation):
                matched.add(index)
                excuse = excuse or each.reason
        findings.append(Finding(diagnostic, operation, excuse))
    for index, each in enumerate(ignores):
        idle = index not in matched and _asked("CG099", select, ignore)
        # One that this run's --select leaves out cannot match, and is not idle for that.
        if idle and _asked(each.code, _wider(select, each.code), ignore):
            findings.append(Finding(_unmatched(each)))
    return tuple(findings)


def _asked(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    return (not select or code.startswith(tuple(select))) and not (
        ignore and code.startswith(tuple(ignore))
    )


def _wider(select: Sequence[str], code: str) -> list[str]:
    """Prefixes that a shorter prefix meets as well."""
    return [each[: len(code)] for each in select]


def _around(place: object, operations: Mapping[Place, Operation]) -> Operation | None:
    """The operation that a place lies in."""
    if not isinstance(place, Place):
        return None
    pointer = place.pointer
    while pointer:
        if found := operations.get(Place(place.source, pointer)):
            return found
        pointer = pointer.rpartition("/")[0]
    return None


def _fits(
    ignore: LintIgnore, diagnostic: Diagnostic, operation: Operation | None
) -> bool:
    if not diagnostic.code.startswith(ignore.code):
        return False
    if ignore.path is not None:
        position = diagnostic.position
        path = position.path if position else ""
        if not fnmatch.fnmatchcase(path, ignore.path):
            return False
    if ignore.operation is None:
        return True
    if operation is None:
        return False
    names = (
        operation.dotted,
        operation.id,
        f"{operation.method} {operation.path.text}",
        operation.path.text,
    )
    return any(fnmatch.fnmatchcase(each, ignore.operation) for each in names if each)


def _unmatched(ignore: LintIgnore) -> Diagnostic:
    where = "".join(
        f" {key} {value!r}"
        for key, value in (("path", ignore.path), ("operation", ignore.operation))
        if value is not None
    )
    said = f"the ignore of {ignore.code}{where} matches nothing"
    return finding("CG099", said, ignore.place)

"""What is found about one operation, before what has one cause is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from calgen.diff.change import Call, Change, Severity, change_id
from calgen.diff.pairing import call_of, subject_of
from calgen.diff.words import code
from calgen.ir import Operation, Sourced
from calgen.location import Place
from calgen.record import record

Pair: TypeAlias = tuple[Operation, Operation]


@record
class Finding:
    """One difference of one operation.

    `what` says for the id which part and from what to what. `cause` is where it is stated
    for several operations; "" where only this one says it. `group` is what those of one
    cause have in common where nobody knows its place.
    """

    kind: str
    severity: Severity
    call: Call
    subject: str
    message: str
    what: tuple[str, ...] = ()
    cause: str = ""
    group: str = ""
    old: Place | None = None
    new: Place | None = None


def told_once(findings: Iterable[Finding]) -> Iterator[Change]:
    """The changes: findings of one cause are one."""
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for each in findings:
        common = each.cause or each.group or each.subject
        groups[each.kind, common, *each.what].append(each)
    for found in groups.values():
        found.sort(key=lambda each: each.call)
        first = found[0]
        subject = first.cause or " ".join(sorted({each.subject for each in found}))
        yield Change(
            id=change_id(first.kind, subject, first.what),
            kind=first.kind,
            severity=first.severity,
            message=first.message,
            reaches=tuple(dict.fromkeys(each.call for each in found)),
            old=first.old,
            new=first.new,
        )


def cause_of(place: Place | None, operation: Operation) -> str:
    """Where something is stated that does not stand in an operation; "" if it does."""
    if place is None:
        return ""
    inside = place.pointer.startswith(f"{operation.place.pointer}/")
    return "" if inside or place == operation.place else place.pointer


def found(
    kind: str,
    severity: Severity,
    pair: Pair,
    message: str,
    what: Iterable[str] = (),
    *,
    old: Place | None = None,
    new: Place | None = None,
    cause: str = "",
    group: str = "",
) -> Finding:
    """A finding about a call; it stands where the operations do, if nowhere else."""
    one, other = pair
    return Finding(
        kind=kind,
        severity=severity,
        call=call_of(other),
        subject=subject_of(one),
        message=message,
        what=tuple(what),
        cause=cause,
        group=group,
        old=old or one.place,
        new=new or other.place,
    )


def sourced(fact: Sourced[Any] | None) -> Place | None:
    return fact.origin.place if fact is not None else None


def common_cause(pair: Pair, *facts: Sourced[Any] | None) -> str:
    """Where facts are stated for several operations."""
    for operation, fact in zip(pair, facts, strict=False):
        if fact is not None and fact.origin.place is None:
            return fact.origin.how
        if cause := cause_of(sourced(fact), operation):
            return cause
    return ""


def call_text(pair: Pair) -> str:
    """`bookings.list()`, as it is called now."""
    return code(f"{pair[1].dotted}()")

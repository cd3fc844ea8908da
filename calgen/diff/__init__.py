"""What differs between two versions of an API for the caller of its client.

Two surfaces in, changes out: nothing is read or written here. Operations are paired
(`pairing`), then what is said of them (`facts`), what they take (`arguments`) and return
(`answers`); classes are compared once, however many calls lead to them (`walk`,
`classes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from calgen.diff import arguments, bodies, facts
from calgen.diff.accepting import accepting
from calgen.diff.answers import answer
from calgen.diff.change import Call, Change, Severity, bump, met, ordered
from calgen.diff.changelog import changelog_entry, with_entry
from calgen.diff.classes import class_changes
from calgen.diff.data import changes_data, where
from calgen.diff.finding import Finding, Pair, found, told_once
from calgen.diff.folding import Fold, counted, folded, reached
from calgen.diff.markdown import markdown
from calgen.diff.pairing import call_of, pair, subject_of
from calgen.diff.surface import Surface, surface_of
from calgen.diff.walk import Walk
from calgen.diff.whole import webhooks, whole
from calgen.diff.words import code, listed
from calgen.ir import Operation


def differences(old: Surface, new: Surface) -> tuple[Change, ...]:
    """Every change between two surfaces, the worst first; none for equal ones."""
    walk = Walk(old, new)
    paired = pair(old.api.operations, new.api.operations)
    findings: list[Finding] = []
    for each in paired.same:
        findings += [*_renamed(each), *_both(each, walk)]
    for each in paired.moved:
        findings += [_moved(each), *_both(each, walk)]
    findings += map(_removed, paired.removed)
    findings += map(_added, paired.added)
    findings += [*whole(old, new), *webhooks(walk)]
    return ordered(chain(told_once(findings), class_changes(walk)))


def _both(each: Pair, walk: Walk) -> Iterator[Finding]:
    """All that differs in a call that is on both sides."""
    yield from facts.facts(each)
    yield from arguments.parameters(each, walk)
    yield from bodies.body(each, walk)
    yield from answer(each, walk)
    parts = facts.documented(each) + arguments.documented(each)
    if parts := parts + bodies.documented(each):
        call = code(each[1].dotted + "()")
        said = f"The documentation of {call} has changed: {listed(parts)}."
        yield found("docs.changed", "safe", each, said, ("docs",))


def _renamed(each: Pair) -> Iterator[Finding]:
    one, other = each
    if one.dotted != other.dotted:
        said = f"{code(one.dotted + '()')} is called {code(other.dotted + '()')} now."
        yield found("operation.renamed", "breaking", each, said, (other.dotted,))


def _moved(each: Pair) -> Finding:
    one, other = each
    said = (
        f"{code(other.dotted + '()')} is {other.method} {code(other.path.text)} now; "
        f"it was {one.method} {code(one.path.text)}"
    )
    said += "." if one.dotted == other.dotted else f", {code(one.dotted + '()')}."
    return found("operation.moved", "breaking", each, said, (subject_of(other),))


def _removed(operation: Operation) -> Finding:
    return Finding(
        kind="operation.removed",
        severity="breaking",
        call=call_of(operation),
        subject=subject_of(operation),
        message=f"{code(operation.dotted + '()')} is gone.",
        old=operation.place,
    )


def _added(operation: Operation) -> Finding:
    return Finding(
        kind="operation.added",
        severity="safe",
        call=call_of(operation),
        subject=subject_of(operation),
        message=f"{code(operation.dotted + '()')} is new.",
        new=operation.place,
    )


__all__ = [
    "Call",
    "Change",
    "Fold",
    "Severity",
    "Surface",
    "accepting",
    "bump",
    "changelog_entry",
    "changes_data",
    "counted",
    "differences",
    "folded",
    "markdown",
    "met",
    "reached",
    "surface_of",
    "where",
    "with_entry",
]

"""Findings about the inputs: what a run reports, and rules of lint's own.

Everything is a `Diagnostic` with a code that `calgen explain` knows. A rule looks at the
documents as they stand, or at the operations that were made of them; it is general, and
never about one API.
"""

from __future__ import annotations

from collections.abc import Sequence

from calgen.config import LintIgnore
from calgen.diagnostics import Report
from calgen.ir import Api
from calgen.lint import operations, parameters, schemas, whole
from calgen.lint.choice import Finding, chosen
from calgen.lint.finding import Rule, Subject
from calgen.lint.sarif import sarif
from calgen.location import Place, Position
from calgen.merge import Merged
from calgen.profile import Profile

RULES: tuple[Rule, ...] = (
    *parameters.RULES,
    *schemas.RULES,
    *operations.RULES,
    *whole.RULES,
)
# What a run says in passing, a rule of lint says in full: a run's code -> the rule's.
_FULLER = {"CG026": "CG081"}


def lint(
    merged: Merged,
    api: Api,
    profile: Profile,
    report: Report,
    *,
    ignores: Sequence[LintIgnore] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """The findings about one run, in the order of their places.

    `report` holds what the run itself reported; nothing is added to it.
    """
    subject = Subject(merged, api, profile)
    own = Report()
    examples: set[Place | Position | None] = set()
    for rule in RULES:
        for diagnostic in rule(subject):
            if diagnostic.code == "CG080":
                # That a piece of a URL does not fit its schema either says no more.
                if diagnostic.place in examples:
                    continue
                examples.add(diagnostic.place)
            own.add(diagnostic)
    fuller = {(each.code, each.place) for each in own.diagnostics}
    for each in report.diagnostics:
        if (_FULLER.get(each.code), each.place) not in fuller:
            own.add(each)
    # What was written once may stand in several places, as a body of several media types.
    written = {(d.code, d.message, d.position): d for d in reversed(own.diagnostics)}
    own = Report([*written.values()][::-1])
    return chosen(own, api.operations, ignores, select, ignore)


__all__ = ["RULES", "Finding", "lint", "sarif"]

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
from calgen.merge import Merged
from calgen.profile import Profile

RULES: tuple[Rule, ...] = (
    *schemas.RULES,
    *parameters.RULES,
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
    for rule in RULES:
        for diagnostic in rule(subject):
            own.add(diagnostic)
    fuller = {(each.code, each.place) for each in own.diagnostics}
    for each in report.diagnostics:
        if (_FULLER.get(each.code), each.place) not in fuller:
            own.add(each)
    return chosen(own, api.operations, ignores, select, ignore)


__all__ = ["RULES", "Finding", "lint", "sarif"]

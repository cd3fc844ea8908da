"""What is wrong with a theme of a user's, found without rendering it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calgen.diagnostics import Report
from calgen.doctor.blocks import check_blocks
from calgen.doctor.changes import CHANGES, Change
from calgen.doctor.chart import Chart
from calgen.doctor.circles import check_circles
from calgen.doctor.contract import check_contract
from calgen.doctor.idle import check_idle
from calgen.doctor.imports import check_imports
from calgen.doctor.names import check_names
from calgen.doctor.omitted import check_omitted
from calgen.doctor.paths import check_paths
from calgen.doctor.syntax import check_syntax
from calgen.doctor.uses import check_uses
from calgen.doctor.walk import Walk
from calgen.location import Place
from calgen.theme import Theme
from calgen.theme.context import CONTRACT, ROOTS

__all__ = ["CHANGES", "Change", "examine", "sights"]


def sights(theme: Theme) -> dict[str, tuple[str, ...]]:
    """The names that each template is given wherever it is used, by its name: those of the
    contract first, then what the templates that use it set."""
    walk = Walk(Chart(theme))
    walk.whole(everything=True)
    return {
        name: (
            *(each for each in ROOTS if each in given),
            *sorted(given - {*ROOTS, "loop"}),
        )
        for name, given in walk.sights.items()
    }


def examine(
    theme: Theme,
    report: Report,
    *,
    places: Mapping[tuple[str, str], Place] | None = None,
    package: str = "",
    changes: Iterable[Change] = CHANGES,
    contract: int = CONTRACT,
) -> None:
    """Report what is wrong with the user's own templates, and with `omit`. Raises nothing
    for a bad template, and renders none.

    `places` says where settings have an item of a list, by its key and text; `package` is
    the package's name where it is known. `changes` and `contract` are those of this
    version.
    """
    chart = Chart(theme)
    if chart.tree.own:
        check_syntax(chart, report)
        check_contract(chart, report, changes, contract)
        check_uses(chart, report)
        check_circles(chart, report)
        check_paths(chart, report, package)
        check_blocks(chart, report)
        check_names(chart, report)
        check_idle(chart, report)
    check_omitted(chart, report, places or {}, package)
    check_imports(chart, report, places or {}, package)

"""Patterns of files that are not written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart
from calgen.doctor.words import near
from calgen.location import Place
from calgen.theme.tree import fits

_PACKAGE = "{package}"


def check_omitted(
    chart: Chart,
    report: Report,
    places: Mapping[tuple[str, str], Place],
    package: str,
) -> None:
    """CG129."""
    files = {**chart.tree.default, **chart.tree.own}.values()
    targets = sorted({each.target for each in files if not each.is_part})
    parts = sorted({each.target for each in files if each.is_part})
    for pattern in dict.fromkeys(chart.tree.omit):
        forms = _forms(pattern, package)
        if _fits_any(forms, targets, package):
            continue
        report.warning(
            "CG129",
            f"`{pattern}` of `omit` means no file",
            place_of_pattern(chart, pattern, places),
            hint=_hint(pattern, targets, parts, forms, package),
        )


def place_of_pattern(
    chart: Chart, pattern: str, places: Mapping[tuple[str, str], Place]
) -> Place | None:
    """Where somebody wrote a pattern; None where nobody knows."""
    file = chart.tree.manifest.file
    place = places.get(("omit", pattern))
    if place is not None or file is None or pattern not in chart.tree.manifest.omit:
        return place
    for number, line in enumerate(file.text.split("\n"), start=1):
        if pattern in line:
            return file.place(number, line.index(pattern) + 1)
    return file.find("omit")


def _forms(pattern: str, package: str) -> tuple[str, ...]:
    """A pattern; where the package's name is not known, also with any first folder as the
    package's."""
    head, slash, rest = pattern.partition("/")
    if package or not slash or not head.isidentifier():
        return (pattern,)
    return (pattern, f"{_PACKAGE}/{rest}")


def _fits_any(forms: Iterable[str], targets: Iterable[str], package: str) -> bool:
    return any(
        fits(form, each, package) or _is_one_of(form, each, package)
        for form in forms
        for each in targets
    )


def _is_one_of(form: str, target: str, package: str) -> bool:
    """Whether a pattern may mean one of the files that a template makes, each of which
    has its own name in the place of `{resource}` or `{model}`."""
    if "{resource}" not in target and "{model}" not in target:
        return False
    named = target.replace(_PACKAGE, package) if package else target
    wanted = re.sub(r"\\{(?:resource|model)\\}", "[^/]+", re.escape(named))
    return re.fullmatch(wanted, form) is not None


def _hint(
    pattern: str,
    targets: list[str],
    parts: list[str],
    forms: tuple[str, ...],
    package: str,
) -> str:
    if _fits_any(forms, parts, package):
        return "that is a part: it is not written in any case; take the pattern out"
    plain = pattern.removesuffix("/").removesuffix(".jinja").removeprefix("./")
    folders = {each.rpartition("/")[0] for each in targets} - {""}
    last = plain.rpartition("/")[2]
    same = [each for each in targets if each.rpartition("/")[2] == last]
    found = same[0] if len(same) == 1 else near(plain, [*targets, *folders])
    if found:
        return f"did you mean `{found}`?"
    return "`calgen templates list` shows the files of the theme"

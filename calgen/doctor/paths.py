"""Files of a user's that are not what they look like: by their names."""

from __future__ import annotations

import re

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart
from calgen.doctor.words import near, near_file
from calgen.theme.file import SUFFIX, TemplateFile
from calgen.theme.forwards import parts_of

_NAMES = ("package", "resource", "model")
_BRACES = re.compile(r"\{([^{}/]*)\}")
_ENDING = re.compile(r"\.(?:j2|jinja2|jinja|jnj|jnja|tmpl|tpl|template)$", re.I)
_TAG = re.compile(r"\{%|\{\{")
_NOTICE = "_notice.jinja"
"""The part that heads what is copied, too: no other file need name it."""


def check_paths(chart: Chart, report: Report) -> None:
    """CG123."""
    used = set(chart.reached) | set(parts_of(_NOTICE, chart.outline)) | {_NOTICE}
    for file in chart.tree.own.values():
        if file.name not in chart.tree.default and (
            _check_braces(file, report) or _check_ending(chart, file, report)
        ):
            continue
        if _is_unused(chart, file, used):
            _unused(chart, file, report)


def _check_braces(file: TemplateFile, report: Report) -> bool:
    found = _BRACES.findall(file.target)
    for name in found:
        if name not in _NAMES:
            every = ", ".join(f"{{{each}}}" for each in _NAMES)
            nearest = near(name, _NAMES)
            report.error(
                "CG123",
                f"`{file.name}`: a path cannot hold `{{{name}}}`",
                file.place(),
                hint=(
                    f"did you mean `{{{nearest}}}`?"
                    if nearest
                    else f"it may hold {every}"
                ),
            )
            return True
    if {"resource", "model"} <= set(found):
        report.error(
            "CG123",
            f"`{file.name}`: a path cannot hold `{{resource}}` and `{{model}}`",
            file.place(),
            hint="write a file for each of the two",
        )
        return True
    return False


def _check_ending(chart: Chart, file: TemplateFile, report: Report) -> bool:
    """Whether a file is copied that was meant to be a template."""
    if file.is_template:
        return False
    ending = _ENDING.search(file.name)
    plain = file.name[: ending.start()] if ending else file.name
    wanted = f"{plain}{SUFFIX}"
    parts = [each for each in chart.tree.default if each.endswith(SUFFIX)]
    is_part = file.name.rpartition("/")[2].startswith("_") and not (
        file.name.rpartition("/")[2].startswith("__")
    )
    nearest = wanted if wanted in chart.tree.default else ""
    # A part that has no ending of a template may be a module: it has to look like one.
    if not nearest and (ending or (is_part and _TAG.search(_text(file)))):
        nearest = near_file(wanted, parts)
    if not nearest or not (ending or is_part):
        return False
    report.error(
        "CG123",
        f"`{file.name}` is copied, not rendered: a template ends in `{SUFFIX}`",
        file.place(),
        hint=f"did you mean `{nearest}`?",
    )
    return True


def _text(file: TemplateFile) -> str:
    return file.content.decode(errors="replace")


def _is_unused(chart: Chart, file: TemplateFile, used: set[str]) -> bool:
    return file.is_part and file.name not in used and not chart.is_open


def _unused(chart: Chart, file: TemplateFile, report: Report) -> None:
    last = file.name.rpartition("/")[2]
    parts = [each.name for each in chart.tree.default.values() if each.is_part]
    nearest = near_file(file.name, set(parts) - {file.name})
    hint = (
        f"did you mean `{last}`?"
        if last in parts and last != file.name
        else (
            f"did you mean `{nearest}`?"
            if nearest
            else f'name it where it belongs: `{{% include "{file.name}" %}}`'
        )
    )
    report.error(
        "CG123",
        f"no file of the output uses the part `{file.name}`",
        file.place(),
        hint=hint,
    )

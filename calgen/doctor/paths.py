"""Files of a user's that are not what they look like: by their names."""

from __future__ import annotations

import re

from jinja2 import nodes

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart
from calgen.doctor.words import near, near_file
from calgen.theme.file import DEFAULT, SUFFIX, TemplateFile
from calgen.theme.forwards import parts_of
from calgen.theme.theme import NOTICE

_NAMES = ("package", "resource", "model")
_BRACES = re.compile(r"\{([^{}/]*)\}")
_ENDING = re.compile(r"\.(?:j2|jinja2|jinja|jnj|jnja|tmpl|tpl|template)$", re.I)
_TAG = re.compile(r"\{%|\{\{")
_MEANT = re.compile(
    r"\{\{[-+]?\s*package\b|\{%[^%{}]*\bpackage\."
    r"|\{%[-+]?\s*(?:extends|include|import|from)\s+[\"'](?:default/|_)"
)
"""What a file holds that is meant for us."""
_KEPT = "{package}/extensions/"


def check_paths(chart: Chart, report: Report, package: str) -> None:
    """CG123 and CG133."""
    # What is copied is headed by the notice, too: no other file need name it.
    used = set(chart.reached) | set(parts_of(NOTICE, chart.outline)) | {NOTICE}
    for file in chart.tree.own.values():
        if file.name not in chart.tree.default and (
            _check_braces(file, report)
            or _check_ending(chart, file, report)
            or _check_folder(chart, file, package, report)
        ):
            continue
        if _is_unused(chart, file, used):
            _unused(chart, file, report)
        else:
            _check_copied(file, report)


def _check_braces(file: TemplateFile, report: Report) -> bool:
    if "{{" in file.target or "}}" in file.target:
        report.error(
            "CG123",
            f"`{file.name}`: names stand in single braces in a path",
            file.place(),
            hint=f"call it `{re.sub(r'{{ *| *}}', _single, file.name)}`",
        )
        return True
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


def _check_folder(
    chart: Chart, file: TemplateFile, package: str, report: Report
) -> bool:
    """Whether a file is made at a place where it was not meant to be."""
    kept = (_KEPT, _KEPT.format(package=package))
    outline = chart.outline(file.name)
    below = outline.extends.name if outline and outline.extends else ""
    plain = below.removeprefix(DEFAULT)
    if file.target.startswith(kept):
        said = f"`{file.name}`: calgen leaves the folder `extensions/` to its user"
        hint = "put it into another folder; a program's own classes stand there"
    elif plain in chart.tree.default and _lacks(file.name, plain, chart):
        said = f"`{file.name}` is one more file of the output, `{file.target}`"
        hint = f"did you mean `{plain}`?"
    else:
        return False
    report.error("CG123", said, file.place(), hint=hint)
    return True


def _lacks(name: str, below: str, chart: Chart) -> bool:
    """Whether a file is called as the one that it stands on, but for the package's folder
    or the `_` of a part."""
    if below.startswith("{package}/"):
        return below.endswith(f"/{name}")
    tree = chart.parsed(DEFAULT + below)
    # One that leaves a block to others is a frame for any file.
    is_frame = tree is not None and any(e.required for e in tree.find_all(nodes.Block))
    return below == f"_{name}" and not is_frame


def _check_copied(file: TemplateFile, report: Report) -> None:
    if file.is_template:
        return
    for number, line in enumerate(_text(file).split("\n"), start=1):
        found = _MEANT.search(line)
        if found:
            report.warning(
                "CG133",
                f"`{file.name}` is copied, not rendered",
                file.place(number, found.start() + 1),
                hint=f"call it `{file.name}{SUFFIX}`; there, what shall stay stands "
                "between `{% raw %}` and `{% endraw %}`",
            )
            return


def _single(braces: re.Match[str]) -> str:
    return braces[0].strip()[0]


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

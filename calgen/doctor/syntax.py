"""What is no Jinja: tags, filters and tests that do not exist, blocks given twice."""

from __future__ import annotations

import re

from jinja2 import TemplateSyntaxError, nodes

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart, place_of
from calgen.doctor.words import meant
from calgen.theme.fault import ThemeError
from calgen.theme.file import TemplateFile

_TAGS = (
    "autoescape",
    "block",
    "call",
    "else",
    "elif",
    "endblock",
    "endcall",
    "endfilter",
    "endfor",
    "endif",
    "endmacro",
    "endset",
    "endwith",
    "extends",
    "filter",
    "for",
    "from",
    "if",
    "import",
    "include",
    "macro",
    "raw",
    "set",
    "with",
)
_UNKNOWN = re.compile(r"unknown tag '(\w+)'")
_WANTED = re.compile(r"looking for the following tags: (.*?)\.(?: |$)")
_DEEPEST = 100
"""So many nodes within each other: the time that Jinja takes grows with the cube of it."""
_REFERENCE = "Jinja's template designer documentation has the syntax"


def check_syntax(chart: Chart, report: Report) -> None:
    """CG120."""
    for file in chart.tree.own.values():
        try:
            text = file.text
        except ThemeError as error:
            report.error("CG120", str(error), error.place, hint=error.hint)
            continue
        if not file.is_template:
            continue
        try:
            tree = chart.parsed(file.name) or chart.environment.parse(file)
        except TemplateSyntaxError as error:
            _unread(error, file, report)
            continue
        except RecursionError:
            _too_deep(file, report)
            continue
        if _is_deep(tree):
            _too_deep(file, report)
            continue
        if not _check_names(tree, chart, file, report):
            try:
                # Parsed again: compiling changes a tree.
                chart.jinja.compile(text, file.name, raw=True)
            except TemplateSyntaxError as error:
                _unread(error, file, report)


def _is_deep(tree: nodes.Node) -> bool:
    """Whether Jinja would take very long to compile a tree, or could not."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            return True
        waiting += ((each, depth + 1) for each in node.iter_child_nodes())
    return False


def _too_deep(file: TemplateFile, report: Report) -> None:
    report.error(
        "CG120",
        "this template is nested too deeply",
        file.place(),
        hint="take it apart: `{% set … %}`, or parts to include",
    )


def _unread(error: TemplateSyntaxError, file: TemplateFile, report: Report) -> None:
    said = (error.message or "").rstrip(".")
    unknown, wanted = _UNKNOWN.search(said), _WANTED.search(f"{said}.")
    place = file.place(error.lineno)
    if unknown:
        tag = unknown[1]
        hint = meant(tag, _TAGS, _REFERENCE)
        said = f"there is no tag `{tag}`"
        place = place_of(file, error.lineno, tag)
    elif wanted:
        ends = re.findall(r"'(\w+)'", wanted[1])
        place = file.place(_opened(file.text, said) or error.lineno)
        hint = f"write `{{% {ends[-1]} %}}` where it ends" if ends else _REFERENCE
    else:
        hint = _REFERENCE
    report.error("CG120", f"not Jinja: {said}", place, hint=hint)


def _opened(text: str, said: str) -> int:
    """The line of the tag that is not closed; 0 where nobody knows."""
    innermost = re.search(r"to be closed is '(\w+)'", said)
    if innermost is None or innermost[1] == "set":
        return 0
    open_: list[int] = []
    for tag in re.finditer(rf"\{{%[-+]?\s*(end)?{innermost[1]}\b", text):
        if not tag[1]:
            open_.append(text.count("\n", 0, tag.start()) + 1)
        elif open_:
            open_.pop()
    return open_[-1] if open_ else 0


def _check_names(
    tree: nodes.Template, chart: Chart, file: TemplateFile, report: Report
) -> bool:
    """Whether something was wrong."""
    faults = 0
    asked = _asked(tree)
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        assert isinstance(node, nodes.Filter | nodes.Test)
        is_filter = isinstance(node, nodes.Filter)
        known = chart.jinja.filters if is_filter else chart.jinja.tests
        if node.name not in known and node.name not in asked:
            kind = "filter" if is_filter else "test"
            faults += 1
            report.error(
                "CG120",
                f"there is no {kind} `{node.name}`",
                place_of(file, node.lineno, node.name),
                hint=meant(
                    node.name,
                    [each for each in known if each.isidentifier()],
                    f"Jinja's {kind}s are there, and those of docs/templates.md",
                ),
            )
    extends = [each for each in tree.body if isinstance(each, nodes.Extends)]
    for again in extends[1:]:
        faults += 1
        report.error(
            "CG120",
            "this file extends a second template",
            place_of(file, again.lineno, "extends"),
            related=[file.place(extends[0].lineno)],
            hint="a file can extend one: take one of the two out",
        )
    for each in tree.find_all(nodes.Extends):
        if isinstance(each.template, nodes.List | nodes.Tuple):
            faults += 1
            report.error(
                "CG120",
                "`extends` takes one template, not a list",
                place_of(file, each.lineno, "extends"),
                hint="name one, or choose with `… if … else …`",
            )
    first: dict[str, int] = {}
    for block in sorted(tree.find_all(nodes.Block), key=lambda each: each.lineno):
        if block.name in first:
            faults += 1
            report.error(
                "CG120",
                f"the block `{block.name}` stands here twice",
                place_of(file, block.lineno, block.name),
                related=[file.place(first[block.name])],
                hint="write both in one block, or give one of them another name",
            )
        first.setdefault(block.name, block.lineno)
    return faults > 0


def _asked(tree: nodes.Template) -> set[str]:
    """Filters and tests that a template asks for before it uses them."""
    return {
        node.node.value
        for node in tree.find_all(nodes.Test)
        if node.name in ("filter", "test") and isinstance(node.node, nodes.Const)
    }

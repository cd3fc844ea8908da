"""Names and attributes that templates use and do not have."""

from __future__ import annotations

from jinja2 import nodes

from calgen.diagnostics import Report
from calgen.doctor.chart import Chart, place_of
from calgen.doctor.expressions import written
from calgen.doctor.kinds import Kind, Missing, element, member, public_names
from calgen.doctor.tally import Lack, Site
from calgen.doctor.walk import Walk
from calgen.doctor.words import listed, meant, near
from calgen.location import Place
from calgen.theme.context import ROOTS

_INSTEAD = {
    "resource": "files with `{resource}` in their path have it; here write "
    "`{% for resource in package.all_resources %}`",
    "model": "files with `{model}` in their path have it; here write "
    "`{% for model in package.models %}`",
    "method": "here write `{% for method in package.methods %}`",
    "operation": "did you mean `method.operation`?",
    "caller": "it is there within a macro alone, for `{% call … %}`",
    "loop": "it is there within `{% for … %}` alone, and not in what that includes",
}
_REFERENCE = "docs/templates.md lists what there is"


def check_names(chart: Chart, report: Report) -> None:
    """CG124."""
    walk = Walk(chart)
    walk.whole()
    for tally in walk.tallies.values():
        lack = tally.lack
        if lack is None:
            continue
        # Where it is there for one file and not for another, a template may have asked.
        if not tally.sure and (tally.missed < tally.met or chart.is_open):
            continue
        if not lack.file.own:
            if lack.site is not None and lack.on is None:
                _needed(lack, lack.site, report)
        elif lack.on is None:
            _name(lack, report)
        else:
            _attribute(lack, lack.on, report)


def _needed(lack: Lack, site: Site, report: Report) -> None:
    file, node = site
    report.error(
        "CG124",
        f"`{lack.file.name}` needs `{lack.name}`, which is not there",
        place_of(file, node.lineno, lack.file.name),
        hint=f"write `{{% set {lack.name} = … %}}` before, as the default theme does",
    )


def _name(lack: Lack, report: Report) -> None:
    report.error(
        "CG124",
        f"there is no `{lack.name}` here",
        place_of(lack.file, lack.node.lineno, lack.name),
        hint=_name_hint(lack),
    )


def _name_hint(lack: Lack) -> str:
    name, known = lack.name, lack.known
    if name in ROOTS and "package" not in known:
        # Every file has it, but for those that are imported as Jinja does by default.
        return (
            "what is imported sees it `{% import … with context %}`, or as an argument"
        )
    if name in _INSTEAD and (name != "operation" or "method" in known):
        return _INSTEAD[name]
    # What is given comes before what somebody set.
    for root in (*ROOTS, *known):
        if root in known and name in public_names(known[root]):
            return f"did you mean `{root}.{name}`?"
    words = [*known, "super", "loop"]
    return meant(name, words, f"there are {listed(sorted({*known} - {'loop'}))}")


def _attribute(lack: Lack, on: Missing, report: Report) -> None:
    node = lack.node
    if isinstance(node, nodes.NSRef):
        report.error(
            "CG124",
            f"`{node.name}.{node.attr}` cannot be set: `{node.name}` is no namespace",
            place_of(lack.file, node.lineno, f"{node.name}.{node.attr}"),
            hint=f"write `{{% set … = namespace({node.attr}=…) %}}` before, and set that",
        )
        return
    chain = written(node) if not isinstance(node, nodes.Const) else ""
    report.error(
        "CG124",
        f"{on.shown} has no `{lack.name}`",
        _place(lack, chain),
        hint=_attribute_hint(chain.rpartition(".")[0], lack.name, on),
    )


def _place(lack: Lack, chain: str) -> Place:
    """The place of an attribute: behind what it is taken from."""
    file, line, name = lack.file, lack.node.lineno, lack.name
    for text in (chain, f".{name}", name):
        if text.endswith(name):
            position = place_of(file, line, text).position
            if position.column > 1 or file.text.split("\n")[line - 1].startswith(text):
                return file.place(line, position.column + len(text) - len(name))
    return file.place(line)


def _attribute_hint(before: str, name: str, on: Missing) -> str:
    start = f"{before}." if before else ""
    found = near(name, on.names)
    deeper = [
        f"{start}{each}.{name}"
        for kind in on.kinds
        for each in on.names
        if name in public_names(member(kind, each))
    ]
    if deeper:
        return f"did you mean `{deeper[0]}`?"
    if found:
        return f"did you mean `{start}{found}`?"
    if any(_holds(kind, name) for kind in on.kinds):
        return f"its items have it: `{{% for each in {before or '…'} %}}`"
    if on.names:
        return f"it has {listed(on.names)}; {_REFERENCE}"
    return _REFERENCE


def _holds(kind: Kind, name: str) -> bool:
    return name in public_names(element(kind))

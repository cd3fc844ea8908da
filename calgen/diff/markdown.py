"""Changes as Markdown, for a pull request or a changelog."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from calgen.diff.change import RANK, Change, Severity, bump
from calgen.diff.data import Shown, plainly, where
from calgen.diff.folding import Fold, counted, folded, reached

HEADS: dict[Severity, str] = {
    "breaking": "Breaking",
    "risky": "Risky",
    "safe": "Safe",
}
_LONG = 20  # more lines than this are folded away, if nobody has to act on them
_SPAN = re.compile(r"(`[^`]*`)")
_SIGNS = re.compile(r"([\\*_\[\]<>|~#&])")


def markdown(
    changes: Sequence[Change], old: Shown = plainly, new: Shown = plainly
) -> str:
    """What has changed, the worst first, by resource; ids and places in small print."""
    if not changes:
        return "## API changes\n\nNothing has changed.\n"
    lines = [
        "## API changes",
        "",
        f"{counted(changes)}. Version bump: **{bump(changes)}**.",
    ]
    found = folded(changes)
    for severity in RANK:
        some = [each for each in found if each.severity == severity]
        if not some:
            continue
        lines += ["", f"### {HEADS[severity]}"]
        lines += _section(some, old, new, hide=severity == "safe")
    return "\n".join(lines) + "\n"


def _section(
    folds: Sequence[Fold], old: Shown, new: Shown, *, hide: bool
) -> Iterator[str]:
    hidden = hide and len(folds) > _LONG
    if hidden:
        yield from ("", f"<details><summary>{len(folds)} changes</summary>")
    for resource, some in by_resource(folds):
        yield from ("", f"#### {resource}", "")
        for each in some:
            yield from _item(each, old, new)
    if hidden:
        yield from ("", "</details>")


def by_resource(folds: Iterable[Fold]) -> list[tuple[str, list[Fold]]]:
    """Folds by what they are about: one resource, several, or the API."""
    groups: dict[str, list[Fold]] = {}
    for each in folds:
        head = each.resource or ("Several resources" if each.calls else "The API")
        if each.calls and not each.calls[0].name:
            head = "The API"
        groups.setdefault(head, []).append(each)
    last = ("Several resources", "The API")
    return sorted(groups.items(), key=lambda group: (group[0] in last, group[0]))


def _item(fold: Fold, old: Shown, new: Shown) -> Iterator[str]:
    first = fold.first
    more = sentence(reached(fold))
    excuse = f" Accepted: {escaped(first.accepted)}" if first.accepted else ""
    said = f"{escaped(fold.message)}{more}{excuse}"
    if len(fold.changes) == 1:
        told = where(first, old, new)
        small = f"`{first.id}`" + (f" · {escaped(told)}" if told else "")
        yield f"- {said}<br><sub>{small}</sub>"
        calls = fold.calls
        if len(calls) > 5:
            yield from _hidden("All calls", [f"`{each.name}`" for each in calls])
        return
    yield f"- {said}"
    every = [
        f"`{each.call.name}`: `{each.id}`"
        + (f" · {escaped(told)}" if (told := where(each, old, new)) else "")
        for each in fold.changes
    ]
    yield from _hidden("Each of them", every)


def sentence(more: str) -> str:
    """What follows a sentence as a sentence of its own, "" for nothing."""
    return f" {more[0].upper()}{more[1:]}." if more else ""


def _hidden(summary: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"  <details><summary>{summary}</summary>"
    yield ""
    for each in lines:
        yield f"  - {each}"
    yield ""
    yield "  </details>"


def escaped(text: str) -> str:
    """Text of a document as Markdown shows it; what stands between backticks stays."""
    shown = " ".join(text.split())
    parts = _SPAN.split(shown)
    for index in range(0, len(parts), 2):
        parts[index] = _SIGNS.sub(_escape, parts[index]).replace("`", "'")
    return "".join(parts)


def _escape(found: re.Match[str]) -> str:
    return html.escape(found[1]) if found[1] in "<>&" else f"\\{found[1]}"

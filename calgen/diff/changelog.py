"""An entry for a changelog, and the text of the file with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from calgen.diff.change import Change, bump
from calgen.diff.folding import folded, reached
from calgen.diff.markdown import escaped, sentence

_TITLE = "# Changelog\n"
_ENTRY = re.compile(r"^## ", re.MULTILINE)
_HEADS = ("Breaking", "Risky", "Added", "Deprecated", "Changed", "Documentation")


def changelog_entry(changes: Sequence[Change], heading: str) -> str:
    """What has changed, under `## heading`; "" where nothing has.

    A comment says which changes these are, so that they are entered once.
    """
    if not changes:
        return ""
    lines = [f"## {escaped(heading)}", "", mark(changes)]
    lines += ["", f"Version bump: {bump(changes)}."]
    found = folded(changes)
    for head in _HEADS:
        some = [each for each in found if _head(each.first) == head]
        if not some:
            continue
        lines += ["", f"### {head}", ""]
        for each in some:
            lines.append(f"- {escaped(each.message)}{sentence(reached(each))}")
    return "\n".join(lines) + "\n"


def mark(changes: Sequence[Change]) -> str:
    """The comment that tells a set of changes."""
    ids = "\n".join(sorted(each.id for each in changes))
    return f"<!-- calgen: {sha256(ids.encode()).hexdigest()[:16]} -->"


def _head(change: Change) -> str:
    if change.severity != "safe":
        return change.severity.capitalize()
    if change.kind == "operation.deprecated":
        return "Deprecated"
    if change.kind == "docs.changed":
        return "Documentation"
    return "Added" if change.kind.endswith("added") else "Changed"


def with_entry(text: str, entry: str) -> str:
    """The text of a changelog with an entry before all others; the same text where the
    entry is in it already, or is empty. What was there stays, line ends too."""
    told = re.search(r"^<!-- calgen: [0-9a-f]+ -->$", entry, re.MULTILINE)
    if not entry or (told and told[0] in text):
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    new = entry.replace("\n", end)
    if not text.strip():
        return _TITLE.replace("\n", end) + end + new
    first = _ENTRY.search(text)
    at = first.start() if first else len(text)
    head = text[:at].rstrip("\r\n")
    rest = text[at:]
    gap = head + end * 2 if head else ""
    return gap + new + (end + rest if rest else "")

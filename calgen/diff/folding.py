"""Changes for people: those that say the same of several calls are said once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calgen.diff.change import Call, Change, Severity
from calgen.diff.words import codes
from calgen.record import record

_CLASS = re.compile(r"^`models\.\w+\.")
_DOCUMENTED = re.compile(r"(The documentation of )`models\.\w+`(.*)", re.DOTALL)
LEAST = 3  # as many say the same before they are folded
_LISTS = {
    "`*()` is new.": "These calls are new.",
    "`*()` is gone.": "These calls are gone.",
}


@record(kw_only=False)
class Fold:
    """One sentence, and the changes that it stands for: several or one."""

    message: str
    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        return self.changes[0]

    @property
    def severity(self) -> Severity:
        return self.first.severity

    @property
    def list_is_all(self) -> bool:
        """Whether the calls are what is said: that they are new, or gone."""
        return self.message in _LISTS.values()

    @property
    def calls(self) -> tuple[Call, ...]:
        found = (call for each in self.changes for call in each.reaches)
        return tuple(dict.fromkeys(found))

    @property
    def resource(self) -> str:
        """The group of calls that all of it is about; "" where it is about several."""
        tops = {each.name.partition(".")[0] for each in self.calls}
        return tops.pop() if len(tops) == 1 else ""


def folded(changes: Iterable[Change]) -> tuple[Fold, ...]:
    """Sentences in the order of the changes."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for each in changes:
        key = each.severity, each.kind, _pattern(each), each.accepted
        groups.setdefault(key, []).append(each)
    found = []
    for (_, _, pattern, _), same in groups.items():
        if len(same) < LEAST:
            found += [Fold(each.message, (each,)) for each in same]
        else:
            found.append(Fold(_LISTS.get(pattern, pattern), tuple(same)))
    return tuple(found)


def _pattern(change: Change) -> str:
    """The sentence without the call, or the class, that it is about."""
    name, said = change.call.name, change.message
    said = said.replace(f"`{name}(", "`*(") if name else said
    told = _DOCUMENTED.match(said)
    return told[1] + "`models.*`" + told[2] if told else _CLASS.sub("`models.*.", said)


def reached(fold: Fold, most: int = 4) -> str:
    """`in 12 calls: a, b and 10 more`; "" where the sentence names the only one."""
    calls = [each.name for each in fold.calls if each.name]
    said = len(fold.changes) == 1 and len(calls) == 1
    if not calls or (said and f"`{calls[0]}(" in fold.message):
        return ""
    count = "1 call" if len(calls) == 1 else f"{len(calls)} calls"
    if fold.list_is_all:
        return f"{count}: {codes(calls, most=40)}"
    return f"in {count}: {codes(calls, most=most)}"


def counted(changes: Iterable[Change]) -> str:
    """`2 breaking (1 accepted), 5 safe`; `no changes`."""
    listed = list(changes)
    parts = []
    for severity in ("breaking", "risky", "safe"):
        found = [each for each in listed if each.severity == severity]
        accepted = sum(bool(each.accepted) for each in found)
        more = f" ({accepted} accepted)" if accepted else ""
        parts += [f"{len(found)} {severity}{more}"] if found else []
    return ", ".join(parts) or "no changes"

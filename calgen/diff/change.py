"""One change: what it is, whom it concerns, how bad it is for callers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Literal

from calgen.location import Place
from calgen.record import record

Severity = Literal["breaking", "risky", "safe"]
Bump = Literal["major", "minor", "patch", "none"]
RANK: dict[Severity, int] = {"breaking": 0, "risky": 1, "safe": 2}


@record(kw_only=False, order=True)
class Call:
    """An operation that a change reaches; `name` is its dotted call path.

    What the server calls has the method `WEBHOOK`, its name for a path, and
    `webhooks.<name>`. The API as a whole has neither method nor path.
    """

    name: str
    method: str
    path: str


WHOLE = Call("", "", "")


@record
class Change:
    """One cause, told once.

    `reaches` are all calls that it concerns, by name; `call` is the first of them. `old`
    and `new` are where the two documents say it; None where one does not. `accepted` is
    the reason for which the settings let it pass, "" where they do not.
    """

    id: str
    kind: str
    severity: Severity
    message: str
    reaches: tuple[Call, ...]
    old: Place | None = None
    new: Place | None = None
    accepted: str = ""

    @property
    def call(self) -> Call:
        return self.reaches[0] if self.reaches else WHOLE


def change_id(kind: str, subject: str, what: Iterable[str]) -> str:
    """`parameter.removed-1f0c3a9d52`: the kind, and a digest of what changed where.

    `subject` is the route or the schema by its key, `what` the part of it and its state
    before and after. Neither order nor wording has a say.
    """
    told = "\0".join((kind, subject, *what)).encode(errors="surrogatepass")
    return f"{kind}-{sha256(told).hexdigest()[:10]}"


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The worst first, then by call."""
    return tuple(
        sorted(
            changes,
            key=lambda each: (
                RANK[each.severity],
                each.call.name,
                each.call.method,
                each.kind,
                each.message,
                each.id,
            ),
        )
    )


def bump(changes: Sequence[Change]) -> Bump:
    """The part of a semantic version that has to move."""
    if not changes:
        return "none"
    if any(each.severity == "breaking" for each in changes):
        return "major"
    added = any(each.kind.endswith(("added", "added-required")) for each in changes)
    return "minor" if added else "patch"


def met(changes: Iterable[Change], threshold: str) -> bool:
    """Whether there is a change at least as bad as `breaking`, `risky` or `any`, one
    that the settings accept aside."""
    limit = {"breaking": 0, "risky": 1}.get(threshold, 2)
    return any(RANK[each.severity] <= limit and not each.accepted for each in changes)

"""An operation as it was found: enough to tell routes and versions apart."""

from __future__ import annotations

from calgen.diagnostics import Diagnostic
from calgen.ir import Sourced, VersionHeader
from calgen.merge import Entry
from calgen.normalise.notes import Reading
from calgen.normalise.parameters import Raw
from calgen.record import record


@record(kw_only=False)
class Found:
    """One operation with what was read from its texts and headers.

    `problems` are those of its facts. They are reported where the operation is built:
    one that is folded into another, or left out, has nothing to answer for.
    """

    entry: Entry
    raws: tuple[Raw, ...]
    reading: Reading
    version: Sourced[VersionHeader] | None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def headers(self) -> tuple[Raw, ...]:
        return tuple(raw for raw in self.raws if raw[0].get("in") == "header")

    @property
    def version_value(self) -> str:
        return (self.version.value.value or "") if self.version else ""


def is_partial(entry: Entry) -> bool:
    """Whether an operation is known from prose or an example only."""
    return entry.node.get("x-calgen-partial") is True

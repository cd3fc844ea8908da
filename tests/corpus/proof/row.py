"""What was found out about one document, and the table of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(kw_only=True)
class Row:
    """One document. A number is None where the check was not made.

    `counted` operations come from the proof's own reading of the document, `read`,
    `emitted`, `degraded` and `dropped` from the ledger, `reachable` from the calls of
    the imported client. `seconds` are CPU seconds and `peak` MB of `calgen generate`.
    """

    document: str
    exit: int | None = None
    counted: int | None = None
    read: int | None = None
    emitted: int | None = None
    degraded: int | None = None
    dropped: int | None = None
    reachable: int | None = None
    codes: dict[str, int] = field(default_factory=dict)
    modules: int | None = None
    lines: int | None = None
    models: int | None = None
    seconds: float | None = None
    peak: float | None = None
    ruff: int | None = None
    mypy: int | None = None
    pyright: int | None = None
    black: bool | None = None
    calls: int | None = None
    failed: int | None = None
    misfits: int | None = None
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing to mend."""
        return not self.faults

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"good": self.good}


_COLUMNS = (
    ("exit", "exit"),
    ("counted", "ops"),
    ("emitted", "out"),
    ("reachable", "reach"),
    ("degraded", "degr"),
    ("dropped", "drop"),
    ("modules", "modules"),
    ("lines", "lines"),
    ("models", "models"),
    ("seconds", "cpu s"),
    ("each", "ms/op"),
    ("peak", "MB"),
    ("ruff", "ruff"),
    ("mypy", "mypy"),
    ("pyright", "pyright"),
    ("black", "black"),
    ("calls", "calls"),
    ("failed", "failed"),
    ("misfits", "misfit"),
    ("codes", "diagnostics"),
)


def table(rows: Sequence[Row]) -> str:
    """The rows as text, with what is wrong below."""
    width = max([len(row.document) for row in rows], default=8)
    cells = [[_cell(row, key) for key, _ in _COLUMNS] for row in rows]
    heads = [head for _, head in _COLUMNS]
    widths = [
        max(len(head), *(len(line[at]) for line in cells), 0) if cells else len(head)
        for at, head in enumerate(heads)
    ]

    def line(name: str, good: str, values: Iterable[str]) -> str:
        *numbers, codes = (
            value.rjust(size) for value, size in zip(values, widths, strict=True)
        )
        return f"{good} {name.ljust(width)}  {'  '.join(numbers)}  {codes.strip()}".rstrip()

    lines = [line("document", " ", heads)]
    lines += [
        line(row.document, " " if row.good else "×", values)
        for row, values in zip(rows, cells, strict=True)
    ]
    for row in rows:
        lines += [f"\n{row.document}"] * bool(row.faults or row.remarks)
        lines += [f"  × {fault}" for fault in row.faults]
        lines += [f"  · {remark}" for remark in row.remarks]
    lines.append("")
    lines.append(summary(rows))
    return "\n".join(lines)


def summary(rows: Sequence[Row]) -> str:
    """One line on all."""
    codes: Counter[str] = Counter()
    for row in rows:
        codes.update(row.codes)
    counted = sum(row.counted or 0 for row in rows)
    reachable = sum(row.emitted or 0 for row in rows)
    good = sum(row.good for row in rows)
    told = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
    return (
        f"{good} of {len(rows)} documents without a fault · "
        f"{reachable} of {counted} operations · {told or 'no diagnostics'}"
    )


def _cell(row: Row, key: str) -> str:
    if key == "codes":
        return " ".join(f"{code}×{count}" for code, count in sorted(row.codes.items()))
    if key == "each":
        if row.seconds is None or not row.emitted:
            return "-"
        return f"{1000 * row.seconds / row.emitted:.1f}"
    value = getattr(row, key)
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:.1f}" if key == "seconds" else f"{value:.0f}"

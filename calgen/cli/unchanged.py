"""What commands say of an output that is as it should be, now and the next time."""

from __future__ import annotations

from pathlib import Path

from calgen.cli.session import Session
from calgen.ir import Ledger
from calgen.output import Comparison


def remember(
    this: Session, found: Comparison, ledger: Ledger, depfile: Path | None = None
) -> None:
    """Keep the answers to the same question for as long as nothing changes."""
    generated = f"{ledger_text(ledger)} · nothing to do, {up_to_date(found)}"
    said = {"generate": generated}
    if depfile is None:
        said["check"] = up_to_date(found)
    this.remember(found.lock, said, beside=[depfile] if depfile else [])


def up_to_date(found: Comparison) -> str:
    return f"{found.target} is up to date ({count(len(found.differences), 'file')})"


def ledger_text(ledger: Ledger) -> str:
    """What became of the operations: `92 operations in, 92 out`."""
    return (
        f"{count(ledger.read, 'operation')} in, {ledger.emitted} out"
        + (f" ({ledger.degraded} degraded)" if ledger.degraded else "")
        + (f" ({ledger.dropped} left out)" if ledger.dropped else "")
    )


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""How generation grows with the document: `python benchmarks/scaling.py`.

Synthetic documents, each twice as large as the one before, are generated in a process
of their own. Printed are CPU seconds, peak memory, and the exponent of growth fitted to
the logarithms: 1.0 is linear. Exits with 1 where a bound does not hold.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import synthetic

SIZES = (500, 1000, 2000, 4000, 8000)
EXPONENT = 1.12
MEMORY = 2048.0
_ROOT = Path(__file__).resolve().parent.parent
_COLD = {"CALGEN_CACHE_DIR": ""}


class Point(NamedTuple):
    """One document: operations, CPU seconds, MiB at the peak, files."""

    operations: int
    seconds: float
    memory: float
    files: int


def measure(operations: int, folder: Path, rounds: int) -> Point:
    """The median of so many runs; raises RuntimeError where calgen fails."""
    source = folder / f"synthetic-{operations}.json"
    source.write_text(synthetic.text(operations), encoding="utf-8")
    runs = [_run(source, folder / f"{operations}-{turn}") for turn in range(rounds)]
    target = folder / f"{operations}-0"
    lock = json.loads((target / "calgen.lock").read_text(encoding="utf-8"))
    if lock["ledger"]["emitted"] != operations:
        raise RuntimeError(f"{operations} operations in: {lock['ledger']}")
    return Point(
        operations,
        statistics.median(seconds for seconds, _ in runs),
        max(memory for _, memory in runs),
        len(lock["files"]),
    )


def _run(source: Path, target: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "calgen", "generate", "--config", "none", "-q"]
    command += ["-i", str(source), "-o", str(target), "--package", "synthetic"]
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    process = subprocess.Popen(
        command, cwd=source.parent, env={**os.environ, **_COLD, "PYTHONPATH": path}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{source.name}: calgen ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20


def exponent(points: Sequence[Point]) -> float:
    """The slope of log seconds over log operations, by least squares."""
    xs = [math.log(point.operations) for point in points]
    ys = [math.log(point.seconds) for point in points]
    return statistics.linear_regression(xs, ys).slope


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--rounds", type=int, default=1, help="the median of so many")
    parser.add_argument("--keep", type=Path, help="leave documents and packages here")
    asked = parser.parse_args()
    points = []
    print(
        f"{'operations':>10} {'cpu s':>8} {'ms/op':>7} {'MiB':>6} {'files':>6} {'step':>5}"
    )
    with tempfile.TemporaryDirectory(prefix="calgen-scaling-") as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for size in sorted(asked.sizes):
            point = measure(size, folder, asked.rounds)
            step = exponent([points[-1], point]) if points else math.nan
            points.append(point)
            print(
                f"{size:>10} {point.seconds:>8.2f} {1000 * point.seconds / size:>7.2f}"
                f" {point.memory:>6.0f} {point.files:>6} {step:>5.2f}",
                flush=True,
            )
    good = max(point.memory for point in points) < MEMORY
    print(f"memory below {MEMORY:.0f} MiB: {'yes' if good else 'NO'}")
    if len(points) > 1:
        slope = exponent(points)
        print(f"exponent {slope:.3f}, at most {EXPONENT}: {_said(slope <= EXPONENT)}")
        good = good and slope <= EXPONENT
    return 0 if good else 1


def _said(true: bool) -> str:
    return "yes" if true else "NO"


if __name__ == "__main__":
    sys.exit(main())

"""What a generated package costs before its first call: `python benchmarks/imports.py`.

Fresh processes, in pairs, each measured from inside as wall time; printed are medians as
ratios within one run. `PACKAGE` of the folder `generated/` is imported. Exits with 1
where a bound does not hold.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parent.parent
OWN_MILLISECONDS = 10.0


class Case(NamedTuple):
    """Two programs, and how much longer the first one may take."""

    name: str
    ours: str
    bare: str
    bound: float


def cases(package: str, resource: str, model: str) -> tuple[Case, ...]:
    return (
        Case(
            "Client() beside httpx2.Client()",
            f"from {package} import Client; Client(auth='t')",
            "import httpx2; httpx2.Client(headers={'Authorization': 'Bearer t'})",
            1.15,
        ),
        Case(
            "client and first model beside import httpx2, pydantic",
            f"from {package} import Client, models; "
            f"Client(auth='t').{resource}; models.{model}",
            "import httpx2, pydantic",
            1.5,
        ),
    )


def seconds(program: str) -> float:
    """How long a program takes inside a process of its own, start-up aside."""
    timed = (
        "import time; _begun = time.perf_counter()\n"
        f"{program}\n"
        "print(time.perf_counter() - _begun)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", timed],
        cwd=_ROOT / "generated",
        capture_output=True,
        text=True,
        check=True,
    )
    return float(ran.stdout)


def ratio(case: Case, rounds: int) -> float:
    """The median over pairs of processes."""
    found = []
    for turn in range(rounds):
        order = (case.ours, case.bare) if turn % 2 else (case.bare, case.ours)
        taken = {each: seconds(each) for each in order}
        found.append(taken[case.ours] / taken[case.bare])
    return statistics.median(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--package", default="calcom")
    parser.add_argument("--resource", default="bookings")
    parser.add_argument("--model", default="CreateBookingOutputData")
    chosen = parser.parse_args()
    seconds("pass"), seconds(f"import {chosen.package}.client")  # files into the cache
    own = statistics.median(
        seconds(f"import {chosen.package}") for _ in range(chosen.rounds)
    )
    holds = own * 1000 <= OWN_MILLISECONDS
    print(f"import {chosen.package}: {own * 1000:.1f} ms of its own")
    for case in cases(chosen.package, chosen.resource, chosen.model):
        found = ratio(case, chosen.rounds)
        holds = holds and found <= case.bound
        print(f"{case.name}: {found:.2f} (bound {case.bound})")
    print("holds" if holds else "does not hold")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())

"""Two versions of an output, and a process that writes one after the other.

python tests/versions.py TARGET RUNS FAST
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from calgen.files import FileSet, Lock, digest
from calgen.output import Comparison, compare, held, write

MODULES = 300


def version(number: int) -> dict[str, str]:
    """A package in which each version changes most, adds some and drops some."""
    files = {
        f"pkg/part{index % 12}/m{index}.py": (
            f"N = {index}\n" if index % 5 == 0 else f"VERSION = {number}\n" * 40
        )
        for index in range(MODULES)
    }
    extra = {f"pkg/only{number}/m{index}.py": "" for index in range(20)}
    beside = {"README.md": f"{number}\n", "pyproject.toml": f"v = {number}\n"}
    return files | extra | beside


VERSIONS = [version(0), version(1)]


def compared(target: Path, number: int) -> Comparison:
    files = VERSIONS[number % 2]
    digests = {path: digest(text) for path, text in files.items()}
    lock = Lock(tools={}, inputs={}, settings={}, names={}, ledger={}, files=digests)
    return compare(target, FileSet(files.items()), lock)


def put(target: Path, number: int) -> None:
    """Write a version, of which nothing may seem to be edited by hand."""
    with held(target):
        found = compared(target, number)
        assert found.having("edited") == ()
        assert write(found).kept == ()


def main(target: str, runs: str, fast: str) -> None:
    """Write versions in turn; with `fast` without waiting for the disk."""
    if fast == "1":
        os.fsync = lambda fd: None
    print("ready", flush=True)
    for turn in range(int(runs)):
        put(Path(target), turn)


if __name__ == "__main__":
    main(*sys.argv[1:])

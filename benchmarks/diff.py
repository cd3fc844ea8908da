"""What a diff costs beside reading its two documents: `python benchmarks/diff.py OLD NEW`.

Each round takes the CPU of reading both documents (until the IR is whole), and of all
that `calgen diff` does with them: reading, names, comparing, Markdown with every place.
Printed is the median of the ratios within rounds. Exits with 1 above the bound.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

from calgen.config import Config
from calgen.diagnostics import Report
from calgen.diff import differences, markdown, surface_of
from calgen.frozen import Frozen
from calgen.pipeline import Facts, digests, names_of, read_facts
from calgen.stack import deeply

BOUND = 1.2


def read(path: Path, known: Frozen | None) -> Facts:
    config = Config(inputs=(path,), base=path.parent, output=path.parent / "none")
    return read_facts(config, Report(), None, known)


def both(old: Path, new: Path, names: Frozen) -> float:
    """Seconds of CPU for reading alone; the new document under the names of the old."""
    gc.collect()
    start = time.process_time()
    read(old, None)
    read(new, names)
    return time.process_time() - start


def diff(old: Path, new: Path) -> tuple[float, Frozen, int]:
    """Seconds of CPU for the diff, the names that it kept, and its changes."""
    gc.collect()
    start = time.process_time()
    facts = read(old, None)
    before = surface_of(facts.api, facts.frozen)
    names = replace(names_of(facts, before.models), inputs=digests(facts.inputs))
    later = read(new, names)
    changes = differences(before, surface_of(later.api, later.frozen))
    markdown(changes)
    return time.process_time() - start, names, len(changes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    os.environ["CALGEN_CACHE_DIR"] = ""
    gc.set_threshold(100_000, 50, 100)  # as the command line does
    _, names, count = diff(asked.old, asked.new)  # imports and compiled patterns
    both(asked.old, asked.new, names)
    ratios = []
    for number in range(asked.rounds):
        if number % 2:
            alone = both(asked.old, asked.new, names)
            whole, _, _ = diff(asked.old, asked.new)
        else:
            whole, _, _ = diff(asked.old, asked.new)
            alone = both(asked.old, asked.new, names)
        ratios.append(whole / alone)
        print(f"reading {alone:.2f} s, diff {whole:.2f} s, ratio {whole / alone:.3f}")
    found = statistics.median(ratios)
    print(f"{count} changes; median ratio {found:.3f}, bound {BOUND}")
    return int(found > BOUND)


if __name__ == "__main__":
    sys.exit(deeply(main))

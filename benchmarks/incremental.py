"""What a run after the first costs: `python benchmarks/incremental.py [DOCUMENT]`.

Two questions, answered as medians of ratios between processes that ran one after the
other: how long nothing takes beside `import click` (this project's own output), and how
much CPU one changed operation of a document takes beside a whole run. Exits with 1 where
a bound does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_METHODS = ("get", "post", "put", "patch", "delete")
NOTHING = 2.0  # wall time of no change, beside `import click`
ONE = 0.25  # CPU of one changed operation, beside a whole run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("document", nargs="?", type=Path, help="JSON, with many calls")
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    bad = _nothing(asked.rounds)
    document = asked.document or _corpus()
    if document is None:
        print("one change: no document; name one, or set CALGEN_CORPUS")
    else:
        bad |= _one(document, max(3, asked.rounds // 3))
    sys.exit(bad)


def _corpus() -> Path | None:
    folder = Path(os.environ.get("CALGEN_CORPUS") or _ROOT.parent / "shared")
    path = folder / "corpus" / "specs" / "calcom.json"
    return path if path.is_file() else None


def _calgen(*arguments: str) -> list[str]:
    """The installed command where there is one, as people start it."""
    beside = Path(sys.executable).with_name("calgen")
    start = [str(beside)] if beside.exists() else [sys.executable, "-m", "calgen"]
    return [*start, *arguments]


def _wall(command: Sequence[str], cwd: Path, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=True)
    return time.perf_counter() - started


def _cpu(command: Sequence[str], cwd: Path, environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _environment(cache: Path | None) -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    kept = str(cache) if cache is not None else ""
    return {**os.environ, "CALGEN_CACHE_DIR": kept, "PYTHONPATH": path}


def _nothing(rounds: int) -> bool:
    with tempfile.TemporaryDirectory() as scratch:
        environment = _environment(Path(scratch))
        for command in ("check", "generate"):
            _wall(_calgen(command), _ROOT, environment)
        bare = [sys.executable, "-c", "import click"]
        bad = False
        for command in ("generate", "check"):
            ratios = []
            for _ in range(rounds):
                base = _wall(bare, _ROOT, environment)
                ratios.append(_wall(_calgen(command), _ROOT, environment) / base)
            bad |= _said(f"nothing to {command}, beside import click", ratios, NOTHING)
    return bad


def _one(document: Path, rounds: int) -> bool:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        spec, out = folder / "spec.json", folder / "out"
        data = json.loads(document.read_text(encoding="utf-8"))
        operations = [
            item[method]
            for item in data["paths"].values()
            for method in _METHODS
            if method in item
        ]
        command = _calgen("generate", "--config", "none", "-q")
        command += ["-i", str(spec), "-o", str(out)]
        spec.write_text(json.dumps(data))
        _cpu(command, folder, _environment(folder / "cache"))
        ratios = []
        for number in range(rounds):
            one = operations[number * len(operations) // rounds]
            added = {
                "name": f"new{number}",
                "in": "query",
                "schema": {"type": "string"},
            }
            one["parameters"] = [*one.get("parameters", ()), added]
            spec.write_text(json.dumps(data))
            part = _cpu(command, folder, _environment(folder / "cache"))
            shutil.rmtree(out)
            whole = _cpu(command, folder, _environment(None))
            ratios.append(part / whole)
    return _said("one operation changed, CPU beside a whole run", ratios, ONE)


def _said(what: str, ratios: Sequence[float], bound: float) -> bool:
    found = statistics.median(ratios)
    low, high = min(ratios), max(ratios)
    print(f"{what}: {found:.2f} ({low:.2f} to {high:.2f}), bound {bound}")
    return found > bound


if __name__ == "__main__":
    main()

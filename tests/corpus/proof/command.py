"""The command line of the proof: documents in, a table out."""

from __future__ import annotations

import argparse
import fnmatch
import json
import queue
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .prove import CHECKS, Proof
from .row import Row, summary, table
from .source import documents, shared

FOLDERS = ("corpus/specs", "corpus/edge", "corpus/history")


def main(arguments: list[str] | None = None) -> int:
    """0 when every document is without a fault, else 1; 2 when there is none."""
    asked = _parser().parse_args(arguments)
    found = _documents(asked.paths, asked.only, asked.skip)
    if not found:
        print(
            "no documents: name files or folders, or set CALGEN_CORPUS", file=sys.stderr
        )
        return 2
    checks = [check for check in asked.checks.split(",") if check]
    if unknown := sorted(set(checks) - set(CHECKS)):
        print(f"no such check: {', '.join(unknown)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="calgen-proof-") as temporary:
        scratch = (asked.scratch or Path(temporary)).resolve()
        proof = Proof(scratch, checks, not asked.one_call, timeout=asked.timeout)
        rows = _rows(proof, found, asked.jobs, resume=asked.resume)
    if asked.json:
        print(json.dumps([row.to_dict() for row in rows], indent=2))
    else:
        print(table(rows))
    return 0 if all(row.good for row in rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.corpus",
        description="Generate each document into scratch, import, check and call it.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        help="documents, or folders of them; without any, those of CALGEN_CORPUS",
    )
    parser.add_argument("--only", action="append", metavar="GLOB", help="of the names")
    parser.add_argument("--skip", action="append", metavar="GLOB", help="not these")
    parser.add_argument(
        "--checks", default=",".join(CHECKS), help="some of: %(default)s"
    )
    parser.add_argument(
        "--one-call", action="store_true", help="one call a resource, not every call"
    )
    parser.add_argument("--jobs", type=int, default=1, help="documents at a time")
    parser.add_argument("--timeout", type=float, default=1800.0, help="seconds a step")
    parser.add_argument("--json", action="store_true", help="rows as JSON")
    parser.add_argument("--scratch", type=Path, help="keep packages and logs here")
    parser.add_argument(
        "--resume", action="store_true", help="keep the rows that are in --scratch"
    )
    return parser


def _documents(
    paths: list[Path], only: list[str] | None, skip: list[str] | None
) -> dict[str, Path]:
    if not paths:
        paths = [shared() / folder for folder in FOLDERS]
    found = {}
    for root in paths:
        for path in documents([root]):
            base = root.parent if root.is_dir() else path.parent
            name = path.relative_to(base).as_posix()
            if only and not any(fnmatch.fnmatch(name, glob) for glob in only):
                continue
            if not any(fnmatch.fnmatch(name, glob) for glob in skip or ()):
                found[name] = path
    return found


def _rows(
    proof: Proof, found: dict[str, Path], jobs: int, *, resume: bool
) -> list[Row]:
    slots: queue.SimpleQueue[int] = queue.SimpleQueue()
    for slot in range(jobs):
        slots.put(slot)
    done: list[Row] = []
    lock = threading.Lock()
    kept = proof.scratch / "rows"
    kept.mkdir(parents=True, exist_ok=True)

    def one(name: str, path: Path) -> Row:
        file = kept / (name.replace("/", "_") + ".json")
        if resume and file.exists():
            data = json.loads(file.read_text("utf-8"))
            del data["good"]
            row = Row(**data)
        else:
            slot = slots.get()
            try:
                row = proof.row(path, name, slot)
            finally:
                slots.put(slot)
            file.write_text(json.dumps(row.to_dict(), indent=1), "utf-8")
        with lock:
            done.append(row)
            state = "good" if row.good else f"{len(row.faults)} faults"
            print(
                f"{len(done)}/{len(found)} {name}: {state}", file=sys.stderr, flush=True
            )
        return row

    with ThreadPoolExecutor(jobs) as pool:
        rows = list(pool.map(lambda each: one(*each), found.items()))
    print(summary(rows), file=sys.stderr)
    return rows

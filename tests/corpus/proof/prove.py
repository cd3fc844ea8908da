"""One document, put to the proof."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from .measure import Ran, run
from .row import Row

CHECKS = ("import", "calls", "ruff", "mypy", "basedpyright", "black")
DEFAULT = CHECKS

_HERE = Path(__file__).resolve()
_ROOT = _HERE.parents[3]
_DIAGNOSTIC = re.compile(
    r"^(?P<place>.*?:\d+:\d+: |.*? )?(?P<level>error|warning|info): "
    r".*\[(?P<code>CG\d{3})\]$",
    re.MULTILINE,
)
_MYPY = re.compile(r"^(?P<line>.*: error: .*)$", re.MULTILINE)
_SHOWN = 6  # faults of one kind that are shown


@dataclass(frozen=True)
class Proof:
    """How documents are put to the proof.

    `scratch` takes the packages; `every` call is made, or one a resource; `limit` is
    how many MB generation may take, `timeout` how many seconds one step.
    """

    scratch: Path
    checks: Collection[str] = DEFAULT
    every: bool = True
    limit: float = 2048 * 1.048576
    timeout: float = 1800.0

    def row(self, document: Path, name: str, slot: int = 0) -> Row:
        """The document's row; an error of the proof itself is a fault in it."""
        row = Row(document=name)
        try:
            _One(self, row, document, slot).run()
        except Exception as error:
            row.faults.append(f"proof: {type(error).__name__}: {error}")
        return row


class _One:
    def __init__(self, proof: Proof, row: Row, document: Path, slot: int) -> None:
        self.proof = proof
        self.row = row
        self.document = document
        self.slot = slot
        slug = re.sub(r"[^\w.-]+", "_", row.document)
        self.folder = proof.scratch / "out" / slug
        self.logs = proof.scratch / "logs" / slug
        self.package = ""

    def run(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.count()
        self.generate()
        if self.row.exit != 0:
            return
        steps = {
            "import": self.exercise,
            "calls": self.exercise,
            "ruff": self.ruff,
            "mypy": self.mypy,
            "basedpyright": self.basedpyright,
            "black": self.black,
        }
        chosen = [steps[check] for check in CHECKS if check in self.proof.checks]
        for step in dict.fromkeys(chosen):
            step()

    def fault(
        self, kind: str, texts: Collection[str], count: int | None = None
    ) -> None:
        texts = list(texts)
        self.row.faults += [f"{kind}: {text}" for text in texts[:_SHOWN]]
        more = (len(texts) if count is None else count) - min(len(texts), _SHOWN)
        if more > 0:
            self.row.faults.append(f"{kind}: {more} more")

    def count(self) -> None:
        # In a process of its own: a large document read here would pass for memory of
        # every process that this one starts.
        command = [sys.executable, "-m", "proof.source", str(self.document.resolve())]
        ran = self.step("count", command, PYTHONPATH=str(_HERE.parents[1]))
        if ran.code == 0:
            self.row.counted = int(ran.stdout)
        else:
            last = ran.stderr.strip().rpartition("\n")[2]
            self.row.remarks.append(f"the proof cannot read it: {last[:200]}")

    def step(self, name: str, command: list[str], **environment: str) -> Ran:
        return run(
            command,
            logs=self.logs / name,
            cwd=self.folder,
            timeout=self.proof.timeout,
            environment=environment,
        )

    def generate(self) -> None:
        row = self.row
        command = [sys.executable, "-m", "calgen", "generate", "-v", "--config", "none"]
        command += ["-i", str(self.document.resolve()), "-o", str(self.folder)]
        ran = self.step("generate", command, PYTHONPATH=str(_ROOT), COLUMNS="500")
        row.exit, row.seconds, row.peak = ran.code, round(ran.seconds, 2), ran.peak
        found = list(_DIAGNOSTIC.finditer(ran.stderr))
        row.codes = dict(sorted(Counter(each["code"] for each in found).items()))
        if "Traceback" in ran.stderr:
            self.fault("traceback", [ran.stderr.strip().rpartition("\n")[2]])
        if ran.peak > self.proof.limit:
            self.fault("memory", [f"{ran.peak:.0f} MB"])
        if ran.code != 0:
            errors = [each[0] for each in found if each["level"] == "error"]
            if ran.code == 2 and errors and row.counted in (0, None):
                row.remarks += errors[:_SHOWN]
            else:
                said = errors or ["it said nothing but " + ran.stderr.strip()[-300:]]
                self.fault(f"exit {ran.code}", said)
            return
        self.lock()

    def lock(self) -> None:
        row = self.row
        ledger = json.loads((self.folder / "calgen.lock").read_text("utf-8"))["ledger"]
        row.read, row.emitted = ledger["read"], ledger["emitted"]
        row.degraded, row.dropped = ledger["degraded"], ledger["dropped"]
        self.package = next(
            each.parent.name for each in sorted(self.folder.glob("*/py.typed"))
        )
        sources = sorted((self.folder / self.package).rglob("*.py"))
        row.modules = len(sources)
        row.lines = sum(each.read_bytes().count(b"\n") for each in sources)
        if row.counted is not None and row.counted != row.emitted:
            self.fault("operations", [f"{row.counted} in, {row.emitted} out"])

    def exercise(self) -> None:
        row = self.row
        extent = "every" if self.proof.every else "one"
        command = [sys.executable, "-m", "proof.calls", str(self.folder), self.package]
        command += [str(self.document.resolve()), extent]
        # No byte code in the output: it would be read as drift, and is of no more use.
        ran = self.step(
            "calls",
            command,
            PYTHONPATH=str(_HERE.parents[1]),
            PYTHONDONTWRITEBYTECODE="1",
        )
        if ran.code != 0:
            last = ran.stderr.strip().rpartition("\n")[2]
            self.fault("calls", [f"the process ended with {ran.code}: {last}"])
            return
        found = json.loads(ran.stdout)
        self.fault("import", [f"{k}: {v}" for k, v in found["imports"].items()])
        if "models" not in found:
            return
        row.models, row.calls = found["models"], found["calls"]
        row.reachable = found["operations"] - len(found["unreachable"])
        self.fault("model", [f"{k}: {v}" for k, v in found["unbuilt"].items()])
        self.fault("unreachable", found["unreachable"])
        if row.emitted is not None and found["operations"] != row.emitted:
            text = f"{row.emitted} emitted, {found['operations']} in the package"
            self.fault("operations", [text])
        row.failed = len(found["failed"]) + len(found["unmade"])
        row.misfits = len(found["misfits"])
        self.fault("call", [f"{k}: {v}" for k, v in found["failed"].items()])
        self.fault("argument", [f"{k}: {v}" for k, v in found["unmade"].items()])
        misfits = [f"answer: {k}: {v}" for k, v in found["misfits"].items()]
        row.remarks += misfits[:_SHOWN]
        if len(misfits) > _SHOWN:
            row.remarks.append(f"answer: {len(misfits) - _SHOWN} more")

    def ruff(self) -> None:
        command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache"]
        command += ["--select", "F,E9", "--output-format", "concise", self.package]
        ran = self.step("ruff", command)
        found = [
            line for line in ran.stdout.splitlines() if re.search(r":\d+:\d+: ", line)
        ]
        self.row.ruff = len(found)
        self.fault("ruff", found)

    def mypy(self) -> None:
        cache = self.proof.scratch / f"mypy-{self.slot}"
        command = [sys.executable, "-m", "mypy", "--strict", "--config-file="]
        command += ["--no-error-summary", "--cache-dir", str(cache), self.package]
        ran = self.step("mypy", command)
        found = [each["line"] for each in _MYPY.finditer(ran.stdout)]
        self.row.mypy = len(found)
        self.fault("mypy", found)
        if ran.code != 0 and not found:
            self.fault("mypy", [f"exit {ran.code}: {(ran.stdout + ran.stderr)[-300:]}"])

    def basedpyright(self) -> None:
        config = {"typeCheckingMode": "strict", "include": [self.package]}
        (self.folder / "pyrightconfig.json").write_text(json.dumps(config), "utf-8")
        command = [sys.executable, "-m", "basedpyright", "--outputjson"]
        command += ["--pythonpath", sys.executable]
        ran = self.step(
            "basedpyright", command, NODE_OPTIONS="--max-old-space-size=6144"
        )
        try:
            told = json.loads(ran.stdout)
        except ValueError:
            self.fault("basedpyright", [f"exit {ran.code}: {ran.stderr[-300:]}"])
            return
        found = [
            f"{Path(each['file']).relative_to(self.folder.resolve())}:"
            f"{each['range']['start']['line'] + 1}: {each.get('rule')}: "
            + " ".join(each["message"].split())[:200]
            for each in told["generalDiagnostics"]
            if each["severity"] in ("error", "warning")
        ]
        self.row.pyright = len(found)
        self.fault("basedpyright", found)
        (self.folder / "pyrightconfig.json").unlink()

    def black(self) -> None:
        config = self.proof.scratch / "black.toml"
        config.write_text("", "utf-8")
        command = [sys.executable, "-m", "black", "--check", "--config", str(config)]
        command += ["--target-version", "py311", "--workers", "1", self.package]
        ran = self.step(
            "black", command, BLACK_CACHE_DIR=str(self.proof.scratch / "black")
        )
        self.row.black = ran.code == 0
        if ran.code:
            wrong = [
                s for s in ran.stderr.splitlines() if s.startswith(("would", "error"))
            ]
            self.fault("black", wrong)

"""calgen beside other generators, cold: `python benchmarks/peers.py [DOCUMENT…]`.

Every generator runs in a virtual environment of its own, which this command makes, on the
same documents, in turns: one round after the other, so that a busy machine hits all alike.
Ratios of medians within one run are the figure. Written is a table in Markdown, with the
versions; exits with 1 where a bound does not hold.

`engine` is datamodel-code-generator alone, models without a formatter: the floor for as
long as it spells our types.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parent.parent
_DOCUMENTS = ("calcom.json", "notion.json", "github.json")
_ENGINE = (
    *("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"),
    *("--openapi-scopes", "schemas", "--target-python-version", "3.11"),
    *("--disable-timestamp", "--ignore-pyproject", "--disable-warnings"),
    *("--use-annotated", "--field-constraints", "--snake-case-field"),
    *("--use-standard-collections", "--use-union-operator"),
    *("--naming-strategy", "full-path", "--collapse-root-models", "--strict-nullable"),
    *("--enum-field-as-literal", "all", "--no-formatters"),
)


_HEAD = """\
# calgen beside other generators

Cold runs without any cache, medians of {rounds} rounds in which all took turns. The ratio
in the last column is the figure: seconds are of one machine at one hour. `engine` is
datamodel-code-generator alone, with the options that calgen gives it and no formatter:
models of the components, and no client. Lines are those of Python that were written.
"""


class Tool(NamedTuple):
    """A generator: what pip installs, and its command line with places to fill in.

    `python` is the lowest minor version of Python 3 that its present release runs on.
    """

    name: str
    packages: tuple[str, ...]
    command: str
    python: int = 11


class Run(NamedTuple):
    """CPU seconds, wall seconds, MiB at the peak, lines of Python written."""

    cpu: float
    wall: float
    memory: float
    lines: int


TOOLS = (
    Tool(
        "calgen",
        (str(_ROOT),),
        "{bin}/calgen generate --config none -q -i {spec} -o {out}",
    ),
    Tool(
        "openapi-python-client",
        ("openapi-python-client", "ruff"),
        "{bin}/openapi-python-client generate --path {spec} --output-path {out}",
    ),
    Tool(
        "pyopenapi-gen",
        ("pyopenapi-gen",),
        "{bin}/pyopenapi-gen {spec} --project-root {out} --output-package peer "
        "--force --no-postprocess",
        python=12,
    ),
    Tool(
        "engine",
        ("datamodel-code-generator==0.89.0",),
        "{bin}/datamodel-codegen --input {spec} --output {out}/models.py "
        + " ".join(_ENGINE),
    ),
)
# Document, tool: how much of its CPU calgen may take.
BOUNDS = {
    ("calcom.json", "openapi-python-client"): 0.75,
    ("calcom.json", "pyopenapi-gen"): 0.6,
    ("calcom.json", "engine"): 1.8,
    ("github.json", "engine"): 1.5,
}
MEMORY = 1.5 * 1024  # MiB, for GitHub's


def interpreter(tool: Tool) -> str:
    """A Python that is new enough. Raises RuntimeError where PATH has none."""
    if sys.version_info >= (3, tool.python):
        return sys.executable
    for minor in range(sys.version_info.minor + 4, tool.python - 1, -1):
        for folder in os.get_exec_path():
            found = shutil.which(f"python3.{minor}", path=folder)
            # A version manager's shim is found even where it has nothing to start.
            if (
                found
                and not subprocess.run([found, "-V"], capture_output=True).returncode
            ):
                return found
    raise RuntimeError(f"needs Python 3.{tool.python}; put one on PATH")


def installed(tool: Tool, folder: Path) -> Path:
    """The folder of a tool's programs, made once; calgen itself is installed anew.

    Raises RuntimeError where there is no Python for it.
    """
    home = folder / tool.name
    programs = home / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "-q"]
    if not (home / ".made").exists():
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([interpreter(tool), "-m", "venv", str(home)], check=True)
        subprocess.run([*pip, *tool.packages], check=True)
        (home / ".made").touch()
    elif tool.name == "calgen":
        again = ("--force-reinstall", "--no-deps")
        subprocess.run([*pip, *again, *tool.packages], check=True)
    return programs


def version(tool: Tool, programs: Path) -> str:
    name = "calgen" if tool.name == "calgen" else tool.packages[0].partition("==")[0]
    code = f"from importlib.metadata import version; print(version({name!r}))"
    ran = subprocess.run(
        [str(programs / "python"), "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


def run(tool: Tool, programs: Path, spec: Path, scratch: Path) -> Run:
    """One cold run into an empty folder. Raises RuntimeError where it fails."""
    out = scratch / "out"
    shutil.rmtree(out, ignore_errors=True)
    if tool.name != "openapi-python-client":
        out.mkdir(parents=True)
    places = {"bin": programs, "spec": spec, "out": out}
    command = tool.command.format(**places).split()
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path, "CALGEN_CACHE_DIR": ""}
    started = time.perf_counter()
    with (scratch / "said").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=scratch, env=environment, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        text = (scratch / "said").read_text(errors="replace")[-500:]
        raise RuntimeError(f"{tool.name} on {spec.name}: {text}")
    unit = 1 if sys.platform == "darwin" else 1024
    lines = sum(each.read_bytes().count(b"\n") for each in out.rglob("*.py"))
    memory = usage.ru_maxrss * unit / 2**20
    return Run(usage.ru_utime + usage.ru_stime, wall, memory, lines)


def measured(
    spec: Path, programs: Mapping[str, Path], rounds: int, scratch: Path
) -> dict[str, Run | str]:
    """Tool to the medians of its runs, or to why there are none."""
    runs: dict[str, list[Run]] = {name: [] for name in programs}
    failed: dict[str, str] = {}
    for _ in range(rounds):
        for tool in TOOLS:
            if tool.name not in programs or tool.name in failed:
                continue
            try:
                runs[tool.name].append(run(tool, programs[tool.name], spec, scratch))
            except RuntimeError as error:
                failed[tool.name] = str(error).splitlines()[-1]
    return {
        name: failed.get(name) or Run(*map(statistics.median, zip(*found, strict=True)))
        for name, found in runs.items()
    }


def table(
    spec: Path, found: Mapping[str, Run | str], versions: Mapping[str, str]
) -> str:
    ours = found["calgen"]
    lines = [
        f"### {spec.name}",
        "",
        "| | version | CPU s | wall s | MiB | lines | calgen's CPU to its |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, each in found.items():
        if isinstance(each, str) or isinstance(ours, str):
            lines.append(f"| {name} | {versions[name]} | {each} | | | | |")
            continue
        lines.append(
            f"| {name} | {versions[name]} | {each.cpu:.2f} | {each.wall:.2f} | "
            f"{each.memory:.0f} | {int(each.lines):,} | {ours.cpu / each.cpu:.2f} |"
        )
    return "\n".join(lines) + "\n"


def broken(spec: Path, found: Mapping[str, Run | str]) -> Sequence[str]:
    """The bounds that do not hold."""
    ours = found["calgen"]
    if isinstance(ours, str):
        return [f"calgen failed: {ours}"]
    bad = []
    for (name, tool), bound in BOUNDS.items():
        other = found.get(tool)
        if name == spec.name and isinstance(other, Run):
            ratio = ours.cpu / other.cpu
            if ratio > bound:
                bad.append(f"{name}: {ratio:.2f} of {tool}, may be {bound}")
    if spec.name == "github.json" and ours.memory > MEMORY:
        bad.append(f"{spec.name}: {ours.memory:.0f} MiB, may be {MEMORY:.0f}")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tools", nargs="*", default=[each.name for each in TOOLS])
    parser.add_argument(
        "--environments", type=Path, help="where they stay; else made and removed"
    )
    parser.add_argument("--write", type=Path, help="the table goes to this file too")
    asked = parser.parse_args()
    corpus = Path(os.environ.get("CALGEN_CORPUS") or _ROOT.parent / "shared")
    specs = asked.documents or [corpus / "corpus" / "specs" / n for n in _DOCUMENTS]
    bad: list[str] = []
    with tempfile.TemporaryDirectory() as made:
        folder = (asked.environments or Path(made) / "environments").resolve()
        chosen = [each for each in TOOLS if each.name in {"calgen", *asked.tools}]
        programs: dict[str, Path] = {}
        versions: dict[str, str] = {}
        for each in chosen:
            try:
                programs[each.name] = installed(each, folder)
            except RuntimeError as error:
                bad.append(f"{each.name}: {error}")
                continue
            versions[each.name] = version(each, programs[each.name])
        scratch = Path(made) / "scratch"
        scratch.mkdir()
        texts = []
        for spec in specs:
            found = measured(spec.resolve(), programs, asked.rounds, scratch)
            texts.append(table(spec, found, versions))
            print(texts[-1], flush=True)
            bad += broken(spec, found)
        if asked.write:
            head = _HEAD.format(rounds=asked.rounds)
            asked.write.write_text("\n".join([head, *texts]), encoding="utf-8")
    for each in bad:
        print(f"bound broken: {each}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

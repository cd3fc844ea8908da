"""Whole runs: what goes in, what comes out, what is said.

A case is a folder: `input/` and `calgen.toml` are copied to a fresh folder, where
`calgen generate` runs; `expected/` is what it makes, `stderr.txt` the exit code and what
it says. `python -m pytest tests/cases --update` writes what is made as what is expected:
read it before it is committed. `_core/` is left out, being the same in every package,
and its files are not counted in the closing line.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

CASES = sorted(p.parent.name for p in Path(__file__).parent.glob("*/calgen.toml"))
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUTPUT = "out"


@pytest.mark.parametrize("name", CASES)
def test_case(
    name: str, calgen: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    case = HERE / name
    done = run(case, tmp_path, calgen)
    made = tree(tmp_path / OUTPUT)
    said = f"exit {done.code}\n{done.stdout}{told(done.stderr)}"
    if request.config.getoption("--update"):
        update(case, made, said)
    assert said == (case / "stderr.txt").read_text(encoding="utf-8")
    expected = {
        path.relative_to(case / "expected").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((case / "expected").rglob("*"))
        if path.is_file()
    }
    assert sorted(made) == sorted(expected)
    for path, text in made.items():
        assert text == expected[path], changes(expected[path], text, path)
    if done.code == 0:
        again = calgen("check", cwd=tmp_path)
        assert again.code == 0, again.stdout
    else:
        assert not (tmp_path / OUTPUT).exists(), "a run that fails writes nothing"


def run(case: Path, folder: Path, calgen: Any) -> Any:
    shutil.copytree(case / "input", folder / "input")
    shutil.copy(case / "calgen.toml", folder)
    return calgen("generate", cwd=folder)


def tree(output: Path) -> dict[str, str]:
    """Every file that was made, but for the runtime."""
    return {
        path: (
            lock(output)
            if path == "calgen.lock"
            else (output / path).read_bytes().decode()
        )
        for path in sorted(
            each.relative_to(output).as_posix()
            for each in output.rglob("*")
            if each.is_file() and "_core" not in each.parts
        )
    }


def lock(output: Path) -> str:
    """The lock without what changes with every version of the tool.

    The digests are compared with the files here, since the runtime's are among them.
    """
    data = json.loads((output / "calgen.lock").read_text(encoding="utf-8"))
    for path, digest in data["files"].items():
        content = (output / path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, path
    data["files"] = [each for each in data["files"] if "/_core/" not in each]
    data["tools"] = sorted(data["tools"])
    settings = data["settings"]
    settings["theme"] = "…"
    settings["profile"] = settings["profile"].partition(" ")[0]
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def told(text: str) -> str:
    """What a run said, without its time and without the runtime's files."""
    text = re.sub(r"· \d+\.\d s$", "· 0.5 s", text, flags=re.MULTILINE)
    runtime = len(list((ROOT / "calgen" / "runtime").rglob("*.py")))
    return re.sub(
        r"(\d+) files written",
        lambda count: f"{int(count[1]) - runtime} files written",
        text,
    )


def update(case: Path, made: dict[str, str], said: str) -> None:
    (case / "stderr.txt").write_text(said, encoding="utf-8")
    shutil.rmtree(case / "expected", ignore_errors=True)
    for path, text in made.items():
        (case / "expected" / path).parent.mkdir(parents=True, exist_ok=True)
        (case / "expected" / path).write_bytes(text.encode())


def changes(expected: str, made: str, path: str) -> str:
    lines = unified_diff(
        expected.splitlines(),
        made.splitlines(),
        f"expected/{path}",
        "made",
        lineterm="",
    )
    return "\n".join(lines)


GOOD = [name for name in CASES if not name.startswith("bad-")]


@pytest.fixture(scope="module")
def outputs(calgen: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The output folder of every case that has one, by the package in it."""
    found = {}
    for name in GOOD:
        folder = tmp_path_factory.mktemp(name)
        assert run(HERE / name, folder, calgen).code == 0
        output = folder / OUTPUT
        (marker,) = output.glob("*/py.typed")
        found[marker.parent.name] = output
    return found


def test_every_module_of_every_case_imports(outputs: dict[str, Path]) -> None:
    code = (
        "import importlib, pkgutil, sys\n"
        "for name in sys.argv[1:]:\n"
        "    package = importlib.import_module(name)\n"
        "    for each in pkgutil.walk_packages(package.__path__, name + '.'):\n"
        "        importlib.import_module(each.name)\n"
        "    for each in package.models.__all__: getattr(package.models, each)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *outputs],
        env={"PYTHONPATH": ":".join(map(str, outputs.values()))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_case_is_strictly_typed(outputs: dict[str, Path], tmp_path: Path) -> None:
    for name, output in outputs.items():
        shutil.copytree(output / name, tmp_path / name)
    packages = [argument for name in outputs for argument in ("-p", name)]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("--config-file", "", *packages),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("Success: no issues found"), done.stdout

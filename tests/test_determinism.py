"""The same inputs make the same bytes: whatever the hash seed, the order, the folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETTINGS = 'inputs = ["specs"]\noutput = "client"\npackage = "booker"\n'
Tree = dict[str, bytes]


def generate(*arguments: object, cwd: Path, output: Path, seed: str = "0") -> Tree:
    """What a process of its own makes of the arguments."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [
            *(sys.executable, "-m", "calgen", "generate", *map(str, arguments)),
            *("-o", str(output)),
        ],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "specs", folder / "specs")
    (folder / "calgen.toml").write_text(SETTINGS)
    return folder


@pytest.fixture(scope="module")
def first(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    made = generate(cwd=project, output=tmp_path_factory.mktemp("first") / "out")
    assert len(made) > 50
    return made


def specs(project: Path) -> list[Path]:
    return sorted(each for each in (project / "specs").rglob("*") if each.is_file())


def shuffled(project: Path) -> list[object]:
    # Neither sorted nor reversed: every third file, three times.
    files = specs(project)
    order = [file for start in (2, 0, 1) for file in files[start::3]]
    return [argument for file in order for argument in ("-i", file)]


def folders(project: Path) -> list[object]:
    parts = sorted(each for each in (project / "specs").iterdir())
    return [argument for part in reversed(parts) for argument in ("-i", part)]


ARGUMENTS: dict[str, Callable[[Path], list[object]]] = {
    "the same": lambda _: [],
    "relative folder": lambda _: ["-i", "specs"],
    "absolute folder": lambda project: ["-i", project / "specs"],
    "odd spelling": lambda project: ["-i", f"./specs/../../{project.name}//specs"],
    "files in another order": shuffled,
    "folders in another order": folders,
    "some of it twice": lambda project: [*shuffled(project), "-i", "specs"],
    "several processes": lambda _: ["--jobs", "2"],
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_same_bytes(project: Path, first: Tree, tmp_path: Path, name: str) -> None:
    arguments = ARGUMENTS[name](project)
    made = generate(*arguments, cwd=project, output=tmp_path / "out", seed="1")
    assert differing(made, first) == []


def test_from_another_folder(project: Path, first: Tree, tmp_path: Path) -> None:
    """The lock names inputs as the settings file sees them, wherever a run starts."""
    settings = ("--config", project / "calgen.toml")
    made = generate(*settings, cwd=tmp_path, output=tmp_path / "out", seed="2")
    assert differing(made, first) == []


def test_a_copy_elsewhere(project: Path, first: Tree, tmp_path: Path) -> None:
    copy = tmp_path / "another name" / "deeper"
    shutil.copytree(project, copy)
    made = generate(cwd=copy / "specs", output=tmp_path / "out", seed="3")
    assert differing(made, first) == []


def test_pages_by_any_name(corpus: Path, tmp_path: Path) -> None:
    """What pages are called shows in the lock alone."""
    pages = sorted((corpus / "pages").glob("*.md"))
    for folder, names in (("a", ["x.md", "y.md"]), ("b", ["2.md", "1.md"])):
        (tmp_path / folder).mkdir()
        for page, name in zip(pages, names, strict=True):
            shutil.copy(page, tmp_path / folder / name)
    flags = ("--package", "booker", "--config", "none")
    one, two = (
        generate("-i", name, *flags, cwd=tmp_path, output=tmp_path / f"out_{name}")
        for name in ("a", "b")
    )
    assert differing(one, two) == ["calgen.lock"]


def differing(one: Tree, two: Tree) -> list[str]:
    assert sorted(one) == sorted(two)
    return [path for path in one if one[path] != two[path]]

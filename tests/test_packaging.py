"""The wheel: exactly what it holds, and that it works where no checkout is."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from runkit import succeeds

ROOT = Path(__file__).parent.parent
SPEC = """openapi: 3.1.0
info: {title: Kites, version: '1'}
servers: [{url: https://kites.example}]
paths:
  /kites:
    get:
      operationId: listKites
      tags: [Kites]
      responses:
        '200':
          description: kites
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tree(root: Path, pattern: str = "*") -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    found = names(wheel)
    folders = {name.split("/")[0] for name in found}
    assert folders == {"calgen", f"{wheel.name.rpartition('-py3')[0]}.dist-info"}
    inside = {name.removeprefix("calgen/") for name in found if name[:7] == "calgen/"}
    expected = tree(ROOT / "calgen")
    expected |= {f"templates/{name}" for name in tree(ROOT / "templates")}
    assert inside == expected
    # Each part that is found by path, said once more by name.
    for part in (
        "cli/group.py",
        "profiles/default/profile.yaml",
        "runtime/client.py",
        "templates/README.md.jinja",
        "templates/{package}/client.py.jinja",
        "templates/{package}/py.typed",
    ):
        assert part in inside


def test_the_wheel_says_what_it_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [each for each in names(wheel) if each.endswith("/METADATA")]
        metadata = archive.read(name).decode()
        (name,) = [each for each in names(wheel) if each.endswith("entry_points.txt")]
        scripts = archive.read(name).decode()
    assert "Requires-Python: >=3.11" in metadata
    assert "calgen = calgen.cli:main" in scripts
    # Their output is our bytes.
    assert "Requires-Dist: black==" in metadata
    assert "Requires-Dist: datamodel-code-generator==" in metadata


def test_the_installed_wheel_makes_the_same_bytes(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "kites.yaml").write_text(SPEC)
    made = {}
    for name, path in (("wheel", installed), ("checkout", ROOT)):
        where = "import calgen; print(calgen.__file__)"
        found = succeeds(
            sys.executable, "-c", where, cwd=tmp_path, PYTHONPATH=str(path)
        )
        assert Path(found.strip()).is_relative_to(path)
        succeeds(
            *(sys.executable, "-m", "calgen", "generate", "--config", "none"),
            *("-i", "kites.yaml", "-o", name, "--package", "kites"),
            cwd=tmp_path,
            PYTHONPATH=str(path),
        )
        made[name] = {
            each: (tmp_path / name / each).read_bytes()
            for each in tree(tmp_path / name)
        }
    assert made["wheel"] == made["checkout"]
    assert "kites/_core/client.py" in made["wheel"]


def test_the_installed_script_runs(installed: Path, tmp_path: Path) -> None:
    script = installed / "bin" / "calgen"
    said = succeeds(script, "--version", cwd=tmp_path, PYTHONPATH=str(installed))
    assert said.startswith("calgen, version ")
    said = succeeds(script, "-h", cwd=tmp_path, PYTHONPATH=str(installed))
    for command in ("generate", "check", "inspect"):
        assert command in said

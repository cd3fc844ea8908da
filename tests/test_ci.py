"""calgen where other people's machines run it: pre-commit's hooks, GitHub's action."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'204': {description: None}}
"""
SETTINGS = 'inputs = ["specs"]\noutput = "out"\n'


class Repository:
    """A git repository with settings, a specification and a committed client."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder.parent / "programs"
        self.programs.mkdir()
        start = self.programs / "calgen"
        start.write_text(f'#!/bin/sh\nexec {sys.executable} -m calgen "$@"\n')
        start.chmod(0o755)
        (self.programs / "python").symlink_to(sys.executable)
        self.environment = {
            **os.environ,
            "PATH": f"{self.programs}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONPATH": str(ROOT),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
        }
        self.write("calgen.toml", SETTINGS)
        self.write("specs/shop.yaml", SPEC)
        self.run("git", "init", "-q", "-b", "main")
        for key, value in (("user.name", "a"), ("user.email", "a@example.com")):
            self.run("git", "config", key, value)
        self.run("calgen", "generate", "-q")
        self.commit()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(
        self, *command: str, code: int | None = 0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done

    def commit(self) -> None:
        self.run("git", "add", "-A")
        self.run("git", "commit", "-q", "-m", "x")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    folder = tmp_path / "project"
    folder.mkdir()
    return Repository(folder)


# --- pre-commit ------------------------------------------------------------------------------


def hooks() -> list[dict[str, Any]]:
    found = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert isinstance(found, list)
    return found


def test_the_hooks_run_in_pre_commit(repository: Repository) -> None:
    """The real pre-commit, with the calgen that is there instead of one that it installs."""
    pytest.importorskip("pre_commit", reason="the test extra brings pre-commit")
    local = [{**each, "language": "system"} for each in hooks()]
    assert [each["id"] for each in local] == [
        "calgen-generate",
        "calgen-check",
        "calgen-lint",
    ]
    config = {"repos": [{"repo": "local", "hooks": local}]}
    repository.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    repository.commit()
    start = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    said = repository.run(*start).stdout
    assert said.count("Passed") == 3
    repository.write("specs/shop.yaml", SPEC.replace("limit", "most"))
    said = repository.run(*start, "calgen-check", code=1).stdout
    assert "is not what the inputs make now" in said
    # It changes files, which is what pre-commit calls a failure.
    said = repository.run(*start, "calgen-generate", code=1).stdout
    assert "files were modified by this hook" in said
    repository.run(*start, "calgen-check")
    broken = SPEC.replace(
        "name: limit", "name: other, in: path, required: true}, {name: limit"
    )
    repository.write("specs/shop.yaml", broken)
    assert "CG" in repository.run(*start, "calgen-lint", code=1).stdout


@pytest.mark.slow
def test_pre_commit_installs_calgen(repository: Repository) -> None:
    pytest.importorskip("pre_commit", reason="the test extra brings pre-commit")
    environment = {
        key: value for key, value in os.environ.items() if key != "PYTHONPATH"
    }
    repository.environment = {**repository.environment, **environment, "PYTHONPATH": ""}
    start = (sys.executable, "-m", "pre_commit", "try-repo", str(ROOT))
    said = repository.run(*start, "calgen-check", "--all-files").stdout
    assert "Passed" in said


# --- the action ------------------------------------------------------------------------------


def action() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "action.yml").read_text())
    assert isinstance(found, dict)
    return found


class Done:
    """What a run of the action's own script left."""

    def __init__(self, done: subprocess.CompletedProcess[str], folder: Path) -> None:
        self.code = done.returncode
        self.annotations = [x for x in done.stdout.splitlines() if x.startswith("::")]
        self.said = done.stdout + done.stderr
        self.summary = (folder / "summary").read_text()
        self.outputs = dict(
            line.split("=", 1) for line in (folder / "outputs").read_text().splitlines()
        )


def act(repository: Repository, **given: str) -> Done:
    """The last step of the action, with inputs in the places that GitHub fills."""
    data = action()
    values = {name: each.get("default", "") for name, each in data["inputs"].items()}
    values |= {key.replace("_", "-"): value for key, value in given.items()}
    step = data["runs"]["steps"][-1]
    environment = {}
    for name, text in step["env"].items():
        found = re.match(r"\$\{\{ inputs\.([\w-]+)", str(text))
        assert found, text
        environment[name] = values[found[1]]
    folder = repository.folder.parent
    for name in ("summary", "outputs"):
        (folder / name).write_text("")
    done = repository.run(
        *("bash", "-e", "-o", "pipefail", "-c", step["run"]),
        code=None,
        GITHUB_STEP_SUMMARY=str(folder / "summary"),
        GITHUB_OUTPUT=str(folder / "outputs"),
        **environment,
    )
    return Done(done, folder)


def test_the_action_is_a_composite_that_gives_values_as_data() -> None:
    data = action()
    assert data["runs"]["using"] == "composite"
    for step in data["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert ("run" in step) == ("shell" in step)
    assert all(each["description"] for each in data["inputs"].values())


def test_all_is_well(repository: Repository) -> None:
    done = act(repository, base="HEAD")
    assert done.code == 0, done.said
    assert done.annotations == []
    assert [line for line in done.summary.splitlines() if line.startswith("- ")] == [
        "- check: fine",
        "- lint: fine",
        "- diff: fine",
    ]
    assert done.outputs == {"bump": "none"}
    assert repository.run("git", "status", "--porcelain").stdout == ""


def test_drift_is_annotated(repository: Repository) -> None:
    with (repository.folder / "out/shop/client.py").open("a") as file:
        file.write("# mine\n")
    done = act(repository, run="check lint")
    assert done.code == 1
    (annotation,) = done.annotations
    assert annotation.startswith("::error file=out/shop/client.py")
    assert "- check: **failed**" in done.summary
    assert "- lint: fine" in done.summary


def test_a_breaking_change_is_told(repository: Repository) -> None:
    repository.write("specs/shop.yaml", SPEC.replace("name: limit", "name: most"))
    repository.run("calgen", "generate", "-q")
    done = act(repository, base="HEAD")
    assert done.code == 0, done.said
    assert done.outputs == {"bump": "major"}
    assert "limit" in done.summary
    assert act(repository, base="HEAD", fail_on="breaking").code == 1


def test_no_base_no_diff(repository: Repository) -> None:
    done = act(repository)
    assert done.code == 0
    assert "- diff: nothing to compare with" in done.summary


def test_what_nobody_knows(repository: Repository) -> None:
    done = act(repository, run="check $(touch hacked) ;id")
    assert done.code == 1
    assert any("there is no" in each for each in done.annotations)
    assert not (repository.folder / "hacked").exists()


def test_an_input_that_cannot_be_read(repository: Repository) -> None:
    repository.write("specs/shop.yaml", "openapi: [")
    done = act(repository, base="HEAD")
    assert done.code == 1
    assert done.summary.count("**failed**") == 3

"""`generate --changelog`: what a new client changes for callers, entered once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from runkit import Calgen

SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: '1.0'}
paths:
  /things:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'204': {description: None}}
"""
NEXT = SPEC.replace("'1.0'", "'2.0'").replace("limit", "most")


def git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *who, *arguments], cwd=folder, env=environment, check=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@pytest.fixture
def project(tmp_path: Path, calgen: Calgen) -> Path:
    folder = tmp_path / "project"
    (folder / "specs").mkdir(parents=True)
    (folder / "specs" / "shop.yaml").write_text(SPEC)
    (folder / "calgen.toml").write_text('inputs = ["specs"]\noutput = "out"\n')
    git(tmp_path, "init", "-q", "project")
    assert calgen("generate", cwd=folder).code == 0
    commit(folder)
    return folder


def test_an_entry_for_what_changed(project: Path, calgen: Calgen) -> None:
    (project / "CHANGES.md").write_text("# Changelog\n\n## Shop 1.0\n\nThe first.\n")
    (project / "specs" / "shop.yaml").write_text(NEXT)
    asked = ("generate", "--changelog", "CHANGES.md")
    done = calgen(*asked, "--dry-run", cwd=project)
    assert done.code == 0
    assert "Shop 2.0" not in (project / "CHANGES.md").read_text()
    assert calgen(*asked, cwd=project).code == 0
    text = (project / "CHANGES.md").read_text()
    assert text.index("## Shop 2.0") < text.index("## Shop 1.0")
    assert text.endswith("The first.\n")
    assert "`things.get()` no longer takes `limit`" in text.replace("list()", "get()")
    assert calgen(*asked, cwd=project).code == 0
    assert (project / "CHANGES.md").read_text() == text
    # The next change is told from here, once this is committed.
    commit(project)
    (project / "specs" / "shop.yaml").write_text(NEXT.replace("/things", "/goods"))
    assert calgen(*asked, cwd=project).code == 0
    assert (project / "CHANGES.md").read_text().count("## Shop 2.0") == 2


def test_nothing_to_tell(project: Path, calgen: Calgen) -> None:
    done = calgen("generate", "--changelog", "CHANGES.md", cwd=project)
    assert done.code == 0
    assert not (project / "CHANGES.md").exists()
    # A first client changes nothing for anybody.
    asked = ("generate", "-o", "other", "--changelog", "CHANGES.md")
    assert calgen(*asked, cwd=project).code == 0
    assert not (project / "CHANGES.md").exists()


def test_inputs_that_nobody_committed(project: Path, calgen: Calgen) -> None:
    (project / "specs" / "shop.yaml").write_text(NEXT)
    assert calgen("generate", cwd=project).code == 0
    (project / "specs" / "shop.yaml").write_text(SPEC.replace("limit", "size"))
    done = calgen("generate", "--changelog", "CHANGES.md", cwd=project)
    assert done.code == 0
    assert "CG106" in done.stderr
    assert not (project / "CHANGES.md").exists()


def test_an_edited_client_gets_no_entry(project: Path, calgen: Calgen) -> None:
    (project / "specs" / "shop.yaml").write_text(NEXT)
    with (project / "out" / "shop" / "client.py").open("a") as file:
        file.write("# mine\n")
    done = calgen("generate", "--changelog", "CHANGES.md", cwd=project)
    assert done.code == 3
    assert not (project / "CHANGES.md").exists()


def test_outside_of_git(tmp_path: Path, calgen: Calgen) -> None:
    (tmp_path / "shop.yaml").write_text(SPEC)
    asked = ("generate", "--config", "none", "-i", "shop.yaml", "--changelog", "C.md")
    assert calgen(*asked, cwd=tmp_path).code == 0
    (tmp_path / "shop.yaml").write_text(NEXT)
    done = calgen(*asked, cwd=tmp_path)
    assert done.code == 2
    assert "CG101" in done.stderr
    lock = (tmp_path / "generated" / "calgen.lock").read_text()
    assert "limit" in (tmp_path / "generated" / "api.md").read_text(), lock

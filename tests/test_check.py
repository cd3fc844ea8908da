"""`check` and `generate` on an output that is there already."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

SPEC = """openapi: 3.1.0
info: {title: Stamps, version: '1'}
servers: [{url: https://stamps.example}]
paths:
  /stamps:
    get:
      tags: [Stamps]
      summary: List stamps
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: stamps
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Stamp'}}
components:
  schemas:
    Stamp:
      type: object
      properties: {country: {type: string}}
"""
ALBUM = """openapi: 3.1.0
info: {title: Stamps, version: '1'}
paths:
  /albums:
    get:
      tags: [Albums]
      responses:
        '200':
          description: albums
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Album'}}
components:
  schemas:
    Album: {type: object, properties: {title: {type: string}}}
"""
SETTINGS = 'inputs = ["specs"]\noutput = "client"\npackage = "stamps"\n'
RESOURCE = "stamps/resources/stamps.py"


class Project:
    """A folder with settings, two descriptions and their client."""

    def __init__(self, root: Path, calgen: Any) -> None:
        self.root = root
        self.output = root / "client"
        self._calgen = calgen
        (root / "specs").mkdir()
        (root / "calgen.toml").write_text(SETTINGS)
        (root / "specs" / "stamps.yaml").write_text(SPEC)
        (root / "specs" / "albums.yaml").write_text(ALBUM)
        assert self.run("generate").code == 0

    def run(self, *arguments: str) -> Any:
        return self._calgen(*arguments, cwd=self.root)

    def change(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    def edit(self) -> None:
        self.change(f"client/{RESOURCE}", "List stamps.", "List all stamps.")

    def tree(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def project(tmp_path: Path, calgen: Any) -> Project:
    return Project(tmp_path, calgen)


# --- check ------------------------------------------------------------------------------


def test_nothing_changed(project: Project) -> None:
    before = project.tree()
    done = project.run("check")
    assert done.code == 0
    assert done.stdout == ""
    assert "client is up to date" in done.stderr
    assert project.tree() == before


def test_an_edited_file(project: Project) -> None:
    project.edit()
    before = project.tree()
    done = project.run("check")
    assert done.code == 1
    assert f"client/{RESOURCE}: was edited by hand" in done.stdout
    assert '-        """List all stamps."""' in done.stdout
    assert '+        """List stamps."""' in done.stdout
    assert "because" not in done.stdout
    assert "1 of" in done.stderr
    assert project.tree() == before


@pytest.mark.parametrize("path", ["README.md", "pyproject.toml", "stamps/py.typed"])
def test_one_byte(project: Project, path: str) -> None:
    file = project.output / path
    file.write_bytes(file.read_bytes() + b"\n")
    done = project.run("check")
    assert done.code == 1
    assert f"client/{path}: was edited by hand" in done.stdout


def test_the_copied_runtime_is_checked_too(project: Project) -> None:
    file = project.output / "stamps" / "_core" / "unset.py"
    file.write_bytes(file.read_bytes() + b"\n")
    done = project.run("check")
    assert done.code == 1
    assert "client/stamps/_core/unset.py: was edited by hand" in done.stdout


def test_a_changed_fact(project: Project) -> None:
    project.change("specs/stamps.yaml", "{type: integer}", "{type: string}")
    done = project.run("check")
    assert done.code == 1
    assert f"client/{RESOURCE}: is not what the inputs make now" in done.stdout
    assert re.search(r"^ *-.*\blimit: int \| Unset = UNSET,", done.stdout, re.M)
    assert re.search(r"^ *\+.*\blimit: str \| Unset = UNSET,", done.stdout, re.M)
    assert "because: specs/stamps.yaml changed\n" in done.stdout
    assert not re.search(r"^client/\S*albums", done.stdout, re.M)


def test_an_input_whose_facts_stay(project: Project) -> None:
    """The lock names what the client was made from, so it differs too."""
    project.change("specs/stamps.yaml", "openapi: 3.1.0", "openapi: 3.1.0 # the latest")
    done = project.run("check")
    assert done.code == 1
    assert re.findall(r"^client/(\S+):", done.stdout, re.M) == ["calgen.lock"]
    assert "because: specs/stamps.yaml changed" in done.stdout


def test_a_changed_setting(project: Project) -> None:
    project.change("calgen.toml", 'package = "stamps"', 'package = "post"')
    done = project.run("check")
    assert done.code == 1
    assert "client/post/client.py: would be written, but is not there" in done.stdout
    assert "client/stamps/client.py: is no longer generated" in done.stdout
    assert "because: package changed" in done.stdout


def test_a_lock_of_another_version(project: Project) -> None:
    lock = json.loads((project.output / "calgen.lock").read_text())
    lock["tools"]["black"] = "1.0"
    (project.output / "calgen.lock").write_text(json.dumps(lock))
    done = project.run("check")
    assert done.code == 1
    assert re.search(
        r"because: black is \S+, the lock was written with 1.0", done.stdout
    )


def test_a_missing_file(project: Project) -> None:
    (project.output / RESOURCE).unlink()
    done = project.run("check")
    assert done.code == 1
    assert f"client/{RESOURCE}: was generated, but is gone" in done.stdout


def test_an_orphaned_file(project: Project) -> None:
    (project.root / "specs" / "albums.yaml").unlink()
    done = project.run("check")
    assert done.code == 1
    assert "client/stamps/resources/albums.py: is no longer generated" in done.stdout
    assert "because: specs/albums.yaml is gone" in done.stdout


def test_a_new_file(project: Project) -> None:
    more = ALBUM.replace("lbum", "uction")
    (project.root / "specs" / "more.yaml").write_text(more)
    done = project.run("check")
    assert done.code == 1
    assert "resources/auctions.py: would be written, but is not there" in done.stdout
    assert "because: specs/more.yaml is new" in done.stdout


def test_an_unlisted_file_is_nobodys_business(project: Project) -> None:
    (project.output / "stamps" / "own.py").write_text("MINE = True\n")
    assert project.run("check").code == 0


def test_no_output_at_all(project: Project) -> None:
    project.change("calgen.toml", '"client"', '"elsewhere"')
    done = project.run("check")
    assert done.code == 1
    assert "elsewhere/calgen.lock: would be written" in done.stdout
    assert not (project.root / "elsewhere").exists()


def test_json(project: Project) -> None:
    project.edit()
    project.change("specs/stamps.yaml", "{type: integer}", "{type: string}")
    for flags in (("--json",), ("--format", "json")):
        done = project.run("check", *flags)
        assert done.code == 1
        data = json.loads(done.stdout)
        states = {each["path"]: each["state"] for each in data["drift"]}
        assert states == {
            RESOURCE: "edited",
            "stamps/aio/stamps.py": "changed",
            "stamps/testing.json": "changed",
            "calgen.lock": "changed",
        }
        assert data["causes"] == ["specs/stamps.yaml changed"]
        assert data["target"] == "client"
        assert data["files"] > len(states)
        (edited,) = [each for each in data["drift"] if each["path"] == RESOURCE]
        assert edited["reason"] == "was edited by hand, or never was calgen's"
        assert "List all stamps" in edited["diff"]


def test_json_without_drift(project: Project) -> None:
    done = project.run("check", "--json")
    assert done.code == 0
    data = json.loads(done.stdout)
    assert data["drift"] == []
    assert data["causes"] == []
    assert data["diagnostics"] == []


def test_github(project: Project) -> None:
    project.change("specs/stamps.yaml", "{type: integer}", "{type: string}")
    done = project.run("check", "--format", "github")
    assert done.code == 1
    assert (
        f"::error file=client/{RESOURCE}::{RESOURCE} is not what the inputs make now "
        "(specs/stamps.yaml changed)\n" in done.stdout
    )
    assert all(line.startswith("::error ") for line in done.stdout.splitlines())


def test_quiet(project: Project) -> None:
    project.edit()
    done = project.run("check", "-q")
    assert done.code == 1
    assert (
        done.stdout == f"client/{RESOURCE}: was edited by hand, or never was calgen's\n"
    )
    assert done.stderr == ""


def test_bad_input_is_not_drift(project: Project) -> None:
    (project.root / "specs" / "albums.yaml").write_text("paths: [")
    assert project.run("check").code == 2


# --- generate ---------------------------------------------------------------------------


def test_the_second_time_nothing_is_written(project: Project) -> None:
    times = {p: p.stat().st_mtime_ns for p in project.output.rglob("*")}
    done = project.run("generate")
    assert done.code == 0
    count = len(project.tree())
    assert f"· 0 files written, {count} unchanged, 0 removed ·" in done.stderr
    assert {p: p.stat().st_mtime_ns for p in project.output.rglob("*")} == times


def test_a_changed_fact_is_written(project: Project) -> None:
    project.change("specs/stamps.yaml", "{type: integer}", "{type: string}")
    done = project.run("generate")
    assert "· 4 files written," in done.stderr
    assert "limit: str" in (project.output / RESOURCE).read_text()
    assert project.run("check").code == 0


def test_an_edited_file_stops_the_run(project: Project) -> None:
    project.edit()
    project.change("specs/albums.yaml", "title: {", "name: {")
    before = project.tree()
    done = project.run("generate")
    assert done.code == 3
    assert f"client/{RESOURCE}: edited by hand\n" in done.stderr
    assert "--force overwrites them, --keep-edits leaves them" in done.stderr
    assert project.tree() == before


def test_force(project: Project) -> None:
    project.edit()
    assert project.run("generate", "--force").code == 0
    assert "List all stamps" not in (project.output / RESOURCE).read_text()
    assert project.run("check").code == 0


def test_keep_edits(project: Project) -> None:
    project.edit()
    project.change("specs/albums.yaml", "title: {", "name: {")
    assert project.run("generate", "--keep-edits").code == 0
    assert "List all stamps" in (project.output / RESOURCE).read_text()
    assert any(b"name: str" in text for text in project.tree().values())
    # What is kept stays edited: nothing takes it for calgen's own work later.
    assert project.run("check").code == 1
    assert project.run("generate").code == 3


def test_force_and_keep_edits(project: Project) -> None:
    done = project.run("generate", "--force", "--keep-edits")
    assert done.code == 2
    assert "exclude each other" in done.stderr


def test_a_file_in_the_way_is_not_overwritten(project: Project) -> None:
    more = ALBUM.replace("lbum", "uction")
    (project.root / "specs" / "more.yaml").write_text(more)
    mine = project.output / "stamps" / "resources" / "auctions.py"
    mine.write_text("MINE = True\n")
    assert project.run("generate").code == 3
    assert mine.read_text() == "MINE = True\n"


def test_what_is_no_longer_made_is_removed(project: Project) -> None:
    (project.root / "specs" / "albums.yaml").unlink()
    done = project.run("generate")
    assert done.code == 0
    assert not [path for path in project.tree() if "album" in path]
    assert re.search(r", [1-9]\d* removed ·", done.stderr)
    assert project.run("check").code == 0


def test_what_is_no_longer_made_but_edited_stays(project: Project) -> None:
    (project.root / "specs" / "albums.yaml").unlink()
    path = project.output / "stamps" / "resources" / "albums.py"
    path.write_text("MINE = True\n")
    assert project.run("generate").code == 3
    assert path.exists()


def test_an_unlisted_file_stays(project: Project) -> None:
    own = [project.output / "NOTES", project.output / "stamps" / "own" / "mine.py"]
    for path in own:
        path.parent.mkdir(exist_ok=True)
        path.write_text("MINE = True\n")
    (project.root / "specs" / "albums.yaml").unlink()
    assert project.run("generate", "--force").code == 0
    assert all(path.read_text() == "MINE = True\n" for path in own)


def test_folders_that_become_empty_go(project: Project) -> None:
    project.change("calgen.toml", 'package = "stamps"', 'package = "post"')
    assert project.run("generate").code == 0
    assert not (project.output / "stamps").exists()
    assert (project.output / "post" / "client.py").exists()


def test_dry_run(project: Project) -> None:
    project.change("specs/stamps.yaml", "{type: integer}", "{type: string}")
    (project.root / "specs" / "albums.yaml").unlink()
    before = project.tree()
    done = project.run("generate", "--dry-run")
    assert done.code == 0
    assert f"would rewrite client/{RESOURCE}\n" in done.stdout
    assert "would remove client/stamps/resources/albums.py\n" in done.stdout
    assert project.tree() == before


def test_strict(project: Project) -> None:
    project.change("specs/stamps.yaml", "schemas/Stamp'", "schemas/Nowhere'")
    before = project.tree()
    done = project.run("generate", "--strict")
    assert done.code == 2
    assert "warning: " in done.stderr
    assert project.tree() == before
    assert project.run("generate").code == 0


def test_a_lock_that_is_none(project: Project) -> None:
    (project.output / "calgen.lock").write_text("<<<<<<< ours\n")
    before = project.tree()
    for command in ("check", "generate"):
        done = project.run(command)
        assert done.code == 2
        assert "client/calgen.lock is not a lock of this calgen" in done.stderr
    assert project.tree() == before


def test_the_lock_says_what_was_done(project: Project) -> None:
    lock = json.loads((project.output / "calgen.lock").read_text())
    assert lock["ledger"] == {"read": 2, "emitted": 2, "degraded": 0, "dropped": 0}
    assert sorted(lock["inputs"]) == ["specs/albums.yaml", "specs/stamps.yaml"]
    assert lock["names"]["operations"]["GET /stamps"] == "stamps.list"
    assert {*lock["files"], "calgen.lock"} == set(project.tree())


def test_no_write_through_a_link(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (project.output / "stamps" / "resources").rename(outside)
    (project.output / "stamps" / "resources").symlink_to(outside)
    project.change("specs/stamps.yaml", "{type: integer}", "{type: string}")
    before = (outside / "stamps.py").read_bytes()
    done = project.run("generate")
    assert done.code == 2
    assert "symbolic link" in done.stderr
    assert (outside / "stamps.py").read_bytes() == before

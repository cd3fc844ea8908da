"""Runs after the first: what has not changed is not done again, and nobody can tell."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editkit import EDITS, Document, edited
from runkit import Calgen, Same, files

ROOT = Path(__file__).parent.parent
SPEC: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1.0"},
    "servers": [{"url": "https://shop.example"}],
    "tags": [{"name": "Things"}],
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "tags": ["Things"],
                "description": "Rate limited to 30 requests per minute.",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}}
                ],
                "responses": {
                    "200": {
                        "description": "All",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Thing"},
                                }
                            }
                        },
                    }
                },
            },
            "post": {
                "operationId": "createThing",
                "tags": ["Things"],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Thing"}
                        }
                    }
                },
                "responses": {"204": {"description": "Done"}},
            },
        },
        "/things/{thingId}": {
            "get": {
                "operationId": "getThing",
                "tags": ["Things"],
                "parameters": [
                    {
                        "name": "thingId",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "One",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Thing"}
                            }
                        },
                    }
                },
            }
        },
        "/shelves": {
            "get": {
                "operationId": "listShelves",
                "responses": {
                    "200": {
                        "description": "All",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Shelf"}
                            }
                        },
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id", "kind"],
                "properties": {
                    "id": {"type": "string", "readOnly": True},
                    "kind": {"enum": ["small", "large"]},
                    "owner": {"$ref": "#/components/schemas/Owner"},
                },
            },
            "Owner": {
                "type": "object",
                "properties": {"name": {"type": "string"}},
            },
            "Shelf": {
                "type": "object",
                "properties": {"room": {"type": ["integer", "null"]}},
            },
        }
    },
}


@pytest.mark.parametrize("seed", range(2))
def test_random_edits_one_after_another(same: Same, seed: int) -> None:
    chance = random.Random(seed)
    document = SPEC
    same(json.dumps(document))
    for _ in range(6):
        _, document = edited(document, chance)
        same(json.dumps(document))


@pytest.mark.parametrize("edit", EDITS, ids=lambda each: each.__name__)
def test_each_edit(
    same: Same, edit: Callable[[Document, random.Random], object]
) -> None:
    same(json.dumps(SPEC))
    document = json.loads(json.dumps(SPEC))
    edit(document, random.Random(1))
    same(json.dumps(document))


def test_another_template_another_output(
    calgen: Calgen, cache: Path, tmp_path: Path
) -> None:
    """A partial that many files use, a file, and what a template takes from the whole."""
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    own = tmp_path / "own"
    own.mkdir()
    asked = ("generate", "--config", "none", "-i", "spec.json", "--templates", "own")

    def made() -> dict[str, bytes]:
        assert calgen(*asked, "-o", "out", cwd=tmp_path).code == 0
        return files(tmp_path / "out")

    plain = made()
    block = '{% extends "default/_method.py.jinja" %}{% block call %}        # mine\n{{ super() }}{% endblock %}'
    (own / "_method.py.jinja").write_text(block)
    mine = made()
    assert b"# mine" in mine["shop/resources/things.py"]
    (own / "calls.txt.jinja").write_text(
        "{{ package.count }} {{ package.methods | length }}"
    )
    assert made()["calls.txt"] == b"4 4"
    fewer = json.loads(json.dumps(SPEC))
    del fewer["paths"]["/shelves"]
    (tmp_path / "spec.json").write_text(json.dumps(fewer))
    assert made()["calls.txt"] == b"3 3"
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    for each in own.iterdir():
        each.unlink()
    assert made() == plain


def test_a_fault_in_a_template_reads_the_same_with_a_cache(
    calgen: Calgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.txt.jinja").write_text("{{ package.nothing }}")
    asked = ("generate", "--config", "none", "-i", "spec.json", "--templates", "own")
    without = calgen(*asked, cwd=tmp_path)
    monkeypatch.setenv("CALGEN_CACHE_DIR", str(tmp_path / "cache"))
    assert calgen(*asked, cwd=tmp_path) == without
    assert without.code == 2
    assert "nothing" in without.stderr


@pytest.mark.parametrize("harm", [b"", b"not a pickle", None, "one byte"])
def test_a_damaged_cache_costs_time_only(
    calgen: Calgen, cache: Path, tmp_path: Path, harm: bytes | str | None
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    asked = ("generate", "--config", "none", "-i", "spec.json", "-o", "out")
    assert calgen(*asked, cwd=tmp_path).code == 0
    before = files(tmp_path / "out")
    kept = [path for path in cache.rglob("results/*/*") if path.is_file()]
    assert len(kept) > 4
    for path in kept:
        content = path.read_bytes()
        half = len(content) // 2
        other = bytes([content[half] ^ 1])
        path.write_bytes(
            content[:half] + other + content[half + 1 :]
            if isinstance(harm, str)
            else content[:half] if harm is None else harm
        )
    shutil.rmtree(tmp_path / "out")
    assert calgen(*asked, cwd=tmp_path).code == 0
    assert files(tmp_path / "out") == before


def test_a_cache_that_cannot_be_written(
    calgen: Calgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CALGEN_CACHE_DIR", str(tmp_path / "file" / "cache"))
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    asked = ("generate", "--config", "none", "-i", "spec.json", "-o", "out")
    assert calgen(*asked, cwd=tmp_path).code == 0
    assert calgen("check", *asked[1:], cwd=tmp_path).code == 0


# --- what nobody has changed ---------------------------------------------------------------


class Process:
    """calgen as people start it, with a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "CALGEN_CACHE_DIR": str(folder / "cache"),
            "PYTHONPATH": str(ROOT),
        }

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """What it says on stderr."""
        done = subprocess.run(
            [sys.executable, "-m", "calgen", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stderr

    def imported(self, *arguments: str) -> set[str]:
        """The modules that a run imports."""
        code = (
            "import sys; from calgen.cli import main\n"
            f"sys.argv = ['calgen', *{list(arguments)!r}]\n"
            "try: main()\nexcept SystemExit: pass\n"
            "print(*sys.modules, sep='\\n')"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return set(done.stdout.split())


@pytest.fixture
def process(tmp_path: Path) -> Process:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "spec.json").write_text(json.dumps(SPEC))
    (tmp_path / "calgen.toml").write_text('inputs = ["specs"]\noutput = "out"\n')
    return Process(tmp_path)


def test_no_change_is_answered_without_the_engines(process: Process) -> None:
    first = process("generate")
    assert "0 unchanged" in first
    again = process("generate")
    assert "nothing to do" in again
    assert "is up to date" in process("check")
    for command in ("generate", "check"):
        modules = process.imported(command)
        engines = {"jinja2", "datamodel_code_generator", "black", "click", "pydantic"}
        assert not modules & engines
        assert not {each for each in modules if each.startswith("calgen.pipeline")}


def test_warnings_are_said_each_time(process: Process) -> None:
    document = json.loads(json.dumps(SPEC))
    document["paths"]["/things"]["get"]["parameters"].append(
        {"name": "ghost", "in": "path", "required": True, "schema": {}}
    )
    spec = process.folder / "specs" / "spec.json"
    spec.write_text(json.dumps(document))
    first, second = process("generate"), process("generate")
    assert "specs/spec.json:1:" in second
    assert second.splitlines()[:-1] == first.splitlines()[:-1]
    assert "error" in process("generate", "--strict", code=2)
    assert "warning" not in process("generate", "-q")
    assert "warning" not in process("generate", "-q")


def _edit_input(folder: Path) -> None:
    path = folder / "specs" / "spec.json"
    path.write_text(path.read_text().replace('"1.0"', '"1.1"'))


def _add_input(folder: Path) -> None:
    document = {**SPEC, "paths": {"/more": SPEC["paths"]["/shelves"]}}
    (folder / "specs" / "more.json").write_text(json.dumps(document))


def _edit_settings(folder: Path) -> None:
    with (folder / "calgen.toml").open("a") as file:
        file.write('package = "other"\n')


def _edit_output(folder: Path) -> None:
    with (folder / "out" / "shop" / "client.py").open("a") as file:
        file.write("# mine\n")


def _lose_output(folder: Path) -> None:
    (folder / "out" / "shop" / "client.py").unlink()


def _edit_lock(folder: Path) -> None:
    path = folder / "out" / "calgen.lock"
    path.write_text(path.read_text().replace('"read": 4', '"read": 5'))


@pytest.mark.parametrize(
    "change",
    [
        _edit_input,
        _add_input,
        _edit_settings,
        _edit_output,
        _lose_output,
        _edit_lock,
    ],
)
def test_every_change_is_seen(process: Process, change: Callable[[Path], None]) -> None:
    process("generate")
    process("check")
    change(process.folder)
    process("check", code=1)
    process("generate", "--force")
    assert "up to date" in process("check")


def test_a_reference_that_led_nowhere(process: Process) -> None:
    document = json.loads(json.dumps(SPEC))
    document["components"]["schemas"]["Owner"] = {"$ref": "../parts/owner.json"}
    (process.folder / "specs" / "spec.json").write_text(json.dumps(document))
    parts = process.folder / "parts"
    parts.mkdir()
    allowed = ("--allow-remote", "parts")
    assert "owner.json" in process("generate", *allowed)
    assert "nothing to do" in process("generate", *allowed)
    (parts / "owner.json").write_text(
        json.dumps(SPEC["components"]["schemas"]["Owner"])
    )
    assert "nothing to do" not in process("generate", *allowed)
    (parts / "owner.json").write_text('{"type": "string"}')
    process("check", *allowed, code=1)


def test_a_template_of_ones_own(process: Process) -> None:
    own = process.folder / "own"
    own.mkdir()
    with (process.folder / "calgen.toml").open("a") as file:
        file.write('templates = "own"\n')
    process("generate")
    (own / ".hidden.jinja").write_text("{{ package.title }}")
    process("check", code=1)
    process("generate")
    assert (process.folder / "out" / ".hidden").read_text() == "Shop"
    (own / ".hidden.jinja").write_text("{{ package.count }}")
    process("check", code=1)


def test_a_profile_of_ones_own(process: Process) -> None:
    own = process.folder / "house"
    own.mkdir()
    (own / "profile.yaml").write_text("server: https://one.example\n")
    process("generate", "--profile", "house")
    assert "up to date" in process("check", "--profile", "house")
    (own / "profile.yaml").write_text("server: https://two.example\nenvelopes: []\n")
    assert "nothing to do" not in process("generate", "--profile", "house")
    (own / "names.yaml").write_text("verbs: [['GET item', 'fetch']]\n")
    process("check", "--profile", "house", code=1)


def test_standard_input_is_read_each_time(process: Process) -> None:
    for version in ("1.0", "2.0"):
        document: dict[str, Any] = {
            **SPEC,
            "info": {"title": "Shop", "version": version},
        }
        done = subprocess.run(
            [
                *(sys.executable, "-m", "calgen", "generate", "--config", "none"),
                *("-i", "-", "--stdin-name", "spec.json", "-o", "piped"),
            ],
            cwd=process.folder,
            env=process.environment,
            input=json.dumps(document),
            capture_output=True,
            text=True,
            check=True,
        )
        assert "nothing to do" not in done.stderr
        text = (process.folder / "piped" / "pyproject.toml").read_text()
        assert f'version = "{version}"' in text


def test_settings_that_are_looked_for_first(process: Process) -> None:
    text = (process.folder / "calgen.toml").read_text()
    (process.folder / "calgen.toml").unlink()
    (process.folder / "pyproject.toml").write_text(f"[tool.calgen]\n{text}")
    process("generate")
    assert "up to date" in process("check")
    (process.folder / "calgen.toml").write_text(f"{text}package = 'near'\n")
    process("check", code=1)


def test_links_that_lead_somewhere_else(process: Process) -> None:
    """The same bytes at another place have other neighbours."""
    for name, kind in (("v1", "string"), ("v2", "integer")):
        document = json.loads(json.dumps(SPEC))
        document["components"]["schemas"]["Owner"] = {"$ref": "owner.json"}
        folder = process.folder / name
        folder.mkdir()
        (folder / "api.json").write_text(json.dumps(document))
        owner = {"type": "object", "properties": {"name": {"type": kind}}}
        (folder / "owner.json").write_text(json.dumps(owner))
    link = process.folder / "api.json"
    link.symlink_to("v1/api.json")
    asked = ("--config", "none", "-i", "api.json", "-o", "linked")
    process("generate", *asked)
    assert "up to date" in process("check", *asked)
    link.unlink()
    link.symlink_to("v2/api.json")
    process("check", *asked, code=1)


def test_a_folder_where_a_file_should_be(process: Process) -> None:
    document = json.loads(json.dumps(SPEC))
    document["components"]["schemas"]["Owner"] = {"$ref": "parts/owner.json"}
    (process.folder / "specs" / "spec.json").write_text(json.dumps(document))
    wrong = process.folder / "specs" / "parts" / "owner.json"
    wrong.mkdir(parents=True)
    assert "owner.json" in process("generate")
    assert "nothing to do" in process("generate")
    wrong.rmdir()
    wrong.write_text(json.dumps({"type": "object", "properties": {"a": {}}}))
    process("check", code=1)


def test_the_order_of_a_profile_counts(process: Process) -> None:
    own = process.folder / "house"
    own.mkdir()
    rules = ["    'ALL': 'SOME'", "    'MOST': 'FEW'"]
    start = "scopes:\n  implies:\n"
    (own / "profile.yaml").write_text(start + "\n".join(rules) + "\n")
    process("generate", "--profile", "house")
    (own / "profile.yaml").write_text(start + "\n".join(rules[::-1]) + "\n")
    process("check", "--profile", "house", code=1)


def test_flags_of_one_command_are_none_of_the_other(process: Process) -> None:
    process("generate", "--depfile", "d", "--depfile-target", "x")
    assert "No such option" in process("check", "--depfile-target", "x", code=2)


def test_a_template_that_looks_at_the_whole(
    calgen: Calgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.txt.jinja").write_text(
        "{{ package | string }} {{ package == 1 }}"
    )
    asked = ("generate", "--config", "none", "-i", "spec.json", "--templates", "own")
    assert calgen(*asked, "-o", "plain", cwd=tmp_path).code == 0
    monkeypatch.setenv("CALGEN_CACHE_DIR", str(tmp_path / "cache"))
    assert calgen(*asked, "-o", "kept", cwd=tmp_path).code == 0
    text = (tmp_path / "plain" / "a.txt").read_text()
    assert (tmp_path / "kept" / "a.txt").read_text() == text
    assert text.startswith("Package(")


def test_what_lies_beside_the_cache_is_not_ours(
    calgen: Calgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "empty").mkdir(parents=True)
    old = home / "results" / "thesis.txt"
    old.parent.mkdir()
    old.write_text("mine")
    os.utime(old, (1, 1))
    monkeypatch.setenv("CALGEN_CACHE_DIR", str(home))
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    asked = ("generate", "--config", "none", "-i", "spec.json", "-o", "out")
    assert calgen(*asked, cwd=tmp_path).code == 0
    (kept,) = home.glob("calgen-*")
    assert list(kept.glob("results/*/*"))
    aged = next(kept.glob("results/*/*"))
    os.utime(aged, (1, 1))
    os.utime(kept / "CACHEDIR.TAG", (1, 1))
    assert calgen(*asked[:-1], "other", cwd=tmp_path).code == 0
    assert not aged.exists()
    assert old.read_text() == "mine"
    assert (home / "empty").is_dir()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights as POSIX has them")
def test_a_cache_that_others_may_write_is_not_believed(
    calgen: Calgen, cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    asked = ("generate", "--config", "none", "-i", "spec.json", "-o", "out")
    assert calgen(*asked, cwd=tmp_path).code == 0
    (kept,) = cache.glob("calgen-*")
    assert kept.stat().st_mode & 0o077 == 0
    kept.chmod(0o777)
    before = files(cache)
    (tmp_path / "spec.json").write_text(
        json.dumps({**SPEC, "info": {"title": "New", "version": "1"}})
    )
    assert calgen(*asked, "--package", "new", cwd=tmp_path).code == 0
    assert files(cache) == before

"""Overlays as a user meets them: flags, settings, the lock, pages, and bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

API = """openapi: 3.1.0
info: {title: Books, version: '1'}
servers: [{url: https://books.example}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [Books]
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses: {'204': {description: none}}
  /internal:
    get: {operationId: debug, tags: [Internal], responses: {'204': {description: none}}}
"""
FIX = """overlay: 1.1.0
info: {title: Corrections, version: '1'}
actions:
  - target: $.paths['/internal']
    remove: true
  - target: $.paths['/books'].get.parameters
    update: {name: limit, in: query, schema: {type: integer}}
"""
FLAGS = ("-i", "api.yaml", "-o", "out", "--package", "books", "--config", "none")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "api.yaml").write_text(API)
    (tmp_path / "fix.yaml").write_text(FIX)
    return tmp_path


def operations(done: Any) -> list[str]:
    assert done.code == 0, done.stderr
    return [each["name"] for each in json.loads(done.stdout)["operations"]]


def test_generate_makes_the_client_of_the_changed_document(
    folder: Path, calgen: Any
) -> None:
    done = calgen("generate", *FLAGS, "--overlay", "fix.yaml", cwd=folder)
    assert done.code == 0, done.stderr
    assert "1 operation in, 1 out" in done.stderr
    assert "[CG038]" not in done.stderr, "a note, for those who ask"
    made = (folder / "out" / "books" / "resources" / "books.py").read_text()
    assert "limit: int" in made
    assert not (folder / "out" / "books" / "resources" / "internal.py").exists()
    lock = json.loads((folder / "out" / "calgen.lock").read_text())
    assert set(lock["inputs"]) == {"api.yaml", "fix.yaml"}
    assert lock["settings"]["overlays"] == "fix.yaml"


def test_without_overlays_the_lock_says_nothing_of_them(
    folder: Path, calgen: Any
) -> None:
    assert calgen("generate", *FLAGS, cwd=folder).code == 0
    lock = json.loads((folder / "out" / "calgen.lock").read_text())
    assert "overlays" not in lock["settings"]
    assert set(lock["inputs"]) == {"api.yaml"}


def test_check_names_an_overlay_that_changed(folder: Path, calgen: Any) -> None:
    flags = (*FLAGS, "--overlay", "fix.yaml")
    assert calgen("generate", *flags, cwd=folder).code == 0
    assert calgen("check", *flags, cwd=folder).code == 0
    (folder / "fix.yaml").write_text(FIX.replace("limit", "take"))
    done = calgen("check", *flags, cwd=folder)
    assert done.code == 1
    assert "because: fix.yaml changed" in done.stdout
    gone = calgen("check", *FLAGS, cwd=folder)
    assert gone.code == 1
    assert "because: fix.yaml is gone" in gone.stdout


def test_the_order_of_overlays_is_theirs(folder: Path, calgen: Any) -> None:
    head = "overlay: 1.0.0\ninfo: {title: a, version: '1'}\nactions:\n"
    for name in ("one", "two"):
        action = f"  - {{target: $.info.title, update: {name}}}\n"
        (folder / f"{name}.yaml").write_text(head + action)
    one, two = ("--overlay", "one.yaml"), ("--overlay", "two.yaml")
    assert calgen("generate", *FLAGS, *two, *one, cwd=folder).code == 0
    assert calgen("check", *FLAGS, *two, *one, cwd=folder).code == 0
    readme = (folder / "out" / "README.md").read_text()
    assert "client for one" in readme
    done = calgen("check", *FLAGS, *one, *two, cwd=folder)
    assert done.code == 1
    assert "because: overlays changed" in done.stdout


def test_settings_name_overlays_from_their_own_folder(
    folder: Path, calgen: Any
) -> None:
    (folder / "calgen.toml").write_text(
        "inputs = ['api.yaml']\noverlays = ['fix.yaml']\n"
    )
    (folder / "below").mkdir()
    here = calgen("inspect", "--json", cwd=folder)
    below = calgen("inspect", "--json", cwd=folder / "below")
    assert operations(here) == operations(below) == ["books.list"]


def test_flags_win_over_settings(folder: Path, calgen: Any) -> None:
    (folder / "calgen.toml").write_text(
        "inputs = ['api.yaml']\noverlays = ['fix.yaml']\n"
    )
    (folder / "other.yaml").write_text(FIX.replace("/internal", "/books", 1))
    text = (folder / "other.yaml").read_text()
    (folder / "other.yaml").write_text(text[: text.rindex("  - target")])
    done = calgen("inspect", "--json", "--overlay", "other.yaml", cwd=folder)
    assert operations(done) == ["internal.get"] or len(operations(done)) == 1
    assert "books.list" not in operations(done)


def test_an_overlay_in_the_folder_of_inputs(folder: Path, calgen: Any) -> None:
    """It is no API description, and is read once for what it is."""
    flags = ("-i", ".", "-o", "../out", "--package", "books", "--config", "none")
    done = calgen("generate", *flags, "--overlay", "fix.yaml", cwd=folder)
    assert done.code == 0, done.stderr
    lock = json.loads((folder.parent / "out" / "calgen.lock").read_text())
    assert set(lock["inputs"]) == {"api.yaml", "fix.yaml"}


def test_pages_are_changed_like_documents(folder: Path, calgen: Any) -> None:
    (folder / "page.md").write_text(f"# Books\n\n```yaml\n{API}```\n")
    flags = ("-i", "page.md", "--config", "none", "--overlay", "fix.yaml")
    done = calgen("inspect", "--json", *flags, cwd=folder)
    assert operations(done) == ["books.list"]
    (one,) = json.loads(done.stdout)["operations"]
    assert one["path"] == "/books"


def test_facts_of_an_overlay_have_their_origin_in_it(folder: Path, calgen: Any) -> None:
    (folder / "fix.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: a, version: '1'}\nactions:\n"
        "  - target: $.paths['/books'].get\n    update:\n      deprecated: true\n"
    )
    flags = ("-i", "api.yaml", "--config", "none", "--overlay", "fix.yaml")
    done = calgen("inspect", "books.list", *flags, cwd=folder)
    assert "operationId listBooks, at api.yaml:6:5" in done.stdout
    assert "spec fix.yaml:6:7" in done.stdout


def test_lint_points_behind_what_was_removed(folder: Path, calgen: Any) -> None:
    (folder / "api.yaml").write_text(
        API.replace(
            "[{name: q, in: query, schema: {type: string}}]",
            "\n        - {name: q, in: query, schema: {type: string}}"
            "\n        - {name: r, in: query, schema: {type: array}}",
        )
    )
    (folder / "fix.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: a, version: '1'}\nactions:\n"
        "  - target: $.paths['/books'].get.parameters[?@.name == 'q']\n"
        "    remove: true\n"
    )
    flags = ("-i", "api.yaml", "--config", "none", "--overlay", "fix.yaml")
    done = calgen("lint", *flags, "--select", "CG088", cwd=folder)
    assert "api.yaml:11:" in done.stdout
    assert "name: r" in done.stdout


# --- bad ones ---------------------------------------------------------------------------------


def refused(folder: Path, calgen: Any, *flags: str) -> str:
    done = calgen("generate", *FLAGS, *flags, cwd=folder)
    assert done.code == 2, done.stderr
    assert not (folder / "out").exists()
    return str(done.stderr)


def test_a_missing_overlay(folder: Path, calgen: Any) -> None:
    said = refused(folder, calgen, "--overlay", "nowhere.yaml")
    assert "cannot read the overlay nowhere.yaml" in said
    assert "[CG001]" in said


def test_a_missing_overlay_of_the_settings(folder: Path, calgen: Any) -> None:
    (folder / "calgen.toml").write_text(
        "inputs = ['api.yaml']\noverlays = [\n  'fix.yaml',\n  'nowhere.yaml',\n]\n"
    )
    done = calgen("generate", cwd=folder)
    assert done.code == 2
    assert "calgen.toml:4:3: error: cannot read the overlay nowhere.yaml" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "fix.yaml:1:1: error: an overlay must be an object"),
        (b"\xff\xfe", "fix.yaml:1:1: error: not UTF-8 text [CG003]"),
        (b"actions: [", "fix.yaml:1:"),
        (b"[" * 100_000, "fix.yaml:1:"),
        (b'{"overlay": "1.1.0", }', "fix.yaml:1:"),
        (API.encode(), "fix.yaml:1:1: error: this is no overlay of version 1.0 or 1.1"),
        (FIX.replace("update", "udpate").encode(), "did you mean `update`?"),
        (FIX.replace("$.paths['/internal']", "$..[").encode(), "fix.yaml:4:5: error: "),
        (FIX.replace("parameters\n", "tags[0]\n").encode(), "fix.yaml:7:5: error: "),
    ],
)
def test_a_bad_overlay(content: bytes, said: str, folder: Path, calgen: Any) -> None:
    (folder / "fix.yaml").write_bytes(content)
    found = refused(folder, calgen, "--overlay", "fix.yaml")
    assert said in found
    assert len(found) < 2000


def test_an_overlay_that_does_nothing_fails_when_strict(
    folder: Path, calgen: Any
) -> None:
    (folder / "fix.yaml").write_text(FIX.replace("/internal", "/intrenal"))
    flags = (*FLAGS, "--overlay", "fix.yaml")
    done = calgen("generate", *flags, cwd=folder)
    assert done.code == 0
    assert "fix.yaml:4:5: warning: nothing is selected by" in done.stderr
    assert calgen("generate", *flags, "--strict", cwd=folder).code == 2


def test_an_overlay_that_extends_something_else(folder: Path, calgen: Any) -> None:
    (folder / "fix.yaml").write_text(f"extends: other.yaml\n{FIX}")
    done = calgen("generate", *FLAGS, "--overlay", "fix.yaml", cwd=folder)
    assert done.code == 0
    assert "fix.yaml:1:1: warning: the overlay extends 'other.yaml'" in done.stderr
    assert "2 operations in, 2 out" in done.stderr


def test_an_overlay_may_not_leave_nothing(folder: Path, calgen: Any) -> None:
    (folder / "fix.yaml").write_text(
        FIX[: FIX.rindex("  - target")].replace("['/internal']", "")
    )
    said = refused(folder, calgen, "--overlay", "fix.yaml")
    assert "[CG067]" in said or "[CG004]" in said


def test_an_overlay_is_no_input(folder: Path, calgen: Any) -> None:
    said = refused(folder, calgen, "-i", "fix.yaml")
    assert "an overlay is given with --overlay" in said

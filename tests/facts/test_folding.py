"""What is wrong with the facts of a route is said once all readings of it are one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HEADER = "ferries-version"
NOTE = "<Note>Nobody sails on Mondays.</Note>"


def document(schema: dict[str, Any], text: str = "", path: str = "/parcels") -> str:
    operation = {
        "description": text,
        "parameters": [{"name": HEADER, "in": "header", "schema": schema}],
        "responses": {"204": {"description": ""}},
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Ferries", "version": "1"},
            "servers": [{"url": "https://api.ferries.example"}],
            "paths": {path: {"get": operation}},
        }
    )


def page(text: str = "") -> str:
    call = (
        "curl --request GET \\\n--url https://api.ferries.example/parcels \\\n"
        f"--header '{HEADER}: <{HEADER}>'\n"
    )
    return f'{call}{{"id": 7}}\n{text}\n{call}{{"id": 7}}\n'


def codes(calgen: Any, folder: Path, texts: dict[str, str], *flags: str) -> list[str]:
    inputs = []
    for name, text in texts.items():
        (folder / name).write_text(text)
        inputs += ["-i", name]
    done = calgen("inspect", *inputs, *flags, "--config", "none", "--json", cwd=folder)
    assert done.code == 0, done.stderr
    return [each["code"] for each in json.loads(done.stdout)["diagnostics"]]


STATED = {"const": "2025-01-01"}


def test_a_value_that_another_reading_states(calgen: Any, tmp_path: Path) -> None:
    both = {"api.json": document(STATED), "page.txt": page()}
    assert codes(calgen, tmp_path, both, "--strict") == []
    alone = {"page.txt": page()}
    assert codes(calgen, tmp_path, alone) == ["CG051"]


def test_a_value_that_only_the_page_states(calgen: Any, tmp_path: Path) -> None:
    told = page(f"The `{HEADER}` header must be set to 2025-01-01.")
    both = {"api.json": document({"type": "string"}), "page.txt": told}
    assert codes(calgen, tmp_path, both, "--strict") == []


def test_a_value_that_nobody_states_is_said_once(calgen: Any, tmp_path: Path) -> None:
    both = {"api.json": document({"type": "string"}), "page.txt": page()}
    assert codes(calgen, tmp_path, both) == ["CG051"]


def test_notes_of_all_readings_that_are_used(calgen: Any, tmp_path: Path) -> None:
    both = {"api.json": document(STATED, NOTE), "page.txt": page("<Note>Or so.</Note>")}
    assert codes(calgen, tmp_path, both) == ["CG050", "CG050"]


@pytest.mark.parametrize(
    ("schema", "text", "code"),
    [
        ({"type": "string"}, "", "CG051"),
        ({"default": "2024-01-01", "example": "2025-01-01"}, "", "CG052"),
        ({"enum": ["2024-01-01", "2025-01-01"]}, "2026-01-01", "CG053"),
        (STATED, NOTE, "CG050"),
    ],
)
def test_what_is_left_out_says_nothing(
    calgen: Any, tmp_path: Path, schema: dict[str, Any], text: str, code: str
) -> None:
    if code == "CG053":
        text = f"The `{HEADER}` header must be set to {text}."
    both = {
        "one.json": document(schema, text),
        "other.json": document(STATED, path="/berths"),
    }
    assert codes(calgen, tmp_path, both) == [code]
    left = codes(calgen, tmp_path, both, "--exclude", "/parcels", "--strict")
    assert left == ["CG060"]


def test_pages_and_the_published_description(
    calgen: Any, corpus: Path, tmp_path: Path
) -> None:
    """No page is blamed for a version that the description states."""
    flags: list[object] = []
    for path in (*sorted((corpus / "pages").iterdir()), "corpus/specs/calcom.json"):
        flags += ["-i", corpus / path]
    done = calgen("inspect", *flags, "--config", "none", "--json", cwd=tmp_path)
    assert done.code == 0, done.stderr
    data = json.loads(done.stdout)
    valueless = {
        f"{each['method']} {each['path']}"
        for each in data["operations"]
        if each["version"] and each["version"]["value"] is None
    }
    told = [each for each in data["diagnostics"] if each["code"] == "CG051"]
    assert len(told) == len(valueless)
    names = {each["place"]["path"].rpartition("/")[2] for each in told}
    assert names <= {"docs-dump.txt"}

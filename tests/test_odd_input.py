"""Documents, settings, locks and templates that are odd but parse: never a traceback."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calgen.files import BadLock, is_inside, read_lock

Run = Callable[..., Any]

OPERATION = {"get": {"responses": {"200": {"description": ""}}}}


def document(**parts: object) -> dict[str, object]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Odd", "version": "1"},
        "paths": {"/a": OPERATION},
        **parts,
    }


def answering(schema: object) -> dict[str, object]:
    content = {"application/json": {"schema": schema}}
    return {"/a": {"get": {"responses": {"200": {"content": content}}}}}


ODD = {
    "half a character": document(info={"title": "\ud800", "version": "1"}),
    "half a character in a path": document(paths={"/a\udc00b": OPERATION}),
    "a long version": document(info={"title": "Odd", "version": "1" * 5000}),
    "schemas in a list": document(
        paths=answering({"$ref": "#/components/schemas/0"}),
        components={"schemas": [{"type": "string"}]},
    ),
    "a mapping to a response": document(
        paths=answering({"$ref": "#/components/schemas/A"}),
        components={
            "responses": {"R": {"description": ""}},
            "schemas": {
                "A": {
                    "type": "object",
                    "properties": {"k": {"type": "string"}},
                    "discriminator": {
                        "propertyName": "k",
                        "mapping": {"r": "#/components/responses/R"},
                    },
                }
            },
        },
    ),
    "names that differ in case": document(
        paths=answering(
            {
                "anyOf": [
                    {"$ref": f"#/components/schemas/{n}"} for n in ("ab", "aB", "AB")
                ]
            }
        ),
        components={
            "schemas": {
                name: {"type": "object", "properties": {name: {"type": "string"}}}
                for name in ("ab", "aB", "AB")
            }
        },
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_documents_are_generated(name: str, calgen: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(json.dumps(ODD[name]))
    done = calgen(
        *("generate", "-i", "odd.json", "-o", "out", "--config", "none"),
        *("--package", "odd_client"),
        cwd=tmp_path,
    )
    assert done.code == 0, done.stderr
    for path in (tmp_path / "out").rglob("*.py"):
        compile(path.read_text(), str(path), "exec")


def test_a_number_that_no_machine_reads(calgen: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text('{"openapi": "3.0.0", "x": ' + "9" * 6000 + "}")
    done = calgen("generate", "-i", "odd.json", "--config", "none", cwd=tmp_path)
    assert done.code == 2
    assert "odd.json:1:1: error: cannot be read" in done.stderr


def test_schemes_of_one_class_name_get_two(calgen: Run, tmp_path: Path) -> None:
    scheme = {"type": "apiKey", "in": "header"}
    odd = document(
        components={
            "securitySchemes": {
                "api-key": {**scheme, "name": "X-One"},
                "api_key": {**scheme, "in": "query", "name": "two"},
            }
        },
        security=[{"api-key": []}, {"api_key": []}],
    )
    (tmp_path / "odd.json").write_text(json.dumps(odd))
    calgen(
        *("generate", "-i", "odd.json", "-o", "out", "--config", "none"),
        *("--package", "odd_client"),
        cwd=tmp_path,
    )
    auth = (tmp_path / "out" / "odd_client" / "auth.py").read_text()
    assert "class ApiKeyAuth(ApiKey)" in auth
    assert "class ApiKeyQueryAuth(ApiKey)" in auth


def test_messages_hold_nothing_that_a_terminal_obeys(
    calgen: Run, tmp_path: Path
) -> None:
    odd = document(
        paths=answering({"$ref": "#/nope\u001b[31m\nforged.yaml:1:1: error"})
    )
    (tmp_path / "odd.json").write_text(json.dumps(odd))
    done = calgen(
        *("generate", "-i", "odd.json", "-o", "out", "--config", "none"), cwd=tmp_path
    )
    assert "\x1b" not in done.stderr
    assert "\nforged" not in done.stderr


@pytest.mark.parametrize(
    "settings",
    [
        '[rename]\n"GET /a" = 5\n',
        "clients = 5\n",
        "[clients]\na = 5\n",
        'output = "a\\u0000b"\n',
        'inputs = ["a\\u0000b"]\n',
        'package = "calendar"\n',
        'templates = "nowhere"\n',
    ],
)
def test_odd_settings(settings: str, calgen: Run, tmp_path: Path) -> None:
    (tmp_path / "calgen.toml").write_text(settings)
    done = calgen("generate", cwd=tmp_path)
    assert done.code == 2
    assert "error: " in done.stderr


def test_a_pyproject_whose_tool_is_no_table(calgen: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool = 5\n")
    (tmp_path / "odd.json").write_text(json.dumps(document()))
    assert calgen("inspect", "-i", "odd.json", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.png", b"\x89PNG\xff"),
        ("_method.py.jinja", b"\xff\xfe"),
        ("extra.py.jinja", b"{{ 1 / 0 }}"),
        ("extra.py.jinja", b"{{ 1 + 'a' }}"),
        ("extra.py.jinja", b"{% extends 'extra.py.jinja' %}"),
        ("extra.py.jinja", b"{{ package.__class__.__mro__ }}"),
    ],
)
def test_odd_templates(name: str, content: bytes, calgen: Run, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / name).write_bytes(content)
    (tmp_path / "odd.json").write_text(json.dumps(document(paths=answering({}))))
    done = calgen(
        *("generate", "-i", "odd.json", "-o", "out", "--config", "none"),
        *("--templates", "own"),
        cwd=tmp_path,
    )
    assert done.code == 2
    assert re.search(r"\[CG(?:070|072|12\d)\]", done.stderr)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../../x", "a\\..\\x", "C:/x", "", "a\0b"]
)
def test_a_lock_owns_nothing_outside_its_folder(
    path: str, calgen: Run, tmp_path: Path
) -> None:
    assert not is_inside(path)
    (tmp_path / "odd.json").write_text(json.dumps(document()))
    run = ("generate", "-i", "odd.json", "-o", "out", "--config", "none")
    assert calgen(*run, cwd=tmp_path).code == 0
    lock = tmp_path / "out" / "calgen.lock"
    data = json.loads(lock.read_text())
    data["files"][path] = "0" * 64
    lock.write_text(json.dumps(data))
    with pytest.raises(BadLock):
        read_lock(lock.read_text())
    assert calgen(*run, cwd=tmp_path).code == 2

"""Arguments stay distinct and typed, whatever parameters and bodies are called."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Json = dict[str, Any]
Generate = Callable[..., ModuleType]
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
DONE: Json = {"204": {"description": ""}}


def parameter(name: str, where: str, schema: Json) -> Json:
    return {"name": name, "in": where, "schema": schema, "required": where == "path"}


def post(parameters: list[Json], schema: Json | None = None) -> Json:
    content = {"application/json": {"schema": schema}}
    body = {} if schema is None else {"requestBody": {"content": content}}
    return {"post": {"parameters": parameters, **body, "responses": DONE}}


PATHS: Json = {
    "/same/{id}": post(
        [parameter("id", w, NUMBER) for w in ("path", "query", "header", "cookie")],
        {"type": "object", "properties": {"id": TEXT, "options": TEXT}},
    ),
    "/own/{self}": post(
        [
            parameter("self", "path", TEXT),
            *(
                parameter(n, "query", NUMBER)
                for n in ("options", "ops", "body", "str", "UNSET")
            ),
        ],
        {"type": "array", "items": NUMBER},
    ),
    "/many": post([parameter(f"p{n}", "query", TEXT) for n in range(300)]),
    "/asked/{a}?fixed=1&page={page}": post(
        [parameter("a", "path", TEXT), parameter("page", "query", NUMBER)]
    ),
    "/unasked?q={query}": post([]),
    "/rest/{+path}": post([parameter("path", "path", TEXT)]),
}


@pytest.fixture(scope="module")
def api(generate: Generate) -> ModuleType:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Arguments", "version": "1"},
        "servers": [{"url": "https://api.test"}],
        "paths": PATHS,
    }
    return generate(json.dumps(document))


def annotations(api: ModuleType, module: str) -> dict[str, str]:
    """The arguments of the only call of a resource."""
    calls = importlib.import_module(f"{api.__name__}.resources.{module}")
    methods = [
        method
        for group in vars(calls).values()
        if inspect.isclass(group) and group.__module__ == calls.__name__
        for method in vars(group).values()
        if inspect.isfunction(method)
    ]
    assert len(methods) == 1
    found = dict(methods[0].__annotations__)
    return {k: v for k, v in found.items() if k not in ("return", "options")}


def test_one_name_in_every_place(api: ModuleType) -> None:
    assert annotations(api, "same") == {
        "id": "int",
        "id_query": "int | Unset",
        "id_header": "int | Unset",
        "id_cookie": "int | Unset",
        "body_id": "str | Unset",
        "body_options": "str | Unset",
    }


def test_names_that_a_method_uses_itself(api: ModuleType) -> None:
    found = annotations(api, "own")
    assert list(found) == [
        "self_",
        "options_query",
        "ops_query",
        "body_query",
        "str",
        "unset",
        "body",
    ]
    assert found["body"] == "Sequence[int] | Unset"


def test_more_arguments_than_a_call_had_once(api: ModuleType) -> None:
    assert len(annotations(api, "many")) == 300


def test_a_query_in_a_path_key(api: ModuleType) -> None:
    operations = importlib.import_module(f"{api.__name__}.operations")
    folder = Path(operations.__path__[0])
    whole = "".join(each.read_text(encoding="utf-8") for each in folder.glob("*.py"))
    assert 'path="/asked/{a}?fixed=1"' in whole
    assert 'path="/unasked"' in whole
    assert 'path="/rest/{path}"' in whole

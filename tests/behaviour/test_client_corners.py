"""Descriptions that are legal, or nearly so, and seldom: the client is sound all the same."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HEAD = """
openapi: 3.1.0
info: {title: Corners, version: 1.2.3}
servers: [{url: https://corners.example}]
"""
SPEC = HEAD + """
paths:
  /shops: &texts
    get: &get
      responses: &ok
        '200':
          description: fine
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Shop'}}
  /shops/models: *texts
  /shops/models/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: *get
  /shops/date:
    get:
      parameters: [{name: day, in: query, schema: {type: string, format: date}}]
      responses: *ok
  /shops/date/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: *get
  /shops/list/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: *get
  /shops/{id}/str:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post: {responses: *ok}
  /shops/{id}/cached_property:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: *get
  /styles/{id}:
    get:
      tags: [styles]
      parameters:
        - {name: id, in: path, required: true, style: label, schema: &ints {items: {type: integer}}}
        - {name: id, in: query, style: pipeDelimited, explode: false, schema: *ints}
        - {name: sort, in: query, schema: {enum: [a, b, null]}}
        - {name: blob, in: query, schema: {type: string, format: binary}}
      responses: {'204': {description: done}}
  /files:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {blob: {type: string, format: binary}}}
      responses: {'204': {description: done}}
    put:
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {blob: {type: string, format: binary}}}
      responses: {'204': {description: done}}
    patch:
      requestBody:
        content: {application/octet-stream: {schema: {type: string, format: binary}}}
      responses: {'204': {description: done}}
  /answers/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    head: {tags: [answers], responses: *ok}
    get:
      tags: [answers]
      responses:
        '200': &shop
          description: fine
          content: {application/json: {schema: {$ref: '#/components/schemas/Shop'}}}
        '204': {description: nothing there}
    put:
      tags: [answers]
      responses:
        '200': *shop
        '201': *shop
        '202':
          description: later
          content:
            application/json:
              schema: {type: object, properties: {ticket: {type: string}}}
    patch:
      tags: [answers]
      responses:
        '200': *shop
        '201': {description: n, content: {application/json: {schema: {type: integer}}}}
        '202': {description: b, content: {application/json: {schema: {type: boolean}}}}
        '203': {description: s, content: {application/json: {schema: {type: string}}}}
        '206': {description: a, content: {application/json: {schema: {type: array}}}}
components:
  schemas:
    Shop: {type: object, properties: {name: {type: string}}}
"""


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


def shown(call: Callable[..., Any], argument: str) -> str:
    return str(inspect.signature(call).parameters[argument].annotation)


def returned(call: Callable[..., Any]) -> str:
    return str(inspect.signature(call).return_annotation)


def test_mypy_finds_nothing(api: ModuleType) -> None:
    (path,) = api.__path__
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("-p", api.__name__),
        ],
        cwd=Path(path).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_attribute_hides_a_type(api: ModuleType) -> None:
    shops = api.Client("token").shops
    for name in ("models", "date", "str", "cached_property"):
        assert not hasattr(shops, name)
        assert hasattr(shops, f"{name}_")
    assert callable(shops.list)


def test_the_operation_has_the_name_of_the_call(api: ModuleType) -> None:
    shops = import_module(f"{api.__name__}.operations.shops_date_")
    assert shops.LIST.id == "shops.date_.list"


def test_styles_say_their_place(api: ModuleType) -> None:
    styles = import_module(f"{api.__name__}.operations.styles").GET.styles
    assert styles == {"path:id": "label", "query:id": "pipeDelimited"}


def test_null_among_choices(api: ModuleType) -> None:
    get = api.Client("token").styles.get
    assert "Literal['a', 'b']" in shown(get, "sort").replace('"', "'")


def test_uploads_are_where_bytes_can_be_sent(api: ModuleType) -> None:
    files = api.Client("token").files
    methods = {name: getattr(files, name) for name in dir(files) if name[0] != "_"}
    told = {
        name: shown(call, "blob" if "blob" in str(inspect.signature(call)) else "body")
        for name, call in methods.items()
    }
    assert sorted(told.values()) == ["Upload | Unset", "Upload | Unset", "str | Unset"]
    assert shown(api.Client("token").styles.get, "blob") == "str | Unset"


def test_answers(api: ModuleType) -> None:
    answers = api.Client("token").answers
    found = {returned(getattr(answers, n)) for n in dir(answers) if n[0] != "_"}
    assert found == {
        "None",
        "models.Shop | None",
        "models.Shop | models.AnswersSet202Response",
        "Any",
    }


def test_an_answer_without_a_body(api: ModuleType, server: Any, call: Any) -> None:
    server.answer("GET", "/answers/1", status=204)
    use = {"validation": "strict"}
    assert call(api, lambda client: client.answers.get("1"), **use) is None
    server.answer("GET", "/answers/1", {"name": "Corner"})
    assert call(api, lambda client: client.answers.get("1"), **use).name == "Corner"


def run(calgen: Any, folder: Path, paths: str) -> Any:
    (folder / "api.yaml").write_text(HEAD + paths)
    return calgen(
        *("generate", "-i", "api.yaml", "-o", "out", "--package", "corners"),
        *("--config", "none"),
        cwd=folder,
    )


@pytest.mark.parametrize(
    ("where", "style"),
    [("query", "5"), ("query", "[form]"), ("query", "nope"), ("header", "form")],
)
def test_a_style_that_the_place_does_not_have(
    calgen: Any, tmp_path: Path, where: str, style: str
) -> None:
    text = f"""
paths:
  /a:
    get:
      parameters: [{{name: x, in: {where}, style: {style}, schema: {{type: string}}}}]
      responses: {{'204': {{description: done}}}}
"""
    done = run(calgen, tmp_path, text)
    assert done.code == 0, done.stderr
    assert "api.yaml:9:" in done.stderr
    assert "[CG027]" in done.stderr
    made = (tmp_path / "out" / "corners" / "operations" / "a.py").read_text()
    assert "styles" not in made


@pytest.mark.parametrize(
    "schemas",
    [
        "{L: {type: object, properties: {x: {$ref: '#/components/schemas/L/properties/x'}}}}",
        "{L: {type: array, items: {$ref: '#/components/schemas/L/items'}}}",
    ],
)
def test_a_pointer_to_itself(calgen: Any, tmp_path: Path, schemas: str) -> None:
    text = f"""
paths:
  /a:
    get:
      responses:
        '200':
          description: fine
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/L'}}}}}}
components:
  schemas: {schemas}
"""
    done = run(calgen, tmp_path, text)
    assert done.code == 0, done.stderr
    assert "leads back to itself" in done.stderr
    assert "1 degraded" in done.stderr + done.stdout

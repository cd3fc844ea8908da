"""What a call makes of an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

SPEC = """
openapi: 3.1.0
info: {title: Garden, version: '1'}
servers: [{url: https://garden.example}]
components:
  schemas:
    Plant:
      type: object
      required: [id, kind, height, planted]
      properties:
        id: {type: string}
        kind: {type: string, enum: [tree, herb]}
        height: {type: number}
        planted: {type: string, format: date-time}
        nickName: {type: [string, 'null']}
        bed: {$ref: '#/components/schemas/Bed'}
    Bed:
      type: object
      required: [row]
      properties: {row: {type: integer}}
    Apple:
      type: object
      required: [type, cores]
      properties: {type: {type: string, enum: [apple]}, cores: {type: integer}}
    Pear:
      type: object
      required: [type, stem]
      properties: {type: {type: string, enum: [pear]}, stem: {type: string}}
paths:
  /plants:
    get:
      tags: [Plants]
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
      responses:
        '200':
          description: plants
          content:
            application/json:
              schema:
                type: object
                required: [items, nextCursor]
                properties:
                  items:
                    type: array
                    items: {$ref: '#/components/schemas/Plant'}
                  nextCursor: {type: [string, 'null']}
  /plants/{plantId}:
    get:
      tags: [Plants]
      parameters:
        - {name: plantId, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: a plant
          content:
            application/json: {schema: {$ref: '#/components/schemas/Plant'}}
  /plants/{plantId}/fruit:
    get:
      tags: [Plants]
      parameters:
        - {name: plantId, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: its fruit
          content:
            application/json:
              schema:
                oneOf:
                  - {$ref: '#/components/schemas/Apple'}
                  - {$ref: '#/components/schemas/Pear'}
  /plants/{plantId}/photo:
    get:
      tags: [Plants]
      parameters:
        - {name: plantId, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: a picture
          content:
            image/png: {schema: {type: string, format: binary}}
  /plants/{plantId}/poem:
    get:
      tags: [Plants]
      parameters:
        - {name: plantId, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: some lines
          content:
            text/plain: {schema: {type: string}}
    delete:
      tags: [Plants]
      parameters:
        - {name: plantId, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: gone}}
"""
PLANT = {
    "id": "p1",
    "kind": "tree",
    "height": 2.5,
    "planted": "2024-03-01T10:00:00Z",
    "nickName": None,
    "bed": {"row": 4},
}


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


def get(client: Any) -> Any:
    return client.plants.get("p1")


def send(api: ModuleType) -> Any:
    """The raw access to the same call: the whole response."""
    from importlib import import_module

    constant = import_module(f"{api.__name__}.operations.plants").GET
    return lambda client: client.send(constant, path={"plantId": "p1"})


def test_a_model(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/plants/p1", PLANT)
    plant = call(api, get)
    assert isinstance(plant, api.models.Plant)
    assert plant.height == 2.5
    assert plant.planted == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert plant.nick_name is None
    assert plant.bed.row == 4


def test_the_whole_response(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/plants/p1", PLANT, headers={"X-Request-Id": "r-1"})
    response = call(api, send(api))
    assert response.status == 200
    assert response.request_id == "r-1"
    assert response.data.id == "p1"
    assert b'"kind": "tree"' in response.content
    assert response.drift == ()


@pytest.mark.parametrize(
    ("change", "attribute", "value", "drifts"),
    [
        ({"kind": "fern"}, "kind", "fern", False),
        ({"surprise": [1]}, "surprise", [1], False),
        ({"height": None}, "height", None, True),
        ({"height": "tall"}, "height", "tall", True),
        ({"planted": "last week"}, "planted", "last week", True),
    ],
)
def test_an_answer_that_does_not_fit_is_kept(
    api: ModuleType,
    call: Any,
    server: Any,
    change: dict[str, object],
    attribute: str,
    value: object,
    drifts: bool,
) -> None:
    server.answer("GET", "/plants/p1", {**PLANT, **change})
    response = call(api, send(api))
    assert getattr(response.data, attribute) == value
    assert response.data.id == "p1"
    assert bool(response.drift) is drifts
    if drifts:
        assert attribute in str(response.drift[0])


def test_a_missing_field_is_none(api: ModuleType, call: Any, server: Any) -> None:
    left = {key: value for key, value in PLANT.items() if key != "height"}
    server.answer("GET", "/plants/p1", left)
    response = call(api, send(api))
    assert response.data.height is None
    assert len(response.drift) == 1


def test_strict_refuses_what_does_not_fit(
    api: ModuleType, call: Any, server: Any
) -> None:
    server.answer("GET", "/plants/p1", {**PLANT, "height": None})
    with pytest.raises(api.errors.DecodeError, match="height"):
        call(api, get, validation="strict")


def test_strict_takes_new_values_and_fields(
    api: ModuleType, call: Any, server: Any
) -> None:
    server.answer("GET", "/plants/p1", {**PLANT, "kind": "fern", "surprise": 1})
    assert call(api, get, validation="strict").kind == "fern"


@pytest.mark.parametrize(
    ("answer", "name"),
    [({"type": "apple", "cores": 1}, "Apple"), ({"type": "pear", "stem": "s"}, "Pear")],
)
def test_a_union_is_told_apart(
    api: ModuleType, call: Any, server: Any, answer: object, name: str
) -> None:
    server.answer("GET", "/plants/p1/fruit", answer)
    fruit = call(api, lambda client: client.plants.fruit.get("p1"))
    assert type(fruit) is getattr(api.models, name)


def test_a_page(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/plants", {"items": [PLANT, PLANT], "nextCursor": "n"})
    page = call(api, lambda client: client.plants.list(cursor="c"))
    assert type(page) in (api.Page, api.AsyncPage)
    assert len(page.items) == 2
    assert page.items[0].id == "p1"
    assert page.response.status == 200
    assert server.request.query == "cursor=c"


def test_iterating_a_page(api: ModuleType, server: Any) -> None:
    server.answer("GET", "/plants", {"items": [PLANT], "nextCursor": None})
    with api.Client("token", base_url=server.url) as client:
        assert [plant.id for plant in client.plants.list()] == ["p1"]


def test_a_page_without_items(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/plants", {"items": [], "nextCursor": None})
    page = call(api, lambda client: client.plants.list())
    assert page.items == []
    assert not page.has_next


def test_bytes(api: ModuleType, call: Any, server: Any) -> None:
    picture = b"\x89PNG\x00\xff"
    kind = {"Content-Type": "image/png"}
    server.answer("GET", "/plants/p1/photo", picture, headers=kind)
    assert call(api, lambda client: client.plants.photo.get("p1")) == picture
    assert "image/png" in server.request.headers["accept"]


def test_text(api: ModuleType, call: Any, server: Any) -> None:
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    server.answer("GET", "/plants/p1/poem", "Röslein".encode(), headers=kind)
    assert call(api, lambda client: client.plants.poem.get("p1")) == "Röslein"


def test_no_content(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("DELETE", "/plants/p1/poem", status=204)
    assert call(api, lambda client: client.plants.poem.delete("p1")) is None


def test_an_answer_outside_2xx_that_is_described_as_good(
    generate: Any, call: Any, server: Any
) -> None:
    spec = SPEC.replace("'204': {description: gone}", "'304': {description: as it was}")
    server.answer("DELETE", "/plants/p1/poem", b"", status=304)
    assert call(generate(spec), lambda c: c.plants.poem.delete("p1")) is None

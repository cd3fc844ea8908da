"""What the server sets is not asked of a caller, and always there for a reader."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import black
import pydantic
import pytest

Generate = Callable[..., ModuleType]

DOCUMENT = """
openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: https://api.test}]
paths:
  /pets:
    get:
      tags: [pets]
      responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}
    put:
      tags: [pets]
      operationId: replacePets
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}
      responses: {'204': {description: d}}
    post:
      tags: [pets]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
  /tasks:
    put:
      tags: [tasks]
      operationId: replaceTasks
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Task'}}}}}
      responses: {'204': {description: d}}
    post:
      tags: [tasks]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}}
      responses: {'204': {description: d}}
  /leaves:
    put:
      tags: [leaves]
      operationId: replaceLeaves
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Leaf'}}}}}
      responses: {'204': {description: d}}
components:
  schemas:
    Root: {type: object, properties: {id: {type: integer, readOnly: true}, name: {type: string}}}
    Middle: {allOf: [{$ref: '#/components/schemas/Root'}, {type: object, properties: {leaf: {$ref: '#/components/schemas/Leaf'}}}]}
    Leaf: {allOf: [{$ref: '#/components/schemas/Middle'}, {type: object, required: [id, name]}]}
    Ticket:
      type: object
      required: [number, stamp]
      properties: {number: {type: integer, readOnly: true}, stamp: {$ref: '#/components/schemas/Stamp'}}
    Stamp: {type: string, readOnly: true}
    Pet:
      type: object
      required: [id, name, owner, secret]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        secret: {type: string, writeOnly: true}
        owner: {$ref: '#/components/schemas/Owner'}
        friends: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Base: {type: object, properties: {uid: {type: string, readOnly: true}}}
    Owner:
      allOf:
      - {$ref: '#/components/schemas/Base'}
      - {type: object, required: [email, uid], properties: {email: {type: string}}}
    Colour: {type: object, properties: {name: {type: string, readOnly: true}}}
    Task:
      type: object
      required: [what]
      properties: {what: {type: string}, done: {type: boolean, readOnly: true}, colour: {$ref: '#/components/schemas/Colour'}}
"""


@pytest.fixture(scope="module")
def api(generate: Generate) -> ModuleType:
    return generate(DOCUMENT)


def asked(model: type[pydantic.BaseModel]) -> set[str]:
    return {name for name, f in model.model_fields.items() if f.is_required()}


def test_answers_promise_what_requests_do_not_ask_for(api: ModuleType) -> None:
    models = api.models
    assert asked(models.Pet) == {"id", "name", "owner"}
    assert asked(models.PetInput) == {"name", "owner", "secret"}
    assert asked(models.Owner) == {"uid", "email"}
    assert asked(models.OwnerInput) == {"email"}
    assert get_type_hints(models.PetInput)["owner"] is models.OwnerInput


def test_what_a_distant_part_holds_is_not_asked_for(api: ModuleType) -> None:
    assert asked(api.models.LeafInput) == {"name"}
    assert not hasattr(api.models, "RootInput")


def test_nothing_is_made_twice_without_need(api: ModuleType) -> None:
    made = {name for name in dir(api.models) if name[0].isupper()}
    assert not {"TaskInput", "ColourInput", "BaseInput"} & made
    assert {"Task", "Colour"} <= made


def test_a_request_of_models(api: ModuleType, server: Any, call: Any) -> None:
    server.answer("PUT", "/pets", status=204)
    owner = api.models.OwnerInput(email="a@b.test")
    pet = api.models.PetInput(name="Rex", secret="s", owner=owner)
    call(api, lambda client: client.pets.set_all(body=[pet]))
    assert server.request.json == [
        {"name": "Rex", "secret": "s", "owner": {"email": "a@b.test"}}
    ]


def test_an_answer_can_be_sent_back(api: ModuleType, server: Any, call: Any) -> None:
    known = {"id": 1, "name": "Rex", "owner": {"uid": "u", "email": "e"}}
    server.answer("GET", "/pets", [known])
    server.answer("PUT", "/pets", status=204)
    pets = call(api, lambda client: client.pets.list())
    assert pets[0].id == 1
    call(api, lambda client: client.pets.set_all(body=pets))
    assert server.requests[-1].json == [known]


def test_arguments_of_a_call(api: ModuleType, server: Any, call: Any) -> None:
    server.answer(
        "POST", "/pets", {"id": 7, "name": "Rex", "owner": {"uid": "u", "email": "e"}}
    )
    pet = call(
        api,
        lambda client: client.pets.create(name="Rex", secret="s", owner={"email": "e"}),
    )
    assert (pet.id, pet.secret) == (7, None)
    assert server.request.json == {
        "name": "Rex",
        "secret": "s",
        "owner": {"email": "e"},
    }


def test_a_request_of_what_the_server_sets_alone(
    api: ModuleType, server: Any, call: Any
) -> None:
    server.answer("POST", "/tasks", status=204)
    call(api, lambda client: client.tasks.create())
    assert server.request.json == {}
    mode = black.Mode(target_versions={black.TargetVersion.PY311})
    for part in ("resources", "aio"):
        module = importlib.import_module(f"{api.__name__}.{part}.tasks")
        text = Path(module.__file__).read_text(encoding="utf-8")
        assert black.format_str(text, mode=mode) == text

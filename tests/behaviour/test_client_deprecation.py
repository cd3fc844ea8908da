"""What the API calls deprecated: warned of where it is used, and known to type
checkers."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Generate = Callable[..., ModuleType]

SPEC = """
openapi: 3.1.0
info: {title: Trees, version: '1'}
servers: [{url: https://trees.example}]
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Tree:
      type: object
      required: [name]
      properties:
        name: {type: string}
        label: {type: string, deprecated: true, description: 'Deprecated: read name.'}
security: [{token: []}]
paths:
  /trees:
    get:
      operationId: listTrees
      description: |-
        Trees are listed by height.

        Note: plantedBy is deprecated, use planterId instead.
      parameters:
        - {name: plantedBy, in: query, schema: {type: string}}
        - {name: planterId, in: query, schema: {type: string}}
        - {name: offset, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
      responses:
        '200':
          description: found
          content:
            application/json:
              schema:
                type: object
                required: [items, total]
                properties:
                  total: {type: integer}
                  items: {type: array, items: {$ref: '#/components/schemas/Tree'}}
    post:
      operationId: plantTree
      description: This endpoint is deprecated. Please use `growTree` instead.
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                size: {type: integer, deprecated: true}
      responses: {'204': {description: done}}
  /trees/{id}/growth:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: growTree
      responses: {'204': {description: done}}
  /forests:
    get:
      operationId: listForests
      deprecated: true
      parameters:
        - {name: offset, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: found
          content:
            application/json:
              schema:
                type: object
                required: [items, total]
                properties:
                  total: {type: integer}
                  items: {type: array, items: {$ref: '#/components/schemas/Tree'}}
"""


@pytest.fixture(scope="module")
def api(generate: Generate) -> ModuleType:
    return generate(SPEC)


@pytest.fixture
def fake(api: ModuleType) -> Any:
    return api.testing.Fake()


def operations(api: ModuleType, name: str) -> ModuleType:
    return import_module(f"{api.__name__}.operations.{name}")


def line_of(function: Callable[..., object]) -> int:
    """The second line of a function, where those here make their call."""
    return function.__code__.co_firstlineno + 1


def used(fake: Any, mode: str, use: Callable[[Any], Any]) -> list[Any]:
    """The warnings of a use of a client, in a mode."""

    async def run() -> None:
        async with fake.async_client() as client:
            await use(client)

    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        if mode == "sync":
            with fake.client() as client:
                use(client)
        else:
            asyncio.run(run())
    assert all(each.category is DeprecationWarning for each in found)
    return found


modes = pytest.mark.parametrize("mode", ["sync", "async"])


@modes
def test_a_deprecated_call_names_its_replacement_at_the_line_of_the_caller(
    fake: Any, mode: str
) -> None:
    def use(client: Any) -> Any:
        return client.trees.create(name="Oak")

    async def use_async(client: Any) -> Any:
        return await client.trees.create(name="Oak")

    chosen = use if mode == "sync" else use_async
    (found,) = used(fake, mode, chosen)
    assert str(found.message) == (
        "client.trees.create is deprecated: use client.trees.growth.create instead"
    )
    assert (found.filename, found.lineno) == (__file__, line_of(chosen))


@modes
def test_sending_the_operation_warns_too(api: ModuleType, fake: Any, mode: str) -> None:
    create = operations(api, "trees").CREATE

    def use(client: Any) -> Any:
        return client.send(create, body={"name": "Oak", "size": 3})

    async def use_async(client: Any) -> Any:
        return await client.send(create, body={"name": "Oak", "size": 3})

    chosen = use if mode == "sync" else use_async
    call, size = used(fake, mode, chosen)
    assert "client.trees.growth.create" in str(call.message)
    assert str(size.message) == "size of client.trees.create is deprecated"
    assert {call.lineno, size.lineno} == {line_of(chosen)}


@modes
def test_an_argument_warns_only_where_it_is_given(
    api: ModuleType, fake: Any, mode: str
) -> None:
    assert used(fake, mode, lambda client: client.trees.list(planter_id="a")) == []
    unset = api.UNSET
    assert used(fake, mode, lambda client: client.trees.list(planted_by=unset)) == []
    (found,) = used(fake, mode, lambda client: client.trees.list(planted_by="a"))
    assert str(found.message) == (
        "planted_by of client.trees.list is deprecated: use planter_id instead"
    )


@modes
def test_an_answer_read_in_pieces_warns_the_caller(fake: Any, mode: str) -> None:
    def use(client: Any) -> None:
        with client.stream(client.trees.create, name="Oak") as response:
            response.read()

    async def use_async(client: Any) -> None:
        async with client.stream(client.trees.create, name="Oak") as response:
            await response.read()

    chosen = use if mode == "sync" else use_async
    (found,) = used(fake, mode, chosen)
    assert (found.filename, found.lineno) == (__file__, line_of(chosen))


@modes
def test_the_further_pages_of_a_list_warn_of_nothing(fake: Any, mode: str) -> None:
    fake.pages("forests.list", 30)

    def use(client: Any) -> None:
        page = client.forests.list()
        assert len(list(page)) == 30

    async def use_async(client: Any) -> None:
        page = await client.forests.list()
        assert len([each async for each in page]) == 30

    chosen = use if mode == "sync" else use_async
    (found,) = used(fake, mode, chosen)
    assert str(found.message) == "client.forests.list is deprecated"
    assert found.lineno == line_of(chosen)
    assert len(fake.calls) == 3


def test_a_line_warns_once(fake: Any) -> None:
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("default")
        client = fake.client()
        for _ in range(3):
            client.forests.list()
        client.forests.list()
    assert len(found) == 2


def test_a_warning_may_be_an_error_and_nothing_is_sent(fake: Any) -> None:
    with pytest.raises(DeprecationWarning):
        fake.client().forests.list()
    assert fake.calls == []


def test_who_uses_nothing_deprecated_hears_and_loads_nothing(api: ModuleType) -> None:
    name = api.__name__
    code = (
        f"import sys, {name} as api\n"
        "client = api.testing.Fake().client()\n"
        "client.trees.growth.create('oak')\n"
        f"assert '{name}._core.deprecation' not in sys.modules\n"
        "list(client.trees.list(planter_id='a', limit=2))\n"
        "tree = client.trees.list().items[0]\n"
        "repr(tree), str(tree), tree == tree, tree.model_dump(), hash(type(tree))\n"
        "tree.model_dump_json(), tree.model_copy(), api.models.Tree(name='Oak')\n"
        "api.models.Tree.model_validate(tree.model_dump(by_alias=True))\n"
        "import copy, pickle\n"
        "assert copy.deepcopy(tree) == pickle.loads(pickle.dumps(tree)) == tree\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=Path(api.__path__[0]).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_reading_a_deprecated_attribute_warns(fake: Any) -> None:
    tree = fake.client().trees.list().items[0]
    assert type(tree).__pydantic_complete__ is False
    with pytest.warns(DeprecationWarning, match="deprecated") as found:
        assert tree.label == "label"
    assert [each.filename for each in found] == [__file__]
    tree.label = "other"
    assert tree.to_dict() == {"name": "name", "label": "other"}
    assert "label='other'" in repr(tree)


def test_editors_are_told(api: ModuleType) -> None:
    for kind in (api.Client("t"), api.AsyncClient("t")):
        assert kind.trees.create.__deprecated__ == (
            "Use client.trees.growth.create instead."
        )
        assert not hasattr(kind.trees.list, "__deprecated__")


def test_what_an_argument_says_is_said_once(api: ModuleType) -> None:
    said = api.Client("t").trees.list.__doc__
    assert "planted_by: Deprecated: use planter_id instead." in said
    assert said.count("eprecated") == 1
    assert "Note" not in said
    assert "Trees are listed by height." in said
    assert "limit: From 1 to 50." in said


USE = """
from {name} import AsyncClient, Client

client = Client("t")
client.trees.list()
client.trees.growth.create("a")
client.trees.create(name="Oak")


async def main() -> None:
    aclient = AsyncClient("t")
    await aclient.trees.list()
    await aclient.forests.list()
"""


@pytest.fixture(scope="module")
def program(api: ModuleType) -> Path:
    path = Path(api.__path__[0]).parent / "use.py"
    path.write_text(USE.format(name=api.__name__))
    return path


def test_mypy_reports_the_use(api: ModuleType, program: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("--config-file", "", "--enable-error-code", "deprecated"),
            "use.py",
        ],
        cwd=program.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if "[deprecated]" in line]
    assert [line.split(":")[1] for line in found] == ["7", "13"], done.stdout
    assert "Use client.trees.growth.create instead." in found[0]
    assert done.stdout.endswith("Found 2 errors in 1 file (checked 1 source file)\n")


def test_basedpyright_reports_the_use(api: ModuleType, program: Path) -> None:
    name = api.__name__
    folders = (
        "resources",
        "aio",
        "operations",
        "_core/marks.py",
        "_core/deprecation.py",
    )
    settings = {
        "typeCheckingMode": "strict",
        "include": ["use.py", *(f"{name}/{each}" for each in folders)],
        "reportDeprecated": "error",
    }
    (program.parent / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "basedpyright", "--outputjson"),
            *("--pythonpath", sys.executable),
        ],
        cwd=program.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout)["generalDiagnostics"]
    found = [
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1, each["rule"])
        for each in told
        if each["severity"] == "error"
    ]
    assert found == [
        ("use.py", 7, "reportDeprecated"),
        ("use.py", 13, "reportDeprecated"),
    ]


def test_a_list_that_is_deprecated_is_typed(generate: Any) -> None:
    """Its name hides the type that its own signature uses."""
    api = generate("""
openapi: 3.1.0
info: {title: Leaves, version: '1'}
paths:
  /leaves:
    get:
      deprecated: true
      responses:
        '200':
          description: found
          content: {application/json: {schema: {type: array, items: {type: boolean}}}}
""")
    folder = Path(api.__path__[0])
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("--config-file", "", "-p", folder.name),
        ],
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("Success"), done.stdout

"""The fake of a generated package: it takes what the API takes, and plays what a test
says."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

Generate = Callable[..., ModuleType]
Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}


def parameter(name: str, where: str, schema: Json, required: bool = False) -> Json:
    return {"name": name, "in": where, "schema": schema, "required": required}


def answer(schema: Json) -> Json:
    content = {"application/json": {"schema": schema}}
    return {"200": {"description": "", "content": content}}


SHIP: Json = {"$ref": "#/components/schemas/Ship"}
VERSION = {"type": "string", "enum": ["2026-01-01"], "default": "2026-01-01"}
DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Ships", "version": "1"},
    "servers": [{"url": "https://api.test/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/ships": {
            "get": {
                "tags": ["ships"],
                "parameters": [
                    parameter("kind", "query", {**TEXT, "enum": ["sail", "steam"]}),
                    parameter("ids", "query", {"type": "array", "items": NUMBER}),
                    parameter("offset", "query", NUMBER),
                    parameter("limit", "query", NUMBER),
                ],
                "responses": answer(
                    {
                        "type": "object",
                        "required": ["items", "total"],
                        "properties": {
                            "items": {"type": "array", "items": SHIP},
                            "total": NUMBER,
                        },
                    }
                ),
            },
            "post": {
                "tags": ["ships"],
                "parameters": [parameter("api-version", "header", VERSION, True)],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": SHIP}},
                },
                "responses": answer(SHIP),
            },
        },
        "/ships/{id}": {
            "get": {
                "tags": ["ships"],
                "parameters": [parameter("id", "path", TEXT, True)],
                "responses": answer(SHIP),
            }
        },
        "/ships/first": {
            "get": {"tags": ["first"], "responses": answer(SHIP)},
        },
        "/health": {
            "get": {
                "tags": ["health"],
                "security": [],
                "responses": {"204": {"description": ""}},
            }
        },
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}},
        "schemas": {
            "Ship": {
                "type": "object",
                "required": ["name", "kind"],
                "properties": {
                    "name": {**TEXT, "maxLength": 20},
                    "kind": {**TEXT, "enum": ["sail", "steam"]},
                    "masts": {**NUMBER, "minimum": 0},
                    "launched": {**TEXT, "format": "date"},
                    "tender": SHIP,
                    "crew": {"type": ["array", "null"], "items": TEXT},
                },
            }
        },
    },
}


@pytest.fixture(scope="module")
def api(generate: Generate) -> ModuleType:
    return generate(json.dumps(DOCUMENT))


@pytest.fixture
def fake(api: ModuleType) -> Any:
    return api.testing.Fake()


def test_examples_are_always_the_same(api: ModuleType, fake: Any) -> None:
    ship = fake.client().ships.get("s1")
    assert isinstance(ship, api.models.Ship)
    again = api.testing.Fake().client().ships.get("s2")
    assert ship == again
    assert (ship.kind, ship.masts, str(ship.launched)) == ("sail", 0, "2026-01-02")
    assert fake.client().health.get() is None


def test_a_written_path_comes_before_a_hole(fake: Any) -> None:
    fake.client().ships.first.get()
    assert [each.call for each in fake.calls] == ["ships.first.get"]


def test_both_clients_are_served(fake: Any) -> None:
    async def run() -> Any:
        async with fake.async_client() as client:
            return await client.ships.get("s")

    assert asyncio.run(run()) == fake.client().ships.get("s")
    assert [each.call for each in fake.calls] == ["ships.get"] * 2


def test_requests_are_recorded(fake: Any) -> None:
    fake.client().ships.create(name="Rex", kind="sail")
    (call,) = fake.calls
    assert (call.call, call.method) == ("ships.create", "POST")
    assert call.body == {"name": "Rex", "kind": "sail"}
    assert call.headers["api-version"] == "2026-01-01"
    assert ("key", "test") in call.query
    fake.reset()
    assert fake.calls == []


@pytest.mark.parametrize(
    ("use", "status", "said"),
    [
        (lambda c: c.ships.list(kind="oars"), 422, "query kind: 'oars' is none of"),
        (lambda c: c.ships.list(ids=["one"]), 422, r"query ids\[0\]: string where"),
        (lambda c: c.ships.list(limit="x"), 422, "query limit: string where integer"),
        (
            lambda c: c.ships.create(name="Rex", kind="oars"),
            422,
            "body.kind: 'oars' is none of 'sail', 'steam'",
        ),
        (
            lambda c: c.ships.create(name=5, kind="sail"),
            422,
            "body.name: integer where string",
        ),
        (
            lambda c: c.ships.create(name="R" * 21, kind="sail"),
            422,
            "body.name: longer than 20",
        ),
        (
            lambda c: c.ships.create(name="R", kind="sail", masts=-1),
            422,
            "body.masts: -1 is less than 0",
        ),
        (
            lambda c: c.ships.create(name="R", kind="sail", tender={"name": "r"}),
            422,
            "body.tender.kind: is missing",
        ),
        (
            lambda c: c.ships.create(
                name="R", kind="sail", options={"api_version": "2025-01-01"}
            ),
            404,
            "not there in version 2025-01-01",
        ),
        (lambda c: c.with_options(auth=None).ships.get("s"), 401, "no credential"),
    ],
)
def test_what_the_api_would_refuse_is_refused(
    api: ModuleType, fake: Any, use: Callable[[Any], Any], status: int, said: str
) -> None:
    with pytest.raises(api.errors.StatusError, match=said) as caught:
        use(fake.client())
    assert caught.value.status == status
    assert len(fake.refused) == 1


def test_what_is_no_call_is_told(fake: Any) -> None:
    with httpx2.Client(transport=fake) as http:
        assert http.get("https://api.test/v1/boats").status_code == 404
        assert http.delete("https://api.test/v1/ships").status_code == 405
    assert [each.call for each in fake.refused] == ["", ""]
    with pytest.raises(ValueError, match=r"no call 'ships\.sink'"):
        fake.fail("ships.sink")


def test_an_answer_of_ones_own(api: ModuleType, fake: Any) -> None:
    operation = sys.modules[f"{api.__name__}.operations.ships"].GET
    fake.answer(operation, api.models.Ship(name="Ark", kind="sail"))
    client = fake.client()
    assert client.ships.get("s").name == "Ark"
    fake.answer("ships.get", {"name": "Bark", "kind": "steam"}, times=1)
    assert [client.ships.get("s").name for _ in range(2)] == ["Bark", "Ark"]


def test_examples_can_be_changed(fake: Any) -> None:
    ship = fake.example("ships.list", name="Ark")
    assert ship["name"] == "Ark"
    assert ship.keys() == fake.example("ships.get").keys()
    fake.answer("ships.get", ship)
    assert fake.client().ships.get("s").name == "Ark"
    assert fake.example("health.get") is None
    with pytest.raises(ValueError, match=r"no call 'ships\.sink'"):
        fake.example("ships.sink")


def test_failures(api: ModuleType, fake: Any) -> None:
    client = fake.client(max_retries=2)
    fake.fail("ships.get", 503, headers={"Retry-After": "0"}, times=2)
    assert client.ships.get("s").kind == "sail"
    assert len(fake.calls) == 3
    fake.fail("ships.get", 404, {"message": "sunk"})
    with pytest.raises(api.errors.NotFound, match="sunk"):
        client.ships.get("s")
    fake.fail("ships.get", httpx2.ConnectError("no route"))
    with pytest.raises(api.errors.ConnectError):
        fake.client().ships.get("s")


def test_slowness_is_not_waited_for(api: ModuleType, fake: Any) -> None:
    fake.slow("ships.get", 3600)
    with pytest.raises(api.errors.TimedOut):
        fake.client(timeout=5).ships.get("s")
    fake.slow("ships.get", 0.01)
    assert fake.client(timeout=5).ships.get("s").kind == "sail"


def test_drift(fake: Any) -> None:
    fake.drift("ships.get", remove=["name"], kind="oars", flag=True)
    ship = fake.client().ships.get("s")
    assert (ship.name, ship.kind, ship.model_extra) == (None, "oars", {"flag": True})


def test_pages(fake: Any) -> None:
    fake.pages("ships.list", 25)
    client = fake.client()
    assert len(list(client.ships.list())) == 25
    assert len(fake.calls) == 3
    assert len(client.ships.list(limit=20).items) == 20
    fake.pages("ships.list", [{"name": n, "kind": "sail"} for n in "abc"], size=2)
    assert [each.name for each in client.ships.list()] == ["a", "b", "c"]
    fake.pages("ships.get", 5)
    with pytest.raises(ValueError, match=r"ships\.get has no pages"):
        client.ships.get("s")


STYLES: dict[str, tuple[list[Json], Json, Json]] = {
    "cursor": (
        [parameter("cursor", "query", TEXT), parameter("limit", "query", NUMBER)],
        {"next_cursor": {"type": ["string", "null"]}},
        {},
    ),
    "page": (
        [parameter("page", "query", NUMBER), parameter("per_page", "query", NUMBER)],
        {"total": NUMBER},
        {},
    ),
    "link": ([], {}, {"Link": {"schema": TEXT}}),
}


@pytest.mark.parametrize("style", STYLES)
def test_pages_of_every_style(generate: Generate, style: str) -> None:
    parameters, fields, headers = STYLES[style]
    items = {"items": {"type": "array", "items": SHIP}}
    schema = {"type": "object", "properties": {**items, **fields}}
    good = answer(schema)
    good["200"]["headers"] = headers
    call = {"tags": ["ships"], "parameters": parameters, "responses": good}
    document = {**DOCUMENT, "paths": {"/ships": {"get": call}}}
    fake = generate(json.dumps(document)).testing.Fake()
    fake.pages("ships.list", 23)
    assert len(list(fake.client().ships.list())) == 23
    assert len(fake.calls) == 3


def test_importing_the_package_loads_none_of_it(api: ModuleType) -> None:
    code = (
        f"import sys, {api.__name__} as p; p.Client(auth='t').ships; "
        f"assert not [m for m in sys.modules if m.endswith(('.testing', '.fake'))]"
    )
    python([sys.executable, "-c", code], api)


def test_the_examples_of_the_documentation(tmp_path: Path) -> None:
    """The suite that the documentation shows, with the client that is committed."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-p", "calcom.pytest_plugin", str(ROOT / "docs" / "examples")),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout


def test_the_examples_are_strictly_typed() -> None:
    files = sorted(each.name for each in (ROOT / "docs" / "examples").glob("*.py"))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("--config-file", "", *files),
        ],
        cwd=ROOT / "docs" / "examples",
        env={**os.environ, "MYPYPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("Success"), done.stdout


def python(command: list[str], api: ModuleType) -> None:
    folder = Path(str(api.__file__)).parents[1]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


FRAMES = {
    "events": "text/event-stream",
    "lines": "application/x-ndjson",
    "records": "application/json-seq",
}


@pytest.mark.parametrize("media", FRAMES.values(), ids=list(FRAMES))
def test_streams(generate: Generate, media: str) -> None:
    content = {
        "application/json": {"schema": {"type": "object"}},
        media: {"schema": SHIP},
    }
    ask = {"type": "object", "properties": {"stream": {"type": "boolean"}}}
    call = {
        "tags": ["ships"],
        "requestBody": {"content": {"application/json": {"schema": ask}}},
        "responses": {"200": {"description": "", "content": content}},
    }
    document = {**DOCUMENT, "paths": {"/ships": {"post": call}}}
    api = generate(json.dumps(document))
    fake = api.testing.Fake()
    client = fake.client()
    with client.ships.create_stream() as stream:
        assert [each.kind for each in stream] == ["sail", "sail"]
    fake.answer("ships.create_stream", [{"name": n, "kind": "sail"} for n in "abc"])
    assert [each.name for each in client.ships.create_stream()] == ["a", "b", "c"]
    client.ships.create()
    assert [each.call for each in fake.calls] == [
        *("ships.create_stream", "ships.create_stream", "ships.create"),
    ]
    assert [each.body for each in fake.calls[:2]] == [{"stream": True}] * 2

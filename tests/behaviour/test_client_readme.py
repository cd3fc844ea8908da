"""The README of a generated package: every Python block in it runs as it stands."""

from __future__ import annotations

import hashlib
import hmac
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

Generate = Callable[..., ModuleType]
ROOT = Path(__file__).parents[2]

HEAD = "openapi: 3.1.0\ninfo: {title: Ships, version: '1'}\n"
SHIP = "{type: object, required: [name], properties: {name: {type: string}}}"
OK = (
    "{'200': {description: ok, content: {application/json: {schema: "
    "{$ref: '#/components/schemas/Ship'}}}}}"
)
DONE = "{'204': {description: done}}"
PAGES = f"""{HEAD}
servers: [{{url: https://ships.example/v1}}]
components:
  schemas:
    Ship: {SHIP}
    Kind: {{type: string, enum: [sail, steam]}}
paths:
  /ships:
    get:
      tags: [ships]
      parameters:
        - {{name: fleet, in: query, required: true, schema: {{type: string, format: uuid}}}}
        - {{name: kind, in: query, required: true, schema: {{$ref: '#/components/schemas/Kind'}}}}
        - {{name: cursor, in: query, schema: {{type: string}}}}
        - {{name: limit, in: query, schema: {{type: integer}}}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  next_cursor: {{type: [string, 'null']}}
                  items: {{type: array, items: {{$ref: '#/components/schemas/Ship'}}}}
  /ships/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer, minimum: 10}}}}]
    get: {{tags: [ships], deprecated: true, responses: {OK}}}
  /ships/{{id}}/state:
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer, minimum: 10}}}}]
    get: {{tags: [ships], responses: {OK}}}
"""
KEYS = f"""{HEAD}
servers: [{{url: /api}}]
security: [{{basic: []}}, {{key: [], secret: []}}]
components:
  securitySchemes:
    basic: {{type: http, scheme: basic}}
    query: {{type: apiKey, in: query, name: sig}}
    key: {{type: apiKey, in: header, name: X-Key}}
    secret: {{type: apiKey, in: header, name: X-Secret}}
  schemas: {{Ship: {SHIP}}}
paths:
  /ships:
    post:
      tags: [ships]
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Ship'}}}}}}
      responses: {OK}
  /ships/{{ship_id}}:
    parameters: [{{name: ship_id, in: path, required: true, schema: {{type: string}}}}]
    get: {{tags: [ships], security: [{{query: []}}], responses: {OK}}}
  /docks/{{dock_id}}:
    parameters: [{{name: dock_id, in: path, required: true, schema: {{type: string}}}}]
    get: {{tags: [docks], responses: {OK}}}
    delete: {{tags: [docks], responses: {DONE}}}
"""
QUERY = KEYS.replace("[{basic: []}, {key: [], secret: []}]", "[{query: []}]")
STREAMS = f"""{HEAD}
servers: [{{url: https://ships.example}}]
security: [{{login: [read]}}]
components:
  securitySchemes:
    login:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: https://login.example/go
          tokenUrl: https://login.example/token
          scopes: {{read: '', write: ''}}
  schemas: {{Ship: {SHIP}}}
webhooks:
  shipSank:
    post:
      requestBody:
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Ship'}}}}}}
      responses: {DONE}
paths:
  /log:
    post:
      tags: [log]
      requestBody:
        required: true
        content:
          application/json:
            schema: {{type: object, required: [ship], properties: {{ship: {{type: string}}}}}}
      responses:
        '200':
          description: ok
          content: {{text/event-stream: {{schema: {{$ref: '#/components/schemas/Ship'}}}}}}
  /plans/{{plan}}:
    parameters: [{{name: plan, in: path, required: true, schema: {{type: string}}}}]
    get:
      tags: [plans]
      responses:
        '200':
          description: ok
          content: {{application/octet-stream: {{schema: {{type: string, format: binary}}}}}}
"""
BARE = f"""{HEAD}
paths:
  /ships/{{id}}:
    parameters:
      - {{name: id, in: path, required: true, schema: {{type: string, pattern: '^(s|t)+$'}}}}
    get: {{tags: [ships], responses: {OK.replace("$ref: '#/components/schemas/Ship'", "")}}}
"""


class Guide:
    """The README of a package, and a fake of its API that answers its examples."""

    def __init__(self, api: ModuleType, folder: Path) -> None:
        self.api = api
        self.text = (folder / "README.md").read_text(encoding="utf-8")
        self.fake = api.testing.Fake()
        routes = api.testing._routes()
        for route in routes:
            if route.operation.paging is not None:
                self.fake.pages(route.operation.id, 3)

    @property
    def snippets(self) -> list[str]:
        return re.findall(r"^```python\n(.*?)^```$", self.text, re.M | re.S)

    @property
    def headings(self) -> list[str]:
        return re.findall(r"^## (.+)$", self.text, re.M)

    def run(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, Any]:
        """Run every block, in order, in one namespace; it is returned."""
        fake = self.fake
        name = self.api.__name__

        class Client(self.api.Client):  # type: ignore[misc,name-defined]
            def __init__(self, *args: Any, **settings: Any) -> None:
                settings["http_client"] = httpx2.Client(transport=fake)
                super().__init__(*args, **settings)

        class AsyncClient(self.api.AsyncClient):  # type: ignore[misc,name-defined]
            def __init__(self, *args: Any, **settings: Any) -> None:
                settings["http_client"] = httpx2.AsyncClient(transport=fake)
                super().__init__(*args, **settings)

        monkeypatch.setattr(self.api, "Client", Client)
        monkeypatch.setattr(self.api, "AsyncClient", AsyncClient)
        monkeypatch.setenv(f"{name.upper()}_TOKEN", "from-the-environment")
        monkeypatch.chdir(folder)
        space: dict[str, Any] = {"__name__": "readme"}
        for number, snippet in enumerate(self.snippets, start=1):
            exec(compile(snippet, f"README.md, block {number}", "exec"), space)
        for key, value in list(space.items()):
            if key.startswith("test_"):
                value(self.api.testing.Fake())
        return space


@pytest.fixture
def read(
    generate: Generate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], tuple[Guide, dict[str, Any]]]:
    def read(spec: str) -> tuple[Guide, dict[str, Any]]:
        api = generate(spec)
        guide = Guide(api, Path(str(api.__file__)).parents[1])
        return guide, guide.run(monkeypatch, tmp_path)

    return read


@pytest.fixture
def committed() -> Iterator[Guide]:
    """The package in `generated/`."""
    folder = ROOT / "generated"
    others = {n: m for n, m in sys.modules.items() if n.split(".")[0] == "calcom"}
    for name in others:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    yield Guide(importlib.import_module("calcom"), folder)
    sys.path.remove(str(folder))
    for name in [n for n in sys.modules if n.split(".")[0] == "calcom"]:
        del sys.modules[name]
    sys.modules.update(others)


def test_the_committed_package(
    committed: Guide, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    space = committed.run(monkeypatch, tmp_path)
    assert committed.fake.refused == []
    asked = [each.call for each in committed.fake.calls]
    assert asked.count("bookings.get") >= 4
    assert asked.count("bookings.list") >= 2
    assert committed.headings == [
        *("Install", "First call", "Asynchronous", "Authentication", "Paging"),
        *("Errors", "Retries and limits", "Versions", "Scopes and roles", "Webhooks"),
        *("Testing", "Methods of your own", "More"),
    ]
    address = f"https://app.example.com/back?code=c&state={space['begun'].state}"
    assert isinstance(space["signed_in"](address), committed.api.Client)
    signature = committed.api.webhooks.WEBHOOKS.signature
    body = json.dumps({"triggerEvent": "BOOKING_CREATED", "payload": {}}).encode()
    digest = hmac.new(b"my-secret", body, hashlib.sha256).hexdigest()
    space["receive"](body, {signature.header: digest})
    with pytest.raises(committed.api.webhooks.SignatureError):
        space["receive"](body, {signature.header: digest[::-1]})


def test_each_section_has_at_most_one_example(committed: Guide) -> None:
    for section in committed.text.split("\n## ")[1:]:
        assert section.count("```") <= 2, section[:40]
    assert len(committed.text.splitlines()) < 250


def test_lists_with_pages_and_no_credential(read: Any) -> None:
    guide, _ = read(PAGES)
    assert guide.fake.refused == []
    assert {each.call for each in guide.fake.calls} == {
        "ships.list",
        "ships.state.get",  # the other one is deprecated
    }
    assert "Authentication" not in guide.headings
    assert "client.ships.state.get(10)" in guide.text
    assert 'client.ships.list(fleet="fleet", kind="sail")' in guide.text


def test_the_credential_that_is_shown_is_that_of_most_calls(read: Any) -> None:
    guide, _ = read(KEYS)
    assert guide.fake.refused == []
    assert {each.call for each in guide.fake.calls} == {"docks.get"}
    assert "Versions" not in guide.headings
    assert (
        'client = Client(auth=auth.Basic("user", "password"), '
        'base_url="https://api.example.com/api")'
    ) in guide.text


def test_a_key_is_read_from_the_environment(read: Any) -> None:
    guide, _ = read(QUERY)
    assert guide.fake.refused == []
    assert {each.call for each in guide.fake.calls} == {"docks.get"}
    assert all("sig=from-the-environment" in each.url for each in guide.fake.calls)


def test_streams_files_sign_in_and_webhooks(read: Any, tmp_path: Path) -> None:
    guide, space = read(STREAMS)
    assert guide.fake.refused == []
    assert {each.call for each in guide.fake.calls} == {"log.create", "plans.get"}
    assert (tmp_path / "file").read_bytes() == b"example"
    assert {"Streams", "Files", "Webhooks", "Scopes and roles"} <= {*guide.headings}
    space["receive"](b'{"name": "Argo"}', {})
    address = f"https://app.example.com/back?code=c&state={space['begun'].state}"
    assert isinstance(space["signed_in"](address), guide.api.Client)
    table = (Path(str(guide.api.__file__)).parents[1] / "api.md").read_text()
    assert "| `shipSank` | `models.Ship` |" in table


def test_an_api_of_which_no_call_can_be_shown(read: Any) -> None:
    guide, _ = read(BARE)
    assert guide.fake.calls == []
    assert "client.ships" not in guide.text
    assert 'Client(base_url="https://api.example.com")' in guide.text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("case", ["hostile", "clash", "versions", "pages", "degraded"])
def test_odd_documents(
    case: str,
    generate: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    api = generate.of([ROOT / "tests" / "cases" / case / "input"])
    guide = Guide(api, Path(str(api.__file__)).parents[1])
    guide.run(monkeypatch, tmp_path)
    assert guide.fake.refused == []
    # What a document says opens no block, no heading and no tag of its own.
    assert guide.text.count("\n```") == 2 * (len(guide.snippets) + 1)
    assert set(guide.headings) <= {
        *("Install", "First call", "Asynchronous", "Authentication", "Paging"),
        *("Errors", "Retries and limits", "Versions", "Scopes and roles", "Streams"),
        *("Files", "Webhooks", "Testing", "Methods of your own", "More"),
    }
    outside = re.sub(
        r"^```.*?^```$|`[^`\n]*`|<!--.*?-->", "", guide.text, flags=re.M | re.S
    )
    assert not re.search(r"(?<!\\)<", outside)

"""Where calls go: the API's server, or one that a path or an operation states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

Generate = Callable[..., ModuleType]
HEAD = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"
ANSWER = "responses: {'204': {description: d}}"
DOCUMENT = f"""{HEAD}
servers:
- url: 'https://{{region}}.example.com/v1/'
  variables: {{region: {{default: eu, enum: [eu, us]}}}}
paths:
  /plain: {{get: {{tags: [plain], {ANSWER}}}}}
  /moved:
    servers: [{{url: 'https://files.example.com/up'}}]
    get: {{tags: [moved], {ANSWER}}}
    post: {{tags: [moved], servers: [{{url: 'https://eu.example.com/v2/'}}], {ANSWER}}}
    patch: {{tags: [moved], servers: [{{url: /v3}}], {ANSWER}}}
    delete: {{tags: [moved], servers: [{{url: 'https://eu.example.com/v1'}}], {ANSWER}}}
"""
GOES = {
    "plain.get": ("https://eu.example.com/v1/plain", "/v1/plain"),
    "moved.get": ("https://files.example.com/up/moved", "/v1/moved"),
    "moved.create": ("https://eu.example.com/v2/moved", "/v2/moved"),
    "moved.update": ("https://eu.example.com/v3/moved", "/v3/moved"),
    "moved.delete": ("https://eu.example.com/v1/moved", "/v1/moved"),
}


@pytest.fixture(scope="module")
def api(generate: Generate) -> ModuleType:
    return generate(DOCUMENT)


def use(client: Any, name: str) -> Any:
    resource, _, method = name.partition(".")
    return getattr(getattr(client, resource), method)()


@pytest.mark.parametrize("name", GOES)
def test_without_another_address_each_goes_where_its_description_says(
    api: ModuleType, name: str
) -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(204)

    with (
        httpx2.Client(transport=httpx2.MockTransport(answer)) as http,
        api.Client(auth="t", http_client=http) as client,
    ):
        use(client, name)
    assert asked == [GOES[name][0]]


@pytest.mark.parametrize("name", GOES)
def test_an_address_of_the_caller_is_for_every_call(
    api: ModuleType, server: Any, call: Any, name: str
) -> None:
    call(api, lambda client: use(client, name), base_url=f"{server.url}/v1")
    assert server.request.path == GOES[name][1]


def test_the_readme_says_which_calls_go_elsewhere(api: ModuleType) -> None:
    readme = (Path(str(api.__file__)).parents[1] / "README.md").read_text()
    assert "At `https://files.example.com/up`: `client.moved.get`." in readme
    assert "At `/v3` of that server" in readme


def test_a_server_without_a_host_is_asked_for(
    generate: Generate, server: Any, call: Any
) -> None:
    api = generate(
        f"{HEAD}servers: [{{url: /api/v4}}]\n"
        f"paths: {{/a: {{get: {{tags: [a], {ANSWER}}}}}}}\n"
    )
    with pytest.raises(ValueError, match=r"'/api/v4' on a server.*base_url"):
        api.Client(auth="t")
    call(api, lambda client: client.a.get(), base_url=f"{server.url}/api/v4")
    assert server.request.path == "/api/v4/a"


def test_documents_keep_their_own_servers(generate: Generate) -> None:
    """Several documents in one client: a call goes to the server of its own."""
    path = "paths: {/PET: {get: {tags: [PET], " + ANSWER + "}}}\n"
    api = generate(
        {
            f"{name}.yaml": f"{HEAD}servers: [{{url: 'https://{name}.example.com'}}]\n"
            + path.replace("PET", name)
            for name in ("cats", "dogs")
        }
    )
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(204)

    with (
        httpx2.Client(transport=httpx2.MockTransport(answer)) as http,
        api.Client(auth="t", http_client=http) as client,
    ):
        client.cats.list()
        client.dogs.list()
    assert asked == ["https://cats.example.com/cats", "https://dogs.example.com/dogs"]

"""What a caller may change for one call or for all."""

from __future__ import annotations

import threading
from types import ModuleType
from typing import Any

import pytest

SPEC = """
openapi: 3.1.0
info: {title: Ferries, version: 2024-08-01}
servers: [{url: https://ferries.example/base/}]
paths:
  /trips:
    get:
      tags: [Trips]
      operationId: listTrips
      parameters:
        - {name: day, in: query, schema: {type: string}}
        - name: ferries-version
          in: header
          required: true
          schema: {type: string, default: '2025-03-01'}
      responses: {'204': {description: done}}
    post:
      tags: [Trips]
      operationId: createTrip
      parameters:
        - {name: ferries-version, in: header, required: true, schema: {type: string}}
      responses: {'204': {description: done}}
"""


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


def listing(**options: Any) -> Any:
    return lambda client: client.trips.list(day="mon", options=options)


def test_the_stated_version_is_sent(api: ModuleType, call: Any, server: Any) -> None:
    call(api, listing())
    assert server.request.headers["ferries-version"] == "2025-03-01"


def test_another_version_for_one_call(api: ModuleType, call: Any, server: Any) -> None:
    call(api, listing(api_version="2030-01-01"), api_version="2020-01-01")
    assert server.request.headers["ferries-version"] == "2030-01-01"


def test_the_clients_version_is_for_calls_without_one(
    api: ModuleType, call: Any, server: Any
) -> None:
    call(api, listing(), api_version="2020-01-01")
    call(api, lambda client: client.trips.create(), api_version="2020-01-01")
    sent = [each.headers["ferries-version"] for each in server.requests]
    assert sent == ["2025-03-01", "2020-01-01"]


def test_a_version_that_nobody_knows_is_not_sent(
    api: ModuleType, call: Any, server: Any
) -> None:
    call(api, lambda client: client.trips.create())
    assert "ferries-version" not in server.request.headers


def test_headers_and_query(api: ModuleType, call: Any, server: Any) -> None:
    call(
        api,
        listing(headers={"X-One": "call"}, query={"beta": True, "day": "tue"}),
        headers={"X-One": "client", "X-Two": "client"},
    )
    assert server.request.headers["x-one"] == "call"
    assert server.request.headers["x-two"] == "client"
    assert sorted(server.request.parameters) == [("beta", "true"), ("day", "tue")]


def test_an_option_that_is_none_is_refused(api: ModuleType, call: Any) -> None:
    with pytest.raises(TypeError, match="timeuot"):
        call(api, listing(timeuot=3))


@pytest.mark.parametrize("where", ["call", "client"])
def test_timeout(api: ModuleType, call: Any, server: Any, where: str) -> None:
    gone = threading.Event()
    server.answer("GET", "/trips", status=204)
    server.delay = lambda: gone.wait(5)
    on_call = {"timeout": 0.05} if where == "call" else {}
    on_client = {"timeout": 0.05} if where == "client" else {}
    try:
        with pytest.raises(api.errors.TimedOut):
            call(api, listing(**on_call), **on_client)
    finally:
        gone.set()


def test_another_server(api: ModuleType, call: Any, server: Any) -> None:
    call(api, listing(), base_url=f"{server.url}/other/")
    assert server.request.path == "/other/trips"


def test_the_documents_server(api: ModuleType) -> None:
    with api.Client("token") as client:
        assert "https://ferries.example/base>" in repr(client)


def test_the_user_agent_names_the_package(
    api: ModuleType, call: Any, server: Any
) -> None:
    call(api, listing())
    name = api.__name__.replace("_", "-")
    assert server.request.headers["user-agent"].startswith(f"{name}/2024.8.1")
    assert api.__version__ == "2024.8.1"


def test_the_servers_variables_have_their_defaults(generate: Any) -> None:
    server = (
        "{url: 'https://{region}.ferries.example', variables: {region: {default: eu}}}"
    )
    api = generate(SPEC.replace("{url: https://ferries.example/base/}", server))
    with api.Client("token") as client:
        assert "https://eu.ferries.example>" in repr(client)

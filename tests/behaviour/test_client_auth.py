"""The credential goes where the description says, and nowhere else."""

from __future__ import annotations

from base64 import b64encode
from types import ModuleType
from typing import Any

import pytest

PATHS = """
paths:
  /open:
    get:
      operationId: open
      security: []
      responses: {'204': {description: done}}
  /closed:
    get:
      operationId: closed
      responses: {'204': {description: done}}
"""
SCHEMES = {
    "bearer": "{type: http, scheme: bearer}",
    "basic": "{type: http, scheme: basic}",
    "header": "{type: apiKey, in: header, name: X-Key}",
    "query": "{type: apiKey, in: query, name: key}",
    "cookie": "{type: apiKey, in: cookie, name: session}",
}


def spec(scheme: str) -> str:
    return (
        "openapi: 3.1.0\ninfo: {title: Locks, version: '1'}\n"
        "servers: [{url: https://locks.example}]\nsecurity: [{door: []}]\n"
        f"components: {{securitySchemes: {{door: {SCHEMES[scheme]}}}}}\n{PATHS}"
    )


@pytest.fixture(scope="module")
def apis(generate: Any) -> dict[str, ModuleType]:
    return {scheme: generate(spec(scheme)) for scheme in SCHEMES}


def closed(client: Any) -> Any:
    return client.closed.get()


@pytest.mark.parametrize(
    ("scheme", "header", "value", "query"),
    [
        ("bearer", "authorization", "Bearer s3cret", ""),
        ("header", "x-key", "s3cret", ""),
        ("query", "", "", "key=s3cret"),
        ("cookie", "cookie", "session=s3cret", ""),
    ],
)
@pytest.mark.parametrize("given", ["text", "function", "environment"])
def test_a_token(
    apis: dict[str, ModuleType],
    call: Any,
    server: Any,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    header: str,
    value: str,
    query: str,
    given: str,
) -> None:
    api = apis[scheme]
    monkeypatch.setenv(
        f"{api.__name__.upper()}_TOKEN",
        "s3cret" if given == "environment" else "another",
    )
    auth = {
        "text": "s3cret",
        "function": lambda: "s3cret",
        "environment": api.UNSET,
    }[given]
    call(api, closed, auth=auth)
    assert server.request.query == query
    if header:
        assert server.request.headers[header] == value
    assert str(server.request.headers).count("s3cret") == (1 if header else 0)


def test_a_function_is_asked_for_every_request(
    apis: dict[str, ModuleType], server: Any
) -> None:
    tokens = iter(["first", "second"])
    auth = lambda: next(tokens)  # noqa: E731 - the shortest function there is
    with apis["bearer"].Client(auth, base_url=server.url) as client:
        client.closed.get()
        client.closed.get()
    sent = [request.headers["authorization"] for request in server.requests]
    assert sent == ["Bearer first", "Bearer second"]


def test_basic(apis: dict[str, ModuleType], call: Any, server: Any) -> None:
    api = apis["basic"]
    call(api, closed, auth=api.auth.Basic("ann", "pass:word"))
    encoded = b64encode(b"ann:pass:word").decode()
    assert server.request.headers["authorization"] == f"Basic {encoded}"


def test_basic_takes_no_token(apis: dict[str, ModuleType], call: Any) -> None:
    with pytest.raises(TypeError, match="Basic"):
        call(apis["basic"], closed, auth="s3cret")


@pytest.mark.parametrize("scheme", ["bearer", "header", "query", "cookie"])
def test_nothing(
    apis: dict[str, ModuleType],
    call: Any,
    server: Any,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
) -> None:
    """None is no credential, whatever the environment holds."""
    api = apis[scheme]
    monkeypatch.setenv(f"{api.__name__.upper()}_TOKEN", "another")
    call(api, closed, auth=None)
    assert not {"authorization", "x-key", "cookie"} & server.request.headers.keys()
    assert server.request.query == ""


@pytest.mark.parametrize(
    ("scheme", "takes"),
    [
        ("bearer", "a bearer token"),
        ("basic", "a user and password (HTTP basic)"),
        ("header", "the header X-Key"),
        ("query", "the query parameter key"),
        ("cookie", "the cookie session"),
    ],
)
def test_a_credential_is_missing(
    apis: dict[str, ModuleType],
    call: Any,
    server: Any,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    takes: str,
) -> None:
    """Nothing is sent that the server would refuse, and the error says what to pass."""
    api = apis[scheme]
    monkeypatch.delenv(f"{api.__name__.upper()}_TOKEN", raising=False)
    with pytest.raises(api.errors.MissingCredentialError) as caught:
        call(api, closed, auth=api.UNSET)
    assert takes in str(caught.value)
    assert caught.value.accepts == (takes,)
    assert caught.value.operation.id == "closed.get"
    assert caught.value.request.url == f"{server.url}/closed"
    named = f"{api.__name__.upper()}_TOKEN" in str(caught.value)
    assert named == (scheme != "basic")
    call(api, lambda client: client.open.get(), auth=api.UNSET)
    assert [request.path for request in server.requests] == ["/open"]


@pytest.mark.parametrize("scheme", ["bearer", "header", "query", "cookie"])
def test_a_public_operation_gets_no_credential(
    apis: dict[str, ModuleType], call: Any, server: Any, scheme: str
) -> None:
    call(apis[scheme], lambda client: client.open.get(), auth="s3cret")
    assert "s3cret" not in str(server.request)


def test_no_secret_is_shown(apis: dict[str, ModuleType]) -> None:
    api = apis["bearer"]
    assert "s3cret" not in repr(api.auth.Bearer("s3cret"))
    with api.Client("s3cret", base_url="http://127.0.0.1:9") as client:
        assert "s3cret" not in repr(client)


TWO_HEADERS = """
openapi: 3.1.0
info: {title: Fleet, version: '1'}
servers: [{url: https://fleet.example}]
paths:
  /cars:
    get:
      operationId: listCars
      tags: [Cars]
      parameters:
        - {name: Authorization, in: header, required: true, schema: {type: string}}
        - {name: fleet, in: query, schema: {type: string}}
      responses: {'204': {description: done}}
"""


def test_a_declared_authorization_header_is_the_clients(
    generate: Any, call: Any, server: Any
) -> None:
    api = generate(TWO_HEADERS)
    call(api, lambda client: client.cars.list(fleet="a"))
    assert server.request.headers["authorization"] == "Bearer token"


@pytest.mark.parametrize("scheme", ["header", "query", "cookie"])
def test_a_declared_key_has_a_class(
    apis: dict[str, ModuleType], call: Any, server: Any, scheme: str
) -> None:
    """Nobody has to say again where the key goes and what it is called there."""
    api = apis[scheme]
    call(api, closed, auth=api.auth.DoorAuth("s3cret"))
    sent = {"key": server.request.query.removeprefix("key=")} | server.request.headers
    name = {"header": "x-key", "query": "key", "cookie": "cookie"}[scheme]
    assert sent[name].removeprefix("session=") == "s3cret"

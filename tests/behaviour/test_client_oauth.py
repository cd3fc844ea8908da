"""A generated client knows where its API's tokens come from."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import threading
import time
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

FLOW = """
        authorizationCode:
          authorizationUrl: https://login.example/authorize
          tokenUrl: oauth/token
          refreshUrl: /refresh
          scopes: {read: See books, write: 'Change ''books"'}
"""
PATHS = """
paths:
  /open:
    get:
      operationId: open
      security: []
      responses: {'204': {description: done}}
  /books:
    get:
      operationId: listBooks
      tags: [Books]
      security: [{person: [read]}]
      responses: {'204': {description: done}}
    post:
      operationId: createBook
      tags: [Books]
      security: [{person: [read, write]}, {person: [admin]}]
      responses: {'204': {description: done}}
"""
ONE = f"""
openapi: 3.1.0
info: {{title: Shelf, version: '1'}}
servers: [{{url: https://shelf.example/v1}}]
components:
  securitySchemes:
    person:
      type: oauth2
      flows: {FLOW}
        clientCredentials: {{tokenUrl: 'https://login.example/token', scopes: {{}}}}
{PATHS}
"""
SEVERAL = f"""
openapi: 3.1.0
info: {{title: Shelf, version: '1'}}
servers: [{{url: https://shelf.example/v1}}]
security: [{{git_hub_oauth2: []}}, {{oidc: []}}, {{legacy: []}}, {{bad: []}}]
components:
  securitySchemes:
    git_hub_oauth2:
      type: oauth2
      flows: {FLOW}
    oidc: {{type: openIdConnect, openIdConnectUrl: 'https://id.example/.well-known/x'}}
    legacy: {{type: oauth2, flows: {{password: {{tokenUrl: 'https://l.example/t'}}}}}}
    bad: {{type: oauth2, flows: {{clientCredentials: {{tokenUrl: '{{url}}'}}}}}}
paths: {{/a: {{get: {{operationId: getA, responses: {{'204': {{description: ok}}}}}}}}}}
"""
SWAGGER = """
swagger: '2.0'
info: {title: Shelf, version: '1'}
host: shelf.example
basePath: /v1
schemes: [https]
security: [{person: [read]}]
securityDefinitions:
  person:
    type: oauth2
    flow: accessCode
    authorizationUrl: https://login.example/authorize
    tokenUrl: https://login.example/token
    scopes: {read: See books}
paths: {/a: {get: {operationId: getA, responses: {'204': {description: ok}}}}}
"""


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(ONE)


def test_the_class_knows_the_addresses_and_scopes(api: ModuleType) -> None:
    assert api.auth.OAuth.endpoints == (
        "https://login.example/authorize",
        "https://shelf.example/v1/oauth/token",
        "https://shelf.example/refresh",
        None,
    )
    assert api.auth.OAuth.SCOPES == {"read": "See books", "write": "Change 'books\""}
    assert api.auth.ClientCredentials.endpoints.token == "https://login.example/token"
    begun = api.auth.authorize(
        client_id="c",
        redirect_uri="https://app.example/back",
        scopes=api.required_scopes("books.list", "books.create"),
    )
    assert begun.url.startswith("https://login.example/authorize?")
    assert parse_qs(urlsplit(begun.url).query)["scope"] == ["admin read"]


def test_swagger_2(generate: Any) -> None:
    api = generate(SWAGGER)
    assert api.auth.OAuth.endpoints[:3] == (
        "https://login.example/authorize",
        "https://login.example/token",
        None,
    )
    assert api.auth.OAuth.SCOPES == {"read": "See books"}


def test_several_schemes_have_a_class_each(generate: Any) -> None:
    auth = generate(SEVERAL.replace("{url}", "https://x.example/t")).auth
    assert auth.GitHubOAuth.endpoints.token == "https://shelf.example/v1/oauth/token"
    assert auth.OidcOAuth.endpoints.discovery == "https://id.example/.well-known/x"
    assert auth.LegacyPassword.endpoints.token == "https://l.example/t"
    assert auth.BadClientCredentials.endpoints.token == "https://x.example/t"
    assert not hasattr(auth, "authorize")
    with pytest.raises(TypeError, match="pass token_url"):
        auth.OAuth(client_id="c", refresh_token="r")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user:pass@x.example/t",
        "https://{tenant}.example/t",
        'https://x.example/"""+evil()',
        "https://x.example/\\x00",
        "https://[x.example/",
        "https:///t",
    ],
)
def test_addresses_that_nobody_should_ask(
    generate: Any, calgen: Any, tmp_path: Any, url: str
) -> None:
    spec = SEVERAL.replace("'{url}'", json.dumps(url).replace("\\\\x00", "\\u0000"))
    path = tmp_path / "api.yaml"
    path.write_text(spec)
    command = ("generate", "-i", path, "-o", tmp_path / "out", "--config", "none")
    done = calgen(*command, cwd=tmp_path)
    assert done.code == 0, done.stderr
    assert "cannot be asked" in done.stderr
    assert "[CG059]" in done.stderr
    with pytest.raises(TypeError, match="pass token_url"):
        generate(spec).auth.BadClientCredentials(client_id="c", client_secret="s")


def test_a_server_without_host_leaves_the_address_to_the_caller(generate: Any) -> None:
    spec = ONE.replace("https://shelf.example/v1", "/v1")
    auth = generate(spec).auth
    assert auth.OAuth.endpoints[:3] == ("https://login.example/authorize", None, None)
    with pytest.raises(TypeError, match="pass token_url"):
        auth.OAuth(client_id="c", refresh_token="r")


def test_the_readme_says_how(generate: Any) -> None:
    from pathlib import Path

    api = generate(ONE)
    text = (Path(str(api.__file__)).parent.parent / "README.md").read_text()
    assert "begun = auth.OAuth.authorize(" in text
    assert 'auth.ClientCredentials(client_id="id", client_secret="secret")' in text
    assert "MissingCredentialError" in text
    plain = generate("openapi: 3.1.0\ninfo: {title: A, version: '1'}" + PATHS_PLAIN)
    text = (Path(str(plain.__file__)).parent.parent / "README.md").read_text()
    assert "## Authentication" not in text
    assert "OAuth" not in text


PATHS_PLAIN = """
servers: [{url: https://a.example}]
paths: {/a: {get: {operationId: getA, responses: {'204': {description: ok}}}}}
"""


class Tokens:
    """A token endpoint and an API: one access token is good, a refresh rotates both."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.count = 0
        self.asked: list[dict[str, str]] = []
        self.refused = 0
        self.lock = threading.Lock()
        self.gate = threading.Barrier(50)
        server.answer("GET", "/books")
        self.made = type(server.answers["GET", "/books"])
        server.answers["POST", "/token"] = self.token
        server.answers["GET", "/books"] = self.books

    def token(self, request: Any) -> Any:
        with self.lock:
            self.count += 1
            self.asked.append(dict(parse_qsl(request.body.decode())))
        time.sleep(0.1)
        made = {
            "access_token": f"access-{self.count}",
            "refresh_token": f"refresh-{self.count}",
        }
        return self.made(200, json.dumps(made).encode(), {})

    def books(self, request: Any) -> Any:
        good = request.headers.get("authorization") == f"Bearer access-{self.count}"
        if good and self.count:
            return self.made(204, b"", {})
        with self.lock:
            self.refused += 1
        self.gate.wait(20)  # all of them are refused before one is told so
        return self.made(401, b"{}", {})


def test_fifty_threads_that_are_refused_refresh_once(
    api: ModuleType, server: Any
) -> None:
    tokens, done, stored = Tokens(server), [], []
    grant = api.auth.OAuth(
        api.auth.Tokens("old", "refresh-0"),
        client_id="c",
        token_url=f"{server.url}/token",
        on_tokens=stored.append,
    )
    with api.Client(grant, base_url=server.url, timeout=30) as client:
        threads = [
            threading.Thread(target=lambda: done.append(client.books.list()))
            for _ in range(50)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(done) == 50
    assert tokens.refused == 50
    assert [each["refresh_token"] for each in tokens.asked] == ["refresh-0"]
    assert [each.access for each in stored] == ["access-1"]


def test_fifty_tasks_that_are_refused_refresh_once(
    api: ModuleType, server: Any
) -> None:
    tokens, stored = Tokens(server), []

    async def store(pair: Any) -> None:
        await asyncio.sleep(0.01)
        stored.append(pair.access)

    async def run() -> int:
        grant = api.auth.OAuth(
            api.auth.Tokens("old", "refresh-0"),
            client_id="c",
            token_url=f"{server.url}/token",
            on_tokens=store,
        )
        async with api.AsyncClient(grant, base_url=server.url, timeout=30) as client:
            return len(await asyncio.gather(*(client.books.list() for _ in range(50))))

    assert asyncio.run(run()) == 50
    assert tokens.refused == 50
    assert [each["refresh_token"] for each in tokens.asked] == ["refresh-0"]
    assert stored == ["access-1"]


def test_scopes_are_checked_where_they_are_given(
    api: ModuleType, call: Any, server: Any
) -> None:
    def books(client: Any) -> Any:
        return client.books.list()

    def create(client: Any) -> Any:
        return client.books.create()

    call(api, books, scopes=["read"])
    call(api, create, scopes=["admin"])
    call(api, create, scopes=["write", "read"])
    call(api, create)
    assert len(server.requests) == 4
    with pytest.raises(api.errors.MissingScopeError) as caught:
        call(api, create, scopes=["read"])
    assert str(caught.value) == (
        "this call needs the scope read and write or admin; the token has read "
        "(books.create)"
    )
    call(api, lambda client: client.open.get(), scopes=[])
    assert len(server.requests) == 5


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_says_what_would_do(
    api: ModuleType, call: Any, server: Any, status: int
) -> None:
    answer = {"error": "insufficient", "error_description": "token is not enough"}
    server.answer("POST", "/books", answer, status=status)
    with pytest.raises(api.errors.StatusError) as caught:
        call(api, lambda client: client.books.create(), auth="s3cret-token")
    error = caught.value
    assert (error.code, error.message) == ("insufficient", "token is not enough")
    assert error.request == ("POST", f"{server.url}/books")
    text = {401: "takes a bearer token", 403: "needs scope read and write or admin"}[
        status
    ]
    assert text in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_the_tree_stands_in_the_module(api: ModuleType) -> None:
    doc = api.errors.__doc__
    for name in api.errors.__dict__:
        if isinstance(getattr(api.errors, name), type):
            assert f"  {name} " in doc


KEY = """
openapi: 3.1.0
info: {title: Keys, version: '1'}
servers: [{url: https://keys.example}]
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: query, name: api_key}}}
paths: {/a: {get: {operationId: getA, responses: {'204': {description: ok}}}}}
"""


def test_no_key_is_logged(
    generate: Any, call: Any, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    call(generate(KEY), lambda client: client.a.get(), auth="s3cret-key")
    assert server.request.query == "api_key=s3cret-key"
    assert f"GET {server.url}/a?api_key=***" in caplog.text
    assert "s3cret" not in caplog.text


PROFILE = """
auth:
  bearer:
    kind: bearer
    headers: {token: Authorization}
    flows:
      authorizationCode:
        authorization_url: https://login.example/authorize
        token_url: https://login.example/token
errors:
  code: [fault.no, kind]
  message: [fault.text]
"""
PROSE = """
openapi: 3.1.0
info: {title: Shelf, version: '1'}
servers: [{url: https://shelf.example/v1}]
paths:
  /a:
    get:
      operationId: getA
      parameters:
        - {name: Authorization, in: header, required: true, schema: {type: string}}
      responses: {'204': {description: ok}}
"""
DECLARED = """
openapi: 3.1.0
info: {title: Shelf, version: '1'}
servers: [{url: https://shelf.example/v1}]
security: [{token: []}]
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
paths: {/a: {get: {operationId: getA, responses: {'204': {description: ok}}}}}
"""


@pytest.fixture
def profile(tmp_path: Any) -> Any:
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "profile.yaml").write_text(PROFILE)
    return folder


@pytest.mark.parametrize("spec", [PROSE, DECLARED])
def test_a_profile_knows_what_the_document_does_not(
    generate: Any, profile: Any, spec: str
) -> None:
    auth = generate(spec, "--profile", profile).auth
    assert auth.OAuth.endpoints[:2] == (
        "https://login.example/authorize",
        "https://login.example/token",
    )
    assert auth.authorize(client_id="c", redirect_uri="x:").state
    assert generate(spec).auth.OAuth.endpoints.token is None


def test_what_the_document_states_outranks_the_profile(
    generate: Any, profile: Any
) -> None:
    auth = generate(ONE, "--profile", profile).auth
    assert auth.OAuth.endpoints.token == "https://shelf.example/v1/oauth/token"


@pytest.mark.parametrize(
    "url", ["file:///x", "https://u:p@x.example/", "https://{a}.example", "/token", "x"]
)
def test_a_profile_with_an_address_that_is_none(
    calgen: Any, profile: Any, tmp_path: Any, url: str
) -> None:
    text = PROFILE.replace("https://login.example/token", f"'{url}'")
    (profile / "profile.yaml").write_text(text)
    (tmp_path / "api.yaml").write_text(PROSE)
    command = ("-i", tmp_path / "api.yaml", "-o", tmp_path / "o", "--profile", profile)
    done = calgen("generate", *command, "--config", "none", cwd=tmp_path)
    assert done.code == 2
    assert "token_url" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"fault": {"no": 17, "text": "gone"}}, "17", "gone"),
        ({"kind": "lost", "message": "usual"}, "lost", "usual"),
        ({"fault": "text", "error": {"code": "c", "message": "m"}}, "c", "m"),
        ({"fault": {"text": ["a", "b"], "no": True}}, None, "a; b"),
        ([1], None, None),
    ],
)
def test_a_profile_says_where_errors_say_it(
    generate: Any,
    call: Any,
    server: Any,
    profile: Any,
    body: Any,
    code: str | None,
    message: str | None,
) -> None:
    api = generate(DECLARED, "--profile", profile)
    server.answer("GET", "/a", body, status=400)
    with pytest.raises(api.errors.BadRequest) as caught:
        call(api, lambda client: client.a.get())
    assert (caught.value.code, caught.value.message) == (code, message)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (
            b"<!DOCTYPE html><html><head><title> Bad\n Gateway </title></head>",
            "Bad Gateway",
        ),
        (b"<html><body><h1>Oh no</h1>" + b"<p>wall</p>" * 500, "Oh no"),
        (b"<html><body>" + b"<p>wall</p>" * 500, None),
        (b"<HTML><HEAD><TITLE></TITLE></HEAD><BODY><H1>Sorry</H1>", "Sorry"),
    ],
)
def test_a_page_of_html_is_its_title(
    api: ModuleType, call: Any, server: Any, page: bytes, message: str | None
) -> None:
    kind = {"Content-Type": "text/html"}
    server.answer("GET", "/books", page, status=503, headers=kind)
    with pytest.raises(api.errors.ServerError) as caught:
        call(api, lambda client: client.books.list())
    assert caught.value.message == message
    assert len(str(caught.value)) < 100
    assert "<" not in str(caught.value)

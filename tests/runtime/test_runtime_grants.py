"""Grants: what a generated class knows of its server, and how people sign in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest
from runtime_caller import Caller

from calgen.runtime.client import BaseClient
from calgen.runtime.errors import BadRequest, DecodeError, NotFound
from calgen.runtime.grants import Endpoints
from calgen.runtime.oauth import Authorization, ClientCredentials, OAuth, Password
from calgen.runtime.operation import Operation
from calgen.runtime.tokens import Tokens

ME: Operation[Any] = Operation(
    id="me", method="GET", path="/me", returns=lambda: dict[str, Any]
)


class Shop(OAuth):
    __slots__ = ()
    endpoints = Endpoints(
        authorization="https://login.test/authorize?tenant=1",
        token="https://login.test/token",
        refresh="https://login.test/refresh",
    )
    SCOPES: ClassVar[Mapping[str, str]] = {"read": "See it all"}


class Open(OAuth):
    __slots__ = ()
    endpoints = Endpoints(discovery="https://id.test/.well-known/openid-configuration")


class Server:
    """Gives tokens out at every address but the API's; `found` is what is discovered."""

    def __init__(self, **found: Any) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.found = found

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        url = str(request.url)
        if url.endswith("/me"):
            token = request.headers.get("authorization", "")
            return httpx2.Response(200 if token == "Bearer new" else 401, json={})
        self.asked.append((url, dict(parse_qsl(request.content.decode()))))
        if url.endswith("configuration"):
            return httpx2.Response(200, json=self.found)
        return httpx2.Response(200, json={"access_token": "new"})


def test_a_refresh_token_alone_will_do(caller: Caller) -> None:
    server = Server()
    auth = Shop(client_id="c", client_secret="s", refresh_token="r-1")
    caller.send(ME, server, client={"auth": auth})
    (asked,) = server.asked
    assert asked == (
        "https://login.test/refresh",
        {
            "grant_type": "refresh_token",
            "refresh_token": "r-1",
            "client_id": "c",
            "client_secret": "s",
        },
    )


def test_codes_go_to_the_token_url_and_refreshes_to_theirs(caller: Caller) -> None:
    server = Server()
    caller.send(ME, server, client={"auth": Shop(client_id="c", code="k")})
    caller.send(ME, server, client={"auth": Shop(Tokens("old", "r"), client_id="c")})
    assert [url for url, _ in server.asked] == [
        "https://login.test/token",
        "https://login.test/refresh",
    ]


def test_an_address_of_ones_own_is_for_everything(caller: Caller) -> None:
    server = Server()
    auth = Shop(client_id="c", refresh_token="r", token_url="https://mine.test/t")
    caller.send(ME, server, client={"auth": auth})
    assert [url for url, _ in server.asked] == ["https://mine.test/t"]


def test_a_password(caller: Caller) -> None:
    server = Server()
    auth = Password("ann", "pass", token_url="https://login.test/t", scopes=["a", "b"])
    caller.send(ME, server, client={"auth": auth})
    assert server.asked[0][1] == {
        "grant_type": "password",
        "username": "ann",
        "password": "pass",
        "scope": "a b",
    }
    assert repr(auth) == "Password(***)"


@pytest.mark.parametrize(
    ("url", "error"),
    [
        (None, TypeError),
        ("login.test/token", ValueError),
        ("ftp://login.test/token", ValueError),
        ("https://u:p@login.test/token", ValueError),
        ("https://login.test/\ntoken", ValueError),
        ("https:///token", ValueError),
        ("https://[login/token", ValueError),
    ],
)
def test_addresses_that_cannot_be_asked(
    url: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error, match="token_url"):
        ClientCredentials(client_id="c", client_secret="s", token_url=url)


def test_scopes_are_lists() -> None:
    wrong: Any = "read write"
    with pytest.raises(TypeError, match="not a text"):
        Shop.authorize(client_id="c", redirect_uri="https://a.test", scopes=wrong)
    with pytest.raises(TypeError, match="not a text"):
        ClientCredentials(
            client_id="c", client_secret="s", token_url="https://t.test", scopes=wrong
        )


def test_signing_in_goes_where_the_description_says() -> None:
    begun = Shop.authorize(client_id="c", redirect_uri="https://a.test", scopes=["r"])
    parts = urlsplit(begun.url)
    assert parts.netloc == "login.test"
    query = parse_qs(parts.query)
    assert query["tenant"] == ["1"]
    assert query["scope"] == ["r"]
    assert query["code_challenge_method"] == ["S256"]
    other = Shop.authorize(
        client_id="c", redirect_uri="x:", authorization_url="https://mine.test/a"
    )
    assert other.url.startswith("https://mine.test/a?")
    with pytest.raises(TypeError, match="authorization_url"):
        OAuth.authorize(client_id="c", redirect_uri="x:")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://a.test/?code=k&state=s", None),
        ("https://a.test/?code=k&state=other", "not that of this sign-in"),
        ("https://a.test/?code=k", "not that of this sign-in"),
        ("https://a.test/?state=s", "holds no code"),
        ("https://a.test/?error=access_denied&state=s", "access_denied"),
        ("https://a.test/?error=x&error_description=No+way&state=s", "No way \\(x\\)"),
    ],
)
def test_the_code_of_an_answer(address: str, said: str | None) -> None:
    begun = Authorization("https://login.test", "s", "v")
    if said is None:
        assert begun.code(address) == "k"
        return
    with pytest.raises(ValueError, match=said):
        begun.code(address)


def test_a_server_that_is_asked_for_its_addresses(caller: Caller) -> None:
    server = Server(token_endpoint="https://id.test/token")
    auth = Open(client_id="c", refresh_token="r")
    caller.send(ME, server, client={"auth": auth})
    assert [url for url, _ in server.asked] == [
        "https://id.test/.well-known/openid-configuration",
        "https://id.test/token",
    ]


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"token_endpoint": 5},
        {"token_endpoint": "/token"},
        {"token_endpoint": "http://id.test/token"},
        {"token_endpoint": "file:///etc/passwd"},
    ],
)
def test_a_server_that_leads_astray(caller: Caller, found: dict[str, Any]) -> None:
    """A secret does not follow from https to http because an answer says so."""
    server = Server(**found)
    with pytest.raises(DecodeError, match="names no token_endpoint"):
        caller.send(
            ME, server, client={"auth": Open(client_id="c", refresh_token="r-secret")}
        )
    assert len(server.asked) == 1


def test_a_server_that_knows_nothing_of_it(caller: Caller) -> None:
    with pytest.raises(NotFound):
        caller.send(
            ME,
            httpx2.Response(404),
            client={"auth": Open(client_id="c", refresh_token="r")},
        )


def test_oauths_own_errors_are_understood(caller: Caller) -> None:
    said = {"error": "invalid_client", "error_description": "secret s3cret-4711 is bad"}
    refused = httpx2.Response(400, content=json.dumps(said))
    auth = Shop(client_id="c", client_secret="s3cret-4711", refresh_token="r")
    with pytest.raises(BadRequest) as caught:
        caller.send(ME, refused, client={"auth": auth})
    assert caught.value.code == "invalid_client"
    assert caught.value.message == "secret *** is bad"
    assert caught.value.request == ("POST", "https://login.test/refresh")


def test_scopes_of_the_tokens_may_be_passed_on() -> None:
    for tokens in (Tokens("a"), Tokens("a", scopes=("x",))):
        client = BaseClient("a", base_url="https://a.test", scopes=tokens.scopes)
        assert client

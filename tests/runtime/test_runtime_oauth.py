"""OAuth: fetching tokens, and fetching them anew once for everybody."""

from __future__ import annotations

import asyncio
import json
import pickle
import threading
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest
from runtime_caller import BASE, Caller

from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient
from calgen.runtime.errors import BadRequest, DecodeError, Unauthorized
from calgen.runtime.oauth import ClientCredentials, OAuth, authorize
from calgen.runtime.operation import Operation
from calgen.runtime.tokens import Tokens

ME: Operation[Any] = Operation(
    id="me", method="GET", path="/me", returns=lambda: dict[str, Any]
)
TOKEN_URL = "https://login.test/token"


class Server:
    """Knows one valid access token; a refresh rotates both."""

    def __init__(self, *, wait: float = 0.0, answer: dict[str, Any] | None = None):
        self.count = 0
        self.asked: list[dict[str, str]] = []
        self.headers: list[httpx2.Headers] = []
        self.wait = wait
        self.answer = answer
        self.lock = threading.Lock()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if str(request.url) == TOKEN_URL:
            with self.lock:
                self.count += 1
                self.asked.append(dict(parse_qsl(request.content.decode())))
                self.headers.append(request.headers)
            time.sleep(self.wait)
            default = {
                "access_token": f"access-{self.count}",
                "refresh_token": f"refresh-{self.count}",
                "token_type": "bearer",
            }
            return httpx2.Response(200, json=self.answer or default)
        good = request.headers.get("authorization") == f"Bearer access-{self.count}"
        return httpx2.Response(200 if good and self.count else 401, json={"ok": good})


def oauth(tokens: Tokens | None = None, **more: Any) -> OAuth:
    return OAuth(tokens, token_url=TOKEN_URL, client_id="client", **more)


def test_a_code_is_exchanged_at_the_first_call(caller: Caller) -> None:
    server, stored = Server(), list[Tokens]()
    auth = oauth(
        code="the-code",
        verifier="v" * 43,
        redirect_uri="https://app.test/back",
        on_tokens=stored.append,
    )
    assert caller.send(ME, server, client={"auth": auth}).data == {"ok": True}
    assert server.asked == [
        {
            "grant_type": "authorization_code",
            "code": "the-code",
            "code_verifier": "v" * 43,
            "redirect_uri": "https://app.test/back",
            "client_id": "client",
        }
    ]
    assert [each.access for each in stored] == ["access-1"]


def test_a_refused_token_is_refreshed_once_and_rotated(caller: Caller) -> None:
    server, stored = Server(), list[Tokens]()
    auth = oauth(
        Tokens("old", "refresh-0"), client_secret="s3cret", on_tokens=stored.append
    )
    caller.send(ME, server, client={"auth": auth})
    assert server.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-0",
            "client_id": "client",
            "client_secret": "s3cret",
        }
    ]
    assert stored == [Tokens("access-1", "refresh-1")]
    assert auth.tokens == stored[0]


def test_a_server_that_does_not_rotate_keeps_the_refresh_token(caller: Caller) -> None:
    auth = oauth(Tokens("old", "stays"))
    caller.send(ME, Server(answer={"access_token": "access-1"}), client={"auth": auth})
    assert auth.tokens == Tokens("access-1", "stays")


def test_an_ended_token_is_refreshed_before_the_call(caller: Caller) -> None:
    server = Server()
    auth = oauth(Tokens("old", "refresh-0", expires_at=time.time() + 2))
    caller.send(ME, server, client={"auth": auth})
    assert [str(r.url).rpartition("/")[2] for r in caller.requests] == ["token", "me"]


def test_the_end_is_taken_from_the_answer(caller: Caller) -> None:
    answer = {"access_token": "access-1", "expires_in": 60, "scope": "a b"}
    auth = oauth(code="c", verifier="v")
    caller.send(ME, Server(answer=answer), client={"auth": auth})
    assert auth.tokens is not None
    assert auth.tokens.scopes == ("a", "b")
    assert auth.tokens.expires_at == pytest.approx(time.time() + 60, abs=5)


def test_without_a_refresh_token_a_refusal_is_final(caller: Caller) -> None:
    server = Server()
    with pytest.raises(Unauthorized):
        caller.send(ME, server, client={"auth": oauth(Tokens("old"))})
    assert server.asked == []


def test_a_new_token_that_is_refused_too_is_final(caller: Caller) -> None:
    answer = {"access_token": "never good", "refresh_token": "r"}
    server = Server(answer=answer)
    with pytest.raises(Unauthorized):
        caller.send(ME, server, client={"auth": oauth(Tokens("old", "r"))})
    assert len(server.asked) == 1


def test_client_credentials(caller: Caller) -> None:
    server = Server()
    auth = ClientCredentials(
        token_url=TOKEN_URL,
        client_id="i d",
        client_secret="p:w",
        scopes=["a", "b"],
        client_auth="basic",
    )
    caller.send(ME, server, client={"auth": auth})
    assert server.asked == [{"grant_type": "client_credentials", "scope": "a b"}]
    expected = b64encode(b"i+d:p%3Aw").decode()
    assert server.headers[0]["authorization"] == f"Basic {expected}"


def test_a_failed_refresh_says_what_the_server_said(caller: Caller) -> None:
    def server(request: httpx2.Request) -> httpx2.Response:
        if str(request.url) != TOKEN_URL:
            return httpx2.Response(401)
        said = {"error": "invalid_grant", "error_description": "refresh-0 is used up"}
        return httpx2.Response(400, json=said)

    with pytest.raises(BadRequest) as caught:
        caller.send(ME, server, client={"auth": oauth(Tokens("old", "refresh-0"))})
    assert caught.value.code == "invalid_grant"
    assert "refresh-0" not in str(caught.value)
    assert "*** is used up" in str(caught.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"access_token": 5}'])
def test_an_answer_without_token(caller: Caller, body: bytes) -> None:
    def server(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=body)

    with pytest.raises(DecodeError, match="no access_token"):
        caller.send(ME, server, client={"auth": oauth(code="c", verifier="v")})


def test_fifty_tasks_refresh_once() -> None:
    server = Server()

    async def slow(request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.01)
        return server(request)

    async def run() -> list[Any]:
        auth = oauth(Tokens("old", "refresh-0"))
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(slow)) as http:
            client = AsyncBaseClient(auth, base_url=BASE, http_client=http)
            return await asyncio.gather(*(client.call(ME) for _ in range(50)))

    assert asyncio.run(run()) == [{"ok": True}] * 50
    assert len(server.asked) == 1


def test_fifty_threads_refresh_once() -> None:
    server = Server(wait=0.05)
    results: list[Any] = []
    with httpx2.Client(transport=httpx2.MockTransport(server)) as http:
        client = BaseClient(
            oauth(Tokens("old", "refresh-0")), base_url=BASE, http_client=http
        )
        threads = [
            threading.Thread(target=lambda: results.append(client.call(ME)))
            for _ in range(50)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [{"ok": True}] * 50
    assert len(server.asked) == 1


def test_an_async_hook_is_awaited_and_refused_where_it_cannot_be() -> None:
    stored: list[Tokens] = []

    async def store(tokens: Tokens) -> None:
        stored.append(tokens)

    auth = oauth(Tokens("old", "refresh-0"), on_tokens=store)
    Caller("async").send(ME, Server(), client={"auth": auth})
    assert stored == [Tokens("access-1", "refresh-1")]
    auth = oauth(Tokens("old", "refresh-0"), on_tokens=store)
    with pytest.raises(TypeError, match="needs the async client"):
        Caller("sync").send(ME, Server(), client={"auth": auth})


def test_an_async_client_in_one_loop_after_the_other() -> None:
    auth = oauth(Tokens("old", "refresh-0"))
    for _ in range(2):
        Caller("async").send(ME, Server(), client={"auth": auth})


def test_authorize_makes_a_challenge_for_its_verifier() -> None:
    begun = authorize(
        "https://login.test/authorize?tenant=1",
        client_id="client",
        redirect_uri="https://app.test/back?x=1",
        scopes=["BOOKING_READ", "ME"],
        extra={"prompt": "consent"},
    )
    query = parse_qs(urlsplit(begun.url).query)
    challenge = urlsafe_b64encode(sha256(begun.verifier.encode()).digest())
    assert query == {
        "tenant": ["1"],
        "response_type": ["code"],
        "client_id": ["client"],
        "redirect_uri": ["https://app.test/back?x=1"],
        "scope": ["BOOKING_READ ME"],
        "state": [begun.state],
        "code_challenge": [challenge.decode().rstrip("=")],
        "code_challenge_method": ["S256"],
        "prompt": ["consent"],
    }
    assert 43 <= len(begun.verifier) <= 128
    assert begun != authorize("x:", client_id="client", redirect_uri="")


@pytest.mark.parametrize(
    "make",
    [
        lambda: oauth(Tokens("hidden", "hidden"), client_secret="hidden"),
        lambda: Tokens("hidden", "hidden"),
        lambda: authorize("x:", client_id="c", redirect_uri="", state="hidden"),
        lambda: ClientCredentials(
            token_url=TOKEN_URL, client_id="c", client_secret="hidden"
        ),
    ],
)
def test_no_secret_in_repr(make: Callable[[], object]) -> None:
    assert "hidden" not in repr(make())
    assert "hidden" not in f"{make()}"


def test_tokens_can_be_stored() -> None:
    tokens = Tokens("a", "r", 5.0, ("x",))
    assert Tokens(*json.loads(json.dumps(tokens))[:3]) == tokens._replace(scopes=None)
    assert pickle.loads(pickle.dumps(tokens)) == tokens
    with pytest.raises(TypeError, match="holds a secret"):
        pickle.dumps(oauth(tokens))


def test_tokens_or_code() -> None:
    with pytest.raises(TypeError, match="pass tokens, a refresh_token, or the code"):
        oauth()

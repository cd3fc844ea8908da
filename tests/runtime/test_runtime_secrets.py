"""No credential is seen: in logs, errors, pickles and copies, whoever put it there."""

from __future__ import annotations

import asyncio
import base64
import copy
import json
import logging
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest
from runtime_caller import BASE, Caller

from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.auth import ApiKey, Auth, Basic, Bearer, Headers
from calgen.runtime.client import BaseClient
from calgen.runtime.errors import ApiError, BadRequest, StatusError, TransportError
from calgen.runtime.oauth import OAuth
from calgen.runtime.operation import Operation
from calgen.runtime.settings import SchemeSpec, Settings
from calgen.runtime.tokens import Tokens

SECRET = "s3cret-value/9"
GET: Operation[None] = Operation(id="me.get", method="GET", path="/me", returns=None)
PAIR = base64.b64encode(f"user:{SECRET}".encode()).decode()


class Echo(BaseHTTPRequestHandler):
    """Refuses everything, and says all that it was told."""

    def do_GET(self) -> None:
        headers = dict(self.headers.items())
        told = json.dumps({"message": f"no: {self.path} {headers}"}).encode()
        self.send_response(400)
        self.send_header("X-Echo", self.path)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def failed(mode: str, address: str, **settings: Any) -> ApiError:
    """The error of a call to the server that echoes."""
    options = settings.pop("options", None)
    settings = {"base_url": address, "max_retries": 0, **settings}

    async def run() -> None:
        async with AsyncBaseClient(**settings) as client:
            await client.send(GET, options=options)

    def act() -> None:
        if mode == "async":
            return asyncio.run(run())
        with BaseClient(**settings) as client:
            client.send(GET, options=options)
        return None

    with pytest.raises(BadRequest) as caught:
        act()
    return caught.value


def everything(error: BaseException) -> str:
    """All that an error shows."""
    texts = [str(error), repr(error), repr(error.args), repr(vars(error))]
    texts += ["".join(traceback.format_exception(error))]
    texts += getattr(error, "__notes__", [])
    again = pickle.loads(pickle.dumps(error))
    texts += [repr(pickle.dumps(error)), repr(vars(again)), repr(copy.copy(error))]
    if isinstance(error, StatusError):
        texts += [repr(error.headers.pairs()), repr(error.body)]
    return "\n".join(texts)


def shows_nothing(text: str) -> None:
    for form in (SECRET, SECRET.replace("/", "%2F"), PAIR, "s3cret"):
        assert form not in text


AUTHS: list[Callable[[], Auth]] = [
    lambda: Bearer(SECRET),
    lambda: Basic("user", SECRET),
    lambda: ApiKey(SECRET, name="X-Key"),
    lambda: ApiKey(SECRET, "query", name="api key"),
    lambda: ApiKey(SECRET, "cookie", name="sid"),
    lambda: Headers({"X-Id": SECRET, "X-Other": SECRET}),
    lambda: OAuth(Tokens(SECRET, SECRET), token_url="https://x.test/t", client_id="c"),
]


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("make", AUTHS)
def test_logs_and_errors(
    mode: str, address: str, make: Callable[[], Auth], caplog: pytest.LogCaptureFixture
) -> None:
    """Every logger there is at DEBUG, a real connection, a server that echoes."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, name)
    auth = make()
    error = failed(mode, address, auth=auth)
    assert "HTTP Request: GET" in caplog.text
    assert "me.get: GET /me: 400 in" in caplog.text
    assert "me.get: sent " in caplog.text
    shows_nothing(
        caplog.text + "".join(str(vars(each)) for each in caplog.records[-1:])
    )
    shows_nothing(everything(error))
    assert "***" in str(error)
    shows_nothing(repr(auth))
    with pytest.raises(TypeError, match="holds a secret"):
        pickle.dumps(auth)


def test_the_log_shows_that_there_was_a_key(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    failed("sync", address, auth=ApiKey(SECRET, "query", name="api_key"))
    assert f"HTTP Request: GET {address}/me?api_key=***" in caplog.text
    caplog.clear()
    # Short ones too: nothing is searched for.
    failed("sync", address, auth=ApiKey("abc", "query", name="api_key"))
    assert "api_key=***" in caplog.text
    assert "abc" not in caplog.text


def test_others_log_as_ever(address: str, caplog: pytest.LogCaptureFixture) -> None:
    """What somebody else sends through the HTTP library is theirs to show."""
    caplog.set_level(logging.INFO)
    failed("sync", address, auth=ApiKey(SECRET, "query", name="api_key"))
    caplog.clear()
    httpx2.get(f"{address}/other?api_key=theirs")
    assert "/other?api_key=theirs" in caplog.text
    logging.getLogger("httpx2").info("%(a)s", {"a": 1})
    assert caplog.messages[-1] == "1"


def test_a_transport_of_ones_own_gets_the_whole_address(caller: Caller) -> None:
    caller.send(GET, client={"auth": ApiKey("k/1", "query", name="key")})
    assert str(caller.request.url) == f"{BASE}/me?key=k%2F1"
    assert "k%2F1" not in repr(caller.request.url)


BY_HAND = [
    {"Authorization": f"Bearer {SECRET}"},
    {"Authorization": SECRET},
    {"authorization": f"Basic {PAIR}"},
    {"Proxy-Authorization": f"Basic {PAIR}"},
    {"Cookie": f"a=1; sid={SECRET}"},
    {"X-Api-Key": SECRET},
    {"X-Auth-Token": SECRET},
    {"Ocp-Apim-Subscription-Key": SECRET},
    {"X-Client-Secret": SECRET},
    {"Odd": SECRET},
]


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("headers", BY_HAND)
@pytest.mark.parametrize("where", ["client", "call"])
def test_what_is_put_in_by_hand(
    mode: str,
    address: str,
    headers: dict[str, str],
    where: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = Settings(schemes={"odd": SchemeSpec("header", "odd")})
    monkeypatch.setattr(BaseClient, "_settings", known)
    monkeypatch.setattr(AsyncBaseClient, "_settings", known)
    given = {"headers": headers} if where == "client" else {}
    options: Any = {"headers": headers} if where == "call" else None
    error = failed(mode, address, options=options, **given)
    shows_nothing(everything(error))
    assert "***" in str(error)


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_key_put_into_the_query_by_hand(
    mode: str,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    known = Settings(schemes={"k": SchemeSpec("query", "api_key")})
    monkeypatch.setattr(BaseClient, "_settings", known)
    monkeypatch.setattr(AsyncBaseClient, "_settings", known)
    error = failed(mode, address, options={"query": {"api_key": SECRET, "a": 1}})
    shows_nothing(everything(error) + caplog.text)
    assert error.request.url == f"{address}/me?api_key=***&a=1"


def test_what_is_no_secret_stays(address: str) -> None:
    headers = {"Idempotency-Key": "order-4711", "X-Trace": "trace-4711"}
    error = failed("sync", address, headers=headers)
    assert "order-4711" in str(error.args) + str(error)
    assert "trace-4711" in str(error)


def test_a_header_of_odd_form_is_no_fault(address: str) -> None:
    for value in ("Basic !!!", "Basic w6T/", "Basic", ""):
        failed("sync", address, headers={"Authorization": value, "Cookie": ";;="})


def test_a_connection_that_fails(caller: Caller) -> None:
    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadError(f"broke at {request.url}", request=request)

    for client in (
        {"auth": ApiKey(SECRET, "query", name="key")},
        {"headers": {"X-Api-Key": SECRET}},
    ):
        with pytest.raises(TransportError) as caught:
            caller.send(GET, broken, client=client)
        shows_nothing(everything(caught.value))


def test_a_client_shows_nothing() -> None:
    client = BaseClient(SECRET, base_url=BASE, headers={"X-Api-Key": SECRET})
    shows_nothing(repr(client) + str(vars(client)))
    for act in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="no pickling"):
            act(client)

"""What a call sends, and how a client is made and closed."""

from __future__ import annotations

import asyncio
import pickle
import threading
from typing import Any

import httpx2
import pytest
from runtime_caller import BASE, Caller

from calgen.runtime.aio import AsyncBaseClient, AsyncResource
from calgen.runtime.client import BaseClient, Resource
from calgen.runtime.errors import Redirected, StatusError
from calgen.runtime.operation import Operation, PagedOperation, Version
from calgen.runtime.settings import Settings
from calgen.runtime.unset import UNSET


def get(path: str = "/things/{id}", **facts: Any) -> Operation[Any]:
    return Operation(id="things.get", method="get", path=path, returns=None, **facts)


ANY: Operation[Any] = Operation(
    id="things.any", method="GET", path="/things", returns=lambda: object
)
LIST: PagedOperation[int] = PagedOperation(
    id="things.list",
    method="GET",
    path="/things",
    returns=lambda: list[int],
    unwrap=("data",),
)


def test_a_call_goes_to_the_base_url(caller: Caller) -> None:
    response = caller.send(
        get(),
        path={"id": "a/b"},
        query={"at": "x y", "none": None, "unset": UNSET, "ids": [1, 2]},
        header={"X-Trace": 5.0, "X-None": None},
        cookie={"session": "s", "theme": "d"},
    )
    url = f"{BASE}/things/a%2Fb?at=x%20y&ids=1&ids=2"
    assert str(caller.request.url) == url
    assert caller.request.method == "GET"
    assert caller.request.headers["x-trace"] == "5"
    assert "x-none" not in caller.request.headers
    assert caller.request.headers["cookie"] == "session=s; theme=d"
    assert caller.request.headers["accept"] == "application/json"
    assert response.request == ("GET", url)
    assert (response.status, response.data, response.content) == (204, None, b"")


def test_a_path_without_slash_stays_on_the_host(caller: Caller) -> None:
    caller.send(get(".evil.test/x"), client={"base_url": "https://api.test/"})
    assert caller.request.url.host == "api.test"
    caller.send(get("/x?beta=true"), query={"a": 1})
    assert str(caller.request.url) == f"{BASE}/x?beta=true&a=1"


def test_options_win_over_what_is_generated(caller: Caller) -> None:
    caller.send(
        get("/x", accept="text/csv"),
        query={"a": 1, "b": 2},
        header={"X-One": "1"},
        client={"headers": {"X-Client": "c", "accept": "client/accept"}},
        options={
            "headers": {"x-one": "one", "X-CLIENT": "option", "X-Text": "é"},
            "query": {"a": 9, "c": [3, 4]},
            "timeout": 3,
        },
    )
    sent = caller.request
    assert sent.url.query == b"a=9&b=2&c=3&c=4"
    assert sent.headers.get_list("x-one") == ["one"]
    assert sent.headers.get_list("x-client") == ["option"]
    assert sent.headers.get_list("accept") == ["client/accept"]
    assert ("x-text", "é".encode()) in [
        (name.decode().lower(), value) for name, value in sent.headers.raw
    ]
    assert sent.extensions["timeout"]["read"] == 3


def test_bad_options_and_headers_are_refused(caller: Caller) -> None:
    with pytest.raises(TypeError, match=r"'retry'.*api_version, headers"):
        caller.send(get("/x"), options={"retry": 1})
    with pytest.raises(ValueError, match="X-A holds a line break") as caught:
        caller.send(get("/x"), header={"X-A": "secret\r\nX-B: 1"})
    assert "secret" not in str(caught.value)
    with pytest.raises(ValueError, match="no header name"):
        caller.send(get("/x"), options={"headers": {"a b": "1"}})
    assert caller.requests == []


@pytest.mark.parametrize(
    ("stated", "client", "option", "sent"),
    [
        ("2024-08-13", None, None, "2024-08-13"),
        ("2024-08-13", "2020-01-01", None, "2024-08-13"),
        ("2024-08-13", "2020-01-01", "2026-05-01", "2026-05-01"),
        (None, "2020-01-01", None, "2020-01-01"),
        (None, "2020-01-01", "2026-05-01", "2026-05-01"),
        (None, None, None, None),
    ],
)
def test_the_version_header(
    caller: Caller,
    stated: str | None,
    client: str | None,
    option: str | None,
    sent: str | None,
) -> None:
    operation = get("/x", version=Version("api-version", stated))
    options = {"api_version": option} if option else None
    caller.send(operation, client={"api_version": client}, options=options)
    assert caller.request.headers.get("api-version") == sent


def test_client_headers_do_not_replace_a_stated_version(caller: Caller) -> None:
    operation = get("/x", version=Version("api-version", "new"))
    caller.send(operation, client={"headers": {"API-Version": "old"}})
    assert caller.request.headers.get_list("api-version") == ["new"]
    with pytest.raises(ValueError, match="no version header"):
        caller.send(get("/x"), options={"api_version": "new"})


def test_a_page_holds_the_items_of_one_response(caller: Caller) -> None:
    reply = httpx2.Response(200, json={"data": [1, 2, 3]})
    page = caller.page(LIST, reply, query={"take": 3})
    assert page.items == [1, 2, 3]
    assert not page.has_next
    assert page.response.status == 200
    if caller.mode == "sync":
        assert list(page) == [1, 2, 3]  # type: ignore[arg-type] # the sync one
    else:

        async def walk() -> list[Any]:
            return [item async for item in page]  # type: ignore[union-attr] # the async one

        assert asyncio.run(walk()) == [1, 2, 3]


def test_a_page_without_a_list_is_empty(caller: Caller) -> None:
    page = caller.page(LIST, httpx2.Response(204))
    assert page.items == []
    assert not page.has_next


def test_call_gives_the_value() -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=[1]))
    with httpx2.Client(transport=transport) as http:
        client = BaseClient(base_url=BASE, http_client=http)
        assert client.call(ANY) == [1]
        assert Resource(client)._client is client

    async def run() -> object:
        async with (
            httpx2.AsyncClient(transport=transport) as http,
            AsyncBaseClient(base_url=BASE, http_client=http) as client,
        ):
            assert AsyncResource(client)._client is client
            return await client.call(ANY)

    assert asyncio.run(run()) == [1]


@pytest.mark.parametrize("kind", [BaseClient, AsyncBaseClient])
def test_the_base_url_has_to_be_usable(kind: type[BaseClient]) -> None:
    for url, says in [
        (None, 'names no server: pass base_url, .*"https://'),
        ("/api/v3", "not absolute"),
        ("api.test", "not absolute"),
        ("ftp://api.test", "not absolute"),
        ("https://user:s3cret@api.test", "holds a user"),
        ("https://api.test/?key=s3cret", "no query"),
    ]:
        with pytest.raises(ValueError, match=says) as caught:
            kind(base_url=url)
        assert "s3cret" not in str(caught.value)
    with pytest.raises(ValueError, match="'lenient' or 'strict'"):
        kind(base_url=BASE, validation="off")  # type: ignore[arg-type] # that is the point


def test_settings_give_the_defaults(caller: Caller) -> None:
    class Client(BaseClient):
        _settings = Settings(base_url="https://named.test", user_agent="thing/1.0")

    transport = httpx2.MockTransport(lambda r: httpx2.Response(200, json=str(r.url)))
    with httpx2.Client(transport=transport) as http:
        response = Client(http_client=http).send(ANY)
    assert response.data == "https://named.test/things"
    assert repr(Client()) == "<Client https://named.test>"
    caller.send(ANY, httpx2.Response(200, json=1))
    assert caller.request.headers["user-agent"] == "python-client"


def test_the_callers_http_client_is_not_closed() -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(204))
    with httpx2.Client(transport=transport) as http:
        with BaseClient(base_url=BASE, http_client=http) as client:
            client.send(get("/x"))
        assert not http.is_closed
        with pytest.raises(RuntimeError, match="is closed"):
            client.send(get("/x"))

    async def run() -> None:
        async with httpx2.AsyncClient(transport=transport) as http:
            client = AsyncBaseClient(base_url=BASE, http_client=http)
            await client.send(get("/x"))
            await client.close()
            assert not http.is_closed
            with pytest.raises(RuntimeError, match="is closed"):
                await client.send(get("/x"))

    asyncio.run(run())


def test_the_wrong_http_client_is_refused() -> None:
    wrong: Any = httpx2.AsyncClient()
    with pytest.raises(TypeError, match=r"httpx2\.Client$"):
        BaseClient(base_url=BASE, http_client=wrong)
    with httpx2.Client() as also_wrong, pytest.raises(TypeError, match="AsyncClient"):
        AsyncBaseClient(base_url=BASE, http_client=also_wrong)  # type: ignore[arg-type] # that is the point


def test_timeouts(caller: Caller) -> None:
    caller.send(get("/x"), client={"timeout": 7})
    assert caller.request.extensions["timeout"]["read"] == 7
    caller.send(get("/x"), client={"timeout": 7}, options={"timeout": None})
    assert caller.request.extensions["timeout"]["read"] is None
    caller.send(get("/x"))  # the timeout of the caller's own HTTP client
    assert caller.request.extensions["timeout"]["read"] == 5


def test_one_connection_pool_for_all_threads() -> None:
    client = BaseClient(base_url=BASE)
    seen: list[object] = []
    barrier = threading.Barrier(8)

    def connect() -> None:
        barrier.wait()
        seen.append(client._connection.opened())

    threads = [threading.Thread(target=connect) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len({id(each) for each in seen}) == 1
    client.close()
    client.close()


def test_clients_do_not_pickle() -> None:
    for client in (BaseClient("t0ken", base_url=BASE), AsyncBaseClient(base_url=BASE)):
        with pytest.raises(TypeError, match="credential"):
            pickle.dumps(client)
        assert "t0ken" not in repr(client)


def moving(location: str, status: int = 307) -> Any:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/base/x":
            return httpx2.Response(status, headers={"location": location})
        return httpx2.Response(204)

    return handle


@pytest.mark.parametrize(
    "location", ["/base/y", "y", "https://api.test:443/z", "https://API.test/z"]
)
def test_a_get_follows_on_its_own_host(caller: Caller, location: str) -> None:
    caller.send(get("/x"), moving(location), client={"auth": "t0ken-1"})
    assert len(caller.requests) == 2
    assert caller.request.headers["authorization"] == "Bearer t0ken-1"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.test/",
        "http://api.test/y",
        "https://api.test:8443/y",
        "https://api.test@evil.test/",
        "//evil.test/",
        "https://[broken/",
    ],
)
def test_another_host_gets_nothing(caller: Caller, location: str) -> None:
    with pytest.raises(Redirected) as caught:
        caller.send(get("/x"), moving(location), client={"auth": "t0ken-1"})
    assert len(caller.requests) == 1
    assert caught.value.location == location


def test_only_a_get_is_followed(caller: Caller) -> None:
    post: Operation[None] = Operation(
        id="things.create", method="POST", path="/x", returns=None
    )
    with pytest.raises(
        Redirected, match=r"307 Temporary Redirect \(things\.create, to"
    ):
        caller.send(post, moving("/base/y"), body={"a": 1})
    with pytest.raises(Redirected):
        caller.send(get("/x"), moving("/base/x"))
    assert len(caller.requests) == 1 + 6


def test_a_redirect_may_be_the_answer(caller: Caller) -> None:
    response = caller.send(get("/x", statuses=(302,)), moving("https://b.test", 302))
    assert response.status == 302
    assert response.headers["Location"] == "https://b.test"
    with pytest.raises(StatusError, match="304 Not Modified"):
        caller.send(get("/x"), httpx2.Response(304))

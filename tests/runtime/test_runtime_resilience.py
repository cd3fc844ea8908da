"""What a client does when a real server refuses, hangs up or repeats itself."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient
from calgen.runtime.errors import RateLimited, TransportError
from calgen.runtime.operation import (
    IdempotencyKey,
    Operation,
    PagedOperation,
    Paging,
    RateLimit,
)
from calgen.runtime.response import Response

PAGES, SIZE = 50, 20
BURST = 1000


class Server(ThreadingHTTPServer):
    """Counts what arrives, by method and path, and the connections that are open."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.clear()
        self.open = self.most_open = 0

    def clear(self) -> None:
        self.hits: Counter[str] = Counter()
        self.keys: list[str | None] = []

    def count(self, name: str) -> int:
        with self.lock:
            self.hits[name] += 1
            return self.hits[name]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.open += 1
            self.server.most_open = max(self.server.most_open, self.server.open)

    def finish(self) -> None:
        super().finish()
        with self.server.lock:
            self.server.open -= 1

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        body = self.body()
        count = self.server.count(f"{self.command} {url.path}")
        self.server.keys.append(self.headers.get("idempotency-key"))
        match url.path:
            case "/limited" if count == 1:
                self.reply(429, {}, {"Retry-After": "1"})
            case "/full":
                self.reply(429, {}, {"Retry-After": "3600"})
            case "/drop" if count == 1:
                self.close_connection = True
            case "/half" if count == 1:
                self.send_response(200)
                self.send_header("content-length", "100")
                self.end_headers()
                self.close_connection = True
            case "/pages":
                page = int(query.get("cursor", "p0")[1:])
                items = list(range(page * SIZE, (page + 1) * SIZE))
                after = f"p{page + 1}" if page + 1 < PAGES else None
                self.reply(200, {"data": items, "next": after})
            case "/loop":
                here = query.get("cursor", "a")
                after = {"a": "b", "b": "c", "c": "b"}[here]
                self.reply(200, {"data": [count], "next": after})
            case "/slow":
                sleep(0.01)
                self.reply(200, {"data": query["n"]})
            case _:
                self.reply(200, {"data": len(body)})

    def do_POST(self) -> None:
        self.do_GET()

    def body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def reply(
        self, status: int, body: object, headers: dict[str, str] | None = None
    ) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Live:
    """Calls the server through one of the two clients, a new one for each call."""

    def __init__(self, mode: str, server: Server) -> None:
        self.mode = mode
        self.server = server
        self.address = f"http://127.0.0.1:{server.server_port}"

    def send(self, operation: Operation[Any], **arguments: Any) -> Response[Any]:
        if self.mode == "sync":
            with BaseClient(base_url=self.address) as client:
                return client.send(operation, **arguments)

        async def run() -> Response[Any]:
            async with AsyncBaseClient(base_url=self.address) as client:
                return await client.send(operation, **arguments)

        return asyncio.run(run())

    def walk(self, operation: PagedOperation[Any]) -> list[Any]:
        if self.mode == "sync":
            with BaseClient(base_url=self.address) as client:
                return list(client.page(operation))

        async def run() -> list[Any]:
            async with AsyncBaseClient(base_url=self.address) as client:
                return [item async for item in await client.page(operation)]

        return asyncio.run(run())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["sync", "async"])
def live(request: pytest.FixtureRequest, server: Server) -> Live:
    server.clear()
    return Live(request.param, server)


def call(method: str, path: str, **facts: Any) -> Operation[Any]:
    return Operation(
        id=f"test{path}",
        method=method,
        path=path,
        returns=lambda: object,
        unwrap=("data",),
        **facts,
    )


def listing(path: str) -> PagedOperation[int]:
    return PagedOperation(
        id="test.list",
        method="GET",
        path=path,
        returns=lambda: list[int],
        unwrap=("data",),
        paging=Paging("cursor", at="cursor", next=("next",)),
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refusal_is_waited_for(live: Live, method: str) -> None:
    begun = perf_counter()
    response = live.send(call(method, "/limited"))
    assert (response.status, response.attempts) == (200, 2)
    assert 1 <= perf_counter() - begun < 3
    assert response.elapsed < 0.9  # of the last attempt alone


def test_a_long_wait_is_the_callers(live: Live) -> None:
    begun = perf_counter()
    with pytest.raises(RateLimited) as caught:
        live.send(call("GET", "/full"))
    assert caught.value.retry_after == 3600
    assert perf_counter() - begun < 1
    assert live.server.hits["GET /full"] == 1


@pytest.mark.parametrize("path", ["/drop", "/half"])
def test_a_killed_connection_is_retried_for_get_and_not_for_post(
    live: Live, path: str
) -> None:
    assert live.send(call("GET", path)).attempts == 2
    with pytest.raises(TransportError) as caught:
        live.send(call("POST", path), body={"a": 1})
    assert caught.value.sent
    assert caught.value.attempts == 1
    assert live.server.hits == {f"GET {path}": 2, f"POST {path}": 1}


@pytest.mark.parametrize(
    ("operation", "options"),
    [
        (call("POST", "/drop"), {"idempotency_key": "k"}),
        (
            call(
                "POST",
                "/drop",
                idempotency=IdempotencyKey("header", "Idempotency-Key"),
            ),
            None,
        ),
    ],
)
def test_a_killed_connection_is_retried_for_a_post_with_a_key(
    live: Live, operation: Operation[Any], options: Any
) -> None:
    response = live.send(operation, body={"a": 1}, options=options)
    assert response.attempts == 2
    first, second = live.server.keys
    assert first == second
    assert first


def test_an_upload_is_sent_whole_again(live: Live, tmp_path: Any) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 200_000)
    operation = call("POST", "/limited", media="application/octet-stream")
    with path.open("rb") as file:
        response = live.send(operation, body=file, options={"retries": 1})
    assert (response.data, response.attempts) == (200_000, 2)


def test_fifty_pages_give_every_item_once(live: Live) -> None:
    assert live.walk(listing("/pages")) == list(range(PAGES * SIZE))
    assert live.server.hits["GET /pages"] == PAGES


def test_a_cursor_loop_is_stopped(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "calgen"):
        assert live.walk(listing("/loop")) == [1, 2, 3]
    (record,) = [each for each in caplog.records if each.name == "calgen"]
    assert "second time" in record.getMessage()


def settled(server: Server) -> int:
    """The open connections, once the server has noticed what was closed."""
    for _ in range(100):
        if server.open == 0:
            break
        sleep(0.05)
    return server.open


def test_a_thousand_calls_at_once_leave_no_connection(server: Server) -> None:
    assert settled(server) == 0
    server.most_open = 0

    async def run() -> list[Any]:
        address = f"http://127.0.0.1:{server.server_port}"
        async with AsyncBaseClient(base_url=address) as client:
            copy = client.with_options(max_retries=0)
            slow = call("GET", "/slow")
            return await asyncio.gather(
                *(
                    (client, copy)[n % 2].call(slow, query={"n": n})
                    for n in range(BURST)
                )
            )

    assert asyncio.run(run()) == [str(n) for n in range(BURST)]
    assert 1 < server.most_open <= 100
    assert settled(server) == 0


def test_a_cancelled_call_gives_its_connection_back(server: Server) -> None:
    async def run() -> None:
        address = f"http://127.0.0.1:{server.server_port}"
        async with AsyncBaseClient(base_url=address) as client:
            slow = call("GET", "/slow")
            tasks = [
                asyncio.create_task(client.call(slow, query={"n": n}))
                for n in range(300)
            ]
            await asyncio.sleep(0.05)
            for task in tasks[::2]:
                task.cancel()
            done = await asyncio.gather(*tasks, return_exceptions=True)
            assert done[1::2] == [str(n) for n in range(1, 300, 2)]
            assert await client.call(slow, query={"n": 1}) == "1"

    asyncio.run(run())
    assert settled(server) == 0


def test_the_limiter_spaces_real_calls(live: Live) -> None:
    operation = call("GET", "/ok", limit=RateLimit(5, 1))
    begun = perf_counter()
    if live.mode == "sync":
        with BaseClient(base_url=live.address, rate_limit=True) as client:
            for _ in range(11):
                client.send(operation)
    else:

        async def run() -> None:
            async with AsyncBaseClient(base_url=live.address, rate_limit=True) as one:
                await asyncio.gather(*(one.send(operation) for _ in range(11)))

        asyncio.run(run())
    assert 2 <= perf_counter() - begun < 4


def test_a_proxy_of_the_environment(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", live.address)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    live.address = "http://nowhere.invalid"
    assert live.send(call("GET", "/ok")).request.url == "http://nowhere.invalid/ok"
    assert live.server.hits == {"GET /ok": 1}


def test_a_proxy_of_ones_own(live: Live) -> None:
    target, operation = "http://nowhere.invalid", call("GET", "/ok")
    if live.mode == "sync":
        with httpx2.Client(proxy=live.address) as http:
            BaseClient(base_url=target, http_client=http).send(operation)
    else:

        async def run() -> None:
            async with httpx2.AsyncClient(proxy=live.address) as http:
                client = AsyncBaseClient(base_url=target, http_client=http)
                await client.send(operation)

        asyncio.run(run())
    assert live.server.hits == {"GET /ok": 1}

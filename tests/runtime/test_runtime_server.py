"""The runtime against a real server on loopback."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest

from calgen.runtime import errors
from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient
from calgen.runtime.operation import Operation, PagedOperation

ECHO: Operation[dict[str, Any]] = Operation(
    id="echo",
    method="POST",
    path="/echo/{name}",
    returns=lambda: dict[str, Any],
    unwrap=("data",),
)
UPLOAD: Operation[dict[str, Any]] = Operation(
    id="upload",
    method="POST",
    path="/echo/{name}",
    returns=lambda: dict[str, Any],
    unwrap=("data",),
    media="multipart/form-data",
)
LIST: PagedOperation[int] = PagedOperation(
    id="list",
    method="GET",
    path="/list",
    returns=lambda: list[int],
    unwrap=("data",),
)
SESSION: Operation[str] = Operation(
    id="session",
    method="GET",
    path="/session",
    returns=lambda: str,
    unwrap=("data",),
)
SLOW: Operation[None] = Operation(id="slow", method="GET", path="/slow", returns=None)
DROP: Operation[None] = Operation(id="drop", method="GET", path="/drop", returns=None)
MOVED: Operation[Any] = Operation(
    id="moved", method="GET", path="/moved", returns=lambda: list[int], unwrap=("data",)
)


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/slow":
            released.wait(5)
        if self.path == "/drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.path == "/moved":
            self.reply(301, {}, location="/list")
            return
        if self.path == "/session":
            told = {"data": self.headers.get("cookie", "")}
            self.reply(200, told, **{"set-cookie": "sid=1; Path=/"})
            return
        self.reply(200, {"data": [1, 2, 3]})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        told = {
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body.decode(),
        }
        self.reply(200, {"data": told})

    def reply(self, status: int, body: object, **headers: str) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # as many connections as a burst of calls opens at once


released = threading.Event()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = Listener(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    released.set()
    server.shutdown()
    thread.join()
    server.server_close()


def told(data: dict[str, Any]) -> tuple[Any, ...]:
    headers = data["headers"]
    return data["path"], json.loads(data["body"]), headers["authorization"]


EXPECTED = ("/echo/a%2Fb%20c?at=x%20y&n=5", {"id": 1}, "Bearer token-1")
ARGUMENTS: dict[str, Any] = {
    "path": {"name": "a/b c"},
    "query": {"at": "x y", "n": 5.0},
    "body": {"id": 1.0},
}


def test_sync(address: str) -> None:
    with BaseClient("token-1", base_url=address, timeout=5) as client:
        assert told(client.call(ECHO, **ARGUMENTS)) == EXPECTED
        assert list(client.page(LIST)) == [1, 2, 3]
        assert client.call(MOVED) == [1, 2, 3]
        sent = client.call(UPLOAD, path={"name": "f"}, body={"f": b"data"})
        assert 'name="f"; filename="f"' in sent["body"]
        with pytest.raises(errors.TimedOut, match="read") as slow:
            client.send(SLOW, options={"timeout": 0.05})
        assert slow.value.sent
        with pytest.raises(errors.TransportError) as dropped:
            client.send(DROP)
        assert dropped.value.sent


def test_threads_share_a_client(address: str) -> None:
    found: list[Any] = []
    with BaseClient("token-1", base_url=address) as client:

        def work() -> None:
            found.extend(told(client.call(ECHO, **ARGUMENTS)) for _ in range(5))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [EXPECTED] * 40


def test_async(address: str) -> None:
    async def run() -> None:
        async with AsyncBaseClient("token-1", base_url=address) as client:
            calls = [client.call(ECHO, **ARGUMENTS) for _ in range(20)]
            assert [told(each) for each in await asyncio.gather(*calls)] == (
                [EXPECTED] * 20
            )
            assert [item async for item in await client.page(LIST)] == [1, 2, 3]
            assert await client.call(MOVED) == [1, 2, 3]
            sent = await client.call(UPLOAD, path={"name": "f"}, body={"f": b"data"})
            assert 'name="f"; filename="f"' in sent["body"]
            with pytest.raises(errors.TimedOut):
                await client.send(SLOW, options={"timeout": 0.05})
            with pytest.raises(errors.TransportError):
                await client.send(DROP)

    asyncio.run(run())


def test_no_session_outlives_its_call(address: str) -> None:
    with BaseClient("token-1", base_url=address) as client:
        assert [client.call(SESSION), client.call(SESSION)] == ["", ""]
        assert client.call(SESSION, cookie={"a": 1}) == "a=1"

    async def run() -> list[str]:
        async with AsyncBaseClient("token-1", base_url=address) as client:
            return [await client.call(SESSION), await client.call(SESSION)]

    assert asyncio.run(run()) == ["", ""]


def test_a_client_of_ones_own_keeps_its_session(address: str) -> None:
    with httpx2.Client() as http:
        client = BaseClient("token-1", base_url=address, http_client=http)
        assert [client.call(SESSION), client.call(SESSION)] == ["", "sid=1"]


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        BaseClient("token-1", base_url=f"http://127.0.0.1:{port}") as client,
        pytest.raises(
            errors.ConnectError, match=r"cannot connect: .*\(list\)"
        ) as caught,
    ):
        client.page(LIST)
    assert not caught.value.sent

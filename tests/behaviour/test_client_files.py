"""Files that are read in pieces, and sent so, with a real server, in sync and async."""

from __future__ import annotations

import gzip
import io
import itertools
import tracemalloc
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from streamkit import Streams

SPEC = """
openapi: 3.1.0
info: {title: Files, version: '1'}
paths:
  /files/{id}:
    get:
      tags: [files]
      operationId: getFile
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: part, in: query, schema: {type: integer}}
      responses:
        '200': {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
    put:
      tags: [files]
      operationId: setFile
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content: {application/octet-stream: {schema: {type: string, format: binary}}}
      responses: {'204': {description: done}}
  /forms:
    put:
      tags: [forms]
      operationId: setForm
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}, note: {type: string}}
      responses: {'204': {description: done}}
"""


@pytest.fixture(scope="module")
def api(generate: Callable[..., ModuleType]) -> ModuleType:
    return generate(SPEC)


@pytest.fixture
def streams(call: Any, api: ModuleType) -> Streams:
    return Streams(call, api)


def _get(client: Any) -> Any:
    return client.files.get


def test_a_file_in_pieces(server: Any, streams: Streams, tmp_path: Path) -> None:
    body = bytes(range(256)) * 1000
    server.answer("GET", "/files/a", body)
    assert streams.read(_get, lambda r: (r.size, r.status, r.headers["server"] != ""), "a") == (
        len(body), 200, True,
    )  # fmt: skip
    pieces = streams.read(_get, lambda r: r.iter_bytes(100_000), "a")
    assert [len(each) for each in pieces] == [100_000, 100_000, 56_000]
    assert b"".join(pieces) == body
    assert streams.read(_get, lambda r: r.read(), "a") == body
    target = tmp_path / "file"
    assert streams.read(_get, lambda r: r.save(target), "a") == target
    assert target.read_bytes() == body
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_arguments_go_with_the_method(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/files/a b", b"x")

    def sync(client: Any) -> bytes:
        options = {"headers": {"X-Own": "1"}}
        with client.stream(client.files.get, "a", part=2, options=options) as response:
            found: bytes = response.read()
            return found

    async def later(client: Any) -> bytes:
        options = {"headers": {"X-Own": "1"}}
        async with client.stream(client.files.get, "a", part=2, options=options) as r:
            found: bytes = await r.read()
            return found

    call(api, sync if call.mode == "sync" else later)
    assert server.request.target == "/files/a?part=2"
    assert server.request.headers["x-own"] == "1"
    assert server.request.headers["authorization"] == "Bearer token"


def test_an_operation_in_pieces(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/files/a", b"one\r\ntwo\xff\nthree")
    ops = import_module(f"{api.__name__}.operations.files")

    def sync(client: Any) -> list[str]:
        with client.stream(ops.GET, path={"id": "a"}) as response:
            return list(response.iter_lines())

    async def later(client: Any) -> list[str]:
        async with client.stream(ops.GET, path={"id": "a"}) as response:
            return [line async for line in response.iter_lines()]

    found = call(api, sync if call.mode == "sync" else later)
    assert found == ["one", "two�", "three"]


def test_what_makes_no_call_is_refused(streams: Streams) -> None:
    with pytest.raises(TypeError, match="makes no call"):
        streams.read(lambda _: len, lambda r: r.read(), "a")
    with pytest.raises(TypeError, match="missing 1 required positional"):
        streams.read(_get, lambda r: r.read())


def test_a_compressed_file(server: Any, streams: Streams) -> None:
    packed = gzip.compress(b"text" * 10_000)
    server.answer("GET", "/files/a", packed, headers={"Content-Encoding": "gzip"})
    assert streams.read(_get, lambda r: r.read(), "a") == b"text" * 10_000
    assert streams.read(_get, lambda r: r.size, "a") is None


def test_a_redirect_is_followed(server: Any, streams: Streams) -> None:
    server.answer("GET", "/files/a", b"", status=302, headers={"Location": "/files/b"})
    server.answer("GET", "/files/b", b"found")
    assert streams.read(_get, lambda r: r.read(), "a") == b"found"


@pytest.mark.parametrize("old", [None, b"old"])
def test_no_half_a_file(
    api: ModuleType, server: Any, streams: Streams, tmp_path: Path, old: bytes | None
) -> None:
    target = tmp_path / "file"
    if old is not None:
        target.write_bytes(old)
    server.stream(
        "GET", "/files/a", [b"x" * 100_000], "application/octet-stream", cut=True
    )
    with pytest.raises(api.errors.TransportError):
        streams.read(_get, lambda r: r.save(target), "a")
    server.stream(
        "GET",
        "/files/a",
        [b"x" * 10],
        "application/octet-stream",
        headers={"Content-Length": "20"},
    )
    with pytest.raises(api.errors.TransportError):
        streams.read(_get, lambda r: r.save(target), "a")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == ([old] if old else [])


def test_an_exception_in_the_block_closes_the_connection(
    server: Any, streams: Streams
) -> None:
    server.stream("GET", "/files/a", lambda: itertools.repeat(b"x" * 10_000))

    def fail(response: Any) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        streams.read(_get, fail, "a")
    assert server.hung_up.wait(10)


def test_the_body_of_an_error_is_read_up_to_a_limit(
    api: ModuleType, server: Any, streams: Streams
) -> None:
    server.stream(
        "GET", "/files/a", lambda: itertools.repeat(b"x" * 100_000), status=400
    )
    with pytest.raises(api.errors.BadRequest) as caught:
        streams.read(_get, lambda r: r.read(), "a")
    assert len(caught.value.body) == 2**20
    assert server.hung_up.wait(10)


def test_a_large_file_takes_no_memory(
    server: Any, streams: Streams, tmp_path: Path
) -> None:
    piece = bytes(100_000)
    server.stream("GET", "/files/a", [piece] * 500, "application/octet-stream")
    tracemalloc.start()
    streams.read(_get, lambda r: r.save(tmp_path / "file"), "a")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "file").stat().st_size == 50_000_000
    assert peak < 4_000_000


# --- sending -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["path", "bytes", "file", "named", "typed"])
def test_a_form_with_a_file(
    api: ModuleType, call: Any, server: Any, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG")
    with path.open("rb") as opened:
        given, name, media = {
            "path": (path, b"photo.png", b"image/png"),
            "bytes": (b"\x89PNG", b"file", b"application/octet-stream"),
            "file": (opened, b"photo.png", b"image/png"),
            "named": (("a.txt", b"\x89PNG"), b"a.txt", b"text/plain"),
            "typed": (("a.txt", opened, "x/y"), b"a.txt", b"x/y"),
        }[kind]
        server.answer("PUT", "/forms", status=204)
        call(api, lambda client: client.forms.set_all(file=given, note="n"))
    body = server.request.body
    assert b'name="file"; filename="%s"\r\nContent-Type: %s\r\n' % (name, media) in body
    assert b"\r\n\r\n\x89PNG\r\n" in body
    assert server.request.headers["content-length"] == str(len(body))


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("kind", ["path", "file"])
def test_a_file_is_sent_again(
    api: ModuleType, call: Any, server: Any, tmp_path: Path, kind: str, form: bool
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"z" * 300_000)
    way = "/forms" if form else "/files/a"
    server.answer("PUT", way, status=503, headers={"Retry-After-Ms": "1"})

    def settle() -> None:
        if len(server.requests) == 2:
            server.answer("PUT", way, status=204)

    server.delay = settle
    with path.open("rb") as opened:
        given = path if kind == "path" else opened

        def use(client: Any) -> Any:
            if form:
                return client.forms.set_all(file=given)
            return client.files.set("a", body=given)

        call(api, use, max_retries=3)
    bodies = [each.body for each in server.requests]
    assert len(bodies) == 2
    assert all(body.count(b"z") >= 300_000 for body in bodies)
    assert {each.headers.get("content-length") for each in server.requests} == {
        str(len(bodies[0]))
    }


@pytest.mark.parametrize("form", [False, True])
def test_a_file_that_cannot_be_wound_back_is_sent_once(
    api: ModuleType, call: Any, server: Any, form: bool
) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.left = [b"end", b"begin-"]

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            return self.left.pop() if self.left else b""

    way = "/forms" if form else "/files/a"
    server.answer("PUT", way, status=503)

    def use(client: Any) -> Any:
        if form:
            return client.forms.set_all(file=("a", Pipe()))
        return client.files.set("a", body=Pipe())

    with pytest.raises(api.errors.ServerError):
        call(api, use, max_retries=3)
    assert b"begin-end" in server.request.body
    assert server.request.headers["transfer-encoding"] == "chunked"


@pytest.mark.parametrize("form", [False, True])
def test_a_large_upload_takes_no_memory(
    api: ModuleType, call: Any, server: Any, tmp_path: Path, form: bool
) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(30_000_000))
    server.answer("PUT", "/forms" if form else "/files/a", status=204)
    server.discards = True

    def use(client: Any) -> Any:
        if form:
            return client.forms.set_all(file=path)
        return client.files.set("a", body=path)

    call(api, use)
    tracemalloc.start()
    call(api, use)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert int(server.requests[-1].headers["content-length"]) >= 30_000_000
    assert peak < 4_000_000


def test_a_file_that_is_not_there_says_so_at_once(
    api: ModuleType, call: Any, server: Any, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        call(api, lambda client: client.files.set("a", body=tmp_path / "no"))
    assert server.requests == []

"""Answers that come piece by piece, from a real server, in sync and async."""

from __future__ import annotations

import asyncio
import itertools
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from streamkit import Streams, event, line

_CHUNK = "{$ref: '#/components/schemas/Chunk'}"


def _get(path: str, content: str) -> str:
    return (
        f"  /{path}:\n    get:\n      tags: [{path}]\n"
        f"      responses: {{'200': {{description: ok, content: {{{content}}}}}}}\n"
    )


SPEC = (
    """
openapi: 3.2.0
info: {title: Streams, version: '1'}
components:
  schemas:
    Chunk:
      type: object
      required: [id, text]
      properties: {id: {type: integer}, text: {type: string}}
    Whole:
      type: object
      properties: {texts: {type: array, items: {type: string}}}
    Started:
      type: object
      required: [event, data]
      properties:
        event: {const: started}
        data: {type: object, required: [n], properties: {n: {type: integer}}}
        retry: {type: integer}
    Ended:
      type: object
      required: [event, data]
      properties: {event: {const: ended}, data: {type: string}, id: {type: string}}
    Failed:
      type: object
      required: [error]
      properties: {error: {type: object, properties: {code: {type: string}}}}
paths:
  /chats:
    post:
      tags: [chats]
      operationId: createChat
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties:
                prompt: {type: string}
                stream: {anyOf: [{type: boolean}, {type: 'null'}], default: false}
      responses:
        '200':
          description: ok
          content:
            text/event-stream: {schema: {$ref: '#/components/schemas/Chunk'}}
            application/json: {schema: {$ref: '#/components/schemas/Whole'}}
  /eager:
    post:
      tags: [eager]
      operationId: createEager
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf:
                - type: object
                  properties: {a: {type: string}, stream: {type: boolean, default: true}}
                - type: object
                  properties: {b: {type: string}, stream: {type: boolean, default: true}}
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {$ref: '#/components/schemas/Whole'}}
            application/x-ndjson: {schema: {$ref: '#/components/schemas/Chunk'}}
  /speech:
    post:
      tags: [speech]
      operationId: createSpeech
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                stream: {type: boolean}
      responses:
        '200':
          description: ok
          content:
            text/event-stream: {schema: {$ref: '#/components/schemas/Chunk'}}
            application/octet-stream: {schema: {type: string, format: binary}}
"""
    + _get("logs", f"application/x-ndjson: {{itemSchema: {_CHUNK}}}")
    + _get("lists", f"application/jsonl: {{schema: {{type: array, items: {_CHUNK}}}}}")
    + _get("records", f"application/json-seq: {{itemSchema: {_CHUNK}}}")
    + _get("chunks", f"text/event-stream: {{schema: {_CHUNK}}}")
    + _get(
        "events",
        "text/event-stream: {schema: {oneOf: [{$ref: '#/components/schemas/Started'}, "
        "{$ref: '#/components/schemas/Ended'}]}}",
    )
    + _get(
        "failures",
        "text/event-stream: {schema: {oneOf: [{$ref: '#/components/schemas/Chunk'}, "
        "{$ref: '#/components/schemas/Failed'}]}}",
    )
    + _get("raw", "text/event-stream: {schema: {type: string}}")
    + _get(
        "told",
        "text/event-stream: {itemSchema: {type: object, required: [data], properties: "
        "{event: {type: string}, data: {type: string, contentMediaType: application/json, "
        f"contentSchema: {_CHUNK}}}}}}}}}",
    )
    + _get(
        "payloads",
        "text/event-stream: {schema: {type: object, required: [event, data], properties: "
        "{event: {type: string}, data: {type: object}}}}",
    )
    + _get("texts", "text/event-stream: {itemSchema: {type: string}}")
)


@pytest.fixture(scope="module")
def api(generate: Callable[..., ModuleType]) -> ModuleType:
    return generate(SPEC)


@pytest.fixture
def streams(call: Any, api: ModuleType) -> Streams:
    return Streams(call, api)


# --- values ------------------------------------------------------------------------


def test_values_arrive_before_the_body_ends(server: Any, streams: Streams) -> None:
    heard = threading.Event()

    def pieces() -> Iterator[bytes]:
        yield event(1)
        assert heard.wait(10), "the first value was held back"
        yield event(2)

    def hear(value: Any) -> bool:
        heard.set()
        return True

    server.stream("GET", "/chunks", pieces)
    found = streams.items(lambda client: client.chunks.list(), hear)
    assert [each.id for each in found] == [1, 2]


@pytest.mark.parametrize(
    ("path", "use", "pieces"),
    [
        ("/logs", "logs", [line(1), b"\n", line(2)[:5], line(2)[5:-1]]),
        ("/lists", "lists", [line(1)[:-1] + b"\r", b"\n" + line(2)]),
        ("/records", "records", [b"\x1e" + line(1), b"\x1e" + line(2)]),
        ("/chunks", "chunks", [b": ping\n\n", event(1), event(2), b"data: [DONE]\n\n"]),
        ("/chunks", "chunks", [event(1).replace(b"\n", b"\r\n"), b"data:\n\n", event(2)]),
    ],
)  # fmt: skip
def test_values_of_every_form(
    api: ModuleType,
    server: Any,
    streams: Streams,
    path: str,
    use: str,
    pieces: list[bytes],
) -> None:
    media = {"/lists": "application/jsonl", "/logs": "application/x-ndjson"}
    media |= {"/records": "application/json-seq", "/chunks": "text/event-stream"}
    server.stream("GET", path, pieces, f"{media[path]}; charset=utf-8")
    found = streams.items(lambda client: getattr(client, use).list())
    assert found == [api.models.Chunk(id=each, text="x") for each in (1, 2)]
    assert isinstance(found[0], api.models.Chunk)
    assert server.request.headers["accept"] == media[path]
    assert streams.stream.drift == ()
    assert streams.stream.response.closed


def test_pieces_of_any_size(server: Any, streams: Streams) -> None:
    body = b"".join(event(each, "é€😀") for each in range(3)).replace(b"\n", b"\r\n")
    body = body.replace(rb"\u00e9", "é€😀".encode())
    server.stream("GET", "/chunks", [body[i : i + 1] for i in range(len(body))])
    assert [each.id for each in streams.items(lambda c: c.chunks.list())] == [0, 1, 2]


def test_what_follows_the_end_is_left_alone(server: Any, streams: Streams) -> None:
    gate = threading.Event()

    def pieces() -> Iterator[bytes]:
        yield event(1) + b"data: [DONE]\n\n" + event(2)
        gate.wait(10)

    server.stream("GET", "/chunks", pieces)
    assert [each.id for each in streams.items(lambda c: c.chunks.list())] == [1]
    gate.set()


def test_whole_events(api: ModuleType, server: Any, streams: Streams) -> None:
    server.stream(
        "GET",
        "/events",
        [
            b'retry: 5\nevent: started\ndata: {"n": 1}\n\n',
            b'id: 7\nevent: ended\ndata: {"n": 2}\n\n',
        ],
    )
    first, last = streams.items(lambda client: client.events.list())
    assert isinstance(first, api.models.Started)
    assert (first.event, first.data.n, first.retry) == ("started", 1, 5)
    assert isinstance(last, api.models.Ended)
    assert (last.event, last.data, last.id) == ("ended", '{"n": 2}', "7")


def test_data_that_a_schema_of_its_content_describes(
    api: ModuleType, server: Any, streams: Streams
) -> None:
    server.stream("GET", "/told", [event(1), b"event: new\n" + event(2)])
    first, second = streams.items(lambda client: client.told.get())
    assert first.data == api.models.Chunk(id=1, text="x")
    assert (first.event, second.event, second.data.id) == (None, "new", 2)


def test_a_description_of_data_that_looks_like_one_of_events(
    server: Any, streams: Streams
) -> None:
    server.stream("GET", "/payloads", [b'data: {"event": "e", "data": {"a": 1}}\n\n'])
    (found,) = streams.items(lambda client: client.payloads.list())
    assert (found.event, found.data) == ("e", {"a": 1})
    assert streams.stream.drift == ()


def test_events_that_nobody_describes(server: Any, streams: Streams) -> None:
    server.stream("GET", "/raw", [b"event: a\ndata: 1\ndata: 2\n\n", b"data: x\n\n"])
    found = streams.items(lambda client: client.raw.get())
    assert [(each.event, each.data) for each in found] == [
        ("a", "1\n2"),
        ("message", "x"),
    ]


def test_texts(server: Any, streams: Streams) -> None:
    server.stream("GET", "/texts", [b'data: "a b"\n\n', b"data: c d\n\n"])
    assert streams.items(lambda client: client.texts.list()) == ["a b", "c d"]


def test_a_whole_answer_instead_of_a_stream(server: Any, streams: Streams) -> None:
    server.answer("GET", "/chunks", {"id": 1, "text": "x"})
    assert [each.id for each in streams.items(lambda c: c.chunks.list())] == [1]
    server.answer("GET", "/chunks", [{"id": 1, "text": "x"}, {"id": 2, "text": "y"}])
    assert [each.id for each in streams.items(lambda c: c.chunks.list())] == [1, 2]


def test_send_takes_all_values(api: ModuleType, call: Any, server: Any) -> None:
    server.stream("GET", "/logs", [line(1), line(2)], "application/x-ndjson")
    ops = import_module(f"{api.__name__}.operations.logs")
    response = call(api, lambda client: client.send(ops.LIST))
    assert [each.id for each in response.data] == [1, 2]


# --- whole or streamed -------------------------------------------------------------


def test_one_route_both_ways(
    api: ModuleType, call: Any, server: Any, streams: Streams
) -> None:
    server.answer("POST", "/chats", {"texts": ["a"]})
    whole = call(api, lambda client: client.chats.create(prompt="p"))
    assert whole.texts == ["a"]
    assert server.request.json == {"prompt": "p"}
    assert server.request.headers["accept"] == "application/json"
    server.requests.clear()
    server.stream("POST", "/chats", [event(1), b"data: [DONE]\n\n"])
    found = streams.items(lambda client: client.chats.create_stream(prompt="p"))
    assert [each.id for each in found] == [1]
    assert server.request.json == {"prompt": "p", "stream": True}
    assert server.request.headers["accept"] == "text/event-stream"


def test_a_server_that_streams_unless_told(
    api: ModuleType, call: Any, server: Any, streams: Streams
) -> None:
    server.answer("POST", "/eager", {"texts": ["a"]})
    call(api, lambda client: client.eager.create(body={"a": "1"}))
    assert server.request.json == {"a": "1", "stream": False}
    server.requests.clear()
    server.stream("POST", "/eager", [line(1)], "application/x-ndjson")
    streams.items(lambda client: client.eager.create_stream(body={"a": "1"}))
    assert server.request.json == {"a": "1", "stream": True}


def test_a_form_that_asks_for_a_stream(
    api: ModuleType, call: Any, server: Any, streams: Streams
) -> None:
    server.answer("POST", "/speech", b"sound")
    assert call(api, lambda client: client.speech.create(file=b"f")) == b"sound"
    assert b'name="stream"' not in server.request.body
    server.requests.clear()
    server.stream("POST", "/speech", [event(1)])
    found = streams.items(lambda client: client.speech.create_stream(file=b"f"))
    assert [each.id for each in found] == [1]
    assert b'name="stream"\r\n\r\ntrue\r\n' in server.request.body


# --- leaving early, breaking off ---------------------------------------------------


def _endless() -> Iterator[bytes]:
    for number in itertools.count():
        yield event(number, "x" * 10_000)


def test_leaving_the_loop_closes_the_connection(server: Any, streams: Streams) -> None:
    server.stream("GET", "/chunks", _endless)
    found = streams.items(lambda client: client.chunks.list(), lambda each: each.id < 1)
    assert [each.id for each in found] == [0, 1]
    assert server.hung_up.wait(10)
    assert streams.stream.response.closed


def test_a_block_closes_the_connection(api: ModuleType, call: Any, server: Any) -> None:
    server.stream("GET", "/chunks", _endless)

    def sync(client: Any) -> None:
        with client.chunks.list() as stream:
            assert not stream.response.closed
        assert stream.response.closed
        assert server.hung_up.wait(10)

    async def later(client: Any) -> None:
        async with await client.chunks.list() as stream:
            assert not stream.response.closed
        assert stream.response.closed
        assert await asyncio.to_thread(server.hung_up.wait, 10)

    call(api, sync if call.mode == "sync" else later)


def test_a_stream_that_nobody_reads_is_closed_by_the_next_call(
    api: ModuleType, call: Any, server: Any
) -> None:
    server.stream("GET", "/chunks", _endless)

    def sync(client: Any) -> None:
        client.chunks.list()
        client.eager.create(body={})
        assert server.hung_up.wait(10)

    async def later(client: Any) -> None:
        await client.chunks.list()
        await client.eager.create(body={})
        assert await asyncio.to_thread(server.hung_up.wait, 10)

    call(api, sync if call.mode == "sync" else later)


def test_a_stream_is_read_once(server: Any, streams: Streams) -> None:
    server.stream("GET", "/chunks", [event(1)])
    streams.items(lambda client: client.chunks.list())
    with pytest.raises(RuntimeError, match="read once"):
        streams.again()


@pytest.mark.parametrize("path", ["chunks", "logs"])
def test_a_stream_that_breaks_off_is_an_error(
    api: ModuleType, server: Any, streams: Streams, path: str
) -> None:
    piece = event(1) if path == "chunks" else line(1)
    media = "text/event-stream" if path == "chunks" else "application/x-ndjson"
    server.stream("GET", f"/{path}", [piece, piece[:5]], media, cut=True)
    with pytest.raises(api.errors.TransportError) as caught:
        streams.items(lambda c: getattr(c, path).list(), max_retries=2)
    assert [each.id for each in streams.found] == [1]
    assert caught.value.sent
    assert caught.value.operation.id == f"{path}.list"
    assert len(server.requests) == 1, "an answer that has begun is not asked for again"


def test_silence_is_a_timeout(api: ModuleType, server: Any, streams: Streams) -> None:
    gate = threading.Event()

    def pieces() -> Iterator[bytes]:
        yield event(1)
        gate.wait(10)

    server.stream("GET", "/chunks", pieces)
    with pytest.raises(api.errors.TimedOut):
        streams.items(lambda client: client.chunks.list(), timeout=0.2)
    gate.set()
    assert [each.id for each in streams.found] == [1]


def test_attempts_until_an_answer_begins(server: Any, streams: Streams) -> None:
    statuses = iter([503, 429, 200])

    def fail(status: int) -> None:
        headers = {"Retry-After-Ms": "1"}
        server.stream("GET", "/chunks", following, status=status, headers=headers)

    def following() -> list[bytes]:
        status = next(statuses)
        if status != 200:
            fail(status)
        else:
            server.stream("GET", "/chunks", [event(1)])
        return [b"{}"]

    fail(500)
    found = streams.items(lambda client: client.chunks.list(), max_retries=3)
    assert [each.id for each in found] == [1]
    assert len(server.requests) == streams.stream.response.attempts == 4


# --- errors ------------------------------------------------------------------------


def test_an_error_status_raises_as_everywhere(
    api: ModuleType, server: Any, streams: Streams
) -> None:
    body = {"error": {"code": "gone", "message": "No such chunk"}}
    server.answer("GET", "/chunks", body, status=404)
    with pytest.raises(api.errors.NotFound) as caught:
        streams.items(lambda client: client.chunks.list())
    assert (caught.value.code, caught.value.message) == ("gone", "No such chunk")


@pytest.mark.parametrize(
    "failure",
    [
        b'event: error\ndata: {"error": {"code": "busy", "message": "No room"}}\n\n',
        b'data: {"error": {"code": "busy", "message": "No room"}}\n\n',
        b'event: error\ndata: {"code": "busy", "message": "No room"}\n\n',
    ],
)
def test_an_error_in_the_middle(
    api: ModuleType, server: Any, streams: Streams, failure: bytes
) -> None:
    server.stream("GET", "/chunks", [event(1), failure, event(2)])
    with pytest.raises(api.errors.StreamError) as caught:
        streams.items(lambda client: client.chunks.list())
    assert [each.id for each in streams.found] == [1]
    assert (caught.value.code, caught.value.message) == ("busy", "No room")
    assert "in the middle of the stream" in str(caught.value)
    assert isinstance(caught.value, api.errors.StatusError)


def test_an_error_that_is_described_is_a_value(
    api: ModuleType, server: Any, streams: Streams
) -> None:
    server.stream("GET", "/failures", [b'data: {"error": {"code": "a"}}\n\n', event(1)])
    failed, chunk = streams.items(lambda client: client.failures.list())
    assert isinstance(failed, api.models.Failed)
    assert failed.error.code == "a"
    assert chunk.id == 1


@pytest.mark.parametrize("validation", ["lenient", "strict"])
@pytest.mark.parametrize("path", ["chunks", "logs"])
def test_what_is_no_json_is_an_error(
    api: ModuleType, server: Any, streams: Streams, validation: str, path: str
) -> None:
    form = b"data: %s\n\n" if path == "chunks" else b"%s\n"
    media = "text/event-stream" if path == "chunks" else "application/x-ndjson"
    pieces = [form % line(1).strip(), form % b'{"id": 2, "te']
    server.stream("GET", f"/{path}", pieces, media)
    with pytest.raises(
        api.errors.DecodeError, match="value 1 of the stream is not JSON"
    ):
        streams.items(lambda c: getattr(c, path).list(), validation=validation)
    assert [each.id for each in streams.found] == [1]


def test_values_that_do_not_fit(
    api: ModuleType,
    server: Any,
    streams: Streams,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pieces = [line(1), b'{"id": "secret-1"}\n', b'{"id": "secret-2", "text": "x"}\n']
    server.stream("GET", "/logs", pieces, "application/x-ndjson")
    with caplog.at_level(logging.WARNING):
        found = streams.items(lambda client: client.logs.list())
    assert [each.id for each in found] == [1, "secret-1", "secret-2"]
    assert found[1].text is None
    assert [(each.path, each.got) for each in streams.stream.drift] == [
        ("$[1].id", "string"),
        ("$[1].text", "missing"),
        ("$[2].id", "string"),
    ]
    (record,) = [each for each in caplog.records if each.name == api.__name__]
    told = record.getMessage()
    assert told == (
        "logs.list: the answer differs from its description in 3 places, first at "
        "$[1].id: expected int"
    )
    with pytest.raises(
        api.errors.DecodeError, match="value 1 of the stream does not fit"
    ):
        streams.items(lambda client: client.logs.list(), validation="strict")


def test_an_answer_that_drifts_says_so_once_on_the_log(
    api: ModuleType, call: Any, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer("POST", "/chats", {"texts": [1, "secret", {"secret": 2}]})
    with caplog.at_level(logging.WARNING):
        call(api, lambda client: client.chats.create(prompt="p"))
    (record,) = [each for each in caplog.records if each.name == api.__name__]
    assert record.levelno == logging.WARNING
    assert record.getMessage() == (
        "chats.create: the answer differs from its description in 2 places, first at "
        "$.texts[0]: expected str"
    )
    caplog.clear()
    server.answer("POST", "/chats", {"texts": ["a"], "new": 1})
    call(api, lambda client: client.chats.create(prompt="p"))
    assert not [each for each in caplog.records if each.name == api.__name__]


def test_many_streams_leave_no_connection(
    api: ModuleType, call: Any, server: Any
) -> None:
    """More than a pool holds: each gives its connection back."""
    server.stream("GET", "/chunks", _endless)

    def sync(client: Any) -> None:
        for _ in range(120):
            for _ in client.chunks.list():
                break

    async def later(client: Any) -> None:
        for _ in range(120):
            async for _ in await client.chunks.list():
                break

    call(api, sync if call.mode == "sync" else later, timeout=5)


CLASH = """
openapi: 3.1.0
info: {title: Clash, version: '1'}
paths:
  /chats:
    post:
      tags: [chats]
      operationId: create
      responses:
        '200': {description: ok, content: {application/json: {}, text/event-stream: {}}}
  /chats/create-stream:
    post:
      tags: [chats]
      operationId: create_stream
      responses: {'200': {description: ok, content: {application/json: {}}}}
"""


def test_a_name_that_is_taken(
    generate: Callable[..., ModuleType], call: Any, server: Any
) -> None:
    api = generate(CLASH)
    names = {
        name
        for name in dir(api.Client("t", base_url="http://a").chats)
        if name[0] != "_"
    }
    assert names == {"create", "create_stream", "stream_create"}
    streams = Streams(call, api)
    server.stream("POST", "/chats", [b"data: 1\n\n"])
    found = streams.items(lambda client: client.chats.stream_create())
    assert [each.data for each in found] == ["1"]


TYPED = """
from typing import assert_type
from {name} import AsyncClient, AsyncStream, Client, Stream, models
from {name}._core.events import ServerSentEvent
from {name}._core.streamed import AsyncStreamedResponse, StreamedResponse
from {name}.operations import speech

def use(client: Client) -> bytes:
    assert_type(client.chunks.list(), Stream[models.Chunk])
    for event in client.raw.get():
        assert_type(event, ServerSentEvent)
    assert_type(client.chats.create(prompt=""), models.Whole)
    with client.stream(speech.CREATE, body={{}}) as head:
        assert_type(head, StreamedResponse)
    with client.stream(client.speech.create, file=b"") as response:
        return response.read()

async def later(client: AsyncClient) -> bytes:
    assert_type(await client.logs.list(), AsyncStream[models.Chunk])
    async for chunk in await client.chats.create_stream(prompt=""):
        assert_type(chunk, models.Chunk)
    async with client.stream(client.speech.create, file=b"") as response:
        assert_type(response, AsyncStreamedResponse)
        return await response.read()

def wrong(client: Client, other: AsyncClient) -> None:
    client.stream(client.speech.create, flie=b"")
    client.stream(client.speech.create)
    other.stream(client.speech.create, file=b"")
    client.chats.create_stream(prompt="", stream=True)
"""


def test_types(api: ModuleType, tmp_path: Path) -> None:
    text = TYPED.format(name=api.__name__).lstrip("\n")
    (tmp_path / "use.py").write_text(text)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("--config-file", "", "--follow-imports", "silent", "use.py"),
        ],
        cwd=tmp_path,
        env={"MYPYPATH": str(Path(str(api.__file__)).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = [each for each in done.stdout.splitlines() if ": error:" in each]
    faults = {int(each.split(":")[1]) for each in told}
    last = len(text.splitlines())
    assert faults == set(range(last - 3, last + 1)), done.stdout

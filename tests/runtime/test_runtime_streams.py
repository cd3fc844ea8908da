"""Streams of the runtime, over a transport that stands in for a server."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel
from runtime_caller import BASE

from calgen.media import is_stream
from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient
from calgen.runtime.items import MOST_DRIFT, framing_of
from calgen.runtime.operation import Operation, StreamOperation


class Item(BaseModel):
    id: int


ITEMS: StreamOperation[Item] = StreamOperation(
    id="items.list",
    method="GET",
    path="/items",
    returns=lambda: Item,
    accept="application/x-ndjson",
)
FILE: Operation[bytes] = Operation(
    id="files.get", method="GET", path="/file", returns=lambda: bytes, accept="*/*"
)


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> str:
    mode: str = request.param
    return mode


def collect(mode: str, answer: httpx2.Response) -> tuple[list[Any], Any]:
    """The values of a stream, and the stream."""
    transport = httpx2.MockTransport(lambda request: answer)
    if mode == "sync":
        with httpx2.Client(transport=transport) as http:
            stream = BaseClient(base_url=BASE, http_client=http).stream_items(ITEMS)
            return list(stream), stream

    async def run() -> tuple[list[Any], Any]:
        async with httpx2.AsyncClient(transport=transport) as http:
            client = AsyncBaseClient(base_url=BASE, http_client=http)
            stream = await client.stream_items(ITEMS)
            return [item async for item in stream], stream

    return asyncio.run(run())


def test_an_answer_that_came_whole_is_a_stream(mode: str) -> None:
    """People test with transports that make no connection."""
    found, stream = collect(mode, httpx2.Response(200, content=b'{"id": 1}\n{"id": 2}'))
    assert found == [Item(id=1), Item(id=2)]
    assert stream.response.closed


def test_only_so_many_differences_are_kept(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"id": "x"}\n' * (3 * MOST_DRIFT)
    found, stream = collect(mode, httpx2.Response(200, content=body))
    assert len(found) == 3 * MOST_DRIFT
    assert len(stream.drift) == MOST_DRIFT
    (record,) = [each for each in caplog.records if each.name == "calgen"]
    assert f"in {3 * MOST_DRIFT} places" in record.getMessage()


def test_an_operation_that_nobody_generated(mode: str) -> None:
    transport = httpx2.MockTransport(
        lambda request: httpx2.Response(200, content=b"abc")
    )
    if mode == "sync":
        with (
            httpx2.Client(transport=transport) as http,
            BaseClient(base_url=BASE, http_client=http).stream(FILE) as response,
        ):
            assert response.read() == b"abc"
            assert response.size == 3
        return

    async def run() -> None:
        async with httpx2.AsyncClient(transport=transport) as http:
            client = AsyncBaseClient(base_url=BASE, http_client=http)
            async with client.stream(FILE) as response:
                assert await response.read() == b"abc"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("media", "framing"),
    [
        ("text/event-stream", "events"),
        ("application/x-ndjson", "lines"),
        ("application/stream+json", "lines"),
        ("application/json-seq", "records"),
        ("application/geo+json-seq", "records"),
        ("application/problem+json", "whole"),
        ("text/plain", None),
        ("", None),
    ],
)
def test_media_types(media: str, framing: str | None) -> None:
    assert framing_of(media) == framing
    # The generator and the client mean the same by a stream.
    assert is_stream(media) == (framing not in ("whole", None))

"""`with_options`: another client over the same connections."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import Any

import httpx2
import pytest
from runtime_caller import BASE

from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient, Resource
from calgen.runtime.operation import Operation, Version

ANY: Operation[Any] = Operation(
    id="things.any",
    method="GET",
    path="/things",
    returns=lambda: object,
    version=Version("api-version", None),
)


class Things(Resource):
    def any(self) -> Any:
        return self._client.call(ANY)


class Client(BaseClient):
    @cached_property
    def things(self) -> Things:
        return Things(self)


def echo(request: httpx2.Request) -> httpx2.Response:
    told = {
        "url": str(request.url),
        "timeout": request.extensions["timeout"]["read"],
        **{k: request.headers.get_list(k) for k in ("authorization", "api-version", "x-a", "x-b")},
    }  # fmt: skip
    return httpx2.Response(200, json=told)


FIRST: dict[str, Any] = {
    "auth": "t0ken-1",
    "base_url": BASE,
    "timeout": 5,
    "headers": {"X-A": "1"},
    "api_version": "2020-01-01",
}
SENT = {
    "url": f"{BASE}/things",
    "timeout": 5,
    "authorization": ["Bearer t0ken-1"],
    "api-version": ["2020-01-01"],
    "x-a": ["1"],
    "x-b": [],
}
CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"timeout": 3}, {"timeout": 3}),
    ({"timeout": None}, {"timeout": None}),
    ({"auth": "t0ken-2"}, {"authorization": ["Bearer t0ken-2"]}),
    ({"base_url": "https://b.test"}, {"url": "https://b.test/things"}),
    ({"api_version": "2026-01-01"}, {"api-version": ["2026-01-01"]}),
    ({"api_version": None}, {"api-version": []}),
    ({"headers": {"X-B": "2"}}, {"x-b": ["2"]}),
    ({"headers": {"x-a": "2"}}, {"x-a": ["2"]}),
]


@pytest.mark.parametrize(("changes", "differs"), CHANGES)
def test_a_copy_differs_in_what_was_given(
    changes: dict[str, Any], differs: dict[str, Any]
) -> None:
    transport = httpx2.MockTransport(echo)
    with httpx2.Client(transport=transport) as http:
        client = Client(http_client=http, **FIRST)
        assert client.things.any() == SENT
        copy = client.with_options(**changes)
        assert type(copy) is Client
        assert copy.things.any() == {**SENT, **differs}
        assert copy.things is not client.things
        assert client.things.any() == SENT

    async def run() -> None:
        async with httpx2.AsyncClient(transport=transport) as http:
            client = AsyncBaseClient(http_client=http, **FIRST)
            copy = client.with_options(**changes)
            assert await copy.call(ANY) == {**SENT, **differs}
            assert await client.call(ANY) == SENT

    asyncio.run(run())


def test_a_copy_is_checked_like_a_client() -> None:
    client = BaseClient(base_url=BASE)
    for changes in ({"base_url": "x"}, {"max_retries": -1}, {"validation": "off"}):
        with pytest.raises(ValueError, match=r"absolute|whole|lenient"):
            client.with_options(**changes)  # type: ignore[arg-type] # that is the point


def test_copies_share_the_connections() -> None:
    client = Client(base_url=BASE)
    copy = client.with_options(timeout=3)
    assert client._connection.opened() is copy._connection.opened()
    copy.close()
    for each in (client, copy, client.with_options(timeout=4)):
        with pytest.raises(RuntimeError, match="is closed"):
            each.send(ANY)

    async def run() -> None:
        client = AsyncBaseClient(base_url=BASE)
        copy = client.with_options(timeout=3)
        assert client._connection.opened() is copy._connection.opened()
        await client.aclose()
        with pytest.raises(RuntimeError, match="is closed"):
            await copy.send(ANY)

    asyncio.run(run())

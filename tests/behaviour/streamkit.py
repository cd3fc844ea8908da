"""One way to use streams of a client, synchronously or asynchronously."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from types import ModuleType
from typing import Any


def line(id: object, text: str = "x") -> bytes:
    """A value as a line of JSON."""
    return json.dumps({"id": id, "text": text}).encode() + b"\n"


def event(id: object, text: str = "x") -> bytes:
    """The same value as a server-sent event."""
    return b"data: " + line(id, text) + b"\n"


class Streams:
    """Uses what a client of `api` streams; `call` is how clients are called."""

    def __init__(self, call: Any, api: ModuleType) -> None:
        self._call = call
        self.api = api
        self.found: list[Any] = []
        self.stream: Any = None

    def items(
        self,
        use: Callable[[Any], Any],
        hear: Callable[[Any], object] = lambda value: True,
        **settings: Any,
    ) -> list[Any]:
        """The values of the stream that `use(client)` returns, up to one for which
        `hear(value)` is false; of a stream that raises they are `found`."""
        self.found = []

        def goes_on(value: Any) -> bool:
            self.found.append(value)
            return bool(hear(value))

        def sync(client: Any) -> None:
            self.stream = use(client)
            for each in self.stream:
                if not goes_on(each):
                    break

        async def later(client: Any) -> None:
            self.stream = await use(client)
            async for each in self.stream:
                if not goes_on(each):
                    break

        self._call(self.api, sync if self._call.mode == "sync" else later, **settings)
        return self.found

    def again(self) -> list[Any]:
        """The values of the same stream once more."""
        stream = self.stream

        async def later() -> Any:
            return stream

        is_sync = self._call.mode == "sync"
        return self.items(lambda client: stream if is_sync else later())

    def read(
        self,
        use: Callable[[Any], Any],
        then: Callable[[Any], Any],
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """What `then` makes of `client.stream(use(client), …)`, as a list if that is
        iterated over."""

        def sync(client: Any) -> Any:
            with client.stream(use(client), *args, **kwargs) as response:
                found = then(response)
                return list(found) if isinstance(found, Iterator) else found

        async def later(client: Any) -> Any:
            async with client.stream(use(client), *args, **kwargs) as response:
                found = then(response)
                if isinstance(found, AsyncIterator):
                    return [each async for each in found]
                return await found if asyncio.iscoroutine(found) else found

        return self._call(self.api, sync if self._call.mode == "sync" else later)

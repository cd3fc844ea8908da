"""One way to call the runtime, synchronously or asynchronously."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2

from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient
from calgen.runtime.operation import Operation
from calgen.runtime.page import AsyncPage, Page
from calgen.runtime.response import Response

Handler = Callable[[httpx2.Request], httpx2.Response]
BASE = "https://api.test/base"


class Pausing(BaseClient):
    """Notes how long it would wait, and does not wait."""

    pauses: list[float]

    def _pause(self, seconds: float) -> None:
        self.pauses += [seconds] * (seconds > 0)


class AsyncPausing(AsyncBaseClient):
    pauses: list[float]

    async def _pause(self, seconds: float) -> None:
        self.pauses += [seconds] * (seconds > 0)


class Caller:
    """Calls operations through one of the two clients, with a handler as the server.

    `pauses` are the waits between attempts, in seconds; none is really waited for.
    """

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.requests: list[httpx2.Request] = []
        self.pauses: list[float] = []

    def send(
        self,
        operation: Operation[Any],
        handler: Handler | httpx2.Response | None = None,
        *,
        client: dict[str, Any] | None = None,
        **arguments: Any,
    ) -> Response[Any]:
        response: Response[Any] = self.run(
            "send", operation, handler, client, arguments
        )
        return response

    def page(
        self,
        operation: Operation[Any],
        handler: Handler | httpx2.Response | None = None,
        *,
        client: dict[str, Any] | None = None,
        **arguments: Any,
    ) -> Page[Any] | AsyncPage[Any]:
        page: Page[Any] | AsyncPage[Any] = self.run(
            "page", operation, handler, client, arguments
        )
        return page

    def walk(
        self,
        operation: Operation[Any],
        handler: Handler | httpx2.Response | None = None,
        *,
        client: dict[str, Any] | None = None,
        most: int | None = None,
        **arguments: Any,
    ) -> list[Any]:
        """Every item of a list, from all its pages."""
        items: list[Any] = self.run(
            "page", operation, handler, client, arguments, lambda page: page.walk(most)
        )
        return items

    @property
    def request(self) -> httpx2.Request:
        """The last request the server got."""
        return self.requests[-1]

    def run(
        self,
        method: str,
        operation: Operation[Any],
        handler: Handler | httpx2.Response | None,
        client: dict[str, Any] | None,
        arguments: dict[str, Any],
        then: Callable[[Any], Any] | None = None,
    ) -> Any:
        transport = httpx2.MockTransport(self._recording(handler))
        # Errors come at once, unless a test is about attempts.
        settings = {"base_url": BASE, "max_retries": 0, **(client or {})}
        if self.mode == "sync":
            with httpx2.Client(transport=transport) as http:
                caller = Pausing(http_client=http, **settings)
                caller.pauses = self.pauses
                found = getattr(caller, method)(operation, **arguments)
                return list(then(found)) if then else found

        async def run() -> Any:
            async with httpx2.AsyncClient(transport=transport) as http:
                caller = AsyncPausing(http_client=http, **settings)
                caller.pauses = self.pauses
                found = await getattr(caller, method)(operation, **arguments)
                return [item async for item in then(found)] if then else found

        return asyncio.run(run())

    def _recording(self, handler: Handler | httpx2.Response | None) -> Handler:
        def handle(request: httpx2.Request) -> httpx2.Response:
            if self.mode == "sync":
                request.read()
            self.requests.append(request)
            if handler is None:
                return httpx2.Response(204)
            return handler if isinstance(handler, httpx2.Response) else handler(request)

        return handle

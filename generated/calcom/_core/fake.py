"""An API that is none: it checks requests as the real one would, and answers with
examples. For tests; nothing of it is loaded by a client."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from .answers import Answers, json_response
from .auth import Auth
from .checker import Checker, Route, body_of, query_of
from .contract import Contract
from .library import httpx2
from .operation import Operation

if TYPE_CHECKING:
    from .request import Request

Json: TypeAlias = Any
Call: TypeAlias = "Operation[Any] | str"


class Recorded(NamedTuple):
    """A request as it came: `call` is its dotted name, "" for no call of the API; `body`
    is JSON where it was JSON, else text or bytes. `refused` says what was wrong."""

    call: str
    method: str
    url: str
    headers: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    body: Json
    refused: tuple[str, ...]


class _Rule(NamedTuple):
    """What a test has said of a call; `times` None is for ever."""

    kind: Literal["answer", "fail", "slow", "drift", "pages"]
    value: Any
    times: int | None


class Fake(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport that plays the API.

    Each request has to be one that the API would take: its path and method, version
    header, credential, parameters and body. Others are answered with 401, 404 or 422
    and a text that says why, and stand in `refused`. All requests stand in `calls`.
    """

    def __init__(
        self,
        routes: Iterable[Route],
        schemas: Mapping[str, Mapping[str, Any]],
        schemes: Mapping[str, tuple[str, tuple[str, ...]]],
        base_path: str = "",
    ) -> None:
        contract = Contract(schemas)
        self._checker = Checker(routes, contract, schemes, base_path)
        self._answers = Answers(contract)
        self._rules: dict[str, list[_Rule]] = {}
        self._lock = threading.Lock()
        self.calls: list[Recorded] = []

    @property
    def refused(self) -> list[Recorded]:
        """The requests that the API would not have taken."""
        return [each for each in self.calls if each.refused]

    # --- what a test says ------------------------------------------------------------

    def answer(
        self,
        call: Call,
        value: Json = None,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
    ) -> None:
        """Answer a call with a value (a model, or JSON) in the API's envelope; bytes and
        text are sent as they are."""
        self._rule("answer", call, (value, status, dict(headers or {})), times)

    def example(self, call: Call, **change: Json) -> Json:
        """What the fake answers a call with, as JSON to change and to pass to `answer` or
        `pages`; of a list one item."""
        name = call if isinstance(call, str) else call.id
        return self._answers.example(self._checker.route(name), change)

    def fail(
        self,
        call: Call,
        failure: int | Exception = 500,
        body: Json = None,
        *,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
    ) -> None:
        """Answer a call with an error status, or raise what httpx2 would raise
        (`httpx2.ConnectError("…")`)."""
        self._rule("fail", call, (failure, body, dict(headers or {})), times)

    def slow(self, call: Call, seconds: float, *, times: int | None = None) -> None:
        """Let a call take so long. A longer time than the client waits is not waited for:
        the timeout is raised at once."""
        self._rule("slow", call, seconds, times)

    def drift(
        self,
        call: Call,
        *,
        remove: Sequence[str] = (),
        times: int | None = None,
        **change: Json,
    ) -> None:
        """Answer with an example that is not what the description says: properties
        removed, changed or added, in each item of a list."""
        self._rule("drift", call, (tuple(remove), change), times)

    def pages(self, call: Call, items: Sequence[Json] | int, *, size: int = 10) -> None:
        """Let a list have so many items, or these, and give them page by page: as many
        at once as the request asks for, `size` where it does not ask."""
        self._rule("pages", call, (items, size), None)

    def reset(self) -> None:
        """Forget all requests, and all that was said."""
        with self._lock:
            self.calls.clear()
            self._rules.clear()

    def _rule(self, kind: Any, call: Call, value: Any, times: int | None) -> None:
        name = self._named(call)
        with self._lock:
            self._rules.setdefault(name, []).append(_Rule(kind, value, times))

    def _named(self, call: Call) -> str:
        name = call if isinstance(call, str) else call.id
        return self._checker.route(name).operation.id

    # --- requests --------------------------------------------------------------------

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        wait, response = self._handle(request)
        time.sleep(wait)
        return response

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        wait, response = self._handle(request)
        await asyncio.sleep(wait)
        return response

    def _handle(self, request: httpx2.Request) -> tuple[float, httpx2.Response]:
        route, found, status = self._checker.match(request)
        faults = [*found]
        body: Json = body_of(request)
        if route is not None and not faults:
            status, faults = self._checker.check(route, request, body)
        name = route.operation.id if route is not None else ""
        with self._lock:
            self.calls.append(
                Recorded(
                    name,
                    request.method,
                    str(request.url),
                    dict(request.headers),
                    tuple(query_of(request)),
                    body,
                    tuple(faults),
                )
            )
            rules = [] if faults else self._due(name)
        if route is None or faults:
            told = {"message": "; ".join(faults), "faults": faults}
            return 0.0, json_response(status, told, {})
        said: dict[str, Any] = {rule.kind: rule.value for rule in rules}
        return self._answers.respond(route, request, said)

    def _due(self, name: str) -> list[_Rule]:
        """The rules for this request; those with a number of times are used up."""
        rules = self._rules.get(name, [])
        # The latest of a kind decides: a test may change its mind.
        latest = {rule.kind: rule for rule in rules}
        for rule in latest.values():
            if rule.times is not None:
                index = rules.index(rule)
                left = rule.times - 1
                rules[index : index + 1] = [rule._replace(times=left)] if left else []
        return list(latest.values())


class TestCredential(Auth):
    """A credential that fits every scheme of an API, and opens nothing."""

    __slots__ = ("_schemes",)
    __test__ = False  # for pytest: none of its classes

    def __init__(self, schemes: Mapping[str, tuple[str, Sequence[str]]]) -> None:
        self._schemes = schemes

    def apply(self, request: Request) -> Request:
        sent: dict[str, dict[str, str]] = {"headers": {}, "query": {}, "cookies": {}}
        for kind, names in self._schemes.values():
            place = {"query": "query", "cookie": "cookies"}.get(kind, "headers")
            for name in names:
                value = {"bearer": "Bearer test", "basic": "Basic dGVzdDp0ZXN0"}
                sent[place].setdefault(name, value.get(kind, "test"))
        return request.with_credentials(
            headers=sent["headers"], query=sent["query"], cookies=sent["cookies"]
        )

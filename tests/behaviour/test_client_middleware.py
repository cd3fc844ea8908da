"""Middleware: around each request of a call, with the operation's facts."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hookkit import BUSY, SPEC, Answer, wrapped

SECRET = "s3cret-value/9"


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


class Seen:
    """Middleware that passes everything on and keeps it."""

    def __init__(self, mode: str) -> None:
        self.attempts: list[Any] = []
        self.responses: list[Any] = []
        self.middleware = wrapped(mode, self._act)

    def _act(self, attempt: Any, call_next: Any) -> Any:
        self.attempts.append(attempt)
        response = yield attempt
        self.responses.append(response)
        return response


def get(client: Any) -> Any:
    return client.trips.get("a b", q="x")


def test_the_facts_of_an_operation(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/trips/a%20b", {}, headers={"X-Request-Id": "r1"})
    seen = Seen(call.mode)
    call(api, get, middleware=[seen.middleware])
    (attempt,), (response,) = seen.attempts, seen.responses
    assert isinstance(attempt, api.Attempt)
    assert isinstance(response, api.AttemptResponse)
    assert attempt.operation_id == "trips.get"
    assert attempt.method == "GET"
    assert attempt.path_template == "/trips/{id}"
    assert attempt.version == "2025-03-01"
    assert attempt.scopes == ("trips",)
    assert (attempt.attempt, attempt.resends) == (1, 0)
    assert attempt.url == f"{server.url}/trips/a%20b?q=x"
    assert attempt.operation.id == attempt.operation_id
    assert not attempt.streamed
    assert (response.status, response.good) == (200, True)
    assert response.headers["content-type"] == "application/json"
    assert response.request_id == "r1"
    assert 0 < response.elapsed < 10
    assert repr(response) == "<AttemptResponse 200 of trips.get>"


def test_the_version_is_the_one_that_is_sent(api: ModuleType, call: Any) -> None:
    seen = Seen(call.mode)
    options = {"api_version": "2030-01-01"}
    call(
        api,
        lambda client: client.trips.get("1", options=options),
        middleware=[seen.middleware],
    )
    assert seen.attempts[0].version == "2030-01-01"


def test_each_attempt_is_one(api: ModuleType, call: Any, server: Any) -> None:
    answers = iter([Answer(503, b"", BUSY), Answer(503, b"", BUSY)])
    server.answers["GET", "/trips/1"] = lambda request: next(
        answers, Answer(200, b"{}", {"Content-Type": "application/json"})
    )
    seen = Seen(call.mode)
    call(
        api,
        lambda client: client.trips.get("1"),
        middleware=[seen.middleware],
        max_retries=2,
    )
    assert [each.attempt for each in seen.attempts] == [1, 2, 3]
    assert [each.resends for each in seen.attempts] == [0, 1, 2]
    assert [each.status for each in seen.responses] == [503, 503, 200]


def test_redirects_are_seen(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/trips/1", status=307, headers={"Location": "/trips/2"})
    seen = Seen(call.mode)
    call(api, lambda client: client.trips.get("1"), middleware=[seen.middleware])
    assert [(each.attempt, each.resends) for each in seen.attempts] == [(1, 0), (1, 1)]
    assert seen.attempts[1].url == f"{server.url}/trips/2"


def test_a_renewed_credential_is_seen(api: ModuleType, call: Any, server: Any) -> None:
    class Renewed(api.auth.Bearer):  # type: ignore[name-defined]
        __slots__ = ()

        def renew(self, refused: Any, send: Any) -> bool:
            return True

        async def renew_async(self, refused: Any, send: Any) -> bool:
            return True

    answers = iter([Answer(401, b"{}", {})])
    server.answers["GET", "/trips/1"] = lambda request: next(
        answers, Answer(200, b"{}", {"Content-Type": "application/json"})
    )
    seen = Seen(call.mode)
    call(
        api,
        lambda client: client.trips.get("1"),
        auth=Renewed("t"),
        middleware=[seen.middleware],
    )
    assert [each.status for each in seen.responses] == [401, 200]


def test_headers_are_added_to_a_copy(api: ModuleType, call: Any, server: Any) -> None:
    def act(attempt: Any, call_next: Any) -> Any:
        changed = attempt.with_headers({"X-Trace": "1", "ferries-version": "x"})
        assert changed is not attempt
        assert "x-trace" not in attempt.headers
        assert (attempt.version, changed.version) == ("2025-03-01", "x")
        return (yield changed)

    call(api, get, middleware=[wrapped(call.mode, act)])
    assert server.request.headers["x-trace"] == "1"
    assert server.request.headers["ferries-version"] == "x"
    assert server.request.headers["authorization"] == "Bearer token"


def test_the_first_one_is_outermost(api: ModuleType, call: Any, server: Any) -> None:
    said: list[str] = []

    def named(name: str) -> Any:
        def act(attempt: Any, call_next: Any) -> Any:
            said.append(name)
            response = yield attempt.with_headers({f"X-{name}": name})
            said.append(name.upper())
            return response

        return wrapped(call.mode, act)

    call(api, get, middleware=[named("a"), named("b")])
    assert said == ["a", "b", "B", "A"]
    assert server.request.headers["x-a"] + server.request.headers["x-b"] == "ab"


def test_errors_pass_through(api: ModuleType, call: Any, server: Any) -> None:
    caught: list[BaseException] = []

    def sync(attempt: Any, call_next: Any) -> Any:
        try:
            return call_next(attempt)
        except api.errors.TransportError as error:
            caught.append(error)
            raise

    async def later(attempt: Any, call_next: Any) -> Any:
        try:
            return await call_next(attempt)
        except api.errors.TransportError as error:
            caught.append(error)
            raise

    with pytest.raises(api.errors.ConnectError) as raised:
        call(
            api,
            get,
            base_url="http://127.0.0.1:9",
            middleware=[sync if call.mode == "sync" else later],
        )
    assert caught == [raised.value]


def test_what_middleware_raises_ends_the_call(
    api: ModuleType, call: Any, server: Any
) -> None:
    def act(attempt: Any, call_next: Any) -> Iterator[Any]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        call(api, get, middleware=[wrapped(call.mode, act)], max_retries=2)
    assert server.requests == []


def test_no_credential_is_shown(api: ModuleType, call: Any, server: Any) -> None:
    """Neither the client's, nor one put in by hand, nor one that the server repeats."""
    server.serve(
        "GET", "/trips/1", lambda request: {}, lambda r: {"X-Echo": str(r.headers)}
    )
    seen = Seen(call.mode)
    call(
        api,
        lambda client: client.trips.get(
            "1", options={"headers": {"X-Api-Key": f"hand-{SECRET}", "X-Plain": "p"}}
        ),
        auth=SECRET,
        middleware=[seen.middleware],
    )
    (attempt,), (response,) = seen.attempts, seen.responses
    changed = attempt.with_headers({"X-Auth-Token": f"more-{SECRET}"})
    shown = [
        *(repr(each) + str(each) for each in (attempt, response, changed)),
        *(repr(each.headers.pairs()) for each in (attempt, response, changed)),
        *(repr(dict(each.headers)) for each in (attempt, response, changed)),
        attempt.url,
    ]
    assert "s3cret" not in "".join(shown)
    assert attempt.headers["x-api-key"] == "***"
    assert attempt.headers["x-plain"] == "p"
    assert attempt.headers["authorization"] == "***"
    sent = server.request.headers
    assert (sent["authorization"], sent["x-api-key"]) == (
        f"Bearer {SECRET}",
        f"hand-{SECRET}",
    )


def test_an_address_that_a_server_told(api: ModuleType, call: Any, server: Any) -> None:
    """It may hold the credential, as the address of a further page."""
    from importlib import import_module

    request = import_module(f"{api.__name__}._core.request")
    operation = import_module(f"{api.__name__}.operations.trips").GET
    told = request.Arguments(url=f"{server.url}/trips/1?again=s3cret-value")
    seen = Seen(call.mode)
    call(
        api,
        lambda client: client._send(operation, told, None),
        auth="s3cret-value",
        middleware=[seen.middleware],
    )
    assert server.request.query == "again=s3cret-value"
    assert seen.attempts[0].url == f"{server.url}/trips/1?again=***"
    assert "s3cret" not in repr(seen.attempts + seen.responses)


def test_a_credential_of_the_middlewares_own(
    api: ModuleType, call: Any, server: Any
) -> None:
    """It wins over the client's, and no error shows it."""
    server.answers["GET", "/trips/1"] = lambda request: Answer(
        400, json.dumps(request.headers).encode(), {}
    )

    def act(attempt: Any, call_next: Any) -> Any:
        return (yield attempt.with_headers({"Authorization": f"Signed {SECRET}"}))

    with pytest.raises(api.errors.BadRequest) as caught:
        call(
            api,
            lambda client: client.trips.get("1"),
            middleware=[wrapped(call.mode, act)],
        )
    assert server.request.headers["authorization"] == f"Signed {SECRET}"
    assert "s3cret" not in str(caught.value) + repr(vars(caught.value))


def test_a_header_that_cannot_be_sent(api: ModuleType, call: Any) -> None:
    def act(attempt: Any, call_next: Any) -> Any:
        return (yield attempt.with_headers({"X": "a\nb"}))

    with pytest.raises(ValueError, match="line break"):
        call(api, get, middleware=[wrapped(call.mode, act)])


def test_streams(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/file", b"content")
    seen = Seen(call.mode)

    def sync(client: Any) -> bytes:
        with client.stream(client.file.get) as response:
            return response.read()

    async def later(client: Any) -> bytes:
        async with client.stream(client.file.get) as response:
            return await response.read()

    use = sync if call.mode == "sync" else later
    assert call(api, use, middleware=[seen.middleware]) == b"content"
    assert seen.attempts[0].streamed
    assert seen.responses[0].status == 200


def test_a_request_is_sent_again(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("POST", "/upload", status=204)

    def twice(attempt: Any, call_next: Any) -> Any:
        yield attempt
        return (yield attempt)

    middleware = [wrapped(call.mode, twice)]
    call(api, lambda c: c.upload.run(body=io.BytesIO(b"data")), middleware=middleware)
    assert [each.body for each in server.requests] == [b"data", b"data"]

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with pytest.raises(RuntimeError, match="once only"):
        call(api, lambda c: c.upload.run(body=Pipe(b"data")), middleware=middleware)


def test_with_options(api: ModuleType, call: Any, server: Any) -> None:
    first, second = Seen(call.mode), Seen(call.mode)

    def use(client: Any) -> Any:
        other = client.with_options(middleware=[second.middleware])
        return other.with_options(timeout=5).trips.get("1")

    call(api, use, middleware=[first.middleware])
    assert (len(first.attempts), len(second.attempts)) == (0, 1)
    call(
        api,
        lambda client: client.with_options(middleware=[]).trips.get("1"),
        middleware=[first.middleware],
    )
    assert len(first.attempts) == 0


def test_what_is_no_middleware(api: ModuleType, call: Any) -> None:
    for wrong in (print, None, "log", {1}):
        with pytest.raises(TypeError, match=r"middleware=\[…\]|list of functions"):
            call(api, get, middleware=wrong)
    with pytest.raises(TypeError, match="not of 'x'"):
        call(api, get, middleware=["x"])


def test_what_forgets_to_return(api: ModuleType, call: Any) -> None:
    def act(attempt: Any, call_next: Any) -> Any:
        yield attempt

    with pytest.raises(TypeError, match=r"returned NoneType: middleware returns what"):
        call(api, get, middleware=[wrapped(call.mode, act)])


def test_the_other_clients_middleware(api: ModuleType, call: Any) -> None:
    other: Any = lambda attempt, call_next: None  # noqa: E731
    if call.mode == "sync":
        other = Seen("async").middleware
    with pytest.raises(TypeError, match="async function"):
        call(api, get, middleware=[other])


def test_what_is_passed_on_is_an_attempt(api: ModuleType, call: Any) -> None:
    def act(attempt: Any, call_next: Any) -> Any:
        return (yield attempt.headers)

    with pytest.raises(TypeError, match="call_next takes the attempt"):
        call(api, get, middleware=[wrapped(call.mode, act)])


USE = """
import httpx2
from {name} import (
    AsyncCallNext, AsyncClient, AsyncMiddleware, Attempt, AttemptResponse, CallNext,
    Client, Middleware,
)
from {name}.telemetry import AsyncOpenTelemetry, OpenTelemetry


def log(attempt: Attempt, call_next: CallNext) -> AttemptResponse:
    response = call_next(attempt.with_headers({{"a": "b"}}))
    print(attempt.operation_id, attempt.version, response.status, response.elapsed)
    return response


async def later(attempt: Attempt, call_next: AsyncCallNext) -> AttemptResponse:
    return await call_next(attempt)


middleware: list[Middleware] = [log, OpenTelemetry()]
Client("t", middleware=middleware).with_options(middleware=[log])
several: list[AsyncMiddleware] = [later, AsyncOpenTelemetry(propagate=False)]
AsyncClient("t", middleware=several).with_options(middleware=(later,))
Client("t", middleware=[later])
AsyncClient("t", middleware=[log])
"""


def test_types(api: ModuleType, tmp_path: Path) -> None:
    """Also without OpenTelemetry: nothing of it is imported where checkers look."""
    assert api.__file__
    folder = Path(api.__file__).parent.parent
    use = tmp_path / "use.py"
    use.write_text(USE.lstrip("\n").format(name=api.__name__))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", use, folder / api.__name__],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if "error:" in line]
    assert [line.split(":")[1] for line in lines] == ["23", "24"], done.stdout
    for path in folder.rglob("*.py"):
        assert "import opentelemetry" not in path.read_text(encoding="utf-8")

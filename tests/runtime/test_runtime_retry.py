"""Attempts: which are made again, after how long, and with what."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import time
from typing import Any

import httpx2
import pytest
from runtime_caller import Caller

from calgen.runtime import retry
from calgen.runtime.auth import Auth
from calgen.runtime.errors import (
    ApiError,
    ConnectError,
    RateLimited,
    ServerError,
    StatusError,
    TimedOut,
    TransportError,
    Unauthorized,
)
from calgen.runtime.operation import IdempotencyKey, Operation
from calgen.runtime.request import Request
from calgen.runtime.retry import LONGEST_WAIT

KEY = "Idempotency-Key"


def operation(method: str = "GET", **facts: Any) -> Operation[Any]:
    return Operation(id="things.do", method=method, path="/x", returns=None, **facts)


class Server:
    """Gives its answers one after the other, then 204."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self._answers = list(answers)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._answers.pop(0) if self._answers else httpx2.Response(204)
        if isinstance(answer, Exception):
            raise answer
        return answer


def refusal(**headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(429, headers=named)


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jitter at its most."""
    monkeypatch.setattr(retry, "_jitter", lambda most: most)


def date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


# The header fields, made when the test runs, and the seconds they ask to wait.
WAITS: list[tuple[Callable[[], dict[str, str]], float]] = [
    (lambda: {"Retry-After": "1"}, 1),
    (lambda: {"Retry-After": "1.5"}, 1.5),
    (lambda: {"Retry-After": date(30)}, 30),
    (lambda: {"Retry-After": "2", "X-RateLimit-Reset": "50"}, 2),
    (lambda: {"Retry-After-Ms": "1500", "Retry-After": "2"}, 1.5),
    (lambda: {"Retry-After": "nonsense", "X-RateLimit-Reset": "3"}, 3),
    (lambda: {"Retry-After-Default": "4"}, 4),
    (lambda: {"X-RateLimit-Reset": "5"}, 5),
    (lambda: {"X-RateLimit-Reset": str(int(time()) + 20)}, 20),
    (lambda: {"X-RateLimit-Reset": f"{time() + 20:.3f}"}, 20),
    (lambda: {"X-RateLimit-Reset": str(int((time() + 20) * 1000))}, 20),
    (lambda: {"X-RateLimit-Reset": date(20)}, 20),
    (lambda: {"X-RateLimit-Reset-After": "0.25"}, 0.25),
    (lambda: {"X-Rate-Limit-Reset": "6"}, 6),
    (lambda: {"RateLimit-Reset": "7"}, 7),
    (lambda: {"X-RateLimit-Reset-Ms": "800"}, 0.8),
    (lambda: {"X-RateLimit-Reset-Requests": "1m2s", "X-RateLimit-Reset-Tokens": "9ms"}, 0.009),
    (lambda: {"X-RateLimit-Reset-Short": "2", "X-RateLimit-Remaining-Short": "5",
              "X-RateLimit-Reset-Long": "40", "X-RateLimit-Remaining-Long": "0"}, 40),
    (lambda: {"Acme-RateLimit-Requests-Remaining": "0", "Acme-RateLimit-Requests-Reset": date(10),
              "Acme-RateLimit-Tokens-Remaining": "9", "Acme-RateLimit-Tokens-Reset": date(2)}, 10),
    (lambda: {"RateLimit": "limit=10, remaining=0, reset=8"}, 8),
    (lambda: {"RateLimit": '"burst";r=0;t=3, "daily";r=5;t=50'}, 3),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "seconds"), WAITS)
def test_a_refusal_is_waited_for(
    caller: Caller, headers: Callable[[], dict[str, str]], seconds: float
) -> None:
    server = Server(httpx2.Response(429, headers=headers()))
    response = caller.send(operation("POST"), server, client={"max_retries": 2})
    assert (response.status, response.attempts) == (204, 2)
    (waited,) = caller.pauses
    # A date has no fraction; and a little more is waited, not all at one moment.
    assert seconds - 1.1 * (seconds >= 2) <= waited <= seconds + 0.11


@pytest.mark.parametrize(
    "headers",
    [{}, {"Retry-After": "soon"}, {"Retry-After": "0"}, {"Retry-After": date(-60)}],
)
def test_a_refusal_that_tells_nothing_backs_off(
    caller: Caller, headers: dict[str, str], steady: None
) -> None:
    server = Server(*[httpx2.Response(429, headers=headers)] * 6)
    caller.send(operation(), server, client={"max_retries": 6})
    assert caller.pauses == [0.5, 1, 2, 4, 8, 8]


def test_the_jitter_is_full(caller: Caller) -> None:
    for _ in range(200):
        caller.send(operation(), Server(refusal()), client={"max_retries": 1})
    assert all(0 <= each <= 0.5 for each in caller.pauses)
    assert min(caller.pauses) < 0.1
    assert max(caller.pauses) > 0.4


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": str(LONGEST_WAIT + 1)},
        {"Retry-After": date(3600)},
        {"X-RateLimit-Reset": "3600"},
        {"Retry-After": "9" * 400},
    ],
)
def test_a_longer_wait_than_the_cap_is_the_callers(
    caller: Caller, headers: dict[str, str]
) -> None:
    with pytest.raises(RateLimited) as caught:
        caller.send(
            operation(),
            Server(httpx2.Response(429, headers=headers)),
            client={"max_retries": 5},
        )
    assert caller.pauses == []
    assert caught.value.attempts == 1
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > LONGEST_WAIT


REQUEST = httpx2.Request("GET", "https://api.test")
FAILURES: list[tuple[Exception | int, str, bool, bool]] = [
    # outcome, method, whether a key is given, whether it is tried again
    *((status, "GET", False, True) for status in (408, 429, 500, 502, 503, 504, 520)),
    *((status, "GET", False, False) for status in (400, 401, 403, 404, 409, 422, 501)),
    *((503, method, False, True) for method in ("PUT", "DELETE", "HEAD", "OPTIONS")),
    *((503, method, False, False) for method in ("POST", "PATCH")),
    *((503, method, True, True) for method in ("POST", "PATCH")),
    (429, "POST", False, True),
    (408, "POST", False, False),
    (501, "POST", True, False),
    (httpx2.ConnectError("refused"), "GET", False, True),
    (httpx2.ConnectError("refused"), "POST", False, True),
    (httpx2.ConnectTimeout("slow"), "POST", False, True),
    (httpx2.PoolTimeout("full"), "POST", False, True),
    (httpx2.ProxyError("proxy"), "POST", False, True),
    (httpx2.ReadTimeout("slow"), "GET", False, True),
    (httpx2.ReadTimeout("slow"), "POST", False, False),
    (httpx2.ReadTimeout("slow"), "POST", True, True),
    (httpx2.ReadError("reset"), "GET", False, True),
    (httpx2.ReadError("reset"), "POST", False, False),
    (httpx2.RemoteProtocolError("gone"), "PATCH", True, True),
    (httpx2.UnsupportedProtocol("what"), "GET", False, False),
    (httpx2.LocalProtocolError("ours"), "GET", True, False),
]


@pytest.mark.parametrize(("outcome", "method", "key", "again"), FAILURES)
def test_what_is_tried_again(
    caller: Caller, outcome: Exception | int, method: str, key: bool, again: bool
) -> None:
    failed = httpx2.Response(outcome) if isinstance(outcome, int) else outcome
    call = lambda: caller.send(  # noqa: E731
        operation(method),
        Server(failed),
        client={"max_retries": 1},
        options={"idempotency_key": "k-1"} if key else None,
    )
    if again:
        assert call().attempts == 2
        assert len(caller.pauses) == 1
    else:
        with pytest.raises(ApiError) as caught:
            call()
        assert caught.value.attempts == 1
        assert caller.pauses == []
    keys = {request.headers.get(KEY) for request in caller.requests}
    assert keys == {"k-1" if key else None}


def test_a_status_that_is_a_success_is_none_to_try_again(caller: Caller) -> None:
    response = caller.send(
        operation(statuses=(503,)), Server(httpx2.Response(503)), client={"max_retries": 3}
    )  # fmt: skip
    assert (response.status, response.attempts) == (503, 1)


def test_retries_of_the_client_and_of_a_call(caller: Caller) -> None:
    for client, option, attempts in [
        ({}, None, 3),
        ({"max_retries": 0}, None, 1),
        ({"max_retries": 5}, None, 6),
        ({"max_retries": 5}, 1, 2),
        ({"max_retries": 0}, 1, 2),
        ({"max_retries": 5}, 0, 1),
    ]:
        caller.requests.clear()
        with pytest.raises(ServerError) as caught:
            caller.send(
                operation(),
                Server(*[httpx2.Response(500)] * 9),
                client={"max_retries": 2, **client},
                options={} if option is None else {"retries": option},
            )
        assert len(caller.requests) == caught.value.attempts == attempts
    for wrong in (-1, 1.5, "2", True, None):
        with pytest.raises(ValueError, match="whole number"):
            caller.send(operation(), options={"retries": wrong})
        with pytest.raises(ValueError, match="whole number"):
            caller.send(operation(), client={"max_retries": wrong})


def test_errors_tell_how_often(caller: Caller) -> None:
    for outcome, kind in [
        (httpx2.ConnectError("no"), ConnectError),
        (httpx2.ReadTimeout("no"), TimedOut),
        (httpx2.ReadError("no"), TransportError),
        (httpx2.Response(500), ServerError),
    ]:
        with pytest.raises(kind) as caught:
            caller.send(operation(), Server(*[outcome] * 9), client={"max_retries": 2})
        assert caught.value.attempts == 3


HEADER = IdempotencyKey("header", "X-Key")
BODY = IdempotencyKey("body", "key")


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_described_key_is_made_up_once_a_call(caller: Caller, method: str) -> None:
    for _ in range(2):
        caller.send(
            operation(method, idempotency=HEADER),
            Server(httpx2.Response(503), httpx2.ReadError("gone")),
            client={"max_retries": 2},
        )
    keys = [request.headers["x-key"] for request in caller.requests]
    assert len(keys) == 6
    assert len(set(keys[:3])) == len(set(keys[3:])) == 1
    assert keys[0] != keys[3]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_safe_call_needs_no_key(caller: Caller, method: str) -> None:
    caller.send(operation(method, idempotency=HEADER))
    assert "x-key" not in caller.request.headers


@pytest.mark.parametrize(
    "arguments",
    [
        {"options": {"idempotency_key": "mine"}},
        {"header": {"X-Key": "mine"}},
        {"options": {"headers": {"x-key": "mine"}}},
        {"header": {"X-Key": "other"}, "options": {"idempotency_key": "mine"}},
    ],
)
def test_a_key_of_ones_own(caller: Caller, arguments: dict[str, Any]) -> None:
    server = Server(httpx2.Response(503))
    caller.send(
        operation("POST", idempotency=HEADER),
        server,
        client={"max_retries": 1},
        **arguments,
    )
    assert [r.headers.get_list("x-key") for r in caller.requests] == [["mine"]] * 2


def test_a_key_in_the_body(caller: Caller) -> None:
    create = operation("POST", idempotency=BODY)
    for arguments, sent in [
        ({"body": {"a": 1}, "options": {"idempotency_key": "k"}}, b'{"a":1,"key":"k"}'),
        ({"options": {"idempotency_key": "k"}}, b'{"key":"k"}'),
        ({"body": {"key": "own"}}, b'{"key":"own"}'),
    ]:
        caller.send(
            create, Server(httpx2.Response(503)), client={"max_retries": 1}, **arguments
        )
        assert caller.requests[-1].content == caller.requests[-2].content == sent
    with pytest.raises(StatusError):
        caller.send(
            create,
            Server(httpx2.Response(503)),
            client={"max_retries": 1},
            body={"a": 1},
        )
    with pytest.raises(TypeError, match="'key'"):
        caller.send(create, body=b"raw", options={"idempotency_key": "k"})
    for wrong in ("", 5, None):
        with pytest.raises(ValueError, match="idempotency_key"):
            caller.send(create, options={"idempotency_key": wrong})


class Unwindable(io.RawIOBase):
    """A file that can only be read once, as a pipe is."""

    def __init__(self) -> None:
        self._left = b"abc"

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        given, self._left = self._left, b""
        return given


UPLOADS = ["multipart/form-data", "application/octet-stream"]


def upload(media: str, file: object) -> object:
    return {"note": "n", "file": file} if media.startswith("multipart") else file


@pytest.mark.parametrize("media", UPLOADS)
def test_files_are_wound_back(caller: Caller, media: str) -> None:
    bodies: list[bytes] = []
    server = Server(refusal(), httpx2.ConnectError("no"), httpx2.Response(503))

    def handle(request: httpx2.Request) -> httpx2.Response:
        bodies.append(request.content)
        return server(request)

    file = io.BytesIO(b"before|content")
    file.seek(6)
    response = caller.send(
        operation("PUT", media=media),
        handle,
        client={"max_retries": 3},
        body=upload(media, file),
    )
    assert response.attempts == len(bodies) == 4
    assert all(b"|content" in each for each in bodies)
    # The HTTP library sends a file of a form from its beginning, the body from where
    # it stands.
    assert {b"before" in each for each in bodies} == {media.startswith("multipart")}


@pytest.mark.parametrize("media", UPLOADS)
def test_what_cannot_be_wound_back_is_sent_once(caller: Caller, media: str) -> None:
    with pytest.raises(RateLimited) as caught:
        caller.send(
            operation("PUT", media=media),
            Server(refusal()),
            client={"max_retries": 3},
            body=upload(media, Unwindable()),
        )
    assert caught.value.attempts == len(caller.requests) == 1


def test_a_token_is_asked_for_at_each_attempt(caller: Caller) -> None:
    tokens = iter(["t0ken-1", "t0ken-2"])
    caller.send(
        operation(),
        Server(httpx2.Response(503)),
        client={"auth": lambda: next(tokens), "max_retries": 2},
    )
    sent = [request.headers["authorization"] for request in caller.requests]
    assert sent == ["Bearer t0ken-1", "Bearer t0ken-2"]
    with pytest.raises(Unauthorized) as caught:
        caller.send(
            operation(),
            Server(httpx2.Response(401)),
            client={"auth": "t0ken-3", "max_retries": 2},
        )
    assert caught.value.attempts == 1


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({}, (None, None, None)),
        ({"X-RateLimit-Limit": "100"}, (100, None, None)),
        (
            {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0",
             "X-RateLimit-Reset": "9"},
            (100, 0, 9.0),
        ),
        (
            {"RateLimit-Limit": "100, 100;w=60", "RateLimit-Remaining": "7",
             "RateLimit-Reset": "9"},
            (100, 7, 9.0),
        ),
        (
            {"X-RateLimit-Limit-Short": "10", "X-RateLimit-Remaining-Short": "9",
             "X-RateLimit-Limit-Long": "100", "X-RateLimit-Remaining-Long": "3",
             "X-RateLimit-Reset-Long": "60"},
            (100, 3, 60.0),
        ),
        ({"RateLimit": "limit=5, remaining=4, reset=3"}, (5, 4, 3.0)),
        ({"RateLimit": '"a";r=50;t=30, "b";r=2;t=1'}, (None, 2, 1.0)),
        ({"X-RateLimit-Limit": "many", "X-RateLimit-Remaining": "-1"}, (None,) * 3),
    ],
)  # fmt: skip
def test_what_an_answer_tells_of_the_limit(
    caller: Caller, headers: dict[str, str], state: tuple[object, ...]
) -> None:
    response = caller.send(operation(), httpx2.Response(204, headers=headers))
    assert response.rate_limit == state
    assert response.attempts == 1
    assert 0 <= response.elapsed < 5


class Renewing(Auth):
    """A credential that can be had anew, as often as it is refused."""

    def __init__(self) -> None:
        self.renewed = 0

    def apply(self, request: Request) -> Request:
        token = f"t0ken-{self.renewed}"
        return request.with_credentials(headers={"Authorization": f"Bearer {token}"})

    def renew(self, refused: Request | None, send: object) -> bool:
        self.renewed += 1
        return True

    async def renew_async(self, refused: Request | None, send: object) -> bool:
        return self.renew(refused, send)


def test_a_renewed_credential_sends_the_file_again(caller: Caller) -> None:
    bodies: list[bytes] = []
    server = Server(httpx2.Response(401))

    def handle(request: httpx2.Request) -> httpx2.Response:
        bodies.append(request.content)
        return server(request)

    put = operation("PUT", media="application/octet-stream")
    auth = Renewing()
    response = caller.send(
        put, handle, client={"auth": auth}, body=io.BytesIO(b"content")
    )
    assert bodies == [b"content"] * 2
    assert response.attempts == 1
    sent = [request.headers["authorization"] for request in caller.requests]
    assert sent == ["Bearer t0ken-0", "Bearer t0ken-1"]
    with pytest.raises(Unauthorized):
        caller.send(
            put,
            Server(httpx2.Response(401)),
            client={"auth": auth},
            body=Unwindable(),
        )
    assert auth.renewed == 1


def test_a_second_refusal_is_final(caller: Caller) -> None:
    auth = Renewing()
    with pytest.raises(Unauthorized):
        caller.send(
            operation(),
            Server(*[httpx2.Response(401)] * 9),
            client={"auth": auth, "max_retries": 5},
        )
    assert len(caller.requests) == 2

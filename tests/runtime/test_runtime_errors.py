"""Failures: the class, what is read from the body, one useful line."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import httpx2
import pytest
from runtime_caller import BASE, Caller

from calgen.runtime import errors
from calgen.runtime.headers import HeaderMap
from calgen.runtime.operation import Operation, Version
from calgen.runtime.problem import read_problem
from calgen.runtime.request import Request, RequestInfo


def operation(**facts: Any) -> Operation[Any]:
    return Operation(
        id="bookings.get", method="GET", path="/b", returns=lambda: dict, **facts
    )


def failing(caller: Caller, response: Any, **facts: Any) -> Any:
    with pytest.raises(errors.ApiError) as caught:
        caller.send(operation(**facts), response)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (304, errors.StatusError),
        (400, errors.BadRequest),
        (401, errors.Unauthorized),
        (402, errors.StatusError),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (405, errors.MethodNotAllowed),
        (409, errors.Conflict),
        (410, errors.Gone),
        (422, errors.UnprocessableEntity),
        (429, errors.RateLimited),
        (500, errors.ServerError),
        (503, errors.ServerError),
        (599, errors.ServerError),
    ],
)
def test_one_class_a_status(
    caller: Caller, status: int, kind: type[errors.StatusError]
) -> None:
    body = {"error": {"code": "NO", "message": "went wrong"}}
    response = httpx2.Response(status, json=body, headers={"X-Request-Id": "req-1"})
    error = failing(caller, response)
    assert type(error) is kind
    assert (error.status, error.code, error.message) == (status, "NO", "went wrong")
    assert (error.body, error.request_id) == (body, "req-1")
    assert error.operation.id == "bookings.get"
    assert error.request == ("GET", f"{BASE}/b")
    assert error.headers["x-request-id"] == "req-1"


def test_the_line(caller: Caller) -> None:
    response = httpx2.Response(
        404, json={"message": "No booking"}, headers={"x-request-id": "r"}
    )
    error = failing(caller, response)
    assert str(error) == "404 Not Found: No booking (bookings.get, request id r)"
    assert str(failing(caller, httpx2.Response(500))) == (
        "500 Internal Server Error (bookings.get)"
    )
    assert str(failing(caller, httpx2.Response(599))) == "599 (bookings.get)"
    assert repr(error) == f"NotFound({str(error)!r})"


def test_forbidden_names_what_is_needed(caller: Caller) -> None:
    error = failing(
        caller,
        httpx2.Response(403),
        scopes=("BOOKING_READ", "BOOKING_WRITE"),
        roles=("ADMIN",),
        permissions=("booking.read",),
        plan="teams",
    )
    assert str(error) == (
        "403 Forbidden (bookings.get, needs scope BOOKING_READ and BOOKING_WRITE, "
        "role ADMIN, permission booking.read, plan teams)"
    )
    assert error.required_scopes == ("BOOKING_READ", "BOOKING_WRITE")
    assert error.required_roles == ("ADMIN",)
    assert error.required_permissions == ("booking.read",)
    assert error.required_plan == "teams"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("1", 1.0), (" 2.5 ", 2.5), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("-1", None)],
)
def test_retry_after(caller: Caller, header: str, seconds: float | None) -> None:
    error = failing(caller, httpx2.Response(429, headers={"Retry-After": header}))
    assert error.retry_after == seconds
    assert ("retry after" in str(error)) == (seconds is not None)


@pytest.mark.parametrize(
    ("body", "mismatch"),
    [
        ({"message": "Cannot GET /v2/bookings"}, True),
        ({"error": {"message": "Cannot GET /v2/bookings?take=1"}}, True),
        ({"message": "Route GET:/b not found"}, True),
        ("<html><body><pre>Cannot GET /v2/b</pre></body></html>", True),
        ({"message": "Booking with uid=1 was not found"}, False),
        ({"message": "I cannot get it"}, False),
        ("", False),
    ],
)
@pytest.mark.parametrize("version", ["2026-05-01", None])
def test_a_version_mismatch(
    caller: Caller, body: Any, mismatch: bool, version: str | None
) -> None:
    content = body if isinstance(body, str) else json.dumps(body)
    response = httpx2.Response(404, text=content)
    error = failing(caller, response, version=Version("api-version", version))
    assert isinstance(error, errors.NotFound)
    assert isinstance(error, errors.ApiVersionMismatch) == mismatch
    if isinstance(error, errors.ApiVersionMismatch):
        assert error.version == version
        assert f"version sent: {version or 'none'}" in str(error)
    assert type(failing(caller, response)) is errors.NotFound


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"code": "A", "message": "m"}}, "A", "m"),
        ({"status": "error", "error": {"code": 7, "message": "m"}}, "7", "m"),
        (
            {"error": "invalid_grant", "error_description": "expired"},
            "invalid_grant",
            "expired",
        ),
        ({"error": "not here"}, "not here", "not here"),
        (
            {"message": ["a is short", "b is long"], "error": "Bad Request"},
            "Bad Request",
            "a is short; b is long",
        ),
        ({"message": "m", "statusCode": 404}, None, "m"),
        ({"errors": [{"code": "x", "detail": "d1"}, {"message": "d2"}]}, "x", "d1; d2"),
        ({"errors": ["a", "b"]}, None, "a; b"),
        (
            {"errors": {"name": ["is taken"], "age": "too low"}},
            None,
            "name: is taken; age: too low",
        ),
        ({"type": "about:blank", "title": "t", "detail": "d"}, None, "d"),
        ({"type": "https://e.test/p", "title": "t"}, "https://e.test/p", "t"),
        (
            {"detail": [{"loc": ["body", "a"], "msg": "required", "type": "missing"}]},
            "missing",
            "required",
        ),
        ({"code": "c", "message": "m", "errors": []}, "c", "m"),
        ({"fault": {"faultstring": "f"}}, None, "faultstring: f"),
        (["a", {"message": "b"}], None, "a; b"),
        ("text", None, "text"),
        ({}, None, None),
        ({"error": None, "message": 5, "code": True}, None, None),
        (7, None, None),
        (None, None, None),
    ],
)
def test_envelopes(body: object, code: str | None, message: str | None) -> None:
    assert read_problem(json.dumps(body)) == (body, code, message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", None),
        ("  \n", None),
        ("upstream\n failed\x1b[31m", "upstream failed [31m"),
        (
            "<!DOCTYPE html><html><head><title>502 Bad\nGateway</title></head></html>",
            "502 Bad Gateway",
        ),
        ("<html><h1>Oops</h1></html>", "Oops"),
        ("<html></html>", None),
        ("x" * 2000, "x" * 499 + "…"),
        ("[" * 100_000, "[" * 499 + "…"),
    ],
)
def test_texts(text: str, message: str | None) -> None:
    assert read_problem(text).message == message


@pytest.mark.parametrize(
    ("raised", "kind", "sent"),
    [
        (httpx2.ConnectError, errors.ConnectError, False),
        (httpx2.ConnectTimeout, errors.TimedOut, False),
        (httpx2.PoolTimeout, errors.TimedOut, False),
        (httpx2.ReadTimeout, errors.TimedOut, True),
        (httpx2.WriteTimeout, errors.TimedOut, True),
        (httpx2.ReadError, errors.TransportError, True),
        (httpx2.RemoteProtocolError, errors.TransportError, True),
        (httpx2.LocalProtocolError, errors.TransportError, False),
        (httpx2.DecodingError, errors.TransportError, True),
    ],
)
def test_no_answer(
    caller: Caller,
    raised: type[httpx2.RequestError],
    kind: type[errors.TransportError],
    sent: bool,
) -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        raise raised("broke", request=request)

    error = failing(caller, handle)
    assert type(error) is kind
    assert error.sent is sent
    assert str(error).endswith("(bookings.get)")
    # The library's own error holds the request, and with it the credential.
    assert error.__cause__ is None
    assert error.__context__ is None
    assert error.__suppress_context__


def test_errors_pickle(caller: Caller) -> None:
    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow", request=request)

    found = [
        failing(
            caller, httpx2.Response(429, json={"a": 1}, headers={"retry-after": "3"})
        ),
        failing(
            caller,
            httpx2.Response(404, text="Cannot GET /b"),
            version=Version("v", "1"),
        ),
        failing(caller, httpx2.Response(200, text="nonsense")),
        failing(caller, broken),
    ]
    for error in found:
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert again.request == error.request
            assert again.operation.id == error.operation.id
    lost = pickle.loads(pickle.dumps(found[0])).operation
    with pytest.raises(TypeError, match="came out of a pickle"):
        lost.returns()
    assert copy.deepcopy(operation()).returns is not None


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    lines = (errors.__doc__ or "").splitlines()[2:]
    path: list[str] = []
    told: list[tuple[str, str]] = []
    for line in lines[: lines.index("")]:
        depth = (len(line) - len(line.lstrip())) // 2 - 2
        path[depth:] = [line.split()[0]]
        told.append((path[-1], path[-2] if depth else "Exception"))
    found = [
        (name, kind.__mro__[1].__name__)
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ]
    assert sorted(told) == sorted(found)


@pytest.mark.parametrize("secret", ['p"ss-wörd-99', "back\\slash-99", "plain-99"])
def test_a_secret_is_redacted_as_json_spells_it(secret: str) -> None:
    request = Request(
        operation(), RequestInfo("GET", BASE), HeaderMap(()), secrets=(secret,)
    )
    told = request.redact(json.dumps({"said": secret}) + f' and "{secret}"')
    assert json.dumps(secret)[1:-1] not in told
    assert secret not in told
    assert told.count("***") == 2


@pytest.mark.parametrize(
    "text",
    ["a%2Fb%22%26%C3%B6", "a%2fb%22%26%c3%b6", "a/b%22%26%C3%B6", "a/b&quot;&amp;ö"],
)
def test_a_secret_is_redacted_as_urls_and_pages_spell_it(text: str) -> None:
    info = RequestInfo("GET", BASE)
    request = Request(operation(), info, HeaderMap(()), secrets=('a/b"&ö',))
    assert request.redact(f"<{text}>") == "<***>"


def test_deep_error_bodies_are_texts() -> None:
    deep = '{"error":' * 900 + "1" + "}" * 900
    assert read_problem(deep).code is None

"""A failing answer becomes an error of its own class, with all that the server said."""

from __future__ import annotations

import pickle
from types import ModuleType
from typing import Any

import pytest

SPEC = """
openapi: 3.1.0
info: {title: Parcels, version: '1'}
servers: [{url: https://parcels.example}]
paths:
  /parcels/{parcelId}:
    get:
      operationId: getParcel
      parameters:
        - {name: parcelId, in: path, required: true, schema: {type: string}}
        - name: parcels-version
          in: header
          required: true
          schema: {type: string, const: '2025-03-01'}
      responses:
        '200':
          description: a parcel
          content:
            application/json:
              schema: {type: object, properties: {id: {type: string}}}
"""


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


def fail(api: ModuleType, call: Any) -> Any:
    with pytest.raises(api.ApiError) as caught:
        call(api, lambda client: client.parcels.get("p1"))
    return caught.value


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequest"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "NotFound"),
        (405, "MethodNotAllowed"),
        (409, "Conflict"),
        (410, "Gone"),
        (418, "StatusError"),
        (422, "UnprocessableEntity"),
        (429, "RateLimited"),
        (500, "ServerError"),
        (503, "ServerError"),
    ],
)
def test_each_status_has_a_class(
    api: ModuleType, call: Any, server: Any, status: int, name: str
) -> None:
    server.answer(
        "GET",
        "/parcels/p1",
        {"error": {"code": "lost", "message": "nobody knows where it is"}},
        status=status,
        headers={"X-Request-Id": "r-17", "Retry-After": "3"},
    )
    error = fail(api, call)
    assert type(error) is getattr(api.errors, name)
    assert error.status == status
    assert error.code == "lost"
    assert error.message == "nobody knows where it is"
    assert error.body == {
        "error": {"code": "lost", "message": "nobody knows where it is"}
    }
    assert error.request_id == "r-17"
    assert error.retry_after == 3
    assert error.operation.id == "parcels.get"
    assert f"{status}" in str(error)
    assert "nobody knows" in str(error)
    assert "token" not in repr(error.__dict__)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_404_of_the_route_names_the_version(
    api: ModuleType, call: Any, server: Any
) -> None:
    answer = {"message": "Cannot GET /parcels/p1"}
    server.answer("GET", "/parcels/p1", answer, status=404)
    error = fail(api, call)
    assert type(error) is api.errors.ApiVersionMismatch
    assert isinstance(error, api.errors.NotFound)
    assert error.version == "2025-03-01"
    assert "2025-03-01" in str(error)


def test_a_page_of_html_is_an_error_too(
    api: ModuleType, call: Any, server: Any
) -> None:
    page = b"<html><title>502 Bad Gateway</title></html>"
    server.answer(
        "GET", "/parcels/p1", page, status=502, headers={"Content-Type": "text/html"}
    )
    error = fail(api, call)
    assert type(error) is api.errors.ServerError
    assert error.message == "502 Bad Gateway"


def test_a_good_answer_that_is_not_json(
    api: ModuleType, call: Any, server: Any
) -> None:
    kind = {"Content-Type": "application/json"}
    server.answer("GET", "/parcels/p1", b"{half", headers=kind)
    error = fail(api, call)
    assert type(error) is api.errors.DecodeError
    assert error.status == 200
    assert error.snippet == "{half"


def test_nobody_listens(api: ModuleType, call: Any) -> None:
    with pytest.raises(api.errors.ConnectError) as caught:
        call(api, lambda c: c.parcels.get("p1"), base_url="http://127.0.0.1:1")
    assert caught.value.sent is False

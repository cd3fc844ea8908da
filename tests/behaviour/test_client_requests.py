"""What a call puts on the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SPEC = """
openapi: 3.1.0
info: {title: Toolbox, version: 1.2.3}
servers: [{url: https://toolbox.example}]
paths:
  /tools:
    get:
      tags: [Tools]
      parameters:
        - {name: kinds, in: query, schema: {type: array, items: {type: string}}}
        - name: sizes
          in: query
          explode: false
          schema: {type: array, items: {type: integer}}
        - name: colours
          in: query
          style: pipeDelimited
          explode: false
          schema: {type: array, items: {type: string}}
        - name: filter
          in: query
          style: deepObject
          schema: {type: object, additionalProperties: {type: string}}
        - name: sort
          in: query
          content: {application/json: {schema: {type: object}}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: limit, in: query, schema: {type: integer, default: 20}}
        - {name: sharp, in: query, schema: {type: boolean}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: theme, in: cookie, schema: {type: string}}
      responses: {'204': {description: done}}
    post:
      tags: [Tools]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [kind]
              properties:
                kind: {type: string, enum: [hammer, saw]}
                price: {type: number, default: 5}
                note: {type: [string, 'null']}
                boughtAt: {type: string, format: date-time}
                class: {type: string}
      responses: {'204': {description: done}}
  /tools/{toolId}:
    parameters:
      - {name: toolId, in: path, required: true, schema: {type: string}}
    put:
      tags: [Tools]
      requestBody:
        required: true
        content:
          application/json: {schema: {type: array, items: {type: string}}}
      responses: {'204': {description: done}}
    patch:
      tags: [Tools]
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {kind: {type: string}}}
      responses: {'204': {description: done}}
    delete:
      tags: [Tools]
      responses: {'204': {description: done}}
  /tools/{toolId}/places/{shelf}{box}:
    get:
      tags: [Tools]
      parameters:
        - {name: toolId, in: path, required: true, schema: {type: number}}
        - {name: shelf, in: path, required: true, style: matrix, schema: {type: string}}
        - name: box
          in: path
          required: true
          style: label
          schema: {type: array, items: {type: integer}}
      responses: {'204': {description: done}}
  /tools/{toolId}/manual:
    parameters:
      - {name: toolId, in: path, required: true, schema: {type: string}}
    put:
      tags: [Tools]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                title: {type: string}
                pages: {type: integer}
      responses: {'204': {description: done}}
  /tools/{toolId}/label:
    parameters:
      - {name: toolId, in: path, required: true, schema: {type: string}}
    put:
      tags: [Tools]
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                text: {type: string}
                sizes: {type: array, items: {type: integer}}
      responses: {'204': {description: done}}
    post:
      tags: [Tools]
      requestBody:
        required: true
        content:
          application/octet-stream: {schema: {type: string, format: binary}}
      responses: {'204': {description: done}}
"""


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({}, ""),
        ({"kinds": ["a b", "c&d"]}, "kinds=a%20b&kinds=c%26d"),
        ({"sizes": [1, 2]}, "sizes=1,2"),
        ({"colours": ["red", "blue"]}, "colours=red%7Cblue"),
        ({"filter": {"a": "1", "b": "ü"}}, "filter%5Ba%5D=1&filter%5Bb%5D=%C3%BC"),
        ({"sort": {"by": "price"}}, "sort=%7B%22by%22%3A%22price%22%7D"),
        ({"limit": 0, "sharp": False}, "limit=0&sharp=false"),
        (
            {"since": datetime(2025, 1, 2, 3, 4, tzinfo=UTC)},
            "since=2025-01-02T03%3A04%3A00Z",
        ),
        ({"since": "yesterday"}, "since=yesterday"),
    ],
)
def test_query(
    api: ModuleType, call: Any, server: Any, arguments: Any, query: str
) -> None:
    call(api, lambda client: client.tools.list(**arguments))
    # Both spellings of a comma or a bar mean the same to a server.
    sent = server.request.query.replace("%2C", ",").replace("|", "%7C")
    assert sent.replace("+", "%20") == query.replace("+", "%20")


def test_header_and_cookie(api: ModuleType, call: Any, server: Any) -> None:
    call(api, lambda client: client.tools.list(x_trace="t1", theme="dark"))
    assert server.request.headers["x-trace"] == "t1"
    assert server.request.headers["cookie"] == "theme=dark"
    assert server.request.query == ""


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("plain", "/tools/plain"),
        ("a/b?c#d", "/tools/a%2Fb%3Fc%23d"),
        ("ü %2F", "/tools/%C3%BC%20%252F"),
        ("a:b@c", "/tools/a:b@c"),
    ],
)
def test_a_path_is_encoded(
    api: ModuleType, call: Any, server: Any, given: str, path: str
) -> None:
    call(api, lambda client: client.tools.delete(given))
    sent = server.request.path.replace("%3A", ":").replace("%40", "@")
    assert sent == path


@pytest.mark.parametrize("given", ["", ".", ".."])
def test_a_path_that_would_be_another_is_refused(
    api: ModuleType, call: Any, server: Any, given: str
) -> None:
    with pytest.raises(ValueError, match="toolId"):
        call(api, lambda client: client.tools.delete(given))
    assert server.requests == []


def test_path_styles(api: ModuleType, call: Any, server: Any) -> None:
    call(api, lambda client: client.tools.places.get_by_box(12.0, "s", [1, 2]))
    assert server.request.path.replace("%2C", ",") == "/tools/12/places/;shelf=s.1,2"


def test_body_fields(api: ModuleType, call: Any, server: Any) -> None:
    bought = datetime(2025, 1, 2, tzinfo=UTC)
    call(
        api,
        lambda c: c.tools.create(
            kind="saw", note=None, bought_at=bought, class_="sharp"
        ),
    )
    assert server.request.headers["content-type"] == "application/json"
    # Unset `price` is not sent, not even with its default; None is, where it may be.
    assert server.request.json == {
        "kind": "saw",
        "note": None,
        "boughtAt": "2025-01-02T00:00:00Z",
        "class": "sharp",
    }


def test_a_body_field_that_is_required(api: ModuleType, call: Any, server: Any) -> None:
    with pytest.raises(TypeError, match="kind"):
        call(api, lambda client: client.tools.create())
    assert server.requests == []


def test_a_whole_body(api: ModuleType, call: Any, server: Any) -> None:
    call(api, lambda client: client.tools.set("t", body=["a", "b"]))
    assert server.request.json == ["a", "b"]


@pytest.mark.parametrize(
    ("given", "sent"), [({}, b""), ({"kind": "x"}, b'{"kind":"x"}')]
)
def test_a_body_that_may_be_left_out(
    api: ModuleType, call: Any, server: Any, given: Any, sent: bytes
) -> None:
    call(api, lambda client: client.tools.update("t", **given))
    assert server.request.body == sent


@pytest.mark.parametrize("kind", ["bytes", "file", "path", "named"])
def test_multipart(
    api: ModuleType, call: Any, server: Any, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "manual.txt"
    path.write_bytes(b"read me")
    given = {
        "bytes": b"read me",
        "file": BytesIO(b"read me"),
        "path": path,
        "named": ("manual.txt", b"read me", "text/x-manual"),
    }[kind]
    call(api, lambda c: c.tools.manual.set("t", file=given, title="The Büch", pages=3))
    assert server.request.headers["content-type"].startswith(
        "multipart/form-data; boundary="
    )
    parts = server.request.body.split(b"--" + boundary(server.request.headers))[1:-1]
    fields = [part.partition(b"\r\n\r\n") for part in parts]
    assert [body.removesuffix(b"\r\n") for _, _, body in fields] == [
        b"read me",
        "The Büch".encode(),
        b"3",
    ]
    assert b'name="file"' in fields[0][0]
    assert b"filename=" in fields[0][0]
    assert b"filename=" not in fields[1][0]
    if kind == "named":
        assert b'filename="manual.txt"' in fields[0][0]
        assert b"text/x-manual" in fields[0][0]


def boundary(headers: Any) -> bytes:
    return str(headers["content-type"]).partition("boundary=")[2].encode()


def test_form(api: ModuleType, call: Any, server: Any) -> None:
    call(api, lambda client: client.tools.label.set("t", text="a&b", sizes=[1, 2]))
    kind = server.request.headers["content-type"]
    assert kind.startswith("application/x-www-form-urlencoded")
    assert server.request.body == b"text=a%26b&sizes=1&sizes=2"


def test_a_binary_body(api: ModuleType, call: Any, server: Any) -> None:
    call(api, lambda client: client.tools.label.create("t", body=b"\x00\xff"))
    assert server.request.headers["content-type"] == "application/octet-stream"
    assert server.request.body == b"\x00\xff"

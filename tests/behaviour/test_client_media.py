"""Bodies and answers of every media type, called on a real server."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_QUERY = "{$ref: '#/components/schemas/Query'}"
_BINARY = "{type: string, format: binary}"
_DONE = "'204': {description: done}"


def _post(name: str, content: str, answers: str = _DONE) -> str:
    body = f"requestBody: {{required: true, content: {{{content}}}}}"
    return f"  /{name}:\n    post:\n      {body}\n      responses: {{{answers}}}\n"


def _answer(content: str) -> str:
    return f"'200': {{description: ok, content: {{{content}}}}}"


FORM = "application/x-www-form-urlencoded"
NESTED = """
                name: {type: string}
                on: {type: boolean}
                price: {type: number}
                tags: {type: array, items: {type: string}}
                flat: {type: object, properties: {a: {type: integer}, b: {type: string}}}
                deep: {type: object, properties: {a: {type: object}}}
                meta: {type: object, properties: {k: {type: string}}}
                rows: {type: array, items: {type: object, properties: {x: {type: integer}}}}
                csv: {type: array, items: {type: integer}}
                pipes: {type: array, items: {type: integer}}
"""
SPEC = (
    """
openapi: 3.1.0
info: {title: Media, version: '1'}
components:
  schemas:
    Query: {type: object, properties: {text: {type: string}, sizes: {type: array, items: {type: integer}}}}
paths:
  /nested:
    post:
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:"""
    + NESTED
    + """
            encoding:
              deep: {style: deepObject, explode: true}
              meta: {contentType: application/json}
              csv: {style: form, explode: false}
              pipes: {style: pipeDelimited, explode: false}
      responses: {'204': {description: done}}
  /files:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [files]
              properties:
                files: {type: array, items: {type: string, format: binary}}
                meta: {type: object, properties: {k: {type: string}}}
                tags: {type: array, items: {type: string}}
                on: {type: boolean}
            encoding: {meta: {contentType: application/json}}
      responses: {'204': {description: done}}
  /range:
    get:
      responses:
        2XX: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Query'}}}}
        4XX: {description: no, content: {application/json: {schema: {type: object}}}}
        default: {description: else}
  /defaults:
    get:
      responses:
        default: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Query'}}}}
  /mixed:
    get:
      responses:
        '204': {description: nothing}
        default: {description: an error, content: {application/json: {schema: {$ref: '#/components/schemas/Query'}}}}
"""
    + _post("lists", f"{FORM}: {{schema: {{type: array, items: {{type: string}}}}}}")
    + _post("rows", f"{FORM}: {{schema: {{type: array, items: {_QUERY}}}}}")
    + _post("texts", f"{FORM}: {{schema: {{type: string}}}}")
    + _post("numbers", f"{FORM}: {{schema: {{type: integer}}}}")
    + _post("uploads", f"{FORM}: {{schema: {_BINARY}}}")
    + _post(
        "maps",
        f"{FORM}: {{schema: {{type: object, additionalProperties: {{type: string}}}}}}",
    )
    + _post("charsets", f"'{FORM}; charset=utf-8': {{schema: {_QUERY}}}")
    + _post(
        "parts",
        f"multipart/form-data: {{schema: {{type: array, items: {_BINARY}}}}}",
    )
    + _post(
        "plains",
        "text/plain: {schema: {type: string}}",
        _answer("text/plain: {schema: {type: string}}"),
    )
    + _post(
        "markups",
        f"application/xml: {{schema: {_QUERY}}}",
        _answer(f"application/xml: {{schema: {_QUERY}}}"),
    )
    + _post(
        "octets",
        "application/octet-stream: {}",
        _answer(f"application/octet-stream: {{schema: {_BINARY}}}"),
    )
    + _post(
        "wildcards",
        "'*/*': {schema: {type: string}}",
        _answer("'*/*': {schema: {type: string}}"),
    )
    + _post(
        "images",
        f"'image/*': {{schema: {_BINARY}}}",
        _answer(f"'image/*': {{schema: {_BINARY}}}"),
    )
    + _post(
        "choices",
        f"application/xml: {{schema: {_QUERY}}}, {FORM}: {{schema: {_QUERY}}}, "
        f"application/vnd.media+json: {{schema: {_QUERY}}}",
        _answer(
            f"application/xml: {{schema: {_QUERY}}}, text/plain: {{schema: {{type: "
            f"string}}}}, application/json: {{schema: {_QUERY}}}"
        ),
    )
    + _post(
        "forms",
        f"multipart/form-data: {{schema: {_QUERY}}}, {FORM}: {{schema: {_QUERY}}}",
        _answer("text/csv: {schema: {type: string}}, image/png: {}"),
    )
)


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    made: ModuleType = generate(SPEC)
    return made


@pytest.mark.parametrize(
    ("use", "sent"),
    [
        # Numbers are the only names that the items of a list have.
        (lambda c: c.lists.create(body=["a b", "c"]), b"0=a%20b&1=c"),
        (lambda c: c.lists.create(body=[]), b""),
        (
            lambda c: c.rows.create(body=[{"text": "x", "sizes": [1, 2]}]),
            b"0%5Btext%5D=x&0%5Bsizes%5D%5B0%5D=1&0%5Bsizes%5D%5B1%5D=2",
        ),
        (lambda c: c.texts.create(body="a=b&c=d"), b"a=b&c=d"),
        (lambda c: c.numbers.create(body=5), b"5"),
        (lambda c: c.uploads.create(body=b"a=b"), b"a=b"),
        (lambda c: c.maps.create(body={"a": "b c", "d": "e"}), b"a=b%20c&d=e"),
        (
            lambda c: c.nested.create(
                name="n", on=True, price=5.0, tags=["x", "y"], flat={"a": 1, "b": "z"}
            ),
            b"name=n&on=true&price=5&tags=x&tags=y&a=1&b=z",
        ),
        (
            lambda c: c.nested.create(
                deep={"a": {"b": 1}},
                meta={"k": "v"},
                rows=[{"x": 1}, {"x": 2}],
                csv=[1, 2],
                pipes=[3, 4],
            ),
            (
                b"deep%5Ba%5D%5Bb%5D=1&meta=%7B%22k%22%3A%22v%22%7D"
                b"&rows%5B0%5D%5Bx%5D=1&rows%5B1%5D%5Bx%5D=2&csv=1,2&pipes=3%7C4"
            ),
        ),
        (lambda c: c.nested.create(), b""),
    ],
)
def test_a_form(
    api: ModuleType, call: Any, server: Any, use: Callable[[Any], Any], sent: bytes
) -> None:
    call(api, use)
    assert server.request.body == sent
    if sent:
        assert server.request.headers["content-type"] == FORM


def test_a_media_type_may_have_parameters(
    api: ModuleType, call: Any, server: Any
) -> None:
    call(api, lambda c: c.charsets.create(text="a&b", sizes=[1]))
    assert server.request.body == b"text=a%26b&sizes=1"
    assert server.request.headers["content-type"] == f"{FORM}; charset=utf-8"


def sent_parts(request: Any) -> list[tuple[str, str | None, str, bytes]]:
    """Name, file name, media type and content of each part."""
    head = f"Content-Type: {request.headers['content-type']}\n\n".encode()
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in message_from_bytes(head + request.body).get_payload()
    ]


def test_files_and_fields(api: ModuleType, call: Any, server: Any) -> None:
    given: Any = {
        "files": [b"1", ("two.txt", b"2"), ("three", b"3", "a/b")],
        "meta": {"k": "v"},
        "tags": ["x", "y"],
        "on": False,
    }
    call(api, lambda c: c.files.create(**given))
    assert sent_parts(server.request) == [
        ("files", "files", "application/octet-stream", b"1"),
        ("files", "two.txt", "text/plain", b"2"),
        ("files", "three", "a/b", b"3"),
        ("meta", None, "application/json", b'{"k":"v"}'),
        ("tags", None, "text/plain", b"x"),
        ("tags", None, "text/plain", b"y"),
        ("on", None, "text/plain", b"false"),
    ]


def test_parts_without_names(api: ModuleType, call: Any, server: Any) -> None:
    call(api, lambda c: c.parts.create(body=[b"1", ("two.txt", b"2")]))
    assert sent_parts(server.request) == [
        ("0", "0", "application/octet-stream", b"1"),
        ("1", "two.txt", "text/plain", b"2"),
    ]


def test_multipart_where_both_are_offered(
    api: ModuleType, call: Any, server: Any
) -> None:
    server.answer("POST", "/forms", b"a,b\n", headers={"Content-Type": "text/csv"})
    assert call(api, lambda c: c.forms.create(text="x")) == "a,b\n"
    assert server.request.headers["accept"] == "text/csv"
    assert server.request.headers["content-type"] == FORM
    assert server.request.body == b"text=x"


@pytest.mark.parametrize(
    ("route", "given", "sent", "media", "answer"),
    [
        ("plains", "grüß", "grüß".encode(), "text/plain", "grün"),
        ("markups", b"<a/>", b"<a/>", "application/xml", "grün".encode()),
        ("markups", "<ä/>", "<ä/>".encode(), "application/xml", "grün".encode()),
        ("octets", b"\0\xff", b"\0\xff", "application/octet-stream", "grün".encode()),
        ("wildcards", "x", b'"x"', "application/json", "grün"),
    ],
)
def test_a_whole_body(
    api: ModuleType,
    call: Any,
    server: Any,
    route: str,
    given: Any,
    sent: bytes,
    media: str,
    answer: Any,
) -> None:
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    server.answer("POST", f"/{route}", "grün".encode(), headers=kind)
    assert call(api, lambda c: getattr(c, route).create(body=given)) == answer
    assert server.request.body == sent
    assert server.request.headers["content-type"] == media
    accepted = {"wildcards": "*/*"}.get(route, media)
    assert server.request.headers["accept"] == accepted


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("bytes", "application/octet-stream"),
        ("named", "image/png"),
        ("stated", "image/x-own"),
        ("path", "image/gif"),
        ("file", "image/gif"),
    ],
)
def test_one_media_type_of_a_range(
    api: ModuleType, call: Any, server: Any, tmp_path: Path, kind: str, media: str
) -> None:
    path = tmp_path / "picture.gif"
    path.write_bytes(b"GIF")
    with path.open("rb") as file:
        given: Any = {
            "bytes": b"GIF",
            "named": ("picture.png", b"GIF"),
            "stated": ("picture.png", b"GIF", "image/x-own"),
            "path": path,
            "file": file,
        }[kind]
        call(api, lambda c: c.images.create(body=given))
    assert server.request.headers["content-type"] == media
    assert server.request.headers["accept"] == "image/*"
    assert server.request.body == b"GIF"


def test_json_is_preferred(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("POST", "/choices", {"text": "y"})
    assert call(api, lambda c: c.choices.create(text="x")).text == "y"
    assert server.request.headers["content-type"] == "application/vnd.media+json"
    assert server.request.headers["accept"] == "application/json"
    assert server.request.json == {"text": "x"}


@pytest.mark.parametrize("route", ["range", "defaults"])
@pytest.mark.parametrize("status", [200, 202])
def test_a_range_of_answers(
    api: ModuleType, call: Any, server: Any, route: str, status: int
) -> None:
    server.answer("GET", f"/{route}", {"text": "x"}, status=status)
    found = call(api, lambda c: getattr(c, route).get())
    assert type(found) is api.models.Query
    assert found.text == "x"


def test_a_range_of_errors(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/range", {"text": "x"}, status=418)
    with pytest.raises(api.errors.StatusError) as caught:
        call(api, lambda c: c.range.get())
    assert caught.value.status == 418


def test_204_beside_a_default(api: ModuleType, call: Any, server: Any) -> None:
    server.answer("GET", "/mixed", status=204)
    assert call(api, lambda c: c.mixed.get()) is None

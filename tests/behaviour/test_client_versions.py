"""Descriptions in Swagger 2.0 and OpenAPI 3.2, called on a real server."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable
from email import message_from_bytes
from types import ModuleType
from typing import Any

import pytest

SWAGGER = """
swagger: "2.0"
info: {title: Books, version: "1"}
host: api.example.com
basePath: /v1
schemes: [http, https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: query, name: key}
  login: {type: basic}
security: [{key: []}]
parameters:
  newBook:
    {in: body, name: book, required: true, schema: {$ref: '#/definitions/Book'}}
  limit: {in: query, name: limit, type: integer}
responses:
  One: {description: a book, schema: {$ref: '#/definitions/Book'}}
paths:
  /books:
    get:
      operationId: listBooks
      parameters:
        - $ref: '#/parameters/limit'
        - {in: query, name: csv, type: array, items: {type: integer}}
        - {in: query, name: ssv, type: array, items: {type: string}, collectionFormat: ssv}
        - {in: query, name: pipes, type: array, items: {type: string}, collectionFormat: pipes}
        - {in: query, name: multi, type: array, items: {type: string}, collectionFormat: multi}
        - {in: header, name: X-Trace, type: array, items: {type: string}}
      responses:
        200: {description: ok, schema: {type: array, items: {$ref: '#/definitions/Book'}}}
    post:
      parameters: [{$ref: '#/parameters/newBook'}]
      responses: {201: {$ref: '#/responses/One'}}
  /books/{id}:
    parameters: [{in: path, name: id, type: string, required: true}]
    put:
      parameters: [{$ref: '#/parameters/newBook'}]
      consumes: [application/merge-patch+json]
      security: [{login: []}]
      responses: {200: {$ref: '#/responses/One'}}
    patch:
      parameters:
        - {in: formData, name: title, type: string, required: true}
        - {in: formData, name: tags, type: array, items: {type: string}}
        - {in: formData, name: more, type: array, items: {type: string}, collectionFormat: multi}
      responses: {204: {description: ok}}
  /books/{id}/cover:
    parameters: [{in: path, name: id, type: string, required: true}]
    get:
      produces: [image/png]
      responses: {200: {description: ok, schema: {type: file}}}
    post:
      consumes: [multipart/form-data]
      parameters:
        - {in: formData, name: cover, type: file, required: true}
        - {in: formData, name: tags, type: array, items: {type: string}}
      responses: {204: {description: ok}}
definitions:
  Book:
    type: object
    required: [title]
    properties:
      title: {type: string}
      subtitle: {type: string, x-nullable: true}
"""
BOOK = {"title": "Emma", "subtitle": None}


@pytest.fixture(scope="module")
def old(generate: Any) -> ModuleType:
    api: ModuleType = generate(SWAGGER)
    return api


def test_an_array_is_written_as_its_format_says(
    old: ModuleType, server: Any, call: Any
) -> None:
    server.answer("GET", "/books", [BOOK])
    given: Any = {
        "csv": [1, 2],
        "ssv": ["a", "b"],
        "pipes": ["a", "b"],
        "multi": ["a", "b"],
    }
    (book,) = call(old, lambda c: c.books.list(limit=3, x_trace=["p", "q"], **given))
    assert (book.title, book.subtitle) == ("Emma", None)
    query = "limit=3&csv=1,2&ssv=a%20b&pipes=a%7Cb&multi=a&multi=b&key=token"
    assert sorted(server.request.query.split("&")) == sorted(query.split("&"))
    assert server.request.headers["x-trace"] == "p,q"


def test_a_shared_body_and_answer(old: ModuleType, server: Any, call: Any) -> None:
    server.answer("POST", "/books", BOOK, status=201)
    book = call(old, lambda c: c.books.create(title="Emma"))
    assert type(book).__name__ == "Book"
    assert server.request.json == {"title": "Emma"}
    assert server.request.headers["content-type"] == "application/json"


def test_an_operations_own_media_type_and_credentials(
    old: ModuleType, server: Any, call: Any
) -> None:
    server.answer("PUT", "/books/1", BOOK)
    auth = old.auth.Basic("ann", "secret")
    call(old, lambda c: c.books.set("1", title="Emma"), auth=auth)
    headers = server.request.headers
    assert headers["content-type"] == "application/merge-patch+json"
    assert base64.b64decode(headers["authorization"].split()[1]) == b"ann:secret"


def test_a_form(old: ModuleType, server: Any, call: Any) -> None:
    server.answer("PATCH", "/books/1", status=204)
    given: Any = {"title": "A b", "tags": ["x", "y"], "more": ["x", "y"]}
    call(old, lambda c: c.books.update("1", **given))
    assert server.request.body == b"title=A%20b&tags=x,y&more=x&more=y"
    assert server.request.headers["content-type"].startswith("application/x-www-form")


def test_a_file_is_sent_and_got(old: ModuleType, server: Any, call: Any) -> None:
    server.answer("POST", "/books/1/cover", status=204)
    server.answer("GET", "/books/1/cover", b"\x89PNG")
    call(old, lambda c: c.books.cover.create("1", cover=b"\x89", tags=["x", "y"]))
    head = f"Content-Type: {server.request.headers['content-type']}\n\n".encode()
    parts = message_from_bytes(head + server.request.body).get_payload()
    sent = {
        part.get_param("name", header="content-disposition"): part.get_payload(
            decode=True
        )
        for part in parts
    }
    assert sent == {"cover": b"\x89", "tags": b"x,y"}
    assert call(old, lambda c: c.books.cover.get("1")) == b"\x89PNG"
    assert server.requests[-1].headers["accept"] == "image/png"


def test_the_server_is_the_host(old: ModuleType) -> None:
    with old.Client(auth="token") as client:
        assert "https://api.example.com/v1" in repr(client)


NEW = """
openapi: 3.2.0
info: {title: Books, version: "1"}
paths:
  /books:
    query:
      parameters:
        - in: querystring
          name: all
          content:
            application/x-www-form-urlencoded:
              schema: {$ref: '#/components/schemas/Filter'}
      requestBody:
        required: true
        content: {application/json: {$ref: '#/components/mediaTypes/Search'}}
      responses:
        200:
          description: ok
          content: {application/jsonl: {itemSchema: {$ref: '#/components/schemas/Book'}}}
    additionalOperations:
      PURGE: {responses: {204: {description: ok}}}
  /books/{id}:
    parameters:
      - {in: path, name: id, required: true, schema: {type: string}}
      - {in: query, name: names, content: {text/plain: {}}}
    additionalOperations:
      COPY:
        responses:
          200: {description: ok, content: {text/event-stream: {itemSchema: {type: object}}}}
    put:
      requestBody: {content: {multipart/mixed: {itemSchema: {type: object}}}}
      responses: {200: {description: ok, content: {application/json: {schema: {$ref: '#tree'}}}}}
components:
  mediaTypes:
    Search: {schema: {type: object, required: [text], properties: {text: {type: string}}}}
  schemas:
    Filter:
      type: object
      required: [q]
      properties: {q: {type: string}, tags: {type: array, items: {type: string}}}
    Book: {type: object, properties: {title: {type: string}}}
    Tree:
      $anchor: tree
      type: object
      properties: {leaf: {$ref: '#/$defs/leaf'}, any: true, none: false}
      $defs: {leaf: {type: object, properties: {up: {$ref: '#tree'}}}}
      if: {properties: {any: {const: 1}}}
      then: {required: [leaf]}
"""


@pytest.fixture(scope="module")
def new(generate: Any) -> ModuleType:
    api: ModuleType = generate(NEW)
    return api


def values(use: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """All values of a stream, in either mode."""

    async def gathered(stream: Any) -> list[Any]:
        return [each async for each in await stream]

    def run(client: Any) -> Any:
        stream = use(client)
        return gathered(stream) if inspect.isawaitable(stream) else list(stream)

    return run


def test_query_is_a_method(new: ModuleType, server: Any, call: Any) -> None:
    server.answer("QUERY", "/books", b'{"title": "Emma"}\n{"title": "Evelina"}\n')
    found = call(
        new, values(lambda c: c.books.query(q="a b", tags=["x", "y"], text="t"))
    )
    assert [each.title for each in found] == ["Emma", "Evelina"]
    assert (server.request.method, server.request.json) == ("QUERY", {"text": "t"})
    assert server.request.query == "q=a%20b&tags=x&tags=y"


def test_other_methods(new: ModuleType, server: Any, call: Any) -> None:
    server.answer("PURGE", "/books", status=204)
    server.answer("COPY", "/books/1", b"data: {}\n\n")
    assert call(new, lambda c: c.books.purge()) is None
    (event,) = call(new, values(lambda c: c.books.copy("1", names="a,b")))
    assert event == {}
    assert [each.method for each in server.requests] == ["PURGE", "COPY"]
    assert server.requests[-1].parameters == [("names", "a,b")]


def test_a_schema_by_its_anchor(new: ModuleType, server: Any, call: Any) -> None:
    server.answer("PUT", "/books/1", {"leaf": {"up": {"any": 1}}})
    tree = call(new, lambda c: c.books.set("1", body=b"--x--"))
    assert type(tree.leaf.up).__name__ == "Tree"
    assert server.request.body == b"--x--"


PARTS = {
    "api.yaml": """
swagger: "2.0"
info: {title: Books, version: "1"}
parameters:
  book:
    {in: body, name: book, required: true, schema: {$ref: 'models.yaml#/definitions/Book'}}
paths:
  /books: {$ref: 'paths.yaml#/books'}
  /covers:
    post:
      parameters: [{$ref: 'parts.yaml#/file'}, {$ref: 'parts.yaml#/title'}]
      responses: {204: {description: ok}}
  /notes:
    post:
      parameters: [{$ref: 'parts.yaml#/note'}]
      responses: {200: {$ref: 'parts.yaml#/ok'}}
""",
    "paths.yaml": """
books:
  post:
    parameters:
      - {$ref: 'api.yaml#/parameters/book'}
      - {in: query, name: ids, type: array, items: {type: integer}}
    responses:
      200: {description: ok, schema: {$ref: 'models.yaml#/definitions/Book'}}
  get:
    responses: {200: {description: ok, schema: {type: file}}}
""",
    "parts.yaml": """
note: {in: body, name: note, required: true, schema: {type: string}}
file: {in: formData, name: file, type: file, required: true}
title: {in: formData, name: title, type: string}
ok: {description: ok, schema: {$ref: 'models.yaml#/definitions/Book'}}
""",
    "models.yaml": """
swagger: "2.0"
info: {title: Models, version: "1"}
paths: {}
definitions:
  Book: {type: object, properties: {title: {type: string, x-nullable: true}}}
""",
}


def test_swagger_in_several_files(generate: Any, server: Any, call: Any) -> None:
    api = generate(PARTS)
    server.answer("POST", "/books", BOOK)
    server.answer("POST", "/covers", status=204)
    server.answer("POST", "/notes", {"title": None})
    server.answer("GET", "/books", b"\x00")
    book = call(api, lambda c: c.books.create(title="Emma", ids=[1, 2]))
    assert (type(book).__name__, book.title) == ("Book", "Emma")
    assert server.requests[-1].query == "ids=1,2"
    assert server.requests[-1].json == {"title": "Emma"}
    call(api, lambda c: c.covers.create(file=b"\x89", title="Emma"))
    assert server.requests[-1].headers["content-type"].startswith("multipart/form-data")
    assert call(api, lambda c: c.notes.create(body="hi")).title is None
    assert server.requests[-1].json == "hi"
    assert call(api, lambda c: c.books.list()) == b"\x00"

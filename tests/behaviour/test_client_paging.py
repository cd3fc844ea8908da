"""From what a document shows of its lists to walks through all their pages."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest

SIZE, COUNT = 5, 23
EVERY = list(range(1, COUNT + 1))

SPEC = """
openapi: 3.1.0
info: {title: Shelves, version: '1'}
servers: [{url: https://shelves.example}]
paths:
  /cursors: {get: {operationId: listCursors, tags: [Cursors], parameters: [
      {name: cursor, in: query, schema: {type: string}},
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      type: object, properties: {data: {$ref: '#/components/schemas/Books'},
        pagination: {type: object, properties: {nextCursor: {type: [string, 'null']}}}}}}}}}}}
  /addresses: {get: {operationId: listAddresses, tags: [Addresses], parameters: [
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      type: object, properties: {items: {$ref: '#/components/schemas/Books'},
        links: {type: object, properties: {next: {type: [string, 'null'], format: uri}}}}}}}}}}}
  /halves: {get: {operationId: listHalves, tags: [Halves], parameters: [
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      type: object, properties: {items: {$ref: '#/components/schemas/Books'},
        _links: {type: object, properties: {next: {type: object, properties: {
          href: {type: string}}}}}}}}}}}}}
  /offsets: {get: {operationId: listOffsets, tags: [Offsets], parameters: [
      {name: skip, in: query, schema: {type: integer}},
      {name: take, in: query, schema: {type: integer}},
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      $ref: '#/components/schemas/Books'}}}}}}}
  /totals: {get: {operationId: listTotals, tags: [Totals], parameters: [
      {name: offset, in: query, schema: {type: integer}},
      {name: limit, in: query, schema: {type: integer}},
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      type: object, properties: {results: {$ref: '#/components/schemas/Books'},
        meta: {type: object, properties: {total: {type: integer}}}}}}}}}}}
  /numbers: {get: {operationId: listNumbers, tags: [Numbers], parameters: [
      {name: page, in: query, schema: {type: integer, default: 1}},
      {name: per_page, in: query, schema: {type: integer}},
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      type: object, properties: {data: {$ref: '#/components/schemas/Books'},
        total_pages: {type: integer}}}}}}}}}
  /zeros: {get: {operationId: listZeros, tags: [Zeros], parameters: [
      {$ref: '#/components/parameters/Page'},
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      type: object, properties: {content: {$ref: '#/components/schemas/Books'},
        totalPages: {type: integer}}}}}}}}}
  /links: {get: {operationId: listLinks, tags: [Links], parameters: [
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {$ref: '#/components/responses/Linked'}}}}
  /lasts: {get: {operationId: listLasts, tags: [Lasts], parameters: [
      {name: starting_after, in: query, schema: {type: string}},
      {name: genre, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      type: object, properties: {data: {$ref: '#/components/schemas/Books'},
        has_more: {type: boolean}}}}}}}}}
components:
  parameters:
    Page: {name: page, in: query, schema: {$ref: '#/components/schemas/Number'}}
  responses:
    Linked:
      description: ok
      headers: {link: {schema: {type: string}}}
      content: {application/json: {schema: {$ref: '#/components/schemas/Books'}}}
  schemas:
    Number: {type: integer, minimum: 0}
    Books: {type: array, items: {$ref: '#/components/schemas/Book'}}
    Book: {type: object, required: [id], properties: {id: {type: integer}}}
"""

# name, what its operation says, where a page begins, what else the body says
Serve = tuple[
    str, dict[str, Any], Callable[[dict[str, str]], int], Callable[[int], Any]
]


def cut(start: int) -> list[dict[str, int]]:
    return [{"id": each} for each in EVERY[start : start + SIZE]]


def more(start: int) -> bool:
    return start + SIZE < COUNT


def at(name: str, default: int = 0) -> Callable[[dict[str, str]], int]:
    return lambda sent: int(sent.get(name, default))


def address(start: int) -> str | None:
    return f"?from={start + SIZE}&genre=a%20b" if more(start) else None


LISTS: list[Serve] = [
    (
        "cursors",
        {"style": "cursor", "at": "cursor", "next": ("pagination", "nextCursor")},
        at("cursor"),
        lambda s: {
            "data": cut(s),
            "pagination": {"nextCursor": str(s + SIZE) if more(s) else None},
        },
    ),
    (
        "addresses",
        {"style": "link", "next": ("links", "next")},
        at("from"),
        lambda s: {"items": cut(s), "links": {"next": address(s)}},
    ),
    (
        "halves",
        {"style": "link", "next": ("_links", "next", "href")},
        at("from"),
        lambda s: {
            "items": cut(s),
            "_links": {"next": {"href": address(s)}} if more(s) else {},
        },
    ),
    (
        "offsets",
        {"style": "offset", "at": "skip", "limit": "take"},
        at("skip"),
        cut,
    ),
    (
        "totals",
        {
            "style": "offset",
            "at": "offset",
            "limit": "limit",
            "total": ("meta", "total"),
        },
        at("offset"),
        lambda s: {"results": cut(s), "meta": {"total": COUNT}},
    ),
    (
        "numbers",
        {"style": "page", "at": "page", "limit": "per_page", "pages": ("total_pages",)},
        lambda sent: (int(sent.get("page", 1)) - 1) * SIZE,
        lambda s: {"data": cut(s), "total_pages": 5},
    ),
    (
        "zeros",
        {"style": "page", "at": "page", "pages": ("totalPages",), "first": 0},
        lambda sent: int(sent.get("page", 0)) * SIZE,
        lambda s: {"content": cut(s), "totalPages": 5},
    ),
    ("links", {"style": "link"}, at("from"), cut),
    (
        "lasts",
        {"style": "cursor", "at": "starting_after", "more": ("has_more",)},
        at("starting_after"),
        lambda s: {"data": cut(s), "has_more": more(s)},
    ),
]


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


@pytest.mark.parametrize(
    ("name", "says", "start", "body"), [pytest.param(*row, id=row[0]) for row in LISTS]
)
def test_every_item_once(
    api: ModuleType,
    call: Any,
    server: Any,
    name: str,
    says: dict[str, Any],
    start: Callable[[dict[str, str]], int],
    body: Callable[[int], Any],
) -> None:
    operations = importlib.import_module(f"{api.__name__}.operations.{name}")
    paging = operations.LIST.paging
    assert {k: v for k, v in paging._asdict().items() if v is not None} == {
        "first": 1,
        **says,
    }

    def headers(request: Any) -> Mapping[str, str]:
        here = start(dict(request.parameters))
        linked = name == "links" and more(here)
        return {"Link": f'<{address(here)}>; rel="next"'} if linked else {}

    server.serve("GET", f"/{name}", lambda r: body(start(dict(r.parameters))), headers)

    def walk(client: Any) -> Any:
        resource = getattr(client, name)
        if call.mode == "sync":
            return [item.id for item in resource.list(genre="a b")]

        async def run() -> list[Any]:
            return [item.id async for item in await resource.list(genre="a b")]

        return run()

    assert call(api, walk) == EVERY
    assert len(server.requests) in (5, 6)
    assert {dict(each.parameters)["genre"] for each in server.requests} == {"a b"}


def test_what_has_no_pages_is_a_plain_list(generate: Any) -> None:
    api = generate("""
openapi: 3.1.0
info: {title: Plain, version: '1'}
servers: [{url: https://plain.example}]
paths:
  /books: {get: {operationId: listBooks, tags: [Books], parameters: [
      {name: starting_after, in: query, schema: {type: string}}],
    responses: {'200': {description: ok, content: {application/json: {schema: {
      type: object, properties: {data: {type: array, items: {type: integer}},
        next: {type: boolean}, pages: {type: array, items: {type: string}}}}}}}}}}
""")
    operations = importlib.import_module(f"{api.__name__}.operations.books")
    assert operations.LIST.paging is None
    assert type(operations.LIST).__name__ == "Operation"

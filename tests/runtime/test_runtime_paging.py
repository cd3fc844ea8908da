"""Walking through lists: every style, every item once, and an end."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from runtime_caller import BASE, Caller

from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.auth import ApiKey
from calgen.runtime.client import BaseClient
from calgen.runtime.errors import NotFound, TransportError
from calgen.runtime.operation import PagedOperation, Paging, Version

ITEMS = [{"id": number} for number in range(1, 501)]
SIZE = 10


def listing(paging: Paging | None, **facts: Any) -> PagedOperation[Any]:
    return PagedOperation(
        id="things.list",
        method="GET",
        path="/things",
        returns=lambda: list[dict[str, Any]],
        unwrap=("data",),
        paging=paging,
        **facts,
    )


def page_of(request: httpx2.Request, start: int, **more: Any) -> httpx2.Response:
    size = int(request.url.params.get("limit", SIZE))
    return httpx2.Response(200, json={"data": ITEMS[start : start + size], **more})


def number(request: httpx2.Request, name: str, default: int = 0) -> int:
    return int(request.url.params.get(name, default))


def by_cursor(request: httpx2.Request) -> httpx2.Response:
    start = int(request.url.params.get("cursor", "c0")[1:])
    after = start + SIZE
    told = f"c{after}" if after < len(ITEMS) else None
    return page_of(request, start, meta={"next": told})


def by_address(kind: Callable[[httpx2.URL], str]) -> Callable[..., httpx2.Response]:
    def handle(request: httpx2.Request) -> httpx2.Response:
        start = number(request, "from")
        after = start + SIZE
        url = request.url.copy_merge_params({"from": str(after)})
        told = kind(url) if after < len(ITEMS) else None
        return page_of(request, start, meta={"next": told})

    return handle


def by_offset(told: Callable[[int], dict[str, Any]]) -> Callable[..., httpx2.Response]:
    def handle(request: httpx2.Request) -> httpx2.Response:
        start = number(request, "skip")
        return page_of(request, start, **told(start))

    return handle


def by_page(
    told: Callable[[int], dict[str, Any]], first: int = 1
) -> Callable[..., httpx2.Response]:
    def handle(request: httpx2.Request) -> httpx2.Response:
        page = number(request, "page", first)
        return page_of(request, (page - first) * SIZE, **told(page))

    return handle


def by_link(request: httpx2.Request) -> httpx2.Response:
    start = number(request, "from")
    answer = page_of(request, start)
    links = ['<https://api.test/doc>; rel="help"; crossorigin', "</base/x>; rel=first"]
    if start + SIZE < len(ITEMS):
        url = request.url.copy_merge_params({"from": str(start + SIZE)})
        links.append(f'<{url.raw_path.decode()}>; title="a, b"; rel="last next"')
    answer.headers["Link"] = ", ".join(links)
    return answer


def after_id(request: httpx2.Request) -> httpx2.Response:
    start = number(request, "after")
    return page_of(request, start, has_more=start + SIZE < len(ITEMS))


CURSOR = Paging("cursor", at="cursor", next=("meta", "next"))
OFFSET = Paging("offset", at="skip", limit="limit")
NUMBER = Paging("page", at="page", limit="limit")
TOTAL = ("meta", "total")
LIMIT = {"limit": SIZE}


def total(_: int) -> dict[str, Any]:
    return {"meta": {"total": len(ITEMS)}}


def nothing(_: int) -> dict[str, Any]:
    return {}


# name, paging, server, the caller's query, requests for 50 full pages
STYLES: list[
    tuple[str, Paging, Callable[..., httpx2.Response], dict[str, Any], int]
] = [
    ("cursor", CURSOR, by_cursor, {}, 50),
    ("whole address", CURSOR, by_address(str), {}, 50),
    (
        "address without cursor",
        Paging("link", next=("meta", "next")),
        by_address(str),
        {},
        50,
    ),
    ("path", CURSOR, by_address(lambda url: url.raw_path.decode()), {}, 50),
    ("query", CURSOR, by_address(lambda url: f"?{url.query.decode()}"), {}, 50),
    (
        "other scheme and port",
        CURSOR,
        by_address(lambda url: str(url.copy_with(scheme="http", port=8080))),
        {},
        50,
    ),
    ("offset", OFFSET, by_offset(nothing), {}, 51),
    ("offset, limit", OFFSET, by_offset(nothing), LIMIT, 51),
    ("offset, total", OFFSET._replace(total=TOTAL), by_offset(total), {}, 50),
    (
        "offset, total as text",
        OFFSET._replace(total=("n",)),
        by_offset(lambda _: {"n": "500"}),
        LIMIT,
        50,
    ),
    (
        "offset, count of the page",
        OFFSET._replace(total=("count",)),
        by_offset(lambda _: {"count": SIZE}),
        LIMIT,
        51,
    ),
    (
        "offset, count of the list",
        OFFSET._replace(total=("count",)),
        by_offset(lambda _: {"count": 500}),
        LIMIT,
        50,
    ),
    (
        "offset, total unknown",
        OFFSET._replace(total=("n",)),
        by_offset(lambda _: {"n": 0}),
        LIMIT,
        51,
    ),
    (
        "offset, more",
        OFFSET._replace(more=("more",)),
        by_offset(lambda at: {"more": at < 490}),
        {},
        50,
    ),
    (
        "offset, no next",
        OFFSET._replace(next=("next",)),
        by_offset(lambda at: {"next": "y" if at < 490 else None}),
        {},
        50,
    ),
    ("page", NUMBER, by_page(nothing), {}, 51),
    ("page, total", NUMBER._replace(total=TOTAL), by_page(total), {}, 50),
    ("page, total and limit", NUMBER._replace(total=TOTAL), by_page(total), LIMIT, 50),
    (
        "page, number of pages",
        NUMBER._replace(pages=("pages",)),
        by_page(lambda _: {"pages": 50}),
        {},
        50,
    ),
    (
        "page, more",
        NUMBER._replace(more=("more",)),
        by_page(lambda at: {"more": at < 50}),
        {},
        50,
    ),
    (
        "page, next number",
        NUMBER._replace(next=("next",)),
        by_page(lambda at: {"next": at + 1 if at < 50 else None}),
        {},
        50,
    ),
    (
        "page from 0",
        NUMBER._replace(first=0, pages=("pages",)),
        by_page(lambda _: {"pages": 50}, 0),
        {},
        50,
    ),
    (
        "page from 0, total",
        NUMBER._replace(first=0, total=TOTAL),
        by_page(total, 0),
        LIMIT,
        50,
    ),
    ("link", Paging("link"), by_link, {}, 50),
    ("link beside pages", NUMBER, by_link, {}, 50),
    (
        "after the last id",
        Paging("cursor", at="after", more=("has_more",)),
        after_id,
        {},
        50,
    ),
]


@pytest.mark.parametrize(
    ("paging", "server", "query", "requests"),
    [pytest.param(*row, id=name) for name, *row in STYLES],
)
def test_fifty_pages_give_every_item_once(
    caller: Caller,
    paging: Paging,
    server: Callable[..., httpx2.Response],
    query: dict[str, Any],
    requests: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    operation = listing(paging, version=Version("api-version", "2024-08-13"))
    found = caller.walk(
        operation,
        server,
        query={"status": "a b", **query},
        client={"auth": "t0ken-1", "headers": {"X-Client": "c"}},
        options={"headers": {"X-Call": "d"}, "query": {"sort": ["x", "y"]}},
    )
    assert found == ITEMS
    assert len(caller.requests) == requests
    for sent in caller.requests:
        assert sent.url.host == "api.test"
        assert sent.url.scheme == "https"
        assert sent.url.params.get_list("status") == ["a b"]
        assert sent.url.params.get_list("sort") == ["x", "y"]
        assert sent.headers["api-version"] == "2024-08-13"
        assert sent.headers["authorization"] == "Bearer t0ken-1"
        assert (sent.headers["x-client"], sent.headers["x-call"]) == ("c", "d")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("paging", "server", "query", "first"),
    [
        (CURSOR, by_cursor, {"cursor": "c480"}, 480),
        (OFFSET, by_offset(nothing), {"skip": "480", "limit": 10}, 480),
        (OFFSET._replace(total=TOTAL), by_offset(total), {"skip": 485}, 485),
        (NUMBER._replace(total=TOTAL), by_page(total), {"page": 49, **LIMIT}, 480),
        (
            NUMBER._replace(pages=("pages",)),
            by_page(lambda _: {"pages": 50}),
            {"page": 49},
            480,
        ),
    ],
)
def test_a_walk_may_begin_anywhere(
    caller: Caller,
    paging: Paging,
    server: Callable[..., httpx2.Response],
    query: dict[str, Any],
    first: int,
) -> None:
    assert caller.walk(listing(paging), server, query=query) == ITEMS[first:]
    assert len(caller.requests) in (2, 3)


def test_a_short_page_is_the_last(caller: Caller) -> None:
    def short(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"data": ITEMS[number(request, "skip") :][:7]})

    assert caller.walk(listing(OFFSET), short, query={"limit": 10}) == ITEMS[:7]
    assert len(caller.requests) == 1


def test_a_server_that_gives_less_than_asked_for_is_walked_to_its_total(
    caller: Caller,
) -> None:
    def capped(request: httpx2.Request) -> httpx2.Response:
        skip = number(request, "skip")
        return httpx2.Response(200, json={"data": ITEMS[skip:][:100], "n": 500})

    operation = listing(OFFSET._replace(total=("n",)))
    assert caller.walk(operation, capped, query={"limit": 250}) == ITEMS
    assert len(caller.requests) == 5


def test_empty_pages_do_not_end_a_cursor(caller: Caller) -> None:
    pages = {
        None: ([], "a"),
        "a": ([], "b"),
        "b": ([{"id": 1}], "/9j/4AAQ"),
        "/9j/4AAQ": ([{"id": 2}], None),
    }

    def handle(request: httpx2.Request) -> httpx2.Response:
        items, after = pages[request.url.params.get("cursor")]
        return httpx2.Response(200, json={"data": items, "meta": {"next": after}})

    assert caller.walk(listing(CURSOR), handle) == [{"id": 1}, {"id": 2}]


def looping(request: httpx2.Request) -> httpx2.Response:
    after = {"": "a", "a": "b", "b": "c", "c": "a"}
    here = request.url.params.get("cursor", "")
    return httpx2.Response(200, json={"data": [here], "meta": {"next": after[here]}})


def ignoring(request: httpx2.Request) -> httpx2.Response:
    # A moment in the body makes each answer another one.
    return httpx2.Response(200, json={"data": ["", "a"], "at": id(request)})


def stuck(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"data": ["", "a"], "meta": {"next": "a"}})


def linking_to_itself(request: httpx2.Request) -> httpx2.Response:
    headers = {"Link": f'<{request.url}>; rel="next"'}
    return httpx2.Response(200, json={"data": ["", "a"]}, headers=headers)


@pytest.mark.parametrize(
    ("paging", "server", "items", "requests"),
    [
        (CURSOR, looping, ["", "a", "b", "c"], 4),
        (CURSOR, stuck, ["", "a"], 2),
        (OFFSET, ignoring, ["", "a"], 2),
        (NUMBER, ignoring, ["", "a"], 2),
        (Paging("link"), linking_to_itself, ["", "a"], 2),
    ],
)
def test_a_loop_ends_with_one_warning(
    caller: Caller,
    paging: Paging,
    server: Callable[..., httpx2.Response],
    items: list[str],
    requests: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    operation: PagedOperation[str] = PagedOperation(
        id="things.list",
        method="GET",
        path="/things",
        returns=lambda: list[str],
        unwrap=("data",),
        paging=paging,
    )
    with caplog.at_level(logging.WARNING):
        assert caller.walk(operation, server, query={"limit": 2}) == items
    assert len(caller.requests) == requests
    (record,) = caplog.records
    assert record.name == "calgen"
    assert record.getMessage().startswith("things.list: the server gives ")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://evil.test/base/things?from=10", "on another host"),
        ("//evil.test/x?a", "on another host"),
        ("https://api.test@evil.test/", "on another host"),
        ("https://[broken/", "broken"),
    ],
)
def test_another_host_is_not_followed(
    caller: Caller, address: str, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        return page_of(request, 0, meta={"next": address})

    with caplog.at_level(logging.WARNING):
        found = caller.walk(listing(CURSOR), handle, client={"auth": "t0ken-1"})
    assert found == ITEMS[:SIZE]
    assert len(caller.requests) == 1
    (record,) = caplog.records
    assert says in record.getMessage()


def test_a_page_may_be_named(caller: Caller) -> None:
    names = ["", "x9", "7a", "q"]

    def handle(request: httpx2.Request) -> httpx2.Response:
        here = names.index(request.url.params.get("page", ""))
        after = [*names[1:], None][here]
        return httpx2.Response(200, json={"data": [{"id": here}], "next": after})

    operation = listing(NUMBER._replace(next=("next",)))
    assert caller.walk(operation, handle) == [{"id": each} for each in range(4)]


def test_a_link_of_another_kind_does_not_end_a_list(caller: Caller) -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        answer = by_page(nothing)(request)
        answer.headers["Link"] = '<https://api.test/doc>; rel="describedby"'
        return answer

    assert caller.walk(listing(NUMBER), handle) == ITEMS


@pytest.mark.parametrize("name", ["sig", "key"])
def test_a_credential_in_a_next_link_is_never_shown(caller: Caller, name: str) -> None:
    secret = "s3cret/key+1"

    def handle(request: httpx2.Request) -> httpx2.Response:
        if "from" in request.url.params:
            return httpx2.Response(404, json={"message": f"no {request.url}"})
        url = request.url.copy_merge_params({"from": "10", name: secret})
        return page_of(request, 0, meta={"next": str(url)})

    auth = ApiKey(secret, "query", name="key")
    with pytest.raises(NotFound) as caught:
        caller.walk(listing(CURSOR), handle, client={"auth": auth})
    assert caller.request.url.params.get_list("key") == [secret]
    shown = f"{caught.value} {caught.value.request} {caught.value.body}"
    assert "s3cret" not in shown
    assert "from=10" in caught.value.request.url


def test_a_header_token_in_a_next_link_is_never_shown(caller: Caller) -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if "from" in request.url.params:
            raise httpx2.ReadError("gone")
        url = request.url.copy_merge_params({"from": "10", "access_token": "t0ken-1"})
        return page_of(request, 0, meta={"next": str(url)})

    with pytest.raises(TransportError) as caught:
        caller.walk(listing(CURSOR), handle, client={"auth": "t0ken-1"})
    assert caller.request.url.params["access_token"] == "t0ken-1"
    assert "t0ken-1" not in f"{caught.value} {caught.value.request}"


@pytest.mark.parametrize(
    ("most", "option", "items", "requests"),
    [
        (0, None, 0, 1),
        (1, None, 1, 1),
        (10, None, 10, 1),
        (11, None, 11, 2),
        (None, 25, 25, 3),
        (5, 25, 5, 1),
        (999, 25, 500, 50),
    ],
)
def test_max_items(
    caller: Caller, most: int | None, option: int | None, items: int, requests: int
) -> None:
    options = {} if option is None else {"max_items": option}
    found = caller.walk(listing(CURSOR), by_cursor, most=most, options=options)
    assert found == ITEMS[:items]
    assert len(caller.requests) == requests


def test_max_items_is_a_count(caller: Caller) -> None:
    for wrong in (-1, "3", True):
        with pytest.raises(ValueError, match="max_items is a whole number"):
            caller.walk(listing(CURSOR), by_cursor, options={"max_items": wrong})
    assert caller.requests == []
    with pytest.raises(ValueError, match="max_items is a whole number"):
        caller.walk(listing(CURSOR), by_cursor, most=-1)


def test_page_by_page() -> None:
    transport = httpx2.MockTransport(by_cursor)
    with httpx2.Client(transport=transport) as http:
        client = BaseClient(base_url=BASE, http_client=http)
        page = client.page(listing(CURSOR))
        assert page.items == ITEMS[:10]
        assert page.has_next
        assert repr(page) == "<Page of 10, and more>"
        after = page.next()
        assert after is not None
        assert after.items == ITEMS[10:20]
        assert [len(each.items) for each in page.pages()] == [10] * 50
        # Nothing is used up: a page can be walked twice.
        assert list(after) == list(after) == ITEMS[10:]
        *_, last = page.pages()
        assert last.next() is None
        assert repr(last) == "<Page of 10>"

    async def run() -> None:
        async with httpx2.AsyncClient(transport=transport) as http:
            client = AsyncBaseClient(base_url=BASE, http_client=http)
            page = await client.page(listing(CURSOR))
            assert page.has_next
            after = await page.next()
            assert after is not None
            assert after.items == ITEMS[10:20]
            assert [len(p.items) async for p in page.pages()] == [10] * 50
            assert [item async for item in after] == ITEMS[10:]

    asyncio.run(run())


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": [1], "n": Infinity, "more": "yes"}',
        b'{"data": [1], "n": -5}',
        b'{"data": [1], "n": {"a": 1}, "meta": []}',
        json.dumps({"data": [1], "n": "9" * 5000}).encode(),
    ],
)
def test_odd_answers_do_no_harm(caller: Caller, body: bytes) -> None:
    operation = listing(OFFSET._replace(total=("n",), more=("more",)))
    answers = iter([body])

    def handle(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=next(answers, b'{"data": []}'))

    assert caller.walk(operation, handle) == [1]


def test_without_paging_there_is_one_page(caller: Caller) -> None:
    assert caller.walk(listing(None), by_cursor) == ITEMS[:SIZE]
    assert len(caller.requests) == 1

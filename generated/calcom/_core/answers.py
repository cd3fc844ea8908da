"""Answers of a fake API: what a test has said, else examples."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from .checker import Route, query_of
from .contract import Contract
from .drift import is_array, is_object
from .library import httpx2
from .operation import Operation, is_stream
from .plain import plain

Json: TypeAlias = Any
Said: TypeAlias = Mapping[str, Any]

_JSON: Final = "application/json"
_AT: Final = "offset"  # in addresses that nobody else reads


class Answers:
    """Makes the answers of an API's calls."""

    __slots__ = ("_contract",)

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def respond(
        self, route: Route, request: httpx2.Request, said: Said
    ) -> tuple[float, httpx2.Response]:
        """The seconds to wait, and the answer; `said` is what a test has said, by kind.

        Raises what the test wants to be raised.
        """
        wait = float(said.get("slow", 0.0))
        limit = request.extensions.get("timeout", {}).get("read")
        if limit is not None and wait > limit:
            raise httpx2.ReadTimeout("the answer takes too long", request=request)
        if "fail" in said:
            failure, body, headers = said["fail"]
            if isinstance(failure, Exception):
                raise failure
            told = {"message": "as the test says"} if body is None else body
            return wait, json_response(failure, plain(told), headers)
        if "answer" in said:
            value, status, headers = said["answer"]
            status = status or route.status
            if isinstance(value, (bytes, str)):
                return wait, httpx2.Response(status, headers=headers, content=value)
            if is_stream(route.operation):
                return wait, _streamed(route, plain(value), headers)
            whole = self._enveloped(route.operation, plain(value))
            return wait, json_response(status, whole, headers)
        if "pages" in said:
            items, size = said["pages"]
            return wait, self._page(route, request, items, size)
        return wait, self._example(route, said.get("drift"))

    def example(self, route: Route, change: Mapping[str, Json]) -> Json:
        """The value of a call's answer, one item of a list, with properties changed."""
        value = None if route.answer is None else self._contract.example(route.answer)
        if is_array(value):
            value = value[0] if value else None
        return {**value, **change} if is_object(value) else value

    def _example(self, route: Route, drift: Any) -> httpx2.Response:
        if route.answer is None:
            return httpx2.Response(204)
        if is_stream(route.operation):
            return _streamed(route, [self._contract.example(route.answer)] * 2)
        accept = route.operation.accept
        if "json" not in accept and "*" not in accept:
            return httpx2.Response(
                route.status, headers={"Content-Type": accept}, content=b"example"
            )
        value = self._contract.example(route.answer)
        if drift is not None:
            remove, change = drift
            value = _drifted(value, remove, change)
        return json_response(route.status, self._enveloped(route.operation, value), {})

    def _telling(self, schema: Mapping[str, Any], one: Json) -> str | None:
        """The property that can tell an example from another one."""
        if not is_object(one):
            return None
        for key in sorted(map(str, one), key=lambda each: each not in ("id", "uid")):
            changed = _numbered(one, key, 1)
            if changed != one and not self._contract.faults(schema, changed):
                return key
        return None

    def _enveloped(self, operation: Operation[Any], value: Json) -> Json:
        for key in reversed(operation.unwrap):
            value = {key: value}
        return value

    def _page(
        self, route: Route, request: httpx2.Request, items: Any, size: int
    ) -> httpx2.Response:
        operation = route.operation
        paging = operation.paging
        if paging is None:
            raise ValueError(f"{operation.id} has no pages")
        if isinstance(items, int):
            schema = (route.answer or {}).get("items", route.answer or {})
            one = self._contract.example(schema)
            key = self._telling(schema, one)
            items = [_numbered(one, key, index) for index in range(items)]
        whole = [plain(each) for each in items]
        asked = dict(query_of(request))
        limit = int(asked.get(paging.limit or "", size))
        given = asked.get(paging.at or _AT, "")
        start = int(given) if given.isdigit() else 0
        if paging.style in ("page",):
            start = (start - paging.first) * limit if given else 0
        part = whole[start : start + limit]
        body = self._enveloped(operation, part)
        end = start + limit
        more = end < len(whole)
        following = _next_of(paging.style, paging.at, request, end, limit, paging.first)
        headers: dict[str, str] = {}
        for path, value in (
            (paging.more, more),
            (paging.total, len(whole)),
            (paging.pages, -(-len(whole) // limit)),
            (paging.next, following if more else None),
        ):
            if path is not None:
                body = _set(body, path, value)
        if paging.style == "link" and paging.next is None and more:
            headers["Link"] = f'<{following}>; rel="next"'
        return json_response(route.status, body, headers)


def _next_of(
    style: str,
    at: str | None,
    request: httpx2.Request,
    end: int,
    limit: int,
    first: int,
) -> str | int:
    """The cursor, or the address, of the page that follows."""
    if style == "cursor":
        return str(end)
    number = end if style != "page" else first + end // limit
    return str(request.url.copy_set_param(at or _AT, str(number)))


def json_response(
    status: int, body: Json, headers: Mapping[str, str]
) -> httpx2.Response:
    fields = {"Content-Type": _JSON, **headers}
    return httpx2.Response(status, headers=fields, content=json.dumps(body).encode())


def _streamed(
    route: Route, values: Json, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """Values one after the other, told apart as the operation does it."""
    from .items import framing_of  # pydantic, which only streams need here

    media = route.operation.accept
    framing = framing_of(media.partition(";")[0].strip().lower())
    pieces: list[str] = []
    for value in values if is_array(values) else [values]:
        text = json.dumps(value)
        if framing == "records":
            pieces.append(f"\x1e{text}\n")
        elif framing != "events":
            pieces.append(f"{text}\n")
        elif route.operation.events and is_object(value):
            lines = [f"{key}: {_line(item)}" for key, item in value.items()]
            pieces.append("\n".join([*lines, "", ""]))
        else:
            pieces.append(f"data: {_line(value)}\n\n")
    content = "".join(pieces).encode()
    fields = {"Content-Type": media, **(headers or {})}
    return httpx2.Response(route.status, headers=fields, content=content)


def _line(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _set(body: Json, path: Sequence[str], value: Json) -> Json:
    """The body with a value at a path."""
    if not path:
        return value
    below = body if is_object(body) else {}
    return {**below, path[0]: _set(below.get(path[0]), path[1:], value)}


def _drifted(value: Json, remove: Sequence[str], change: Mapping[str, Json]) -> Json:
    if is_array(value):
        return [_drifted(each, remove, change) for each in value]
    if not is_object(value):
        return value
    kept = {key: item for key, item in value.items() if key not in remove}
    return {**kept, **change}


def _numbered(value: Json, key: str | None, index: int) -> Json:
    """An example with a number of its own in one property."""
    if not is_object(value) or key is None:
        return value
    found = value[key]
    if isinstance(found, str):
        return {**value, key: f"{found}-{index + 1}"}
    if isinstance(found, int) and not isinstance(found, bool):
        return {**value, key: found + index}
    return value

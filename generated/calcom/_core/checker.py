"""Whether a server would take a request: its route, version, credential, parameters and
body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from .operation import Operation

if TYPE_CHECKING:
    from .contract import Contract
    from .library import httpx2

_HOLE: Final = re.compile(r"\{[^{}]*\}")


class Route(NamedTuple):
    """One call of the API as its server sees it.

    `parameters` are (place, wire name, whether it is required, its schema). `body` is the
    schema of a JSON or form body, `answer` that of the answer's value, without envelope.
    """

    operation: Operation[Any]
    parameters: tuple[tuple[str, str, bool, Mapping[str, Any]], ...]
    body: Mapping[str, Any] | None
    answer: Mapping[str, Any] | None
    status: int


class Checker:
    """The routes of an API. `schemes` are (kind, what carries it) by name."""

    __slots__ = ("_base", "_contract", "_routes", "_schemes")

    def __init__(
        self,
        routes: Iterable[Route],
        contract: Contract,
        schemes: Mapping[str, tuple[str, tuple[str, ...]]],
        base_path: str,
    ) -> None:
        self._contract = contract
        self._schemes = schemes
        self._base = base_path.rstrip("/")
        self._routes = [(each, _pattern(each.operation)) for each in routes]

    def route(self, name: str) -> Route:
        """The call of a dotted name; raises ValueError for a name that is no call."""
        for route, _ in self._routes:
            if route.operation.id == name:
                return route
        raise ValueError(f"there is no call {name!r}")

    def match(self, request: httpx2.Request) -> tuple[Route | None, list[str], int]:
        """The route of a request, or why there is none."""
        path = urlsplit(str(request.url)).path
        paths = {path, path.removeprefix(self._base) or "/"}
        fitting = [
            route
            for route, pattern in self._routes
            if any(pattern.fullmatch(each) for each in paths)
        ]
        if not fitting:
            return None, [f"there is no path {path}"], 404
        of_method = [
            each for each in fitting if each.operation.method == request.method
        ]
        if not of_method:
            return None, [f"{path} does not take {request.method}"], 405
        # Written parts come before holes, as on a server.
        fewest = min(_holes(each) for each in of_method)
        best = [each for each in of_method if _holes(each) == fewest]
        # A route that also streams has a call for each; they ask for other media types.
        accept = request.headers.get("Accept", "")
        best.sort(key=lambda each: each.operation.accept != accept)
        for each in best:
            version = each.operation.version
            if version is None or request.headers.get(version.header) == version.value:
                return each, [], 200
        version = best[0].operation.version
        assert version is not None
        sent = request.headers.get(version.header)
        said = (
            f"the header {version.header} is missing"
            if sent is None
            else f"{path} is not there in version {sent}"
        )
        return best[0], [said], 404

    def check(
        self, route: Route, request: httpx2.Request, body: Any
    ) -> tuple[int, list[str]]:
        if not self._is_authorised(route.operation, request):
            return 401, ["there is no credential that this call takes"]
        faults = [*self._parameter_faults(route, request)]
        if route.body is not None:
            content = request.content
            if not content:
                if route.operation.body_required:
                    faults.append("the body is missing")
            elif isinstance(body, (dict, list)):
                faults += self._contract.faults(route.body, body, "body")
            elif "json" in route.operation.media:
                faults.append("the body is not JSON")
        return (422, faults) if faults else (200, [])

    def _is_authorised(
        self, operation: Operation[Any], request: httpx2.Request
    ) -> bool:
        if operation.public or not operation.auth or () in operation.auth:
            return True
        return any(
            all(self._carries(scheme, request) for scheme in schemes)
            for schemes in operation.auth
        )

    def _carries(self, scheme: str, request: httpx2.Request) -> bool:
        kind, names = self._schemes.get(scheme, ("", ()))
        if kind in ("bearer", "basic"):
            value = request.headers.get(names[0] if names else "Authorization", "")
            return bool(value.strip()) and (
                kind != "basic" or value.lower().startswith("basic ")
            )
        if kind == "query":
            return all(name in dict(query_of(request)) for name in names)
        if kind == "cookie":
            sent = request.headers.get("Cookie", "")
            return all(re.search(rf"\b{re.escape(n)}=", sent) for n in names)
        return all(request.headers.get(name) for name in names)

    def _parameter_faults(self, route: Route, request: httpx2.Request) -> Iterable[str]:
        query = query_of(request)
        for where, name, required, schema in route.parameters:
            if where == "path":
                continue  # without one, there is no route
            values = _values(where, name, query, request)
            if not values:
                nested = any(key.startswith(f"{name}[") for key, _ in query)
                if required and not nested:
                    yield f"{where} {name}: is missing"
                continue
            yield from self._text_faults(schema, values, f"{where} {name}")

    def _text_faults(
        self, schema: Mapping[str, Any], values: list[str], at: str
    ) -> Iterable[str]:
        """The faults of a parameter, whose values are all text: the reading with the
        fewest counts."""
        if len(values) == 1:
            one = [_read(values[0]), values[0]]
            values = values[0].split(",")
        else:
            one = []
        many = [list(map(_read, values)), list(values)]
        # Of equally many faults those tell more that are about the kind of value asked for.
        is_list = self._contract.takes_list(schema)
        readings = [*many, *one] if is_list else [*one, *many]
        found = [self._contract.faults(schema, each, at) for each in readings]
        return min(found, key=len)


def _pattern(operation: Operation[Any]) -> re.Pattern[str]:
    path = operation.path.partition("?")[0].partition("#")[0]
    parts = [re.escape(part) for part in _HOLE.split(path)]
    return re.compile("[^/]+".join(parts) + "/?")


def _holes(route: Route) -> int:
    return len(_HOLE.findall(route.operation.path))


def query_of(request: httpx2.Request) -> list[tuple[str, str]]:
    query = urlsplit(str(request.url)).query
    return parse_qsl(query, keep_blank_values=True)


def _values(
    where: str, name: str, query: list[tuple[str, str]], request: httpx2.Request
) -> list[str]:
    if where == "query":
        return [value for key, value in query if key in (name, f"{name}[]")]
    if where == "header":
        found = request.headers.get(name)
        return [] if found is None else [found]
    cookies = request.headers.get("Cookie", "").split("; ")
    pairs = [each.partition("=") for each in cookies]
    return [unquote(value) for key, _, value in pairs if key == name]


def _read(text: str) -> Any:
    """A text as what it would be in JSON."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if isinstance(value, str) else value


def body_of(request: httpx2.Request) -> Any:
    content = request.content
    media = request.headers.get("Content-Type", "").partition(";")[0].strip()
    if not content:
        return None
    if media.endswith("json"):
        try:
            return json.loads(content)
        except ValueError:
            return content.decode("utf-8", "replace")
    if media == "application/x-www-form-urlencoded":
        pairs = parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True)
        return {key: _read(value) for key, value in pairs}
    return content

"""Where paths begin: the servers of an API, and paths that were written with theirs.

A document says `/books` below the server `https://api.example.com/v2`, a page says
`https://api.example.com/v2/books`: they mean one route.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from calgen.diagnostics import Report
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.merge import Entry, Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.addresses import addresses, below, is_absolute, same
from calgen.normalise.found import is_partial
from calgen.normalise.routes import route_key
from calgen.normalise.schemas import SchemaBook
from calgen.profile import Profile

_HOLE = re.compile(r"\{[^{}/]*\}")
Route = tuple[str, str]


class Servers(NamedTuple):
    """Where an API is called: `absolute` addresses, the first of which is the client's;
    without any, `path` begins every path on a host that the caller has to name."""

    absolute: tuple[str, ...]
    path: str = ""

    @property
    def base(self) -> str | None:
        return next(iter(self.absolute), self.path or None)


NO_SERVERS = Servers(())


def servers_of(merged: Merged, profile: Profile, report: Report) -> Servers:
    """The documents' servers that can be called, else the profile's, else the one that
    most operations state where each states one."""
    found = addresses(*merged.first("servers"), report)
    absolute = tuple(filter(is_absolute, found))
    if not absolute and profile.server is not None:
        absolute = (profile.server.rstrip("/"),)
    if not absolute and not found:
        absolute = _common(merged)
    path = next((each for each in found if each != "/"), "")
    return Servers(absolute, "" if absolute else path)


def _common(merged: Merged) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for entry in merged.operations:
        stated, place = _own(entry)
        own = tuple(filter(is_absolute, addresses(stated, place, Report())))
        if not own:
            return ()
        counts[own[0]] += 1
    return tuple(sorted(counts, key=lambda url: (-counts[url], url))[:1])


def server_of(
    entry: Entry, servers: Servers, book: SchemaBook, report: Report
) -> str | None:
    """Where an operation is called, if not on the API's server: `https://host/path`, or
    `/path` on the API's host.

    What it states itself comes first, then its path, then its document, whose servers
    are not the API's where several documents are read.
    """
    stated, place = _own(entry)
    found = addresses(stated, place, report)
    if stated and not found:
        book.fault()
    if not stated and not is_partial(entry):
        root = Place(entry.document)
        own = js.mapping(entry.document.data).get("servers")
        every = addresses(own, root.child("servers"), Report())
        found = tuple(filter(is_absolute, every))
    if not found or any(same(servers.base, each) for each in found):
        return None
    return below(servers.base, found[0])


def _own(entry: Entry) -> tuple[list[JsonValue], Place]:
    """The servers that an operation or its path states."""
    own = js.items(entry.node.get("servers"))
    place = entry.place if own else entry.item_place
    return own or js.items(entry.item.get("servers")), place.child("servers")


def based(merged: Merged, profile: Profile, report: Report) -> Merged:
    """The documents, their partial operations under the paths that are called.

    Calls go to the API's server, so the path of a partial operation is what comes behind
    that server in the address its page shows. Where a page shows another host, or no
    host, the fuller descriptions decide, by the paths that they have.
    """
    stated, _ = merged.first("servers")
    urls = _urls(stated) or servers_of(merged, profile, Report()).absolute
    bases = [_split(url) for url in urls]
    known = {
        (each.method, route_key(each.path))
        for each in merged.operations
        if not is_partial(each)
    }
    moved = tuple(
        _based(each, bases, known, report) if is_partial(each) else each
        for each in merged.operations
    )
    return replace(merged, operations=moved)


def _urls(servers: JsonValue) -> tuple[str, ...]:
    """The addresses of servers, their variables at their defaults."""
    return tuple(_url(js.mapping(each)) for each in js.items(servers))


def _url(server: Json) -> str:
    url = str(server.get("url") or "")
    for variable, node in js.mapping(server.get("variables")).items():
        url = url.replace(f"{{{variable}}}", str(js.mapping(node).get("default") or ""))
    return url


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # an address that is none, such as `https://[host`
        return urlsplit("")


def _based(
    entry: Entry, bases: Iterable[SplitResult], known: Set[Route], report: Report
) -> Entry:
    """A partial operation at the path that leads from a server to what its page shows."""
    document = js.mapping(entry.document.data)
    own = _split(next(iter(_urls(document.get("servers"))), ""))
    if (entry.method, route_key(entry.path)) in known:
        return entry
    shown = own.path.rstrip("/") + entry.path
    behind = [
        (base, rest)
        for base in bases
        if (rest := _behind(base.path.rstrip("/"), shown)) is not None
    ]
    for _, rest in behind:
        if (entry.method, route_key(rest)) in known:
            return _moved(entry, rest)
    same = [base for base in bases if own.netloc and base.netloc == own.netloc]
    for base, rest in behind:
        # The address says it; else no described path begins as the server's does.
        other = base.path.strip("/") and not _begins(base, known)
        if base in same or other:
            return _moved(entry, rest)
    if same:
        report.warning(
            "CG054",
            f"{entry.method} {own.scheme}://{own.netloc}{shown} is not below the server "
            f"{same[0].geturl()}; it is called at {entry.path} there",
            entry.place,
            hint="generate a client of its own from this page, or correct `servers`",
        )
    return entry


def _begins(base: SplitResult, known: Set[Route]) -> bool:
    """Whether the path of a server is the beginning of a described path, too."""
    prefix = base.path.rstrip("/")
    return any(_behind(prefix, path) is not None for _, path in known)


def _behind(prefix: str, path: str) -> str | None:
    """What comes behind a server's path; None where the path begins otherwise.

    A part in braces is any part: nobody says what it stands for.
    """
    steps, parts = prefix.split("/"), path.split("/")
    if len(parts) <= len(steps) or not all(
        step == part or _HOLE.fullmatch(step)
        for step, part in zip(steps, parts, strict=False)
    ):
        return None
    return "/" + "/".join(parts[len(steps) :])


def _moved(entry: Entry, path: str) -> Entry:
    """The operation at another path; parameters of the part that is gone are gone."""
    if path == entry.path:
        return entry
    gone = {each[1:-1] for each in _HOLE.findall(entry.path)} - {
        each[1:-1] for each in _HOLE.findall(path)
    }
    parameters = [
        each
        for each in js.items(entry.node.get("parameters"))
        if js.mapping(each).get("in") != "path"
        or js.mapping(each).get("name") not in gone
    ]
    node = {**entry.node, "parameters": parameters} if gone else entry.node
    return replace(entry, path=path, node=node)

"""Addresses of servers: variables filled in, and no more than an address may hold."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from calgen.diagnostics import Report
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.normalise import jsonschema as js

_HOLE = re.compile(r"\{([^{}/]*)\}")
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\"<>\\^`{|}]")


def addresses(
    servers: JsonValue, place: Place | None, report: Report
) -> tuple[str, ...]:
    """Those of a list of servers that can be called: `https://host/path`, or `/path` on
    a host that nobody names. Their faults are reported up to the first with a host."""
    found: list[str] = []
    for index, each in enumerate(js.items(servers)):
        where = place.child(index) if place is not None else None
        told = Report() if any(map(is_absolute, found)) else report
        address = _address(js.mapping(each), where, told)
        if address is not None and address not in found:
            found.append(address)
    return tuple(found)


def is_absolute(address: str) -> bool:
    """Whether an address names its host."""
    return not address.startswith("/")


def origin_of(address: str) -> str:
    """Scheme and host of an absolute address: `https://api.example.com`."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def below(base: str | None, address: str) -> str:
    """An address as seen from the API's server: `/v2` where only the path is another."""
    if base is None or not is_absolute(address) or not is_absolute(base):
        return address
    if origin_of(base).lower() != origin_of(address).lower():
        return address
    return urlsplit(address).path or "/"


def same(base: str | None, address: str) -> bool:
    """Whether an address is the API's server."""
    if base is None:
        return False
    whole = urljoin(base, address) if is_absolute(base) else address
    return _folded(base) == _folded(whole)


def _folded(address: str) -> str:
    path = urlsplit(address).path.rstrip("/")
    return (origin_of(address).lower() if is_absolute(address) else "") + path


def _address(server: Json, place: Place | None, report: Report) -> str | None:
    stated = server.get("url")
    if not isinstance(stated, str):
        return None  # reading reports what is of a wrong type
    url = _filled(stated.strip(), server, place, report)
    if url is None:
        return None
    parts = _split(f"https:{url}" if url.startswith("//") else url)
    if parts is None:
        shown = _HOLE.sub("…", url) if "@" not in url else "this"
        _report(report, f"{shown!r} is no address to call", place)
        return None
    if parts.username is not None or parts.query or parts.fragment:
        plain = parts._replace(netloc=parts.netloc.rpartition("@")[2])
        kept = plain._replace(query="", fragment="").geturl()
        what = [
            word
            for word, there in (
                ("a user", parts.username is not None),
                ("a query", parts.query),
                ("a fragment", parts.fragment),
            )
            if there
        ]
        report.warning(
            "CG055",
            f"the address of a server holds {', '.join(what)}; {kept!r} is called",
            place.child("url") if place is not None else None,
            hint="describe a credential under `security`, a query as parameters",
        )
        parts = urlsplit(kept)
    if parts.scheme:
        return parts.geturl().rstrip("/")
    # A path: where the document lies is not known, so it begins at the host.
    steps = [each for each in parts.path.split("/") if each not in ("", ".", "..")]
    return "/" + "/".join(steps)


def _filled(url: str, server: Json, place: Place | None, report: Report) -> str | None:
    """The address with its variables at their defaults; None where one has none."""
    variables = js.mapping(server.get("variables"))
    for name in dict.fromkeys(_HOLE.findall(url)):
        node = js.mapping(variables.get(name))
        value = node.get("default")
        if not isinstance(value, (str, int, float)):
            offered = [v for v in js.items(node.get("enum")) if isinstance(v, str)]
            if not offered:
                so = "it is not called"
                _report(report, f"{{{name}}} of a server has no default; {so}", place)
                return None
            value = offered[0]
            said = f"{{{name}}} of a server has no default; {value!r} is used"
            _report(report, said, place)
        url = url.replace(f"{{{name}}}", str(value))
    return url


def _split(url: str) -> SplitResult | None:
    """The parts of an address that can be called; None for what is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if _UNSAFE.search(url) or (parts.scheme and parts.scheme not in ("https", "http")):
        return None
    if bool(parts.scheme) != bool(parts.hostname):
        return None
    return parts


def _report(report: Report, said: str, place: Place | None) -> None:
    report.warning(
        "CG056",
        said,
        place.child("url") if place is not None else None,
        hint="give each variable a `default`; write the address as https://host/path",
    )

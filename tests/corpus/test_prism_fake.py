"""The fake of a generated package refuses what a mock server that is not ours refuses."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pytest
from proof.calls import Proof
from proof.examples import keywords
from proof.source import Place, Route, follow

ENOUGH = 50
WRONG = "no-such-value"


class Sent(NamedTuple):
    """A request as bytes on the wire, without its server."""

    method: str
    target: str
    headers: dict[str, str]
    content: bytes


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_fake_refuses_what_prism_refuses(
    corpus: Path, prism: str, calgen: Callable[..., Any], tmp_path: Path
) -> None:
    document = corpus / "corpus" / "specs" / "calcom.json"
    done = calgen(
        *("generate", "-i", document, "-o", tmp_path, "--package", "faked"),
        *("--config", "none"),
        cwd=tmp_path,
    )
    assert done.code == 0, done.stderr
    sys.path.insert(0, str(tmp_path))
    try:
        counts, missed = compared(importlib.import_module("faked"), document, prism)
    finally:
        sys.path.remove(str(tmp_path))
    print(dict(counts))
    assert not missed
    assert sum(counts.values()) >= ENOUGH
    assert len(counts) == 5


def compared(api: Any, document: Path, url: str) -> tuple[Counter[str], list[str]]:
    """How many broken requests of each kind Prism refuses; those that the fake takes."""
    testing = importlib.import_module(f"{api.__name__}.testing")
    fake = testing.Fake()
    proof = Proof(api.__name__, document)
    counts: Counter[str] = Counter()
    missed: list[str] = []
    with httpx2.Client(base_url=url) as http, httpx2.Client(transport=fake) as ours:
        for name, route, sent in valid(proof, fake):
            if refuses(http, "", sent):
                continue  # what nobody can ask for shows nothing
            assert not refuses(ours, "https://api.cal.com", sent), name
            for kind, broken in breakages(route, sent):
                if refuses(http, "", broken):
                    counts[kind] += 1
                    if not refuses(ours, "https://api.cal.com", broken):
                        missed.append(f"{name}: {kind} {broken}")
    return counts, missed


def valid(proof: Any, fake: Any) -> Iterator[tuple[str, Route, Sent]]:
    """A request of every operation, made of the document's examples."""
    asked: list[httpx2.Request] = []

    def record(request: httpx2.Request) -> httpx2.Response:
        request.read()
        asked.append(request)
        return httpx2.Response(200, json={})

    client = fake.client()
    with httpx2.Client(transport=httpx2.MockTransport(record)) as http:
        auth = client._config.auth
        client = type(client)(auth=auth, http_client=http, max_retries=0)
        for call in proof.calls(client):
            skeleton = re.sub(r"\{[^}]*\}", "{}", call.operation.path)
            route = proof.routes[call.operation.method, skeleton]
            asked.clear()
            call.run(**keywords(route, call.run))
            (request,) = asked
            target = request.url.raw_path.decode()
            headers = dict(request.headers)
            yield (
                call.name,
                route,
                Sent(request.method, target, headers, request.content),
            )


def refuses(http: httpx2.Client, base: str, sent: Sent) -> bool:
    """Whether the request is at fault; Prism may have something against its own answer."""
    headers = {
        k: v for k, v in sent.headers.items() if k not in ("host", "content-length")
    }
    response = http.request(
        sent.method, base + sent.target, headers=headers, content=sent.content
    )
    if response.status_code < 400:
        return False
    try:
        faults = response.json().get("validation") or [{"location": ["request"]}]
    except ValueError:
        return True
    return any(each["location"][0] != "response" for each in faults)


def breakages(route: Route, sent: Sent) -> Iterator[tuple[str, Sent]]:
    """The request with one thing wrong, in five ways as far as it has them."""
    for parameter in parameters(route):
        name, schema = parameter["name"], parameter.get("schema", {})
        if (
            parameter["in"] == "header"
            and parameter.get("required")
            and name.lower() in sent.headers.keys() - {"authorization"}
        ):
            headers = {k: v for k, v in sent.headers.items() if k != name.lower()}
            yield "missing header", sent._replace(headers=headers)
        if parameter["in"] == "query":
            if "enum" in schema:
                yield "wrong enum", asked(sent, name)
            if schema.get("type") in ("number", "integer"):
                yield "wrong type of a parameter", asked(sent, name)
    yield from broken_bodies(route, sent)


def parameters(route: Route) -> Iterator[dict[str, Any]]:
    stated = [
        *(route.item.node.get("parameters") or ()),
        *(route.place.node.get("parameters") or ()),
    ]
    for each in stated:
        node = dict(follow(Place(each, route.place.file)).node)
        schema = follow(Place(node.get("schema", {}), route.place.file))
        yield {**node, "schema": schema.node}


def asked(sent: Sent, name: str) -> Sent:
    parts = urlsplit(sent.target)
    query = [p for p in parse_qsl(parts.query) if p[0] != name] + [(name, WRONG)]
    return sent._replace(target=f"{parts.path}?{urlencode(query)}")


def broken_bodies(route: Route, sent: Sent) -> Iterator[tuple[str, Sent]]:
    body = follow(Place(route.place.node.get("requestBody", {}), route.place.file)).node
    stated = body.get("content", {}).get("application/json", {}).get("schema", {})
    schema = follow(Place(stated, route.place.file)).node
    try:
        content = json.loads(sent.content)
    except ValueError:
        return
    if not isinstance(content, dict):
        return
    for name in schema.get("required", ()):
        less = {key: value for key, value in content.items() if key != name}
        yield "missing body field", sent._replace(content=json.dumps(less).encode())
    for name, child in schema.get("properties", {}).items():
        kind = follow(Place(child, route.place.file)).node.get("type")
        if kind in ("string", "number", "integer", "boolean"):
            more = {**content, name: {"wrong": 1}}
            changed = sent._replace(content=json.dumps(more).encode())
            yield "wrong type of a field", changed

"""Copied pages and dumps whose paths begin at the host, of an API whose server has a path."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from calgen.diagnostics import Report
from calgen.merge import operations
from calgen.normalise import jsonschema as js
from calgen.read import read_all

SCOPE = "The `parcel:read` scope is required."


def document(server: str, *paths: str, **rest: object) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ferries", "version": "1"},
        "servers": [{"url": server, **rest}],
        "paths": {
            path: {"get": {"responses": {"204": {"description": ""}}}} for path in paths
        },
    }


def page(url: str, method: str = "GET") -> str:
    call = f"curl --request {method} \\\n--url {url}\n"
    return f'Title\n{call}{{"id": 7}}\n{SCOPE}\n{call}{{"id": 7}}\nThe id.\n'


def section(path: str) -> str:
    source = "Source: https://docs.ferries.example/api/page"
    return f"# Title {source} /openapi.json get {path} {SCOPE} "


def inspected(calgen: Any, folder: Path, *texts: object) -> Any:
    flags: list[object] = []
    for number, text in enumerate(texts):
        name = f"{number}.json" if isinstance(text, dict) else f"{number}.txt"
        content = json.dumps(text) if isinstance(text, dict) else str(text)
        (folder / name).write_text(content)
        flags += ["-i", name]
    done = calgen("inspect", *flags, "--config", "none", "--json", cwd=folder)
    assert done.code == 0, done.stderr
    return json.loads(done.stdout)


def routes(said: Any) -> list[tuple[str, list[str]]]:
    return [(each["path"], each["scopes"]) for each in said["operations"]]


READ = ["parcel:read"]


@pytest.mark.parametrize(
    ("server", "path", "text"),
    [
        (
            "https://api.x.example/v2",
            "/parcels",
            page("https://api.x.example/v2/parcels"),
        ),
        (
            "https://api.x.example/v2/",
            "/parcels/{id}",
            page("https://api.x.example/v2/parcels/{parcel_id}"),
        ),
        # Another region, and the address of a sandbox.
        (
            "https://api.x.example/v2",
            "/parcels",
            page("https://eu.x.example/v2/parcels"),
        ),
        # The page takes more for the server than the document does.
        (
            "https://api.x.example",
            "/v2/parcels",
            "GET\n/parcels\n" + page("https://api.x.example/v2/parcels"),
        ),
        ("/api/v2", "/parcels", page("https://api.x.example/api/v2/parcels")),
        ("https://api.x.example/v2", "/parcels", section("/v2/parcels")),
        ("https://api.x.example/v2", "/parcels", section("/parcels")),
        # `/v2` is a path of this API as well.
        ("https://api.x.example/v2", "/v2/parcels", section("/v2/parcels")),
    ],
)
def test_one_route(
    calgen: Any, tmp_path: Path, server: str, path: str, text: str
) -> None:
    said = inspected(calgen, tmp_path, document(server, path), text)
    assert routes(said) == [(path, READ)]
    assert "CG054" not in {each["code"] for each in said["diagnostics"]}


def test_server_variables(calgen: Any, tmp_path: Path) -> None:
    variables = {"region": {"default": "eu"}, "version": {"default": "v2"}}
    server = "https://{region}.x.example/{version}"
    text = page("https://us.x.example/v2/parcels")
    said = inspected(
        calgen, tmp_path, document(server, "/parcels", variables=variables), text
    )
    assert routes(said) == [("/parcels", READ)]


@pytest.mark.parametrize(
    "text",
    [page("https://api.x.example/v2/berths"), section("/v2/berths")],
)
def test_routes_that_only_a_page_has_are_called_below_the_server(
    calgen: Any, tmp_path: Path, text: str
) -> None:
    whole = document("https://api.x.example/v2", "/parcels")
    said = inspected(calgen, tmp_path, whole, text)
    assert routes(said) == [("/berths", READ), ("/parcels", [])]


def test_pages_alone(calgen: Any, tmp_path: Path) -> None:
    one = "GET\n/parcels\n" + page("https://api.x.example/v2/parcels")
    other = page("https://api.x.example/v2/berths")
    for texts in ((one, other), (other, one)):
        said = inspected(calgen, tmp_path, *texts)
        found = {path for path, _ in routes(said)}
        assert found in ({"/parcels", "/berths"}, {"/v2/parcels", "/v2/berths"})


def test_a_page_that_is_not_below_the_server(calgen: Any, tmp_path: Path) -> None:
    whole = document("https://api.x.example/v2", "/parcels")
    said = inspected(calgen, tmp_path, whole, page("https://api.x.example/v1/parcels"))
    assert routes(said) == [("/parcels", []), ("/v1/parcels", READ)]
    (told,) = [each for each in said["diagnostics"] if each["code"] == "CG054"]
    assert "https://api.x.example/v1/parcels is not below" in told["message"]
    assert told["place"]["path"] == "1.txt"


def test_a_word_that_begins_alike_is_another_path(calgen: Any, tmp_path: Path) -> None:
    whole = document("https://api.x.example/v2", "/parcels")
    said = inspected(calgen, tmp_path, whole, section("/v20/parcels"))
    assert routes(said) == [("/parcels", []), ("/v20/parcels", READ)]


# --- operations of other documents -----------------------------------------------------

DOCUMENTS = (
    "box-v2025.0.json",
    "clerk.yaml",
    "discord.json",
    "google-calendar.json",
    "openai.yaml",
    "spotify-official.yaml",
)


@cache
def described(
    folder: Path, name: str
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """A document's server and routes, without what else it says."""
    _, documents = read_all([folder / "corpus" / "specs" / name], Report(), base=folder)
    server = js.items(js.mapping(documents[0].data)["servers"])[0]
    found = tuple((e.method, e.path) for d in documents for e in operations(d))
    return dict(js.mapping(server)), found


@pytest.mark.parametrize("form", ["page", "dump"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_thirty_operations(
    corpus: Path, calgen: Any, tmp_path: Path, name: str, form: str
) -> None:
    server, known = described(corpus, name)
    some = sorted(random.Random(name).sample(known, min(30, len(known))))
    base = server["url"].rstrip("/")
    prefix = "/" + base.split("/", 3)[3]
    whole: dict[str, Any] = document(base)
    for method, path in known:
        item = whole["paths"].setdefault(path, {})
        item[method.lower()] = {"responses": {"204": {"description": ""}}}
    if form == "page":
        texts = [page(base + path, method) for method, path in some]
    else:
        texts = [
            "".join(
                section(prefix + path).replace(" get ", f" {method.lower()} ", 1)
                for method, path in some
            )
        ]
    said = inspected(calgen, tmp_path, whole, *texts)
    assert len(said["operations"]) == len(known)
    stating = {(e["method"], e["path"]) for e in said["operations"] if e["scopes"]}
    assert stating == set(some)

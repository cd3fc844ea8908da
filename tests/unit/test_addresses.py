"""Addresses of servers as documents write them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from calgen.diagnostics import Report
from calgen.document import parse
from calgen.location import Place
from calgen.normalise.addresses import addresses, below, same


def read(*servers: Any) -> tuple[tuple[str, ...], list[str]]:
    text = json.dumps({"servers": servers})
    document = parse("api.json", text)
    report = Report()
    found = addresses(list(servers), Place(document).child("servers"), report)
    for each in report.diagnostics:
        assert each.position is not None
        assert each.hint
    return found, [f"{each.code} {each.message}" for each in report.diagnostics]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.test/v1/", "https://api.test/v1"),
        (" https://api.test ", "https://api.test"),
        ("//api.test/v1", "https://api.test/v1"),
        ("/v1/", "/v1"),
        ("v1/x", "/v1/x"),
        ("./../v1", "/v1"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_what_can_be_called(url: str, expected: str) -> None:
    assert read({"url": url}) == ((expected,), [])


def test_variables_stand_at_their_defaults() -> None:
    server = {
        "url": "https://{host}.test:{port}/{base}",
        "variables": {
            "host": {"default": "api"},
            "port": {"enum": ["8443", "443"]},
            "base": {"default": "v2"},
        },
    }
    found, told = read(server)
    assert found == ("https://api.test:8443/v2",)
    assert told == ["CG056 {port} of a server has no default; '8443' is used"]


@pytest.mark.parametrize(
    ("url", "expected", "holds"),
    [
        ("https://me:secret@api.test/v1", "https://api.test/v1", "a user"),
        ("https://api.test/v1?key=x", "https://api.test/v1", "a query"),
        ("https://api.test/#x", "https://api.test", "a fragment"),
    ],
)
def test_what_an_address_must_not_hold(url: str, expected: str, holds: str) -> None:
    found, (told,) = read({"url": url})
    assert found == (expected,)
    assert told.startswith(f"CG055 the address of a server holds {holds}; ")
    assert "secret" not in told


@pytest.mark.parametrize(
    "url",
    [
        "ftp://api.test",
        "https://[api",
        "https://api.test:99999",
        "https://",
        "https://{host}.test",
        'https://api.test/"; import os',
        "https://api.test/\nx",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address(url: str) -> None:
    found, (told,) = read({"url": url}, {"url": "https://other.test"})
    assert found == ("https://other.test",)
    assert told.startswith("CG056 ")


def test_an_address_beside_another() -> None:
    assert below("https://a.test/v1", "https://A.test/v2") == "/v2"
    assert below("https://a.test/v1", "https://b.test/v2") == "https://b.test/v2"
    assert same("https://a.test/v1/", "https://A.test/v1")
    assert same("https://a.test/v1", "/v1")
    assert not same("https://a.test/v1", "/v2")

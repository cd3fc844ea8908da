"""A real union without a discriminator: each kind is found, with a field missing too."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from proof.examples import example
from proof.source import Place, load

ROUTE = "/v2/bookings"


@pytest.fixture(scope="module")
def kinds(corpus: Path) -> dict[str, Any]:
    """Schema name -> an example of it, for each kind that the route's list may hold."""
    path = corpus / "corpus" / "specs" / "calcom.json"
    schemas = load(path)["components"]["schemas"]
    answer = load(path)["paths"][ROUTE]["get"]["responses"]["200"]["content"]
    envelope = answer["application/json"]["schema"]["$ref"].rpartition("/")[2]
    items = schemas[envelope]["properties"]["data"]["items"]["oneOf"]
    names = [each["$ref"].rpartition("/")[2] for each in items]
    return {name: example(Place(schemas[name], path)) for name in names}


@pytest.fixture(scope="module")
def api(
    corpus: Path,
    calgen: Callable[..., Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("kinds")
    document = corpus / "corpus" / "specs" / "calcom.json"
    done = calgen(
        *("generate", "-i", document, "-o", folder, "--package", "kinds"),
        *("--config", "none", "--include", ROUTE),
        cwd=folder,
    )
    assert done.code == 0, done.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module("kinds")
    sys.path.remove(str(folder))


def listed(api: ModuleType, values: list[Any]) -> list[str]:
    """The names of the classes that an answer with these bookings is decoded to."""
    body = {"status": "success", "data": values, "pagination": {}}

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=body)

    with (
        httpx2.Client(transport=httpx2.MockTransport(answer)) as http,
        api.Client(auth="t", http_client=http) as client,
    ):
        page = client.bookings.list()
        return [type(each).__name__ for each in page.items]


def plain(name: str) -> str:
    return name.partition("_")[0].lower()


def test_each_kind_is_found(api: ModuleType, kinds: dict[str, Any]) -> None:
    assert len(kinds) == 4
    found = listed(api, list(kinds.values()))
    assert [plain(each) for each in found] == [plain(each) for each in kinds]


def test_each_kind_is_found_without_a_field(
    api: ModuleType, kinds: dict[str, Any], corpus: Path
) -> None:
    schemas = json.loads(
        (corpus / "corpus" / "specs" / "calcom.json").read_text(encoding="utf-8")
    )["components"]["schemas"]
    shared = set.intersection(*(set(schemas[name]["required"]) for name in kinds))
    assert len(shared) > 8
    for gone in sorted(shared):
        values = [
            {key: item for key, item in value.items() if key != gone}
            for value in kinds.values()
        ]
        found = listed(api, values)
        assert [plain(each) for each in found] == [plain(each) for each in kinds], gone

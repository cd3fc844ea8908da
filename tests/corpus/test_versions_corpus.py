"""Real documents of Swagger 2.0 and OpenAPI 3.2, whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calgen.diagnostics import Report
from calgen.document import parse
from calgen.methods import operations_in
from calgen.upgrade import upgraded

OLD = [
    "edge/oai-v2.0-petstore.yaml",
    "edge/readme-2.0-schema-circular.json",
    "edge/oai-petstore-separate/spec/swagger.json",
    "specs/kubernetes-swagger2.json",
]


@pytest.mark.parametrize("name", OLD)
def test_nothing_of_swagger_is_left(corpus: Path, name: str) -> None:
    text = (corpus / "corpus" / name).read_text(encoding="utf-8")
    old, report = parse(name, text), Report()
    new = upgraded(old, report)
    assert not report.diagnostics
    before, after = _plain(old.data), _plain(new.data)
    assert not {"swagger", "definitions", "securityDefinitions", "host"} & after.keys()
    assert _routes(before) == _routes(after)
    sent = {"body", "formData"}
    for path, item in before["paths"].items():
        for method, _, node in operations_in(item):
            given = [*item.get("parameters", ()), *node.get("parameters", ())]
            made = after["paths"][path][method.lower()]
            has_body = any(each.get("in") in sent for each in given)
            assert ("requestBody" in made) is has_body
            for status, answer in node["responses"].items():
                assert ("schema" in answer) is ("content" in made["responses"][status])
    assert '"#/definitions/' not in json.dumps(after)


def _plain(data: object) -> dict[str, Any]:
    assert isinstance(data, dict)
    return data


def _routes(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (method, path)
        for path, item in data["paths"].items()
        for method, _, _ in operations_in(item)
    ]


def test_kubernetes_has_every_operation(
    corpus: Path, calgen: Callable[..., Any], tmp_path: Path
) -> None:
    document = corpus / "corpus" / "specs" / "kubernetes-swagger2.json"
    done = calgen("inspect", "-i", document, "--config", "none", "--json", cwd=tmp_path)
    assert done.code == 0
    ledger = json.loads(done.stdout)["ledger"]
    assert ledger == {"read": 826, "emitted": 826, "degraded": 0, "dropped": 0}

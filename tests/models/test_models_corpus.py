"""The models of a real document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import black
import pytest
from modelkit import Build, Package, files

from calgen.naming import pascal


def converted(node: Any, names: dict[str, str]) -> Any:
    """A schema of OpenAPI 3.0 in the form of 3.1, with final names."""
    if isinstance(node, list):
        return [converted(item, names) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: converted(item, names) for key, item in node.items()}
    if isinstance(node.get("$ref"), str):
        made["$ref"] = "#/components/schemas/" + names[node["$ref"].rpartition("/")[2]]
    if made.pop("nullable", False) is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made


@pytest.fixture
def package(corpus: Path, build: Build) -> Package:
    text = (corpus / "corpus" / "specs" / "calcom.json").read_text(encoding="utf-8")
    schemas = json.loads(text)["components"]["schemas"]
    names = {wire: pascal(wire) for wire in schemas}
    assert len(set(names.values())) == len(names)
    return build({names[wire]: converted(s, names) for wire, s in schemas.items()})


def test_every_model_builds_and_no_file_would_be_reformatted(package: Package) -> None:
    for path, source in files(package.models).items():
        assert black.format_str(source, mode=black.Mode()) == source, path


def test_a_booking(package: Package) -> None:
    assert package.annotation("BookingOutput20240813", "status").endswith("Status")
    assert package.annotation("BookingOutput20240813", "id") == "int | float"
    assert package.annotation("BookingAttendee", "time_zone") == "str"

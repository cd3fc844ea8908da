"""Schemas in, an imported client package out."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from modelkit import Build, Package, schema, write
from pydantic import TypeAdapter

from calgen.diagnostics import Report
from calgen.ir import JsonValue
from calgen.models import generate_models


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Generate, write, import and complete every model."""
    monkeypatch.syspath_prepend(tmp_path)
    count = 0

    def build_one(schemas: Mapping[str, JsonValue]) -> Package:
        nonlocal count
        count += 1
        name = f"{tmp_path.name.replace('-', '_')}_{count}"
        given = [schema(key, json) for key, json in schemas.items()]
        models = generate_models(given, Report())
        write(models, tmp_path / name)
        module = importlib.import_module(f"{name}.models")
        for export, _ in models.index.modules:
            TypeAdapter(getattr(module, export)).json_schema()
        assert {each.name.pascal for each in given} <= {
            n for n, _ in models.index.modules
        }
        return Package(models, module, tmp_path / name)

    return build_one

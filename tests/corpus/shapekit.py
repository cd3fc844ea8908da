"""Random documents, and what the package of each must hold."""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from proof.calls import exercise

from calgen.config import Config
from calgen.diagnostics import Report, Stop
from calgen.pipeline import generate

Json = Any
_NUMBERS = count()

KEYWORDS = ["class", "def", "None", "True", "async", "match", "type", "from", "import"]
BUILTINS = ["list", "dict", "str", "int", "object", "property", "print", "id", "super"]
ATTRIBUTES = [
    *("self", "cls", "schema", "json", "copy", "date", "datetime", "fields", "to_dict"),
    *("model_config", "model_fields", "model_dump", "model_rebuild", "model_", "root"),
    *("__class__", "__init__", "__dict__", "_private", "__", "_", "options", "body"),
    *("path", "query", "header", "cookie", "models", "ops", "UNSET", "Any", "Literal"),
    *(
        "Model",
        "Field",
        "Annotated",
        "Page",
        "Client",
        "AsyncClient",
        "Resource",
        "Unset",
    ),
    *("Mapping", "Sequence", "Upload", "TypeAlias", "BaseModel", "UUID", "Operation"),
]
TWINS = [
    "a b",
    "a_b",
    "a-b",
    "aB",
    "A.b",
    "AB",
    "ab",
    "Ab",
    "a.b",
    "a/b",
    "a  b",
    "a1",
    "a_1",
]
ODD = [
    "1st",
    "200",
    "-1",
    "$ref",
    "@id",
    "#",
    "+1",
    "né",
    "字符串",
    "ß",
    "ǅ",
    "𝒳",
    "🚀",
    "\u202e",
]
LONG = ["x" * 200, "very long name " * 14, "A" + "b_" * 99, "é" * 200]

_texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1
)
names = st.one_of(
    *(st.sampled_from(each) for each in (KEYWORDS, BUILTINS, ATTRIBUTES)),
    *(st.sampled_from(each) for each in (TWINS, TWINS, ODD, LONG)),
    _texts.map(lambda text: text[:30]),
)


def document(
    schemas: Mapping[str, Json], paths: Mapping[str, Json], version: str = "3.1.0"
) -> Json:
    return {
        "openapi": version,
        "info": {"title": "Shapes", "version": "1"},
        "servers": [{"url": "https://example.test"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def calls(schemas: Mapping[str, Json]) -> Json:
    """Paths with one call that takes and gives each schema."""
    paths = {}
    for number, name in enumerate(schemas):
        pointer = name.replace("~", "~0").replace("/", "~1")
        content = _json({"$ref": f"#/components/schemas/{pointer}"})
        paths[f"/thing{number}"] = {
            "post": {
                "requestBody": {"content": content},
                "responses": {"200": {"description": "", "content": content}},
            }
        }
    return paths


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def prove(described: Json, operations: int, *, build: bool = True) -> dict[str, Any]:
    """Generate, import, build every model and make every call: all must go well."""
    package = f"shape_{next(_NUMBERS)}"
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder).resolve()
        source = site / "document.json"
        source.write_text(json.dumps(described), encoding="utf-8")
        report = Report()
        try:
            files = generate(Config(inputs=(source,), package=package), report).files
        except Stop:
            raise AssertionError([each.message for each in report]) from None
        for path, text in files.items():
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        try:
            importlib.invalidate_caches()
            found = exercise(site, package, source, build=build)
        finally:
            for name in [n for n in sys.modules if n.split(".")[0] == package]:
                del sys.modules[name]
    wrong = [found[key] for key in ("imports", "unbuilt", "failed") if found.get(key)]
    assert not wrong, wrong
    assert (found["operations"], found["unreachable"]) == (operations, [])
    return found

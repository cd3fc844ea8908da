"""Two documents in, changes out; documents that are short to write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from calgen.config import Config
from calgen.diagnostics import Report
from calgen.diff import Change, Surface, differences, surface_of
from calgen.frozen import NOTHING, Frozen
from calgen.pipeline import digests, names_of, read_facts
from calgen.stack import deeply

Json = dict[str, Any]
STRING: Json = {"type": "string"}
INTEGER: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def record(*required: str, **properties: Json) -> Json:
    found: Json = {"type": "object", "properties": properties}
    return {**found, "required": list(required)} if required else found


def content(schema: Json, media: str = "application/json") -> Json:
    return {"content": {media: {"schema": schema}}}


def query(name: str, schema: Json | None = None, **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": schema or STRING, **more}


def call(
    answer: Json | None = None,
    *,
    parameters: Sequence[Json] = (),
    body: Json | None = None,
    version: str | None = None,
    **more: Any,
) -> Json:
    said = {"description": "done", **(content(answer) if answer is not None else {})}
    given = list(parameters)
    if version:
        header = {"type": "string", "const": version}
        given.append({"name": "api-version", "in": "header", "schema": header})
    found: Json = {"parameters": given, "responses": {"200": said}, **more}
    if body is not None:
        found["requestBody"] = {**content(body), "required": True}
    return found


def document(paths: Json, schemas: Json | None = None, **more: Any) -> Json:
    made: Json = {
        "openapi": "3.1.0",
        "info": {"title": "Books", "version": "1"},
        "servers": [{"url": "https://api.books.test"}],
        "paths": paths,
        "components": {"schemas": schemas or {}, **more.pop("components", {})},
        **more,
    }
    # Parts that stand in it twice are edited once.
    found: Json = json.loads(json.dumps(made))
    return found


def surface(
    path: Path, known: Frozen = NOTHING, **settings: Any
) -> tuple[Surface, Frozen]:
    """The surface of a document, and the names that its client would keep."""
    config = Config(
        inputs=(path,), base=path.parent, output=path.parent / "none", **settings
    )

    def read() -> tuple[Surface, Frozen]:
        facts = read_facts(config, Report(), None, known)
        made = surface_of(facts.api, facts.frozen)
        names = names_of(facts, made.models)
        return made, replace(names, inputs=digests(facts.inputs))

    return deeply(read)


def compared(folder: Path, old: Json, new: Json, **settings: Any) -> tuple[Change, ...]:
    """The changes between two documents, as if one client were made of one and then of
    the other."""
    for name, each in (("old", old), ("new", new)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "api.json").write_text(json.dumps(each, indent=1))
    before, names = surface(folder / "old" / "api.json", **settings)
    after, _ = surface(folder / "new" / "api.json", names, **settings)
    return differences(before, after)


def told(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """Kind and severity of each."""
    return [(each.kind, each.severity) for each in changes]

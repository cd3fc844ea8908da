"""Operations that are recalled: only those of which nothing has changed, whole."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from runkit import Same

from calgen.normalise import recalled

Json = dict[str, Any]


def document() -> Json:
    """Three calls: components, inline objects, a fault that is told, and prose."""
    kite = {
        "type": "object",
        "properties": {"line": {"$ref": "#/components/schemas/Line"}},
    }
    line = {"type": "object", "properties": {"length": {"type": "integer"}}}
    part = {"type": "object", "properties": {"size": {"type": "integer"}}}

    def answers(schema: Json) -> Json:
        content = {"application/json": {"schema": schema}}
        return {"200": {"description": "it", "content": content}}

    def call(name: str, schema: Json, **more: Any) -> Json:
        return {
            "operationId": name,
            "tags": ["Kites"],
            "responses": answers(schema),
            **more,
        }

    ref = {"$ref": "#/components/schemas/Kite"}
    gone = {"$ref": "#/components/schemas/Gone"}
    inline = {"type": "object", "properties": {"part": part, "kite": ref}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kites", "version": "1"},
        "paths": {
            "/kites": {
                "get": call("listKites", {"type": "array", "items": ref}),
                "post": call("flyKite", inline),
            },
            "/kites/{id}": {
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    }
                ],
                "get": call(
                    "getKite", ref, description="Requires the `kites:read` scope."
                ),
            },
            "/gone": {"get": call("getGone", gone)},
            "/also-gone": {"get": call("getAlsoGone", gone)},
        },
        "components": {"schemas": {"Kite": kite, "Line": line}},
    }


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls that are built, as they are; the others are recalled."""
    found: list[str] = []
    build = recalled.build

    def noted(route: Any, name: Any, context: Any) -> Any:
        found.append(route.found.entry.node.get("operationId", ""))
        return build(route, name, context)

    monkeypatch.setattr(recalled, "build", noted)
    return found


def run(same: Same, made: list[str], text: Json) -> set[str]:
    """Generate beside a run without a cache; what the first of them had to build."""
    made.clear()
    same(json.dumps(text, indent=1))
    every = {
        node["operationId"]
        for item in text["paths"].values()
        for key, node in item.items()
        if key in ("get", "post")
    }
    # The run without a cache builds each; once more are those of the run with one.
    return {name for name in every if made.count(name) > 1}


def test_only_what_changed_is_built(same: Same, made: list[str]) -> None:
    first = document()
    assert run(same, made, first) == {
        "listKites", "flyKite", "getKite", "getGone", "getAlsoGone",
    }  # fmt: skip
    run(same, made, first)  # the lock has names now
    later = deepcopy(first)
    later["paths"]["/kites"]["get"]["summary"] = "Every kite"
    assert run(same, made, later) == {"listKites"}
    later["paths"]["/kites/{id}"]["get"][
        "description"
    ] = "Requires the `kites:write` scope."
    assert run(same, made, later) == {"getKite"}
    later["paths"]["/kites/{id}"]["parameters"][0]["schema"] = {"type": "integer"}
    assert "getKite" in run(same, made, later)


def test_a_line_more_above_moves_what_is_told(same: Same, made: list[str]) -> None:
    """The places in diagnostics are those of the text as it is now."""
    first = document()
    run(same, made, first)
    run(same, made, first)
    later = {"x-more": ["a", "b"], **first}
    run(same, made, later)
    later["paths"] = {"/new": deepcopy(first["paths"]["/kites"]), **later["paths"]}
    later["paths"]["/new"]["get"]["operationId"] = "listNew"
    later["paths"]["/new"]["post"]["operationId"] = "flyNew"
    run(same, made, later)


def test_what_two_calls_tell_is_told_while_one_is_left(
    same: Same, made: list[str]
) -> None:
    first = document()
    run(same, made, first)
    run(same, made, first)
    later = deepcopy(first)
    answer = later["paths"]["/gone"]["get"]["responses"]["200"]
    answer["content"]["application/json"]["schema"] = {"type": "string"}
    assert run(same, made, later) == {"getGone"}
    del later["paths"]["/gone"]
    assert run(same, made, later) == set()


def test_a_changed_component_reaches_every_call(same: Same, made: list[str]) -> None:
    first = document()
    run(same, made, first)
    run(same, made, first)
    later = deepcopy(first)
    later["components"]["schemas"]["Line"]["properties"]["colour"] = {"type": "string"}
    assert "listKites" in run(same, made, later)
    later["components"]["schemas"]["Gone"] = {"type": "object", "properties": {}}
    assert "getGone" in run(same, made, later)


def test_a_name_that_another_call_wants(same: Same, made: list[str]) -> None:
    """What stands within a call may be called otherwise because of another one."""
    first = document()
    run(same, made, first)
    later = deepcopy(first)
    post = deepcopy(first["paths"]["/kites"]["post"])
    post["operationId"] = "flyKites"
    later["paths"]["/a"] = {"post": post}
    run(same, made, later)
    later["components"]["schemas"]["KitesFlyResponse"] = {
        "type": "object",
        "properties": {"other": {"type": "string"}},
    }
    run(same, made, later)
    del later["paths"]["/kites"]["post"]
    run(same, made, later)
    run(same, made, first)


def test_a_reference_into_another_call(same: Same, made: list[str]) -> None:
    first = document()
    first["paths"]["/gone"]["get"]["responses"]["200"] = {
        "$ref": "#/paths/~1kites/post/responses/200"
    }
    run(same, made, first)
    run(same, made, first)
    later = deepcopy(first)
    answer = later["paths"]["/kites"]["post"]["responses"]["200"]
    answer["content"]["application/json"]["schema"] = {"type": "integer"}
    assert run(same, made, later) >= {"flyKite", "getGone"}
    # The same out of a component.
    later["components"]["responses"] = {
        "R": {"$ref": "#/paths/~1kites/get/responses/200"}
    }
    later["paths"]["/also-gone"]["get"]["responses"]["200"] = {
        "$ref": "#/components/responses/R"
    }
    run(same, made, later)
    answer = later["paths"]["/kites"]["get"]["responses"]["200"]
    answer["content"]["application/json"]["schema"] = {"type": "boolean"}
    assert "getAlsoGone" in run(same, made, later)


def test_what_is_stated_of_all_calls(same: Same, made: list[str]) -> None:
    first = document()
    run(same, made, first)
    run(same, made, first)
    for change in (
        {"servers": [{"url": "https://kites.example/v1"}]},
        {"security": [{"key": []}]},
        {"tags": [{"name": "Kites", "description": "What flies."}]},
    ):
        run(same, made, {**first, **change})


def test_without_a_cache_everything_is_built(
    calgen: Any, tmp_path: Path, made: list[str]
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(document()))
    for _ in range(2):
        made.clear()
        flags = ("-i", "spec.json", "-o", "out", "--config", "none")
        assert calgen("generate", *flags, cwd=tmp_path).code == 0
        assert len(made) == 5

"""Aliases that lead back to themselves, some of them to null alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from modelkit import Build

from calgen.ir import Json, JsonValue

TEXT: Json = {"type": "string"}
NULL: Json = {"type": "null"}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def listed(item: JsonValue) -> Json:
    return {"type": "array", "items": item}


# `Value` and `Filter` lead back to themselves, and each is named by an alias beside it:
# `Value` because nothing else names it, `Filter` because both are in one circle.
SCHEMAS: dict[str, JsonValue] = {
    "Answer": {"anyOf": [ref("Value"), listed(ref("Item")), NULL]},
    "Value": {"type": "object", "additionalProperties": listed(ref("Value"))},
    "Item": {"type": "object", "properties": {"name": TEXT}},
    "Filter": {"anyOf": [ref("Group"), listed(ref("Filter")), TEXT]},
    "Group": {"type": "object", "additionalProperties": ref("Filter")},
    "Search": {
        "type": "object",
        "required": ["answer"],
        "properties": {"answer": ref("Answer"), "filter": ref("Filter")},
    },
}
# These differ in one branch alone.
for name, field in (("One", "not"), ("Two", "nor")):
    SCHEMAS[name] = {
        "oneOf": [
            TEXT,
            listed(ref(name)),
            {"type": "object", "properties": {field: ref(name)}},
        ]
    }

USER = """
from {package} import models

def sent(body: object) -> None: ...

def send(one: models.One, two: models.Two) -> None:
    sent({{"one": one, "two": two}})

def use(answer: models.Answer, found: models.Search, filter: models.Filter) -> str | None:
    if isinstance(answer, list):
        return answer[0].name
    return filter if isinstance(filter, str) else None
"""


def test_circles_beside_other_aliases_are_typed(build: Build, tmp_path: Path) -> None:
    package = build(SCHEMAS)
    assert package.read("Search", {"answer": {"a": [{"b": []}]}, "filter": [["x"]]})
    name = package.root.name
    (tmp_path / "user.py").write_text(USER.format(package=name), encoding="utf-8")
    checked = ["user.py", f"{name}/models"]
    settings = {"typeCheckingMode": "strict", "include": checked}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    for command in (
        ["basedpyright", "--pythonpath", sys.executable],
        ["mypy", "--strict", "--follow-imports=silent", "--config-file=", *checked],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith(("0 errors, 0 warnings", "Success")), done.stdout


def test_an_alias_of_null_is_evaluated(build: Build) -> None:
    package = build(
        {
            "Nothing": {"anyOf": [ref("Nothing"), NULL]},
            "User": {"type": "object", "properties": {"nothing": ref("Nothing")}},
        }
    )
    assert package.read("User", {"nothing": None}).nothing is None

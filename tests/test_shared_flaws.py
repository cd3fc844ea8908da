"""Shared parts that are malformed: told once with their place, and counted where used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HEAD = """\
openapi: 3.1.0
info: {title: Flaws, version: '1'}
paths:
  /good: {get: {responses: {'204': {description: done}}}}
  /bad:
    post: &bad
      parameters: [{$ref: '#/components/parameters/P'}]
      requestBody: {$ref: '#/components/requestBodies/B'}
      responses:
        '200': {$ref: '#/components/responses/R'}
        '404': {$ref: '#/components/responses/E'}
    put: *bad
"""
PARAMETER = "{name: p, in: query, schema: {type: string}}"
BODY = "{content: {application/json: {schema: {properties: {x: {type: string}}}}}}"
ANSWER = "{description: d, content: {application/json: {schema: {type: string}}}}"
PLACES = {"P": "api.yaml:15:5", "B": "api.yaml:17:5", "R": "api.yaml:19:5"}


def document(**parts: str) -> str:
    whole = {"P": PARAMETER, "B": BODY, "R": ANSWER, "E": ANSWER, **parts}
    return HEAD + (
        f"components:\n  parameters:\n    P: {whole['P']}\n"
        f"  requestBodies:\n    B: {whole['B']}\n"
        f"  responses:\n    R: {whole['R']}\n    E: {whole['E']}\n"
    )


def run(calgen: Any, folder: Path, text: str) -> tuple[dict[str, int], list[str]]:
    """The ledger, and the lines of warnings."""
    (folder / "api.yaml").write_text(text)
    done = calgen(
        *("generate", "-i", "api.yaml", "-o", "out", "--package", "flaws"),
        *("--config", "none"),
        cwd=folder,
    )
    assert done.code == 0, done.stderr
    ledger = json.loads((folder / "out" / "calgen.lock").read_text())["ledger"]
    return ledger, [each for each in done.stderr.splitlines() if ": warning: " in each]


def test_nothing_is_wrong(calgen: Any, tmp_path: Path) -> None:
    ledger, lines = run(calgen, tmp_path, document())
    assert ledger == {"read": 3, "emitted": 3, "degraded": 0, "dropped": 0}
    assert lines == []


@pytest.mark.parametrize("part", ["P", "B", "R"])
@pytest.mark.parametrize("value", ["[1, 2]", "[]", "text", "5", "true", "null"])
def test_a_part_of_another_type(
    calgen: Any, tmp_path: Path, part: str, value: str
) -> None:
    ledger, lines = run(calgen, tmp_path, document(**{part: value}))
    assert ledger == {"read": 3, "emitted": 3, "degraded": 2, "dropped": 0}
    assert {each.partition(": ")[0] for each in lines} == {PLACES[part]}
    assert all("[CG029]" in each for each in lines)


@pytest.mark.parametrize(
    ("part", "value", "column", "said"),
    [
        ("P", "{in: query}", 5, "this parameter has no name"),
        ("P", "{name: [a], in: query}", 5, "this parameter has no name"),
        ("P", "{name: null, in: query}", 5, "this parameter has no name"),
        ("P", "{name: '', in: query}", 5, "this parameter has no name"),
        ("P", "{name: p}", 5, "it has no `in`"),
        ("P", "{name: p, in: nowhere}", 5, "a parameter in 'nowhere' is left out"),
        ("P", "{name: p, in: [query]}", 5, "is left out; OpenAPI has none"),
        ("P", "{name: p, in: query, schema: [a]}", 29, "this schema is a list"),
        ("P", "{name: p, in: query, content: [a]}", 29, "`content` is a list"),
        ("P", "{$ref: '#/components/parameters/P'}", 9, "leads back to itself"),
        ("B", "{description: b}", 5, "this request body has no `content`"),
        ("B", "{content: [a]}", 9, "`content` is a list"),
        ("B", "{content: {application/json: a}}", 19, "this media type is a string"),
        (
            "B",
            "{content: {application/json: {schema: {properties: [a]}}}}",
            47,
            "`properties` is a list",
        ),
        ("R", "{content: [a]}", 9, "`content` is a list"),
        ("R", "{content: {application/json: [a]}}", 19, "this media type is a list"),
        ("R", "{headers: [a]}", 9, "`headers` is a list"),
        ("E", "[a]", 5, "this response is a list"),
        ("E", "{content: text}", 9, "`content` is a string"),
        ("E", "{$ref: '#/components/responses/X'}", 9, "leads nowhere"),
    ],
)
def test_a_part_with_a_flaw(
    calgen: Any, tmp_path: Path, part: str, value: str, column: int, said: str
) -> None:
    ledger, lines = run(calgen, tmp_path, document(**{part: value}))
    assert ledger == {"read": 3, "emitted": 3, "degraded": 2, "dropped": 0}
    line = {"P": 15, "B": 17, "R": 19, "E": 20}[part]
    assert {each.partition(": ")[0] for each in lines} == {f"api.yaml:{line}:{column}"}
    assert all(said in each for each in lines)


def test_a_flaw_in_a_shared_schema(calgen: Any, tmp_path: Path) -> None:
    schema = "{content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}"
    text = document(R=schema) + "  schemas:\n    S: {type: object, properties: [a]}\n"
    ledger, (line,) = run(calgen, tmp_path, text)
    assert ledger["degraded"] == 2
    assert line.startswith("api.yaml:22:")


def test_what_nobody_uses_degrades_nothing(calgen: Any, tmp_path: Path) -> None:
    ledger, (line,) = run(calgen, tmp_path, document() + "    Unused: [a]\n")
    assert ledger["degraded"] == 0
    assert line.startswith("api.yaml:21:5: ")


def test_in_swagger_too(calgen: Any, tmp_path: Path) -> None:
    text = """\
swagger: '2.0'
info: {title: Flaws, version: '1'}
paths:
  /good: {get: {responses: {204: {description: done}}}}
  /bad:
    post:
      parameters: [{$ref: '#/parameters/P'}, {$ref: '#/parameters/B'}]
      responses: {200: {$ref: '#/responses/R'}}
parameters:
  P: {name: p, in: query, type: array, items: text}
  B: {name: b, in: body, schema: [a]}
responses:
  R: {description: d, schema: {type: object, properties: [a]}}
"""
    ledger, lines = run(calgen, tmp_path, text)
    assert ledger == {"read": 2, "emitted": 2, "degraded": 1, "dropped": 0}
    assert {int(each.split(":")[1]) for each in lines} == {10, 11, 13}


def test_an_answer_without_content_may_be_blank(calgen: Any, tmp_path: Path) -> None:
    text = HEAD.partition("  /bad:")[0] + "  /a: {get: {responses: {'204': }}}\n"
    ledger, lines = run(calgen, tmp_path, text)
    assert (ledger["degraded"], lines) == (0, [])


@pytest.mark.parametrize(("heirs", "wide"), [(64, False), (65, True)])
def test_a_family_too_wide_for_a_union(
    calgen: Any, tmp_path: Path, heirs: int, wide: bool
) -> None:
    answer = (
        "{content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}"
    )
    text = document(R=answer) + (
        "  schemas:\n    Event: {type: object, required: [kind], "
        "properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\n"
    )
    for number in range(heirs):
        text += (
            f"    Event{number}: {{allOf: [{{$ref: '#/components/schemas/Event'}}, "
            f"{{type: object, properties: {{x{number}: {{type: string}}}}}}]}}\n"
        )
    (tmp_path / "api.yaml").write_text(text)
    done = calgen(
        *("generate", "-i", "api.yaml", "-o", "out", "--package", "events", "-v"),
        cwd=tmp_path,
    )
    assert done.code == 0, done.stderr
    assert ("Event has 65 heirs" in done.stderr) == wide
    assert ("api.yaml:22:" in done.stderr and "[CG039]" in done.stderr) == wide
    names = (tmp_path / "out" / "events" / "models" / "__init__.py").read_text()
    assert ('"Event0":' in names) != wide

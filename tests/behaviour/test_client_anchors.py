"""Schemas that refer to each other by the names they give themselves."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _route(path: str, reference: str) -> str:
    return f"""  /{path}:
    get:
      responses:
        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '{reference}'}}}}}}}}
"""


HEAD = "openapi: 3.1.0\ninfo: {title: Names, version: '1'}\npaths:\n"
SPEC = (
    HEAD
    + _route("nodes", "https://ex.example/schemas/node.json")
    + _route("twigs", "#/components/schemas/Twig")
    + _route("trees", "#/components/schemas/Tree")
    + _route("words", "#/components/schemas/Words")
    + """components:
  schemas:
    Node:
      $id: https://ex.example/schemas/node.json
      type: object
      properties:
        leaf: {$ref: leaf.json}
        size: {$ref: 'leaf.json#/properties/size'}
        tag: {$ref: 'leaf.json#tag'}
        twig: {$ref: sub/twig}
        self: {$ref: '#'}
    Leaf:
      $id: https://ex.example/schemas/leaf.json
      type: object
      properties: {size: {type: integer}, node: {$ref: node.json}}
      $defs:
        tag: {$anchor: tag, type: object, properties: {label: {type: string}}}
    Twig:
      $id: https://ex.example/schemas/sub/twig
      type: object
      properties: {leaf: {$ref: ../leaf.json}, node: {$ref: /schemas/node.json}}
    Tree:
      $dynamicAnchor: branch
      type: object
      properties:
        data: {type: string}
        children: {type: array, items: {$dynamicRef: '#branch'}}
        alien: {$dynamicRef: '#item'}
      example: {$dynamicRef: '#branch'}
    Words:
      $id: https://ex.example/schemas/words
      type: object
      properties: {items: {type: array, items: {$dynamicRef: '#item'}}}
      $defs:
        item: {$dynamicAnchor: item, type: object, properties: {text: {type: string}}}
"""
)


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    made: ModuleType = generate(SPEC)
    return made


def test_a_reference_beside_an_id(api: ModuleType, call: Any, server: Any) -> None:
    node = {"leaf": {"size": 1, "node": {"size": 2}}, "tag": {"label": "x"}}
    server.answer("GET", "/nodes", {**node, "twig": {"leaf": {}}, "self": node})
    found = call(api, lambda c: c.nodes.list())
    models = api.models
    assert type(found) is models.Node
    assert type(found.leaf) is models.Leaf
    assert found.leaf.node.size == 2
    assert found.tag.label == "x"
    assert type(found.twig.leaf) is models.Leaf
    assert type(found.self_.leaf.node) is models.Node
    server.answer("GET", "/twigs", {"leaf": {"size": 1}, "node": node})
    twig = call(api, lambda c: c.twigs.list())
    assert (type(twig.leaf), type(twig.node)) == (models.Leaf, models.Node)


def test_a_dynamic_reference(api: ModuleType, call: Any, server: Any) -> None:
    server.answer(
        "GET", "/trees", {"children": [{"data": "a"}], "alien": {"text": "b"}}
    )
    tree = call(api, lambda c: c.trees.list())
    assert type(tree.children[0]) is api.models.Tree
    # No other schema has an anchor of that name.
    assert tree.alien.text == "b"
    server.answer("GET", "/words", {"items": [{"text": "c"}]})
    words = call(api, lambda c: c.words.list())
    assert type(words.items[0]) is type(tree.alien)


def run(calgen: Any, folder: Path, text: str) -> tuple[Any, dict[str, int]]:
    (folder / "api.yaml").write_text(text)
    done = calgen(
        *("generate", "-i", "api.yaml", "-o", "out", "--package", "names", "-v"),
        *("--config", "none"),
        cwd=folder,
    )
    assert done.code == 0, done.stderr
    return done, json.loads((folder / "out" / "calgen.lock").read_text())["ledger"]


def test_what_is_taken_for_what_is_told(calgen: Any, tmp_path: Path) -> None:
    done, ledger = run(calgen, tmp_path, SPEC)
    assert ledger["degraded"] == 0
    assert ": warning: " not in done.stderr
    told = [each for each in done.stderr.splitlines() if "[CG049]" in each]
    assert [each.partition(": info: ")[0] for each in told] == [
        *("api.yaml:46:41", "api.yaml:47:17", "api.yaml:52:49"),
    ]
    assert "'#branch' is taken for '#/components/schemas/Tree'" in told[0]


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("{$dynamicRef: '#nowhere'}", "'#nowhere' leads nowhere"),
        ("{$dynamicRef: 'other.json#x'}", "there is no file other.json"),
        ("{$ref: gone.json}", "there is no file gone.json"),
        ("{$ref: 'leaf.json#/none'}", "'leaf.json#/none' leads nowhere"),
        ("{$ref: 'http://[::1'}", "it names no file and no address"),
        ("{$dynamicRef: 'http://[::1'}", "it names no file and no address"),
    ],
)
def test_a_name_that_nobody_has(
    calgen: Any, tmp_path: Path, schema: str, said: str
) -> None:
    text = HEAD + _route("lost", "#/components/schemas/Lost") + f"""components:
  schemas:
    Lost:
      $id: https://ex.example/schemas/lost.json
      type: object
      properties:
        gone: {schema}
    Leaf:
      $id: https://ex.example/schemas/leaf.json
      $defs: {{tag: {{$anchor: tag, type: string}}}}
"""
    done, ledger = run(calgen, tmp_path, text)
    assert ledger["degraded"] == 1
    (line,) = [each for each in done.stderr.splitlines() if ": warning: " in each]
    assert line.startswith("api.yaml:14:")
    assert said in line
    assert "hint: " in done.stderr


def test_names_in_a_file_that_is_referred_to(
    generate: Any, call: Any, server: Any
) -> None:
    api = generate(
        {
            "api.yaml": HEAD + _route("trees", "shared.yaml#/$defs/Tree"),
            "shared.yaml": """
$defs:
  Tree:
    $id: https://ex.example/tree
    $dynamicAnchor: branch
    type: object
    properties:
      children: {type: array, items: {$dynamicRef: '#branch'}}
      leaf: {$ref: leaf}
  Leaf: {$id: https://ex.example/leaf, type: object, properties: {size: {type: integer}}}
""",
        }
    )
    server.answer("GET", "/trees", {"children": [{"leaf": {"size": 3}}]})
    tree = call(api, lambda c: c.trees.list())
    assert tree.children[0].leaf.size == 3

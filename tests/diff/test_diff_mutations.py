"""Single edits of real documents: each is found, rated, and nothing else is told."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from diffkit import Json, surface
from mutations import MUTATIONS, NoSpot, mutated

from calgen.diff import Change, Surface, differences
from calgen.frozen import Frozen

DOCUMENTS = {
    "calcom": "history/calcom/03-2026-03-26-033ea29.json",
    "notion": "history/notion/05-v2.4.0.json",
    "box": "specs/box-v2025.0.json",
}
LEAST = 60
SEEDS = {"calcom": 1, "notion": 2, "box": 1}
CASES = [
    (name, edit, seed)
    for name, seeds in SEEDS.items()
    for edit in MUTATIONS
    for seed in range(seeds)
]
# The large one takes a second and a half for each.
PARAMETERS = [
    pytest.param(*case, marks=[pytest.mark.slow] if case[0] == "calcom" else [])
    for case in CASES
]


def path_of(corpus: Path, name: str) -> Path:
    return corpus / "corpus" / DOCUMENTS[name]


@cache
def known(path: Path) -> tuple[Json, Surface, Frozen]:
    return json.loads(path.read_text()), *surface(path)


def changes(path: Path, new: Json, folder: Path) -> tuple[Change, ...]:
    _, before, names = known(path)
    (folder / path.name).write_text(json.dumps(new))
    after, _ = surface(folder / path.name, names)
    return differences(before, after)


@pytest.mark.parametrize(("name", "edit", "seed"), PARAMETERS)
def test_a_single_edit_of_a_real_document(
    name: str, edit: str, seed: int, corpus: Path, tmp_path: Path
) -> None:
    path = path_of(corpus, name)
    try:
        new = mutated(known(path)[0], edit, seed)
    except NoSpot:
        pytest.skip("the document has nothing of this kind")
    found = changes(path, new, tmp_path)
    wanted = [(MUTATIONS[edit].kind, MUTATIONS[edit].severity)]
    assert [(e.kind, e.severity) for e in found] == wanted, [e.message for e in found]


def test_there_are_enough_of_them(corpus: Path) -> None:
    count = 0
    for name, edit, seed in CASES:
        try:
            mutated(known(path_of(corpus, name))[0], edit, seed)
        except NoSpot:
            continue
        count += 1
    assert count >= LEAST


@pytest.mark.parametrize("name", DOCUMENTS)
def test_equal_and_shuffled_documents_do_not_differ(
    name: str, corpus: Path, tmp_path: Path
) -> None:
    path = path_of(corpus, name)
    document = known(path)[0]
    assert changes(path, document, tmp_path) == ()
    for seed in range(2):
        assert changes(path, shuffled(document, Random(seed)), tmp_path) == ()


def shuffled(node: Any, rng: Random) -> Any:
    """The same with every mapping in another order: keys, paths, schemas."""
    if isinstance(node, dict):
        keys = [*node]
        rng.shuffle(keys)
        return {key: shuffled(node[key], rng) for key in keys}
    if isinstance(node, list):
        return [shuffled(each, rng) for each in node]
    return node


@pytest.mark.parametrize("name", DOCUMENTS)
def test_other_descriptions_are_documentation_alone(
    name: str, corpus: Path, tmp_path: Path
) -> None:
    path = path_of(corpus, name)
    document = copy.deepcopy(known(path)[0])
    edited = told_otherwise(document["components"]["schemas"])
    found = changes(path, document, tmp_path)
    if not edited:
        pytest.skip("the document describes none of its schemas")
    assert found
    assert {(each.kind, each.severity) for each in found} == {("docs.changed", "safe")}


def told_otherwise(node: Any, *, of_properties: bool = False) -> int:
    """Descriptions of schemas, with a sentence more."""
    count = 0
    if isinstance(node, dict):
        text = node.get("description")
        if isinstance(text, str) and not of_properties:
            node["description"] = f"{text} Zebras have stripes."
            count += 1
        for key, value in node.items():
            if key not in ("example", "examples", "default", "enum"):
                count += told_otherwise(value, of_properties=key == "properties")
    elif isinstance(node, list):
        count += sum(map(told_otherwise, node))
    return count

"""Long chains of aliases: the work grows with them and no faster."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from calgen.config import Config
from calgen.diagnostics import Report
from calgen.ir import Model
from calgen.pipeline import Facts, read_facts

HEAD = """
openapi: 3.1.0
info: {title: Chain, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/A0'}}}
components:
  schemas:
"""


def _chain(length: int, last: str, file: str = "") -> str:
    lines = [
        f"    A{i}: {{$ref: '{file}#/components/schemas/A{i + 1}'}}\n"
        for i in range(length)
    ]
    return "".join(lines) + f"    A{length}: {last}\n"


def _facts(
    folder: Path, text: str, report: Report | None = None, **others: str
) -> Facts:
    folder.mkdir()
    path = folder / "api.yaml"
    path.write_text(HEAD + text)
    for name, other in others.items():
        (folder / f"{name}.yaml").write_text(other)
    config = Config(inputs=(path,), output=folder, base=folder)
    return read_facts(config, report or Report())


def _calls(folder: Path, text: str, **others: str) -> int:
    """How many functions a run calls: work that no other process disturbs."""
    count = 0

    def called(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(called)
    try:
        _facts(folder, text, None, **others)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", ["here", "there"])
def test_work_grows_with_the_chain(tmp_path: Path, kind: str) -> None:
    counts = []
    for length in (10, 250, 500, 1000):
        text = _chain(length, "{type: object, properties: {x: {type: string}}}")
        others = {}
        if kind == "there":
            others = {"shared": f"components:\n  schemas:\n{text}"}
            text = "    A0: {$ref: 'shared.yaml#/components/schemas/A0'}\n"
        counts.append(_calls(tmp_path / str(length), text, **others))
    _, first, second, third = counts  # the first run loads what stays loaded
    # Twice the chain is twice the work on top of what any document costs.
    assert third - second < 2.5 * (second - first)


def test_a_chain_of_thousands(tmp_path: Path) -> None:
    text = _chain(5000, "{type: object, properties: {x: {type: string}}}")
    facts = _facts(tmp_path / "long", text)
    (operation,) = facts.api.operations
    assert isinstance(operation.success.type, Model)
    assert facts.api.ledger.degraded == 0


@pytest.mark.parametrize("length", [1, 2, 50])
def test_a_chain_without_end(tmp_path: Path, length: int) -> None:
    text = _chain(length, "{$ref: '#/components/schemas/A0'}")
    report = Report()
    facts = _facts(tmp_path / "circle", text, report)
    assert facts.api.ledger.degraded == 1
    said = {(each.code, each.message) for each in report}
    so = "a reference leads back to itself; any value is taken there"
    assert said == {("CG020", so)}

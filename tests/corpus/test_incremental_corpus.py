"""Runs after the first over real documents: as if each were the first."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from editkit import edited
from runkit import Same

EDITS = 200
PARTS = 8


def check_edits(corpus: Path, same: Same, seeds: range) -> None:
    """Single edits of a large document, each of the document as it was."""
    path = corpus / "corpus" / "specs" / "calcom.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    same(json.dumps(document, indent=1))
    for seed in seeds:
        _, made = edited(document, random.Random(seed))
        same(json.dumps(made, indent=1))


def test_an_edit(corpus: Path, same: Same) -> None:
    check_edits(corpus, same, range(1))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_two_hundred_edits(corpus: Path, same: Same, part: int) -> None:
    size = EDITS // PARTS
    check_edits(corpus, same, range(1 + part * size, 1 + (part + 1) * size))


@pytest.mark.slow
@pytest.mark.parametrize(
    "series", ["box", "calcom", "intercom-2.11-commits", "klaviyo", "notion", "openai"]
)
def test_histories(corpus: Path, same: Same, series: str) -> None:
    steps = sorted((corpus / "corpus" / "history" / series).iterdir())
    assert len(steps) > 1
    for step in steps:
        same(step.read_text(encoding="utf-8"), f"spec{step.suffix}")

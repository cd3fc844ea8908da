"""Successive versions of real documents, compared as a release would compare them.

The Markdown of every step was read by a person. It is text of vendors, so what is kept of
it is how many changes of which severity a step has, and what holds of every such text.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from diffkit import surface

from calgen.diff import bump, changes_data, differences, folded, markdown

# (breaking, risky, safe) of each step.
STEPS: dict[str, list[tuple[int, int, int]]] = {
    "calcom": [(110, 8, 33), (0, 0, 16)],
    "box": [
        (113, 39, 164),
        (19, 3, 70),
        (22, 2, 416),
        (4, 3, 109),
        (0, 0, 9),
        (0, 1, 3),
        (0, 0, 7),
    ],
    "klaviyo": [(104, 374, 488), (191, 367, 825), (2, 1, 161), (1, 0, 4)],
}
QUICK = ("calcom",)


@pytest.mark.parametrize(
    "series",
    [s if s in QUICK else pytest.param(s, marks=pytest.mark.slow) for s in STEPS],
)
def test_a_history(series: str, corpus: Path) -> None:
    folder = corpus / "corpus" / "history" / series
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    first, *others = sorted(folder.iterdir())
    before, names = surface(first)
    counts = []
    for path in others:
        after, names = surface(path, names)
        changes = differences(before, after)
        found = Counter(each.severity for each in changes)
        counts.append((found["breaking"], found["risky"], found["safe"]))
        assert len({each.id for each in changes}) == len(changes), "ids are unique"
        assert (bump(changes) == "major") == bool(found["breaking"])
        text = markdown(changes)
        for each in changes:
            assert re.search(r"[.!?]$", each.message), each.message
            assert text.count(each.id) == 1, "every change stands in the text once"
            assert len(each.message) < 700
        said = [(fold.message, fold.first.kind, fold.calls) for fold in folded(changes)]
        assert len(set(said)) == len(said), "nothing is said twice"
        assert len(changes_data(changes)) == 2
        before = after
    assert counts == STEPS[series]

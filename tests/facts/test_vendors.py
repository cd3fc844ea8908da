"""Version headers and scopes in the documents of vendors."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]


def operations(calgen: Any, corpus: Path, name: str, cwd: Path) -> list[Row]:
    path = corpus / "corpus/specs" / name
    done = calgen("inspect", "-i", path, "--config", "none", "--json", cwd=cwd)
    assert done.code == 0, done.stderr
    found: list[Row] = json.loads(done.stdout)["operations"]
    return found


NONE = (None, None)
VERSIONS = [
    # A default, a single enum value, an example; a header that nobody gives a value.
    ("klaviyo.json", {("revision", "2026-07-15"): 345}),
    (
        "notion.json",
        {
            ("Notion-Version", "2025-09-03"): 21,
            ("Notion-Version", "2026-03-11"): 2,
            NONE: 1,
        },
    ),
    ("intercom-2.16.yaml", {("Intercom-Version", "2.16"): 226, NONE: 5}),
    ("anthropic.yaml", {("anthropic-version", None): 106}),
    ("box-v2025.0.json", {("box-version", "2025.0"): 37}),
    ("trakt.json", {("trakt-api-version", "2"): 178, NONE: 5}),
    # Their documents speak of a version, and no operation declares a header for it.
    ("square.json", {NONE: 316}),
    ("stripe.yaml", {NONE: 468}),
    ("docker-engine.json", {NONE: 105}),
    ("adyen-checkout-v71.json", {NONE: 28}),
]


@pytest.mark.parametrize(("name", "versions"), VERSIONS, ids=[n for n, _ in VERSIONS])
def test_the_version_of_every_operation(
    calgen: Any, corpus: Path, tmp_path: Path, name: str, versions: Row
) -> None:
    found = operations(calgen, corpus, name, tmp_path)
    stated = [each["version"] or {"header": None, "value": None} for each in found]
    assert Counter((each["header"], each["value"]) for each in stated) == versions
    arguments = {
        each["name"].casefold()
        for row in found
        for each in row["parameters"]
        if each["in"] == "header"
    }
    state = {header.casefold() for header, _ in versions if header}
    state |= {"accept", "content-type", "authorization", "x-api-key"}
    assert not arguments & state


def test_which_operations_have_which_version(
    calgen: Any, corpus: Path, tmp_path: Path
) -> None:
    """Two versions in one document: each operation has its own."""
    found = operations(calgen, corpus, "notion.json", tmp_path)
    newer = [
        f"{each['method']} {each['path']}"
        for each in found
        if each["version"] and each["version"]["value"] == "2026-03-11"
    ]
    assert sorted(newer) == [
        "GET /v1/pages/{page_id}/markdown",
        "PATCH /v1/pages/{page_id}/markdown",
    ]


def test_scopes_in_prose_lists(calgen: Any, corpus: Path, tmp_path: Path) -> None:
    """What the prose lists is what the vendor key says, in every operation."""
    document = json.loads((corpus / "corpus/specs/klaviyo.json").read_text())
    keys = {"x-klaviyo-scopes": "scopes", "x-klaviyo-ratelimit": "limits"}
    bare: dict[tuple[str, str], list[str]] = {}
    for path, item in document["paths"].items():
        for method, node in item.items():
            if isinstance(node, dict) and "responses" in node:
                stated = {new: node.pop(key, None) for key, new in keys.items()}
                bare[method.upper(), path] = stated["scopes"]
    (tmp_path / "prose.json").write_text(json.dumps(document))
    done = calgen(
        "inspect", "-i", "prose.json", "--config", "none", "--json", cwd=tmp_path
    )
    found = json.loads(done.stdout)["operations"]
    assert len(found) == 345
    wrong = [
        (each["name"], each["scopes"], bare[each["method"], each["path"]])
        for each in found
        if sorted(each["scopes"]) != sorted(bare[each["method"], each["path"]])
    ]
    print(f"scopes {345 - len(wrong)}/345")
    assert wrong == []
    # Bursts and the steady rate stand side by side: the steady one is what lasts.
    limits = Counter(
        (each["rate_limit"]["requests"], each["rate_limit"]["per_seconds"])
        for each in found
        if each["rate_limit"]
    )
    assert sum(limits.values()) == 345
    assert {window for _, window in limits} <= {60, 86400}


@pytest.mark.parametrize(
    ("name", "where", "count"),
    [
        ("square.json", "body", 60),
        ("adyen-checkout-v71.json", "header", 22),
    ],
)
def test_idempotency_keys(
    calgen: Any, corpus: Path, tmp_path: Path, name: str, where: str, count: int
) -> None:
    found = operations(calgen, corpus, name, tmp_path)
    keys = [each["idempotency"] for each in found if each["idempotency"]]
    assert {each["in"] for each in keys} == {where}
    assert len(keys) >= count
    assert {each["name"].casefold().replace("-", "_") for each in keys} == {
        "idempotency_key"
    }


def test_alternatives_of_scopes(calgen: Any, corpus: Path, tmp_path: Path) -> None:
    found = operations(calgen, corpus, "google-calendar.json", tmp_path)
    listing = next(each for each in found if len(each["scope_choices"]) > 1)
    assert all(len(each) == 1 for each in listing["scope_choices"])
    assert {each for one in listing["scope_choices"] for each in one} == set(
        listing["scopes"]
    )

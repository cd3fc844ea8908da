"""Facts from prose against the answers that people worked out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

FIELDS = (
    "scopes",
    "oauth",
    "roles",
    "permissions",
    "plan",
    "rate_limit",
    "retry_after",
    "deprecated",
    "if_missing",
    "version",
)
IF_MISSING = {"default_older": "older", "required_else_404": "404"}
OAUTH = {"scope": "scope", "not_accessible": "not-accessible", "public": "public"}
Row = dict[str, Any]


def inspected(calgen: Any, path: Path, cwd: Path) -> dict[tuple[str, str], Row]:
    done = calgen("inspect", "-i", path, "--config", "none", "--json", cwd=cwd)
    assert done.code == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["profile"] == "calcom"
    return {(each["method"], each["path"]): each for each in data["operations"]}


def found_facts(operation: Row) -> Row:
    version = operation["version"] or {}
    return {
        **{field: operation[field] for field in FIELDS if field in operation},
        "roles": folded(operation["roles"]),
        "permissions": folded(operation["permissions"]),
        "if_missing": version.get("if_missing"),
        "version": version.get("value"),
    }


def folded(values: Iterable[str]) -> list[str]:
    return [each.casefold().replace("_", " ") for each in values]


def gold_facts(row: Row) -> Row:
    """One gold row in the words of `inspect`."""
    stated = str(row.get("oauth") or "")
    limit = row.get("rate_limit")
    return {
        "scopes": row.get("scopes", []),
        "oauth": next((v for k, v in OAUTH.items() if stated.startswith(k)), None),
        "roles": folded(row["roles"]),
        "permissions": folded(row.get("permissions", [])),
        "plan": row["plan"],
        "rate_limit": limit
        and {
            "requests": limit["requests"],
            "per_seconds": limit["per_seconds"],
            "block_seconds": limit["block_seconds"],
            "subject": limit["scope"],
        },
        "retry_after": bool(limit and limit["retry_after"]),
        "deprecated": row["deprecated"],
        "if_missing": IF_MISSING.get(row.get("version_note") or ""),
        "version": row["version"],
    }


def table(
    found: dict[tuple[str, str], Row], gold: list[Row], fields: Iterable[str]
) -> Row:
    """Per field the rows that differ; prints how many agree."""
    assert found.keys() == {(each["method"], each["path"]) for each in gold}
    wrong: Row = {}
    for field in fields:
        wrong[field] = [
            (each["method"], each["path"], is_, should)
            for each in gold
            if (is_ := found_facts(found[each["method"], each["path"]])[field])
            != (should := gold_facts(each)[field])
        ]
        print(f"{field:12} {len(gold) - len(wrong[field])}/{len(gold)}")
    return {field: rows for field, rows in wrong.items() if rows}


def test_the_dump(calgen: Any, corpus: Path, tmp_path: Path) -> None:
    found = inspected(calgen, corpus / "pages/docs-dump.txt", tmp_path)
    gold = json.loads((corpus / "gold/docs-dump.operations.json").read_text())
    assert len(gold) == 89
    assert table(found, gold, FIELDS) == {}
    credits = found["POST", "/v2/credits/charge"]
    assert credits["idempotency"] == {"in": "body", "name": "externalRef"}


def test_a_dump_and_the_description_together(
    calgen: Any, corpus: Path, tmp_path: Path
) -> None:
    """The facts of both add up; what the rule says of a missing scope stays in its file."""
    paths = [corpus / "pages/docs-dump.txt", corpus / "corpus/specs/calcom.json"]
    flags = [flag for path in paths for flag in ("-i", path)]
    done = calgen("inspect", *flags, "--config", "none", "--json", cwd=tmp_path)
    data = json.loads(done.stdout)
    oauth = [each["oauth"] for each in data["operations"]]
    assert (oauth.count("scope"), oauth.count("not-accessible")) == (55, 26)
    adding = next(e for e in data["operations"] if e["path"].endswith("/guests"))
    assert adding["version"]["value"] == "2024-08-13"
    assert adding["version"]["if_missing"] == "404"
    assert adding["scopes"] == ["BOOKING_WRITE"]
    assert data["api"]["limit"]["requests"] == 120
    assert data["api"]["limit"]["per_seconds"] == 60


def test_the_published_description(calgen: Any, corpus: Path, tmp_path: Path) -> None:
    found = inspected(calgen, corpus / "corpus/specs/calcom.json", tmp_path)
    gold = json.loads((corpus / "gold/calcom.operations.json").read_text())
    assert len(gold) == 272
    # Its answers list neither limits nor what a missing version does: see below.
    stated = [f for f in FIELDS if f not in ("rate_limit", "retry_after", "if_missing")]
    assert table(found, gold, stated) == {}
    limits = {key: row["rate_limit"] for key, row in found.items() if row["rate_limit"]}
    assert limits == {
        ("POST", "/v2/bookings/{bookingUid}/guests"): {
            "requests": 5,
            "per_seconds": 60,
            "block_seconds": None,
            "subject": None,
        }
    }
    missing = [row["version"]["if_missing"] for row in found.values() if row["version"]]
    assert (missing.count("older"), missing.count("404")) == (32, 5)
    (busy,) = [row for key, row in found.items() if key[1].endswith("/busy-times")]
    assert busy["deprecated_arguments"] == {"loggedInUsersTz": "timeZone"}
    bearers = [tuple(row["bearers"]) for row in found.values()]
    assert bearers.count(("api key", "managed user access token")) == 93


@pytest.mark.parametrize("index", range(4))
def test_the_pages(calgen: Any, corpus: Path, tmp_path: Path, index: int) -> None:
    gold = json.loads((corpus / "gold/pages.json").read_text())[index]
    (operation,) = inspected(calgen, corpus / gold["page"], tmp_path).values()
    assert f"{operation['method']} {operation['path']}" == gold["operation"]
    assert (operation["operation_id"], operation["tag"]) == (
        gold["operationId"],
        gold["tag"],
    )
    assert operation["name"] in gold["acceptable_names"]
    # A copied page names no query parameter; a test of the readers counts what is lost.
    lost = {"query"} if operation["partial"] else set()
    assert [(p["name"], p["in"], p["required"]) for p in operation["parameters"]] == [
        (p["wire"], p["in"], p["required"])
        for p in gold["params"]
        if p["in"] not in lost
    ]
    pages = {"style": None} if gold["pagination"] == "none" else gold["pagination"]
    assert (operation["pagination"] or {"style": None})["style"] == pages["style"]
    assert operation["scopes"] == gold["scopes"]
    assert operation["oauth"] == ("scope" if gold["scopes"] else None)
    assert operation["roles"] == gold["roles"]
    assert operation["permissions"] == gold.get("permissions", [])
    assert operation["deprecated"] is gold["deprecated"]
    stated = (gold["headers"]["cal-api-version"] or "").partition(" ")[0] or None
    assert (operation["version"] or {"value": None})["value"] == stated
    limit = gold["rate_limit"]
    assert operation["rate_limit"] == (
        limit
        and {
            "requests": limit["requests"],
            "per_seconds": limit["per_seconds"],
            "block_seconds": limit["block_seconds"],
            "subject": limit["scope"],
        }
    )
    assert operation["retry_after"] is bool(gold.get("retry_after"))

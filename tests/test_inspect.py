"""`inspect`: the facts of operations, and where each was read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SPEC = """openapi: 3.1.0
info: {title: Ferries, version: '1'}
servers: [{url: https://ferries.example}]
security: [{ticket: []}, {}]
components:
  securitySchemes:
    ticket: {type: http, scheme: bearer}
paths:
  /trips:
    get:
      tags: [Trips]
      operationId: TripsController_2025_03_01_list
      deprecated: true
      description: >-
        The `trips.read` scope is required. Boats leave early.
      parameters:
        - name: ferries-version
          in: header
          required: true
          schema: {type: string, default: '2025-03-01'}
        - {name: offset, in: query, schema: {type: integer}}
        - {name: day, in: query, required: true, schema: {type: string}}
      responses:
        '200':
          description: trips
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: {type: array, items: {type: string}}
    post:
      tags: [Trips]
      operationId: addTrip
      security: []
      description: <Note>Only on Sundays.</Note>
      parameters:
        - {name: ferries-version, in: header, schema: {type: string}}
      responses: {'204': {description: done}}
"""
FIELDS = {
    "method": str,
    "path": str,
    "operation_id": str | None,
    "name": str,
    "tag": str | None,
    "version": dict | None,
    "scopes": list,
    "oauth": str | None,
    "roles": list,
    "permissions": list,
    "plan": str | None,
    "rate_limit": dict | None,
    "retry_after": bool,
    "pagination": dict | None,
    "deprecated": bool,
    "auth": list,
    "returns": str,
    "partial": bool,
    "origins": dict,
}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "ferries.yaml"
    path.write_text(SPEC)
    return path


def inspected(calgen: Any, *arguments: object, cwd: Path) -> Any:
    done = calgen("inspect", *arguments, "--config", "none", "--json", cwd=cwd)
    assert done.code == 0, done.stderr
    return json.loads(done.stdout)


def test_everything(calgen: Any, spec: Path, tmp_path: Path) -> None:
    data = inspected(calgen, "-i", spec, cwd=tmp_path)
    assert data["profile"] == "default"
    assert data["ledger"] == {"read": 2, "emitted": 2, "degraded": 0, "dropped": 0}
    codes = [(each["level"], each["code"]) for each in data["diagnostics"]]
    assert codes == [("info", "CG050"), ("warning", "CG051")]
    listing, adding = sorted(data["operations"], key=lambda each: each["method"])
    origins = listing.pop("origins")
    assert listing == {
        "method": "GET",
        "path": "/trips",
        "operation_id": "TripsController_2025_03_01_list",
        "name": "trips.list",
        "tag": "Trips",
        "version": {
            "header": "ferries-version",
            "value": "2025-03-01",
            "if_missing": None,
        },
        "scopes": ["trips.read"],
        "scope_choices": [["trips.read"]],
        "oauth": "scope",
        "roles": [],
        "permissions": [],
        "plan": None,
        "rate_limit": None,
        "retry_after": False,
        "idempotency": None,
        "pagination": {
            "style": "offset",
            "parameters": {"offset": "offset"},
            "fields": {"items": ["items"]},
        },
        "deprecated": True,
        "replacement": None,
        "deprecated_arguments": {},
        "auth": [["ticket"], []],
        "bearers": [],
        "returns": "list[str]",
        "partial": False,
        "parameters": [
            {"name": "offset", "in": "query", "required": False},
            {"name": "day", "in": "query", "required": True},
        ],
    }
    version = {
        "how": "spec",
        "text": "2025-03-01",
        "path": "ferries.yaml",
        "line": 20,
        "column": 34,
        "pointer": "/paths/~1trips/get/parameters/0/schema/default",
    }
    assert origins["version"] == [version]
    (scope,) = origins["scopes"]
    assert scope["how"] == "note"
    assert scope["text"] == "The `trips.read` scope is required."
    assert (scope["path"], scope["line"], scope["column"]) == ("ferries.yaml", 14, 7)
    assert adding["version"]["value"] is None
    assert adding["auth"] == []


def test_the_shape_of_every_operation(
    calgen: Any, corpus: Path, tmp_path: Path
) -> None:
    data = inspected(calgen, "-i", corpus / "corpus/specs/calcom.json", cwd=tmp_path)
    assert len(data["operations"]) == 272
    for each in data["operations"]:
        assert FIELDS.keys() <= each.keys()
        for field, kind in FIELDS.items():
            assert isinstance(each[field], kind), (each["name"], field)
        stated = {f for f in ("version", "pagination", "plan") if each[f] is not None}
        stated |= {f for f in ("scopes", "roles", "permissions") if each[f]}
        assert stated <= each["origins"].keys()
        for origin in (o for found in each["origins"].values() for o in found):
            assert origin["how"] in ("spec", "note", "profile", "inferred")
            assert origin["line"] > 0


def test_one_operation(calgen: Any, spec: Path, tmp_path: Path) -> None:
    for name in ("trips.list", "TripsController_2025_03_01_list", "GET /trips"):
        done = calgen("inspect", name, "-i", spec, "--config", "none", cwd=tmp_path)
        assert done.code == 0
        lines = done.stdout.splitlines()
        assert lines[0] == "trips.list: GET /trips"
        assert "ferries.yaml:10:5" in lines[1]
        at = next(i for i, line in enumerate(lines) if line.startswith("  version: "))
        assert '"2025-03-01"' in lines[at]
        assert lines[at + 1] == "    spec ferries.yaml:20:34: '2025-03-01'"


def test_the_table(calgen: Any, spec: Path, tmp_path: Path) -> None:
    done = calgen("inspect", "-i", spec, "--config", "none", cwd=tmp_path)
    assert done.code == 0
    first, *lines = done.stdout.splitlines()
    assert first.startswith("profile default: ")
    assert len(lines) == 2
    (listing,) = [line for line in lines if line.startswith("trips.list ")]
    for fact in ("GET /trips", "2025-03-01", "trips.read", "deprecated"):
        assert fact in listing


def test_a_name_that_is_none(calgen: Any, spec: Path, tmp_path: Path) -> None:
    done = calgen("inspect", "trips.lst", "-i", spec, "--config", "none", cwd=tmp_path)
    assert done.code == 2
    assert "there is no operation 'trips.lst'" in done.stderr
    assert "did you mean trips.list" in done.stderr


def test_include_and_exclude(calgen: Any, spec: Path, tmp_path: Path) -> None:
    flags = ["-i", spec, "--exclude", "POST *"]
    data = inspected(calgen, *flags, cwd=tmp_path)
    assert [each["method"] for each in data["operations"]] == ["GET"]
    assert data["ledger"] == {"read": 2, "emitted": 1, "degraded": 0, "dropped": 1}
    data = inspected(calgen, "-i", spec, "--include", "addTrip", cwd=tmp_path)
    assert [each["method"] for each in data["operations"]] == ["POST"]


# --- against the answers that people worked out ------------------------------------------

AUTH = {
    "bearer_required": [["bearer"]],
    "bearer_or_platform_headers_optional": [["bearer"], ["client"]],
    "platform_secret_required": [["client"]],
    "platform_headers_optional_only": [["client"], []],
    "none_declared": [],
}


def test_the_published_description(calgen: Any, corpus: Path, tmp_path: Path) -> None:
    data = inspected(calgen, "-i", corpus / "corpus/specs/calcom.json", cwd=tmp_path)
    assert data["profile"] == "calcom"
    found = {(each["method"], each["path"]): each for each in data["operations"]}
    gold = json.loads((corpus / "gold/calcom.operations.json").read_text())
    renamed = 0
    for each in gold:
        key = each["method"], each["path"]
        operation = found.pop(key)
        version = operation["version"]
        assert (version and version["value"]) == each["version"], key
        assert operation["auth"] == AUTH[each["auth"]], key
        assert operation["operation_id"] == each["operationId"]
        assert operation["tag"] == each["tag"]
        paged = each["pagination"] != "none"
        style = operation["pagination"] and operation["pagination"]["style"]
        assert style == ("offset" if paged else None), key
        renamed += operation["name"] != each["proposed"]
    assert found == {}
    assert renamed <= 32


@pytest.mark.parametrize("index", [0, 1])
def test_the_pages(calgen: Any, corpus: Path, tmp_path: Path, index: int) -> None:
    gold = json.loads((corpus / "gold/pages.json").read_text())[index]
    data = inspected(calgen, "-i", corpus / gold["page"], cwd=tmp_path)
    assert data["profile"] == "calcom"
    (operation,) = data["operations"]
    assert f"{operation['method']} {operation['path']}" == gold["operation"]
    assert operation["operation_id"] == gold["operationId"]
    assert operation["tag"] == gold["tag"]
    assert operation["name"] in gold["acceptable_names"]
    assert operation["scopes"] == gold["scopes"]
    assert operation["roles"] == gold["roles"]
    assert operation["deprecated"] is gold["deprecated"]
    assert operation["parameters"] == [
        {"name": each["wire"], "in": each["in"], "required": each["required"]}
        for each in gold["params"]
    ]
    paged = gold["pagination"] != "none"
    style = gold["pagination"]["style"] if paged else None
    assert (operation["pagination"] or {"style": None})["style"] == style
    (version,) = operation["origins"]["version"]
    # The line of the page on which the value stands, not that of the block in it.
    page = (corpus / gold["page"]).read_text().splitlines()
    assert f"default: '{operation['version']['value']}'" in page[version["line"] - 1]


def test_deprecated_arguments_are_shown(tmp_path: Path, calgen: Any) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    get:\n"
        "      tags: [a]\n      description: oldDay is deprecated, use newDay instead.\n"
        "      parameters:\n"
        "      - {name: oldDay, in: query, schema: {type: string}}\n"
        "      - {name: newDay, in: query, schema: {type: string}}\n"
        "      - {name: hour, in: query, deprecated: true, schema: {type: string}}\n"
        "      responses: {'204': {description: done}}\n"
    )
    flags = ("-i", "api.yaml", "--config", "none")
    done = calgen("inspect", "a.get", *flags, cwd=tmp_path)
    assert "  argument oldDay is deprecated: use newDay instead\n" in done.stdout
    assert "  argument hour is deprecated\n" in done.stdout
    data = json.loads(calgen("inspect", "--json", *flags, cwd=tmp_path).stdout)
    (operation,) = data["operations"]
    assert operation["deprecated_arguments"] == {"oldDay": "newDay", "hour": None}

"""What the default profile reads in any document, by spec and by prose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]
HEAD = "openapi: 3.0.3\ninfo: {title: Ferries, version: '1'}\n"


@pytest.fixture
def one(calgen: Any, tmp_path: Path) -> Any:
    """Inspects a document of one operation, given as its fields and what stands beside."""

    def inspected(operation: str, beside: str = "") -> Row:
        fields = operation if "responses" in operation else operation + RESPONSES
        text = "".join(f"      {line}\n" for line in fields.strip("\n").split("\n"))
        (tmp_path / "api.yaml").write_text(
            f"{HEAD}{beside}paths:\n  /trips:\n    post:\n{text}"
        )
        (row,) = described(calgen, tmp_path)["operations"]
        found: Row = row
        return found

    return inspected


def described(calgen: Any, folder: Path) -> Row:
    """What `inspect` says of the document in a folder."""
    flags = ("-i", "api.yaml", "--config", "none", "--json")
    done = calgen("inspect", *flags, cwd=folder)
    assert done.code == 0, done.stderr
    data: Row = json.loads(done.stdout)
    return data


RESPONSES = "\nresponses: {'204': {description: done}}"


@pytest.mark.parametrize(
    ("line", "scopes"),
    [
        ("x-scopes: ['trips:read']", ["trips:read"]),
        (
            "x-ferries-scopes: ['trips:read', 'trips:write']",
            ["trips:read", "trips:write"],
        ),
        ("x-ferries-requires-scope: trips:read", ["trips:read"]),
        ("x-required-scopes: trips:read boats:read", ["trips:read", "boats:read"]),
        ("x-oauth-scopes: {ticket: ['trips:read']}", ["trips:read"]),
        ("x-scoped: ['trips:read']", []),
        ("x-telescope: far", []),
    ],
)
def test_scopes_in_vendor_keys(one: Any, line: str, scopes: list[str]) -> None:
    row = one(line)
    assert row["scopes"] == scopes
    assert row["oauth"] == ("scope" if scopes else None)


@pytest.mark.parametrize(
    ("line", "permissions"),
    [
        ("x-permission: trips.create", ["trips.create"]),
        ("x-permissions: [trips.create, boats.read]", ["trips.create", "boats.read"]),
        ("x-ferries-required-permission: trips.create", ["trips.create"]),
        ("x-requires-permission: trips.create", ["trips.create"]),
        ("x-permissive: true", []),
    ],
)
def test_permissions_in_vendor_keys(
    one: Any, line: str, permissions: list[str]
) -> None:
    assert one(line)["permissions"] == permissions


@pytest.mark.parametrize(
    ("value", "limit"),
    [
        ("15/m", (15, 60)),
        ("10 requests per 30 seconds", (10, 30)),
        ("{burst: 5/s, steady: 60/m}", (60, 60)),
        ("[100/h, 10/s]", (100, 3600)),
        ("fast", None),
        ("7", None),
    ],
)
def test_limits_in_vendor_keys(
    one: Any, value: str, limit: tuple[int, int] | None
) -> None:
    found = one(f"x-rate-limit: {value}")["rate_limit"]
    assert (found and (found["requests"], found["per_seconds"])) == limit


SCHEMES = (
    "components:\n  securitySchemes:\n"
    "    ticket: {type: oauth2, flows: {}}\n"
    "    key: {type: apiKey, in: header, name: X-Key}\n"
)


@pytest.mark.parametrize(
    ("security", "auth", "choices"),
    [
        ("[{ticket: [a, b]}]", [["ticket"]], [["a", "b"]]),
        ("[{ticket: [a]}, {ticket: [b]}]", [["ticket"]], [["a"], ["b"]]),
        ("[{key: []}, {ticket: [a]}]", [["key"], ["ticket"]], [["a"]]),
        ("[{key: [], ticket: [a]}]", [["key", "ticket"]], [["a"]]),
        ("[{ticket: []}]", [["ticket"]], []),
        ("[]", [], []),
        ("[{}]", [[]], []),
    ],
)
def test_real_security(
    one: Any, security: str, auth: list[list[str]], choices: list[list[str]]
) -> None:
    row = one(f"security: {security}", SCHEMES)
    assert row["auth"] == auth
    assert row["scope_choices"] == choices
    assert row["scopes"] == list(dict.fromkeys(s for each in choices for s in each))


def test_headers_that_are_the_clients(one: Any) -> None:
    row = one("""parameters:
- {name: ACCEPT, in: header, schema: {type: string}}
- {name: Content-type, in: header, schema: {type: string}}
- name: authorization
  in: header
  description: An API key, a personal access token or an OAuth access token.
  schema: {type: string}
- {name: x-api-key, in: header, schema: {type: string}}
- {name: Ferries-Version, in: header, schema: {enum: ['2.9', '2.10']}}
- {name: ferries-version, in: header, schema: {type: string}}
- {name: If-None-Match, in: header, schema: {type: string}}
- {name: X-Client-Version, in: header, schema: {type: string}}
- {name: Idempotency-Key, in: header, schema: {type: string}}
""")
    names = [each["name"] for each in row["parameters"]]
    assert names == ["If-None-Match", "X-Client-Version", "Idempotency-Key"]
    assert row["version"] == {
        "header": "Ferries-Version",
        "value": "2.10",
        "if_missing": None,
    }
    assert row["auth"] == [["bearer"], ["api_key"]]
    assert set(row["bearers"]) == {
        "api key",
        "personal access token",
        "OAuth access token",
    }
    assert row["idempotency"] == {"in": "header", "name": "Idempotency-Key"}


def test_a_version_schema_behind_a_reference(one: Any) -> None:
    beside = (
        "components:\n  schemas:\n    edition: {type: string, enum: [1.9, 1.10]}\n"
        "  parameters:\n    edition:\n      name: X-Api-Version\n      in: header\n"
        "      schema: {$ref: '#/components/schemas/edition'}\n"
    ).replace("1.9, 1.10", "'1.9', '1.10'")
    row = one("parameters: [{$ref: '#/components/parameters/edition'}]", beside)
    assert row["version"]["value"] == "1.10"
    assert row["parameters"] == []


REFUSED = """responses:
  '204': {description: done}
  '429': {$ref: '#/components/responses/slow'}
"""


@pytest.mark.parametrize(
    ("slow", "waits"),
    [
        ("{description: Slow down., headers: {Retry-After: {}}}", True),
        ("{description: 'Wait for the seconds in the `Retry-After` header.'}", True),
        ("{description: Slow down.}", False),
        ("{description: We never send a Retry-After header.}", False),
    ],
)
def test_refusals(one: Any, slow: str, waits: bool) -> None:
    beside = f"components:\n  responses:\n    slow: {slow}\n"
    assert one(REFUSED, beside)["retry_after"] is waits


def test_a_limit_that_the_refusal_states(one: Any) -> None:
    beside = (
        "components:\n  responses:\n"
        "    slow: {description: 'Rate limit: 5 requests per minute.'}\n"
    )
    assert one(REFUSED, beside)["rate_limit"]["requests"] == 5


@pytest.mark.parametrize(
    ("fields", "deprecated", "replacement"),
    [
        ("deprecated: true", True, None),
        (
            "deprecated: true\ndescription: Deprecated, use `/v2` instead.",
            True,
            "`/v2`",
        ),
        ("description: This endpoint is deprecated.", True, None),
        ("tags: ['Deprecated: Boats']", True, None),
        ("tags: ['Boats (deprecated)']", True, None),
        ("tags: [Trips, '[DEPRECATED]']", True, None),
        ("tags: [Undeprecated]", False, None),
        ("deprecated: false", False, None),
        ("description: 'Note: `day` is deprecated, use `date` instead.'", False, None),
    ],
)
def test_deprecations(
    one: Any, fields: str, deprecated: bool, replacement: str | None
) -> None:
    row = one(fields)
    assert row["deprecated"] is deprecated
    assert row["replacement"] == replacement


def test_deprecated_parameters_and_fields(one: Any) -> None:
    row = one("""description: "Note: `day` is deprecated, use `date` instead."
parameters:
- {name: day, in: query, schema: {type: string}}
- {name: zone, in: query, description: "Deprecated: Use timeZone instead. Where.", schema: {}}
- {name: deck, in: query, description: This parameter is deprecated., schema: {}}
- {name: flag, in: query, deprecated: true, schema: {}}
- {name: kept, in: query, description: Includes deprecated trips., schema: {}}
- {name: old, in: query, description: 'Whether deprecated: trips count.', schema: {}}
requestBody:
  content:
    application/json:
      schema:
        type: object
        properties:
          berth: {type: string, description: 'Deprecated - use `bed` instead.'}
          bed: {type: string, description: Replaces a deprecated property.}
""")
    assert row["deprecated"] is False
    assert row["deprecated_arguments"] == {
        "day": "`date`",
        "zone": "timeZone",
        "deck": None,
        "flag": None,
        "berth": "`bed`",
    }


BODY = """requestBody:
  content:
    application/json:
      schema:
        allOf:
          - type: object
            properties:
              %s
"""


@pytest.mark.parametrize(
    ("field", "description", "key"),
    [
        ("idempotency_key: {}", "''", "idempotency_key"),
        ("idempotencyKey: {}", "''", "idempotencyKey"),
        ("ref: {description: Unique reference for idempotency.}", "''", "ref"),
        ("ref: {description: An idempotency key of up to 40 signs.}", "''", "ref"),
        ("ref: {}", "Uses ref for idempotency.", "ref"),
        # A word that is no property of the body is only a word.
        ("ref: {}", "Uses hashes for idempotency.", None),
        ("ref: {description: This request is idempotent.}", "''", None),
        ("key: {description: Any key.}", "''", None),
    ],
)
def test_idempotency_keys(
    one: Any, field: str, description: str, key: str | None
) -> None:
    row = one(f"description: {description}\n{BODY % field}")
    assert row["idempotency"] == (key and {"in": "body", "name": key})


UNSCOPED = (
    "If no OAuth scope is named in a description, the endpoint is not accessible using "
    "an OAuth access token."
)


def whole(first: str) -> str:
    """A document whose description says what a missing scope means."""
    return f"""openapi: 3.0.3
info:
  title: Ferries
  version: '1'
  description: >-
    The default rate limit is 90 requests per minute. {UNSCOPED}
    For example "The `trips:all` scope is required."
paths:
  /trips:
    get: {{description: {first}, responses: {{}}}}
    post: {{description: Books a trip., responses: {{}}}}
"""


def test_what_prose_says_of_the_whole_api(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(whole("The `trips:read` scope is required."))
    data = described(calgen, tmp_path)
    assert data["api"]["limit"] == {
        "requests": 90,
        "per_seconds": 60,
        "block_seconds": None,
        "subject": None,
    }
    by_method = {each["method"]: each for each in data["operations"]}
    assert by_method["GET"]["oauth"] == "scope"
    assert by_method["POST"]["oauth"] == "not-accessible"
    (origin,) = by_method["POST"]["origins"]["oauth"]
    assert (origin["how"], origin["text"]) == ("note", UNSCOPED)
    # The limit of the API is not one of an operation.
    assert by_method["POST"]["rate_limit"] is None


def test_where_no_scope_is_stated_none_is_missing(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(whole("Lists trips."))
    found = described(calgen, tmp_path)["operations"]
    assert [each["oauth"] for each in found] == [None, None]

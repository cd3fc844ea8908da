"""`specs/` states the same facts as the published documents, in its own words.

A published document is either a page, which carries the operation as it is now, or
the whole description of March 2026. Pages win. Summaries, descriptions and examples are
ours and are not compared, apart from the sentences that state facts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

SPECS = Path(__file__).parents[2] / "specs"
PAGES = ("pages/get-all-bookings.md", "pages/get-video-meeting-sessions.md")
MARCH = "corpus/specs/calcom.json"
DUMP = "pages/docs-dump.txt"
PROSE = frozenset({"description", "example"})
Key = tuple[str, str]
Node = Mapping[str, Any]

# --- the deliberate differences -------------------------------------------------------

# The dump states a newer version than March; its header then reads as on the pages.
NEWER: Mapping[Key, str] = {
    ("get", "/v2/bookings/{bookingUid}/recordings"): "2026-02-25",
}

# Newer than March, prose alone in the dump: the facts of its own published page.
LATER_KEY: Key = ("post", "/v2/bookings/{bookingUid}/request-reschedule")
LATER: Node = yaml.safe_load("""
operation:
  operationId: BookingsController_2026_02_25_requestReschedule
  tags: [Bookings]
  parameters:
    - name: cal-api-version
      in: header
      required: true
      description: Must be set to 2026-02-25.
      schema: {type: string, default: '2026-02-25'}
    - {name: bookingUid, in: path, required: true, schema: {type: string}}
    - name: Authorization
      in: header
      required: true
      description: value must be `Bearer <token>` where `<token>` is api key prefixed
        with cal_, managed user access token, or OAuth access token
      schema: {type: string}
  requestBody:
    required: true
    content:
      application/json:
        schema: {$ref: '#/components/schemas/RequestRescheduleInput_2024_08_13'}
  responses:
    '200':
      content:
        application/json:
          schema: {$ref: '#/components/schemas/RequestRescheduleOutput_2024_08_13'}
schemas:
  RequestRescheduleInput_2024_08_13:
    type: object
    properties:
      rescheduleReason: {type: string}
  RequestRescheduleOutput_2024_08_13:
    type: object
    properties:
      status: {type: string, enum: [success, error]}
    required: [status]
""")

# Operations that the dump does not cover: nothing states a version, a scope or a role.
BEYOND_DUMP = frozenset(
    {
        ("get", "/v2/organizations/{orgId}/bookings"),
        ("get", "/v2/organizations/{orgId}/teams/{teamId}/bookings"),
        ("get", "/v2/teams/{teamId}/bookings"),
    }
)

# --- reading --------------------------------------------------------------------------

FENCE = re.compile(
    r"^(?P<ticks>`{3,})yaml[^\n]*\n(?P<block>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL
)
SECTION = re.compile(
    r"Source: \S+ /api-reference/v2/openapi\.json (?P<method>\w+) (?P<path>/v2\S+)"
    r"(?P<prose>.*?)(?=# [^#]{1,140}? Source: |\Z)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Published:
    operations: Mapping[Key, Node]
    schemas: Mapping[str, Node]
    prose: Mapping[Key, str]


def load(path: Path) -> Node:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        (fence,) = FENCE.finditer(text)
        text = fence["block"]
    document: Node = (json.loads if path.suffix == ".json" else yaml.safe_load)(text)
    return document


def operations(document: Node) -> Iterator[tuple[Key, Node]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield (method, path), operation


DOCUMENTS = {
    path.relative_to(SPECS).as_posix(): load(path)
    for path in sorted(SPECS.rglob("*"))
    if path.is_file()
}
OURS = {key: op for document in DOCUMENTS.values() for key, op in operations(document)}
SCHEMAS = {
    name: body
    for document in DOCUMENTS.values()
    for name, body in document["components"]["schemas"].items()
}

each_document = pytest.mark.parametrize("name", DOCUMENTS)
each_operation = pytest.mark.parametrize("key", sorted(OURS), ids=" ".join)
each_schema = pytest.mark.parametrize("name", sorted(SCHEMAS))


@pytest.fixture
def published(corpus: Path) -> Published:
    return read_published(corpus)


@cache
def read_published(corpus: Path) -> Published:
    march, pages = load(corpus / MARCH), [load(corpus / page) for page in PAGES]
    known = dict(operations(march))
    bodies = {**march["components"]["schemas"], **LATER["schemas"]}
    for page in pages:
        known.update(operations(page))
        bodies.update(page["components"]["schemas"])
    for key, version in NEWER.items():
        known[key] = at_version(known[key], version)
    assert LATER_KEY not in known
    known[LATER_KEY] = LATER["operation"]
    dump = (corpus / DUMP).read_text(encoding="utf-8")
    prose = {(m["method"], m["path"]): m["prose"] for m in SECTION.finditer(dump)}
    return Published(known, bodies, prose)


def at_version(operation: Node, version: str) -> Node:
    """The operation as the pages would print it for a newer version header."""
    header, *rest = operation["parameters"]
    assert header["name"] == "cal-api-version"
    newer = {
        **header,
        "description": f"Must be set to {version}.",
        "schema": {"type": "string", "default": version},
    }
    dated = version.replace("-", "_")
    name = re.sub(r"\d{4}_\d\d_\d\d", dated, operation["operationId"])
    return {**operation, "operationId": name, "parameters": [newer, *rest]}


# --- facts ----------------------------------------------------------------------------


def shape(schema: Any) -> Any:
    """A schema without its prose: types, names, requiredness, enums, bounds, order."""
    if isinstance(schema, list):
        return [shape(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: (
            {name: shape(body) for name, body in value.items()}
            if key == "properties"
            else shape(value)
        )
        for key, value in schema.items()
        if key not in PROSE
    }


def content(part: Node) -> Mapping[str, Any]:
    media: Node = part.get("content", {})
    return {kind: shape(body["schema"]) for kind, body in media.items()}


def facts(operation: Node) -> Mapping[str, Any]:
    """What must be equal; headers say in prose which version or token they take."""
    body = operation.get("requestBody")
    return {
        "operationId": operation["operationId"],
        "tags": operation["tags"],
        "deprecated": operation.get("deprecated", False),
        "parameters": [
            {
                "name": parameter["name"],
                "in": parameter["in"],
                "required": parameter.get("required", False),
                "schema": shape(parameter["schema"]),
                "states": parameter["in"] == "header" and parameter["description"],
            }
            for parameter in operation["parameters"]
        ],
        "body": body and {"required": body["required"], "content": content(body)},
        "responses": {
            status: content(response)
            for status, response in operation["responses"].items()
        },
    }


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].removeprefix("#/components/schemas/")
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


STATEMENTS = (
    r"`\w+` scope is required",
    r"Required membership role: `[^`]+`",
    r"PBAC permission: `[^`]+`",
    r"rate[- ]limited to \d+ requests per \w+(?: per \w+)?",
    r"blocks further calls for \d+ seconds",
    r"`Retry-After` header carrying the number of seconds",
    r"will default to an older version of this endpoint",
    r"will fail with a 404 error",
    r"cal-api-version: `[\d-]+` is required",
    r"`cal-api-version: [\d-]+` header",
)


def statements(prose: str) -> list[str]:
    flat = " ".join(prose.split())
    return [found for pattern in STATEMENTS for found in re.findall(pattern, flat)]


# --- tests ----------------------------------------------------------------------------


@each_document
def test_a_file_stands_on_its_own(name: str) -> None:
    document = DOCUMENTS[name]
    assert document["openapi"] == "3.0.0"
    assert document["servers"] == document["security"] == document["tags"] == []
    assert set(references(document)) == set(document["components"]["schemas"])
    for component, body in document["components"]["schemas"].items():
        assert body == SCHEMAS[component]


def test_every_operation_stands_in_one_file() -> None:
    found = [key for document in DOCUMENTS.values() for key, _ in operations(document)]
    assert sorted(found) == sorted(OURS)
    assert len(found) == 25


def test_the_bookings_of_the_dump_are_all_here(published: Published) -> None:
    dumped = {key for key in published.prose if key[1].startswith("/v2/bookings")}
    assert set(OURS) == dumped | BEYOND_DUMP


@each_operation
def test_an_operation_has_the_published_facts(published: Published, key: Key) -> None:
    assert facts(OURS[key]) == facts(published.operations[key])


@each_schema
def test_a_schema_has_the_published_facts(published: Published, name: str) -> None:
    ours, theirs = shape(SCHEMAS[name]), shape(published.schemas[name])
    assert ours == theirs
    assert list(ours["properties"]) == list(theirs["properties"])  # order, too


@each_operation
def test_prose_states_what_the_dump_states(published: Published, key: Key) -> None:
    ours = OURS[key].get("description", "")
    assert statements(ours) == statements(published.prose.get(key, ""))


@pytest.mark.parametrize("key", sorted(NEWER), ids=" ".join)
def test_a_newer_version_is_stated_in_the_dump(published: Published, key: Key) -> None:
    stated = f"cal-api-version: `{NEWER[key]}` is required"
    assert stated in published.prose[key]
    assert stated in OURS[key]["description"]

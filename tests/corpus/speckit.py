"""The documents in `specs/`, and the published ones that they are held against.

A published document is either a page, which carries the operation as it is now, or
the whole description of March 2026. Pages win. The dump of the documentation states
facts in prose that are newer than March.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
    r"Source: \S+/(?P<group>[^/\s]+)/\S+"
    r" /api-reference/v2/openapi\.json (?P<method>\w+) (?P<path>/v2\S+)"
    r"(?P<prose>.*?)(?=# [^#]{1,140}? Source: |\Z)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Published:
    """What the documents say; `prose` and `groups` are those of the dump."""

    operations: Mapping[Key, Node]
    schemas: Mapping[str, Node]
    prose: Mapping[Key, str]
    groups: Mapping[Key, str]


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


def schemas(document: Node) -> Node:
    found: Node = document.get("components", {}).get("schemas", {})
    return found


@cache
def read_published(corpus: Path) -> Published:
    march, pages = load(corpus / MARCH), [load(corpus / page) for page in PAGES]
    known = dict(operations(march))
    bodies = {**schemas(march), **LATER["schemas"]}
    for page in pages:
        known.update(operations(page))
        bodies.update(schemas(page))
    for key, version in NEWER.items():
        known[key] = at_version(known[key], version)
    assert LATER_KEY not in known
    known[LATER_KEY] = LATER["operation"]
    dump = (corpus / DUMP).read_text(encoding="utf-8")
    sections = {(m["method"], m["path"]): m for m in SECTION.finditer(dump)}
    return Published(
        known,
        bodies,
        {key: section["prose"] for key, section in sections.items()},
        {key: section["group"] for key, section in sections.items()},
    )


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
                "deprecated": parameter.get("deprecated", False),
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


# Sentences that state facts. They keep the published phrasing, which is what recognisers
# know; all other prose is ours.
STATEMENTS = (
    r"`\w+` scope is required",
    r"OAuth tokens require the `\w+` scope",
    r"Required membership role: `[^`]+`",
    r"PBAC permission: `[^`]+`",
    r"the plan must be '\w+' or higher to access this endpoint",
    r"Learn more about API access control at https://\S+",
    r"These endpoints are deprecated and will be removed in the future",
    r"\w+ is deprecated, use \w+ instead",
    r"Uses \w+ for idempotency to prevent double-charging",
    r"rate[- ]limited to \d+ requests per \w+(?: per \w+)?",
    r"blocks further calls for \d+ seconds",
    r"`Retry-After` header carrying the number of seconds",
    r"Rate limit exceeded — either [^.]+",
    r"`Retry-After` response header carries the number of seconds",
    r"pass in the cal-api-version header value as mentioned in the Headers section",
    r"will default to an older version of this endpoint",
    r"cal-api-version header is required for this endpoint",
    r"will fail with a 404 error",
    r"cal-api-version: `[\d-]+` is required",
    r"`cal-api-version: [\d-]+` header",
)


def statements(prose: str) -> list[str]:
    flat = " ".join(prose.split())
    return [found for pattern in STATEMENTS for found in re.findall(pattern, flat)]

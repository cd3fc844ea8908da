"""Facts in the package: constants, docstrings, tables, and what a set of calls needs."""

from __future__ import annotations

import inspect
import pickle
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SPEC = """
openapi: 3.1.0
info: {title: Orchard, version: '1'}
servers: [{url: https://orchard.example}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://orchard.example/token
          scopes: {'trees.read': '', 'trees.write': '', 'trees.admin': ''}
paths:
  /trees:
    get:
      operationId: listTrees
      description: This endpoint is rate limited to 7 requests per minute.
      security: [{oauth: [trees.read]}, {oauth: [trees.admin]}]
      parameters:
        - {name: plantedBy, in: query, schema: {type: string}}
        - name: planter
          in: query
          deprecated: true
          description: 'Deprecated: use plantedBy instead. Who planted it.'
          schema: {type: string}
        - name: kind
          in: query
          deprecated: true
          description: What it bears.
          schema: {type: string}
      responses: {'204': {description: none}}
    post:
      operationId: addTree
      security: [{oauth: [trees.write]}]
      parameters:
        - {name: Idempotency-Key, in: header, schema: {type: string}}
      responses: {'204': {description: done}}
  /trees/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getTree
      security: [{key: []}, {oauth: [trees.read, trees.write]}, {oauth: [trees.admin]}]
      responses: {'204': {description: done}}
    delete:
      operationId: fellTree
      description: |
        Required membership role: `forester`.

        This endpoint is deprecated. Use `retireTree` instead.
      security: [{oauth: [trees.admin]}]
      responses: {'204': {description: done}}
  /trees/{id}/retirement:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: retireTree
      security: []
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                idempotencyKey: {type: string}
                year: {type: integer}
      responses: {'204': {description: done}}
"""


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


@pytest.fixture(scope="module")
def trees(api: ModuleType) -> ModuleType:
    return import_module(f"{api.__name__}.operations.trees")


def text(api: ModuleType, name: str) -> str:
    return (Path(api.__path__[0]).parent / name).read_text(encoding="utf-8")


def doc(api: ModuleType, method: str) -> str:
    return inspect.cleandoc(getattr(api.Client("t").trees, method).__doc__)


def test_operations_carry_what_is_known(trees: ModuleType) -> None:
    listed, fell = trees.LIST, trees.DELETE
    assert listed.scopes == ("trees.read", "trees.admin")
    assert listed.scope_choices == (("trees.read",), ("trees.admin",))
    assert tuple(listed.limit) == (7, 60, None, None)
    assert fell.scope_choices == (("trees.admin",),)
    assert fell.oauth == "scope"
    assert fell.roles == ("forester",)
    assert fell.deprecated == "client.trees.retirement.create"
    assert trees.CREATE.idempotency == ("header", "Idempotency-Key")
    assert trees.CREATE.deprecated is None


def test_an_idempotency_key_may_be_in_the_body(api: ModuleType) -> None:
    operations = import_module(f"{api.__name__}.operations")
    found = [
        constant
        for path in Path(operations.__path__[0]).glob("*.py")
        for constant in vars(
            import_module(f"{operations.__name__}.{path.stem}")
        ).values()
        if getattr(constant, "path", "") == "/trees/{id}/retirement"
    ]
    (retire,) = found
    assert retire.idempotency == ("body", "idempotencyKey")
    assert retire.public is True
    assert retire.scope_choices == ()
    assert retire.oauth is None


def test_operations_keep_their_facts_in_a_pickle(trees: ModuleType) -> None:
    copy = pickle.loads(pickle.dumps(trees.LIST))
    assert copy.scope_choices == trees.LIST.scope_choices
    assert copy.oauth == trees.LIST.oauth == "scope"
    assert copy.limit == trees.LIST.limit


def test_docstrings_close_with_the_facts(api: ModuleType) -> None:
    last = {
        name: " ".join(doc(api, name).rpartition("\n\n")[2].split())
        for name in ("get", "delete", "list")
    }
    assert last["list"] == "Scope trees.read or trees.admin · 7 requests a minute."
    assert last["get"] == "Scope trees.read with trees.write or trees.admin."
    assert last["delete"] == (
        "Scope trees.admin · role forester · "
        "deprecated: use client.trees.retirement.create."
    )


def test_deprecated_arguments_name_what_to_use(api: ModuleType) -> None:
    said = doc(api, "list")
    assert "planter: Deprecated: use planted_by instead. Who planted it." in said
    assert "kind: Deprecated. What it bears." in said
    assert "planted_by:" not in said


def test_tables_have_only_columns_that_hold_anything(api: ModuleType) -> None:
    table = text(api, "api.md")
    head = next(line for line in table.splitlines() if line.startswith("| call"))
    for column in ("auth", "scopes", "roles", "limit", "idempotency key", "deprecated"):
        assert f"| {column} |" in head
    for column in ("version", "plan", "permissions", "paging"):
        assert f"| {column} |" not in head
    assert "## `client.trees.retirement`\n\n| call | route | returns | auth |" in table
    for part in table.split("## ")[1:]:
        rows = [line for line in part.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) == 1
    assert "| trees.read or trees.admin |" in table
    assert "| key or oauth |" in table
    assert "| idempotency_key |" in table


def test_tables_tell_scopes_roles_and_limits(api: ModuleType) -> None:
    table = text(api, "api.md")
    assert "| `trees.write` | `trees.create`, `trees.get` |" in table
    assert "one of several scopes is enough" in table
    assert "| forester | `trees.delete` |" in table
    assert "| 7 requests a minute | `trees.list` |" in table
    assert "all others" not in table


@pytest.mark.parametrize(
    ("calls", "scopes"),
    [
        (["trees.list"], ("trees.admin",)),  # by name, where nothing else decides
        (["trees.delete", "trees.list", "trees.get"], ("trees.admin",)),
        (["trees.create"], ("trees.write",)),
        (["trees.create", "trees.list"], ("trees.admin", "trees.write")),
        ([], ()),
    ],
)
def test_scopes_are_the_fewest(
    calls: list[str], scopes: tuple[str, ...], api: ModuleType
) -> None:
    assert api.required_scopes(*calls) == scopes


def test_roles(api: ModuleType) -> None:
    assert api.required_roles("trees.delete", "trees.list") == ("forester",)


def test_a_package_without_facts_says_nothing_of_them(generate: Any) -> None:
    plain = generate(
        "openapi: 3.1.0\ninfo: {title: Plain, version: '1'}\n"
        "servers: [{url: https://plain.example}]\n"
        "paths: {/stones: {get: {operationId: listStones, responses: "
        "{'204': {description: none}}}}}\n"
    )
    readme, table = text(plain, "README.md"), text(plain, "api.md")
    assert "## Scopes" not in readme
    assert "The API takes" not in readme
    assert "## Versions" not in readme
    assert "## By" not in table
    assert "| call | route | returns |\n|---|---|---|\n" in table
    assert import_module(f"{plain.__name__}.client").SETTINGS.limit is None
    assert plain.required_scopes("stones.list") == ()


def test_the_default_limit_is_told_and_baked_in(generate: Any, tmp_path: Path) -> None:
    profile = tmp_path / "orchard"
    profile.mkdir()
    (profile / "profile.yaml").write_text(
        "limit: {requests: 90, per_seconds: 3600, subject: key}\n"
    )
    limited = generate(SPEC, "--profile", str(profile))
    settings = import_module(f"{limited.__name__}.client").SETTINGS
    assert tuple(settings.limit) == (90, 3600, None, "key")
    readme = text(limited, "README.md")
    assert "The API takes 90 requests an hour per key." in readme
    table = text(limited, "api.md")
    assert "| 90 requests an hour per key | all others |" in table
    assert "states no limit: 90 requests an hour per key." in table

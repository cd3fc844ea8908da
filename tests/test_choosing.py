"""`include` and `exclude`: every kind of pattern, and what a client then carries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

API = """openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
paths:
  /v2/orgs:
    get:
      operationId: OrgsController_list
      tags: [Orgs]
      responses: {'200': {description: a, content: {application/json:
        {schema: {$ref: '#/components/schemas/Org'}}}}}
  /v2/orgs/{orgId}:
    get:
      operationId: OrgsController_get
      tags: [Orgs, Public things]
      parameters: [{name: orgId, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: a, content: {application/json:
        {schema: {$ref: '#/components/schemas/Org'}}}}}
    delete:
      operationId: OrgsController_delete
      tags: [Orgs]
      deprecated: true
      parameters: [{name: orgId, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: a}}
  /v2/orgs/{orgId}/teams/{teamId}:
    get:
      operationId: TeamsController_get
      tags: [Orgs / Teams]
      description: "Deprecated: use another one."
      parameters:
        - {name: orgId, in: path, required: true, schema: {type: string}}
        - {name: teamId, in: path, required: true, schema: {type: string}}
        - {name: api-version, in: header, schema: {type: string, default: 2024-06-01}}
      responses: {'200': {description: a, content: {application/json:
        {schema: {$ref: '#/components/schemas/Team'}}}}}
  /v2/organisations:
    post:
      operationId: createOrganisation
      tags: [Organisations]
      parameters:
        - {name: api-version, in: header, schema: {type: string, default: 2023-01-01}}
      requestBody: {content: {application/json:
        {schema: {$ref: '#/components/schemas/NewOrg'}}}}
      responses: {'204': {description: a}}
components:
  schemas:
    Org: {type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}}}
    Owner: {type: object, properties: {name: {type: string}}}
    Team: {type: object, properties: {name: {type: string}}}
    NewOrg: {type: object, properties: {seat: {$ref: '#/components/schemas/Seat'}}}
    Seat: {type: object, properties: {town: {type: string}}}
"""
LIST, GET, DELETE, TEAM, CREATE = (
    "OrgsController_list",
    "OrgsController_get",
    "OrgsController_delete",
    "TeamsController_get",
    "createOrganisation",
)
ALL = [LIST, GET, DELETE, TEAM, CREATE]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "api.yaml").write_text(API)
    return tmp_path


def run(calgen: Any, folder: Path, *flags: str) -> Any:
    fixed = ("-i", "api.yaml", "--config", "none", "--json")
    return calgen("inspect", *fixed, *flags, cwd=folder)


def ids(done: Any) -> list[str]:
    assert done.code == 0, done.stderr
    found = json.loads(done.stdout)["operations"]
    return sorted((each["operation_id"] for each in found), key=ALL.index)


KINDS = {
    # bare: any of name, route, operationId or tag, `*` over everything
    "Orgs": [LIST, GET, DELETE],
    "Public *": [GET],
    "GET /v2/orgs*": [LIST, GET, TEAM],
    "/v2/orgs/*": [GET, DELETE, TEAM],
    "*Controller_get": [GET, TEAM],
    "orgs.teams.*": [TEAM],
    "orgs.lis[st]": [LIST],
    # tag
    "tag:Orgs": [LIST, GET, DELETE],
    "tag:Orgs*": [LIST, GET, DELETE, TEAM],
    "tag:Public things": [GET],
    "tag:* / *": [TEAM],
    # path
    "path:/v2/orgs": [LIST],
    "path:/v2/orgs/*": [GET, DELETE],
    "path:/v2/orgs/**": [LIST, GET, DELETE, TEAM],
    "path:/v2/orgs**": [LIST, GET, DELETE, TEAM],
    "path:/v2/org*": [LIST, CREATE],
    "path:/*/orgs": [LIST],
    "path:/**/teams/*": [TEAM],
    "path:/v2/orgs/{}": [GET, DELETE],
    "path:/v2/orgs/{orgId}": [GET, DELETE],
    "path:/v2/orgs/{org??}": [GET, DELETE],
    "path:/v2/**/{}": [GET, DELETE, TEAM],
    "path:/v?/organisations": [CREATE],
    # method
    "method:GET": [LIST, GET, TEAM],
    "method:post": [CREATE],
    "method:*E": [DELETE],
    # operationId
    "id:OrgsController_*": [LIST, GET, DELETE],
    "id:createOrganisation": [CREATE],
    # the call's name
    "name:orgs.*": [LIST, GET, DELETE, TEAM],
    "name:orgs.get": [GET],
    # version
    "version:2024-*": [TEAM],
    "version:*": [TEAM, CREATE],
    # deprecated: by flag and by sentence
    "deprecated": [DELETE, TEAM],
}


@pytest.mark.parametrize("pattern", KINDS)
def test_a_pattern(pattern: str, folder: Path, calgen: Any) -> None:
    assert ids(run(calgen, folder, "--include", pattern)) == KINDS[pattern]
    rest = [each for each in ALL if each not in KINDS[pattern]]
    assert ids(run(calgen, folder, "--exclude", pattern)) == rest


def test_patterns_add_up_and_exclude_is_stronger(folder: Path, calgen: Any) -> None:
    done = run(
        *(calgen, folder, "--include", "tag:Orgs", "--include", "method:POST"),
        *("--exclude", "deprecated"),
    )
    assert ids(done) == [LIST, GET, CREATE]
    assert json.loads(done.stdout)["ledger"]["dropped"] == 2


def test_models_that_nobody_uses_are_left_out(folder: Path, calgen: Any) -> None:
    def models(*flags: str) -> set[str]:
        fixed = ("-i", "api.yaml", "-o", "out", "--package", "shop", "--config", "none")
        done = calgen("generate", *fixed, *flags, "--force", cwd=folder)
        assert done.code == 0, done.stderr
        text = (folder / "out" / "shop" / "models" / "__init__.py").read_text()
        return {
            name for name in ("Org", "Owner", "Team", "Seat") if f'"{name}"' in text
        }

    assert models() == {"Org", "Owner", "Team", "Seat"}
    assert models("--include", "tag:Orgs") == {"Org", "Owner"}
    assert models("--exclude", "path:/v2/orgs/**") == {"Seat"}


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("tag:Ogrs", "did you mean 'tag:Orgs'?"),
        ("tags:Orgs", "did you mean 'tag:Orgs'?"),
        ("Ogrs", "did you mean 'Orgs'?"),
        ("path:/v2/org", "did you mean 'path:/v2/orgs'?"),
        ("/v2/organizations", "did you mean '/v2/organisations'?"),
        ("method:GETS", "did you mean 'method:GET'?"),
        ("tag:orgs", "did you mean 'tag:Orgs'?"),
        ("tag:", "patterns are name:, path:, method:, id:, tag:, version:"),
        ("path:/v2/orgs/(", "[CG065]"),
        ("id:[a", "[CG065]"),
        ("[", "[CG065]"),
        ("version:1999", "[CG065]"),
    ],
)
def test_a_pattern_that_fits_nothing(
    pattern: str, hint: str, folder: Path, calgen: Any
) -> None:
    done = run(calgen, folder, "--exclude", pattern)
    assert ids(done) == ALL
    assert f"warning: the pattern {pattern!r} fits no operation" in done.stderr
    assert hint in done.stderr


def test_a_pattern_of_the_settings_has_a_place(folder: Path, calgen: Any) -> None:
    (folder / "calgen.toml").write_text(
        "inputs = ['api.yaml']\nexclude = [\n  'deprecated',\n  'tag:Ogrs',\n]\n"
        "[rename]\n'GET /v2/nothing' = 'a.b'\n"
    )
    done = calgen("inspect", cwd=folder)
    assert "calgen.toml:4:3: warning: the pattern 'tag:Ogrs' fits no" in done.stderr
    assert "calgen.toml:7:1: warning: `rename` names" in done.stderr
    flags = calgen("inspect", "--exclude", "tag:Ogrs", cwd=folder)
    assert "calgen: warning: the pattern 'tag:Ogrs' fits no" in flags.stderr


def test_nothing_left_is_an_error(folder: Path, calgen: Any) -> None:
    done = run(calgen, folder, "--include", "tag:Nobody")
    assert done.code == 2
    assert "[CG067]" in done.stderr


def test_help_shows_the_kinds(folder: Path, calgen: Any) -> None:
    said = " ".join(calgen("generate", "--help", cwd=folder).stdout.split())
    for kind in ("name:", "tag:", "path:", "method:", "id:", "version:", "deprecated"):
        assert kind in said

"""Clients of descriptions in several files, and of files from a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

FILES = {
    "api.yaml": """
openapi: 3.1.0
info: {$ref: common/info.json}
servers: [{url: https://zoo.example}]
security: [{key: []}]
paths:
  /pets: {$ref: paths/pets.yaml}
  /pets/{id}: {$ref: 'paths/one%20pet.json#/item'}
components:
  schemas:
    Pet: {$ref: ./schemas/animal.yaml}
  securitySchemes:
    key: {$ref: common/security.yaml#/key}
""",
    "common/info.json": '{"title": "Zoo", "version": "2.1"}',
    "common/security.yaml": "key: {type: apiKey, in: header, name: X-Key}",
    "common/parts.yaml": """
limit: {name: limit, in: query, schema: {$ref: '#/kinds/count'}}
kinds: {count: {type: integer, maximum: 10}}
made: {description: made, content: {application/json: {schema: {$ref: ../schemas/animal.yaml}}}}
""",
    "paths/pets.yaml": """
parameters: [{$ref: ../common/parts.yaml#/limit}]
get:
  operationId: listPets
  responses:
    '200':
      description: pets
      content: {application/json: {schema: {type: array, items: {$ref: ../schemas/animal.yaml}}}}
post: {$ref: post.yaml}
""",
    "paths/post.yaml": """
operationId: createPet
requestBody: {$ref: '../schemas/body.json'}
responses: {'201': {$ref: ../common/parts.yaml#/made}}
""",
    "paths/one pet.json": json.dumps(
        {
            "item": {
                "get": {
                    "parameters": [
                        {"name": "id", "in": "path", "schema": {"type": "string"}}
                    ],
                    "responses": {
                        "200": {
                            "description": "",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "$ref": "../schemas/animal.yaml#/properties/keeper"
                                    }
                                }
                            },
                        }
                    },
                }
            }
        }
    ),
    "schemas/animal.yaml": """
type: object
required: [name]
properties:
  name: {type: string}
  mother: {$ref: '#'}
  keeper:
    type: object
    properties: {name: {type: string}, pets: {type: array, items: {$ref: animal.yaml}}}
""",
    "schemas/body.json": json.dumps(
        {"content": {"application/json": {"schema": {"$ref": "animal.yaml"}}}}
    ),
}


def write(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_client_of_many_files(generate: Any, server: Any) -> None:
    zoo = generate(FILES)
    server.answer("GET", "/pets", [{"name": "Ada", "mother": {"name": "Eve"}}])
    server.answer("GET", "/pets/1", {"pets": [{"name": "Ada"}]})
    server.answer("POST", "/pets", {"name": "Bo"}, status=201)
    with zoo.Client(auth="secret", base_url=server.url) as client:
        (pet,) = client.pets.list(limit=3)
        keeper = client.pets.get("1")
        made = client.pets.create(name="Bo")
    assert [(each.method, each.path) for each in server.requests] == [
        ("GET", "/pets"),
        ("GET", "/pets/1"),
        ("POST", "/pets"),
    ]
    assert server.requests[0].query == "limit=3"
    assert {each.headers["x-key"] for each in server.requests} == {"secret"}
    assert server.requests[2].json == {"name": "Bo"}
    assert type(pet) is type(pet.mother) is type(made) is type(keeper.pets[0])
    assert type(pet).__name__ == "Pet"


def test_a_bundle_of_many_files_is_one_valid_document(
    calgen: Callable[..., Any], tmp_path: Path
) -> None:
    write(tmp_path)
    flags = ("--config", "none", "-o", "-")
    one = calgen("bundle", "-i", "api.yaml", *flags, cwd=tmp_path)
    assert (one.code, '$ref: "#/components' in one.stdout) == (0, True)
    document = yaml.safe_load(one.stdout)
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert sorted(document["components"]["schemas"]) == ["Pet", "count"]
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "one.yaml").write_text(one.stdout)
    again = calgen("bundle", "-i", "apart/one.yaml", *flags, cwd=tmp_path)
    assert again.stdout == one.stdout
    facts = [
        calgen("inspect", "-i", path, "--config", "none", "--json", cwd=tmp_path)
        for path in ("api.yaml", "apart/one.yaml")
    ]
    names = [
        [each["name"] for each in json.loads(done.stdout)["operations"]]
        for done in facts
    ]
    assert names[0] == names[1] == ["pets.create", "pets.get", "pets.list"]


def test_check_says_which_file_has_changed(
    calgen: Callable[..., Any], tmp_path: Path
) -> None:
    write(tmp_path)
    flags = ("-i", "api.yaml", "-o", "out", "--config", "none")
    assert calgen("generate", *flags, cwd=tmp_path).code == 0
    lock = json.loads((tmp_path / "out" / "calgen.lock").read_text())
    assert sorted(lock["inputs"]) == sorted(FILES)
    assert calgen("check", *flags, cwd=tmp_path).code == 0
    animal = tmp_path / "schemas" / "animal.yaml"
    animal.write_text(animal.read_text().replace("string", "integer"))
    done = calgen("check", *flags, cwd=tmp_path)
    assert done.code == 1
    assert "because: schemas/animal.yaml changed" in done.stdout


def remote(url: str) -> str:
    return f"""
openapi: 3.1.0
info: {{title: Far, version: '1'}}
paths:
  /a:
    get:
      responses:
        '200':
          description: ''
          content: {{application/json: {{schema: {{$ref: '{url}/s/book.yaml'}}}}}}
  /b:
    get:
      responses:
        '200':
          description: ''
          content: {{application/json: {{schema: {{$ref: '{url}/s/book.yaml#/properties/by'}}}}}}
"""


BOOK = (
    b"{type: object, properties: {title: {type: string}, by: {$ref: author.json}}}",
    b'{"type": "object", "properties": {"name": {"type": "string"}}}',
)


def test_an_address_is_asked_for_only_by_name(
    calgen: Callable[..., Any], server: Any, tmp_path: Path
) -> None:
    (tmp_path / "api.yaml").write_text(remote(server.url))
    flags = ("generate", "-i", "api.yaml", "-o", "out", "--config", "none")
    done = calgen(*flags, cwd=tmp_path)
    assert server.requests == []
    assert f"--allow-remote {server.url}/s/" in done.stderr
    assert "2 operations in, 2 out (2 degraded)" in done.stderr
    for path, body in zip(("/s/book.yaml", "/s/author.json"), BOOK, strict=True):
        server.answer("GET", path, body)
    done = calgen(*flags, "--allow-remote", f"{server.url}/s/", cwd=tmp_path)
    assert "[CG0" not in done.stderr
    assert [each.path for each in server.requests] == ["/s/book.yaml", "/s/author.json"]
    lock = json.loads((tmp_path / "out" / "calgen.lock").read_text())
    far = [f"{server.url}/s/author.json", f"{server.url}/s/book.yaml"]
    assert sorted(lock["inputs"]) == sorted(["api.yaml", *far])
    book = (tmp_path / "out" / "far" / "models" / "book.py").read_text()
    assert "class Author(" in book
    assert "class Book(" in book


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 404}, "the server answers 404"),
        (
            {"status": 302, "headers": {"Location": "/elsewhere"}},
            "which is not allowed",
        ),
        (
            {"status": 302, "headers": {"Location": "/s/book.yaml"}},
            "redirects too often",
        ),
        ({"body": b"a: [1"}, "not valid YAML"),
        ({"body": b"\xff\xfe"}, "not UTF-8"),
        ({"body": b"x" * (20 * 2**20 + 1)}, "larger than 20 MiB"),
    ],
)
def test_an_address_that_gives_no_document(
    answer: Any,
    said: str,
    calgen: Callable[..., Any],
    server: Any,
    tmp_path: Path,
) -> None:
    (tmp_path / "api.yaml").write_text(remote(server.url))
    body = answer.pop("body", b"no")
    server.answer("GET", "/s/book.yaml", body, **answer)
    done = calgen(
        *("inspect", "-i", "api.yaml", "--config", "none"),
        *("--allow-remote", f"{server.url}/s"),
        cwd=tmp_path,
    )
    assert done.code == 0
    assert (said in done.stderr, "[CG028]" in done.stderr) == (True, True), done.stderr
    assert "/elsewhere" not in [each.path for each in server.requests]


def test_a_page_refers_to_a_file_beside_it(
    calgen: Callable[..., Any], tmp_path: Path
) -> None:
    answer = (
        "{description: '', content: {application/json: {schema: {$ref: s/a.yaml}}}}"
    )
    (tmp_path / "page.md").write_text(
        "# A page\n\n```yaml\nopenapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
        f"paths: {{/a: {{get: {{responses: {{'200': {answer}}}}}}}}}\n```\n"
    )
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.yaml").write_text("{type: object, properties: {b: {}}}")
    done = calgen(
        "inspect", "-i", "page.md", "--config", "none", "--json", cwd=tmp_path
    )
    (operation,) = json.loads(done.stdout)["operations"]
    assert (operation["returns"], done.stderr) == ("A", "")


def test_the_setting_names_folders_beside_the_settings(
    calgen: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "common").mkdir()
    (tmp_path / "specs" / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
        "paths: {/a: {$ref: ../common/a.yaml}}\n"
    )
    (tmp_path / "common" / "a.yaml").write_text(
        "get: {responses: {'200': {description: ''}}}"
    )
    settings = tmp_path / "calgen.toml"
    settings.write_text('inputs = ["specs/api.yaml"]\n')
    done = calgen("inspect", cwd=tmp_path)
    assert (done.code, "--allow-remote common" in done.stderr) == (2, True)
    settings.write_text('inputs = ["specs/api.yaml"]\nallow-remote = ["common"]\n')
    for folder in (tmp_path, tmp_path / "specs"):
        done = calgen("inspect", cwd=folder)
        assert (done.code, done.stderr) == (0, ""), done.stderr


def test_what_cannot_be_used_is_counted(
    calgen: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
        "paths:\n"
        "  /a: {get: {responses: {'204': {description: ''}}}, post: [1]}\n"
        "  /b: {$ref: gone.yaml}\n"
        "  /c: text\n"
        "  /d: {get: {parameters: {a: b}, responses: {'204': {description: ''}}}}\n"
    )
    flags = ("inspect", "-i", "api.yaml", "--config", "none", "--json")
    done = calgen(*flags, cwd=tmp_path)
    ledger = json.loads(done.stdout)["ledger"]
    assert ledger == {"read": 5, "emitted": 2, "degraded": 1, "dropped": 3}

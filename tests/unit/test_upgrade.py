"""Documents of every version in one form; positions stay those of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from calgen.diagnostics import Report
from calgen.document import Document, parse
from calgen.location import Place
from calgen.upgrade import upgraded


def read(text: str) -> tuple[Document, Report]:
    report = Report()
    return upgraded(parse("api.yaml", text), report), report


def made(old: Any) -> Any:
    """What a document becomes, as data; it may hold no fault."""
    document, report = read(json.dumps(old))
    assert [each.message for each in report.diagnostics] == []
    return document.data


def swagger(**parts: Any) -> Any:
    return made({"swagger": "2.0", "paths": {}, **parts})


def operation(node: Any, **parts: Any) -> Any:
    document = swagger(paths={"/books": {"post": node}}, **parts)
    return document["paths"]["/books"]["post"]


# --- servers and credentials ---------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "urls"),
    [
        ({}, None),
        ({"basePath": "/"}, None),
        ({"basePath": "/v1"}, ["/v1"]),
        ({"host": "a.example"}, ["https://a.example"]),
        ({"host": "a.example", "basePath": "v1"}, ["https://a.example/v1"]),
        ({"host": "a.example:8080", "schemes": ["http"]}, ["http://a.example:8080"]),
        (
            {"host": "a.example", "schemes": ["http", "https"]},
            ["https://a.example", "http://a.example"],
        ),
        ({"host": "a.example", "schemes": ["wss", "https"]}, ["https://a.example"]),
        ({"host": "https://a.example/", "schemes": ["https"]}, ["https://a.example"]),
        ({"host": 7, "basePath": [], "schemes": {}}, None),
    ],
)
def test_servers(parts: Any, urls: list[str] | None) -> None:
    found = swagger(**parts).get("servers")
    assert (found and [each["url"] for each in found]) == urls


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "basic"}, {"type": "http", "scheme": "basic"}),
        (
            {"type": "apiKey", "in": "query", "name": "key", "description": "Ours."},
            {"type": "apiKey", "in": "query", "name": "key", "description": "Ours."},
        ),
        (
            {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a"},
            {
                "type": "oauth2",
                "flows": {"implicit": {"authorizationUrl": "https://a", "scopes": {}}},
            },
        ),
        (
            {
                "type": "oauth2",
                "flow": "application",
                "tokenUrl": "https://t",
                "scopes": {"read": "Read."},
                "x-own": 1,
            },
            {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "https://t",
                        "scopes": {"read": "Read."},
                    }
                },
                "x-own": 1,
            },
        ),
    ],
)
def test_credentials(old: Any, new: Any) -> None:
    found = swagger(securityDefinitions={"one": old})
    assert found["components"]["securitySchemes"] == {"one": new}
    assert "securityDefinitions" not in found


@pytest.mark.parametrize(
    ("flow", "name"),
    [("password", "password"), ("accessCode", "authorizationCode")],
)
def test_flows(flow: str, name: str) -> None:
    old = {"type": "oauth2", "flow": flow}
    found = swagger(securityDefinitions={"one": old})
    assert list(found["components"]["securitySchemes"]["one"]["flows"]) == [name]


# --- parameters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            {"in": "query", "name": "q", "type": "string", "maxLength": 3, "x-a": 1},
            {
                "in": "query",
                "name": "q",
                "schema": {"type": "string", "maxLength": 3},
                "x-a": 1,
            },
        ),
        (
            {"in": "header", "name": "q", "type": "integer", "x-nullable": True},
            {
                "in": "header",
                "name": "q",
                "x-nullable": True,
                "schema": {"type": "integer", "nullable": True},
            },
        ),
        ({"in": "query", "name": "q"}, {"in": "query", "name": "q"}),
    ],
)
def test_parameters(old: Any, new: Any) -> None:
    assert operation({"parameters": [old]})["parameters"] == [new]


@pytest.mark.parametrize(
    ("stated", "style", "explode"),
    [
        (None, "form", False),
        ("csv", "form", False),
        ("ssv", "spaceDelimited", False),
        ("pipes", "pipeDelimited", False),
        ("multi", "form", True),
    ],
)
def test_formats_of_collections(stated: str | None, style: str, explode: bool) -> None:
    old = {"in": "query", "name": "q", "type": "array", "items": {"type": "string"}}
    if stated:
        old["collectionFormat"] = stated
    (found,) = operation({"parameters": [old]})["parameters"]
    assert (found["style"], found["explode"]) == (style, explode)
    assert found["schema"] == {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize(
    ("where", "stated"), [("query", "tsv"), ("path", "pipes"), ("header", "multi")]
)
def test_a_format_without_counterpart_is_reported(where: str, stated: str) -> None:
    _, report = read(f"""swagger: "2.0"
paths:
  /books:
    get:
      parameters:
        - in: {where}
          name: q
          type: array
          collectionFormat: {stated}
""")
    (found,) = report.diagnostics
    assert (found.code, found.level) == ("CG019", "warning")
    assert repr(stated) in found.message
    assert str(found.position) == "api.yaml:9:11"


# --- bodies -------------------------------------------------------------------------------


def body(*parameters: Any, **parts: Any) -> Any:
    return operation({"parameters": [*parameters]} | parts)["requestBody"]


BOOK = {"in": "body", "name": "book", "schema": {"type": "object"}}


def test_a_body_takes_every_media_type() -> None:
    found = body(
        {**BOOK, "required": True, "description": "It.", "x-own": 1},
        consumes=["application/json", "application/xml"],
    )
    content = {"schema": {"type": "object"}}
    assert found == {
        "required": True,
        "description": "It.",
        "x-own": 1,
        "content": {"application/json": content, "application/xml": content},
    }


@pytest.mark.parametrize(
    ("document", "own", "media"),
    [
        (None, None, "application/json"),
        (["text/plain"], None, "text/plain"),
        (["text/plain"], ["application/xml"], "application/xml"),
        (["text/plain"], [], "application/json"),
        ("text/plain", None, "text/plain"),
        ([7, None], None, "application/json"),
    ],
)
def test_what_an_operation_consumes(document: Any, own: Any, media: str) -> None:
    node = {"parameters": [BOOK]} | ({} if own is None else {"consumes": own})
    parts = {} if document is None else {"consumes": document}
    assert list(operation(node, **parts)["requestBody"]["content"]) == [media]


FILE = {"in": "formData", "name": "cover", "type": "file", "required": True}
TITLE = {"in": "formData", "name": "title", "type": "string", "description": "T."}


@pytest.mark.parametrize(
    ("fields", "consumes", "medias"),
    [
        ([TITLE], None, ["application/x-www-form-urlencoded"]),
        ([TITLE], ["application/json"], ["application/x-www-form-urlencoded"]),
        ([TITLE], ["multipart/form-data"], ["multipart/form-data"]),
        ([TITLE, FILE], None, ["multipart/form-data"]),
        ([FILE], ["application/x-www-form-urlencoded"], ["multipart/form-data"]),
    ],
)
def test_forms(fields: Any, consumes: Any, medias: list[str]) -> None:
    parts = {} if consumes is None else {"consumes": consumes}
    found = body(*fields, **parts)
    assert list(found["content"]) == medias
    assert found["required"] is (FILE in fields)


def test_fields_of_a_form() -> None:
    tags = {"in": "formData", "name": "tags", "type": "array", "items": {}}
    found = body(TITLE, FILE, tags)["content"]["multipart/form-data"]
    assert found["schema"] == {
        "type": "object",
        "required": ["cover"],
        "properties": {
            "title": {"type": "string", "description": "T."},
            "cover": {"type": "string", "format": "binary"},
            "tags": {"type": "array", "items": {}},
        },
    }
    assert found["encoding"] == {"tags": {"style": "form", "explode": False}}


def test_the_parameters_of_a_path_are_those_of_its_operations() -> None:
    item = {
        "parameters": [{"in": "path", "name": "id", "type": "string"}, BOOK],
        "put": {"parameters": [{"in": "query", "name": "q", "type": "string"}]},
        "post": {"parameters": [TITLE]},
        "get": {},
    }
    found = swagger(paths={"/books/{id}": item})["paths"]["/books/{id}"]
    assert [each["name"] for each in found["parameters"]] == ["id"]
    assert [each["name"] for each in found["put"]["parameters"]] == ["q"]
    assert list(found["put"]["requestBody"]["content"]) == ["application/json"]
    (form,) = found["post"]["requestBody"]["content"].values()
    assert list(form["schema"]["properties"]) == ["title"]


def test_a_shared_body_is_referred_to_where_the_media_types_are_the_same() -> None:
    shared = {"parameters": {"book": BOOK}}
    same = operation({"parameters": [{"$ref": "#/parameters/book"}]}, **shared)
    assert same == {"requestBody": {"$ref": "#/components/requestBodies/book"}}
    own = {"parameters": [{"$ref": "#/parameters/book"}], "consumes": ["text/plain"]}
    other = operation(own, **shared)
    assert other["requestBody"]["content"] == {
        "text/plain": {"schema": {"type": "object"}}
    }


def test_a_second_body_is_reported() -> None:
    _, report = read(json.dumps(one_operation({"parameters": [BOOK, BOOK]})))
    assert [each.code for each in report.diagnostics] == ["CG019"]
    _, report = read(json.dumps(one_operation({"parameters": [BOOK, TITLE]})))
    assert [each.code for each in report.diagnostics] == ["CG019"]


def one_operation(node: Any) -> Any:
    return {"swagger": "2.0", "paths": {"/books": {"post": node}}}


# --- answers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("response", "produces", "content"),
    [
        ({"description": "none"}, None, None),
        ({"schema": {"type": "string"}}, None, ["application/json"]),
        ({"schema": {"type": "string"}}, ["text/csv", "a/b"], ["text/csv", "a/b"]),
        ({"schema": {"type": "file"}}, None, ["application/octet-stream"]),
        (
            {"schema": {"type": "file"}},
            ["application/json"],
            ["application/octet-stream"],
        ),
        ({"schema": {"type": "file"}}, ["image/png"], ["image/png"]),
        ({"examples": {"application/json": {"a": 1}}}, None, ["application/json"]),
    ],
)
def test_answers(response: Any, produces: Any, content: Any) -> None:
    node = {"responses": {"200": response}} | (
        {"produces": produces} if produces else {}
    )
    found = operation(node)["responses"]["200"]
    assert (list(found["content"]) if "content" in found else None) == content


def test_headers_and_examples_of_an_answer() -> None:
    response = {
        "description": "ok",
        "schema": {"type": "file"},
        "headers": {"X-Total": {"type": "integer", "description": "How many."}},
        "examples": {"image/png": "…"},
    }
    node = {"responses": {"200": response}, "produces": ["image/png"]}
    assert operation(node)["responses"]["200"] == {
        "description": "ok",
        "headers": {
            "X-Total": {"description": "How many.", "schema": {"type": "integer"}}
        },
        "content": {
            "image/png": {
                "schema": {"type": "string", "format": "binary"},
                "example": "…",
            }
        },
    }


# --- schemas and references -------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"discriminator": "kind"}, {"discriminator": {"propertyName": "kind"}}),
        (
            {"properties": {"discriminator": {"type": "string"}}},
            {"properties": {"discriminator": {"type": "string"}}},
        ),
        (
            {"items": {"type": "file"}},
            {"items": {"type": "string", "format": "binary"}},
        ),
        (
            {"allOf": [{"$ref": "#/definitions/A"}]},
            {"allOf": [{"$ref": "#/components/schemas/A"}]},
        ),
        (
            {"properties": {"example": {"$ref": "#/definitions/A"}}},
            {"properties": {"example": {"$ref": "#/components/schemas/A"}}},
        ),
        (
            {"example": {"$ref": "#/definitions/A"}},
            {"example": {"$ref": "#/definitions/A"}},
        ),
        ({"$ref": "#/definitions/None"}, {"$ref": "#/definitions/None"}),
        ({"$ref": "other.yaml#/x"}, {"$ref": "other.yaml#/x"}),
        (
            {"$ref": "#/paths/~1a/get/parameters/1/items"},
            {"$ref": "#/paths/~1a/get/parameters/0/schema/items"},
        ),
        (
            {"$ref": "#/paths/~1a/get/parameters/0/schema"},
            {"$ref": "#/paths/~1a/get/requestBody/content/application~1json/schema"},
        ),
        (
            {"$ref": "#/definitions/With%20space"},
            {"$ref": "#/components/schemas/With space"},
        ),
        (True, True),
    ],
)
def test_schemas(old: Any, new: Any) -> None:
    listed = {"in": "query", "name": "q", "type": "array", "items": {"type": "string"}}
    document = swagger(
        paths={"/a": {"get": {"parameters": [BOOK, listed]}}},
        definitions={"A": {}, "With space": {}, "It": old},
    )
    assert document["components"]["schemas"]["It"] == new


def test_what_is_said_of_an_operation_stays() -> None:
    told = {
        "operationId": "addBook",
        "tags": ["Books"],
        "summary": "Add",
        "description": "Needs the `x` scope.",
        "deprecated": True,
        "security": [{"key": []}],
        "x-own": {"a": 1},
    }
    assert operation(told) == told


def test_positions_are_those_of_the_file() -> None:
    text = """swagger: "2.0"
host: api.example.com
paths:
  /books:
    post:
      parameters:
        - {name: q, in: query, type: string}
        - name: book
          in: body
          schema:
            properties:
              author: {$ref: '#/definitions/Author'}
      responses:
        200:
          description: ok
          schema: {$ref: '#/definitions/Author'}
definitions:
  Author:
    type: object
"""
    document, _ = read(text)
    shown = {
        "/servers/0": "2:1",
        "/paths/~1books/post": "5:5",
        "/paths/~1books/post/parameters/0": "7:11",
        "/paths/~1books/post/requestBody": "8:11",
        "/paths/~1books/post/requestBody/content/application~1json/schema"
        "/properties/author/$ref": "12:24",
        "/paths/~1books/post/responses/200/content/application~1json/schema/$ref": "16:20",
        "/components/schemas/Author/type": "19:5",
    }
    found = {
        pointer: str(Place(document, pointer).position).removeprefix("api.yaml:")
        for pointer in shown
    }
    assert found == shown
    old = "/paths/~1books/post/parameters/1/schema/properties"
    assert document.at(document.now(old)) == {
        "author": {"$ref": "#/components/schemas/Author"}
    }


ODD = [None, True, 7, "text", [], [7], {}, {"a": None}]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_what_is_of_a_wrong_type_does_no_harm(odd: Any) -> None:
    top = (
        "info host basePath schemes consumes produces paths definitions parameters "
        "responses securityDefinitions security tags components"
    ).split()
    for key in top:
        read(json.dumps({"swagger": "2.0", "paths": {}, key: odd}))
    for key in (
        "definitions",
        "parameters",
        "responses",
        "securityDefinitions",
        "paths",
    ):
        read(json.dumps({"swagger": "2.0", "paths": {}, key: {"/a": odd}}))
    for key in ("parameters", "responses", "consumes", "produces", "tags", "callbacks"):
        read(json.dumps(one_operation({key: odd, "additionalOperations": odd})))
        read(json.dumps({**one_operation({key: odd}), "swagger": None}))
    for key in ("schema", "headers", "examples", "content", "$ref"):
        read(json.dumps(one_operation({"responses": {"200": {key: odd}}})))
    for where in ("body", "formData", "query"):
        for key in ("schema", "type", "items", "name", "collectionFormat", "required"):
            read(json.dumps(one_operation({"parameters": [{"in": where, key: odd}]})))
    for key in (
        "$id",
        "$anchor",
        "$defs",
        "discriminator",
        "properties",
        "allOf",
        "$ref",
    ):
        schemas = {"components": {"schemas": {"A": {key: odd}}}}
        read(json.dumps({"openapi": "3.1.0", "$self": odd, **schemas}))


@pytest.mark.parametrize("stated", ["1.2", "1.1", 1.2])
def test_older_swagger_is_refused_where_it_says_so(stated: Any) -> None:
    _, report = read(f"info: {{}}\nswagger: {stated!r}\npaths: {{}}\n")
    (found,) = report.diagnostics
    assert (found.code, found.level) == ("CG017", "error")
    assert str(found.position).startswith("api.yaml:2:")


@pytest.mark.parametrize("stated", ["'2.0'", "2.0", "2", "'2.0.0'", "null"])
def test_swagger_2_however_it_is_written(stated: str) -> None:
    document, report = read(f"swagger: {stated}\ndefinitions: {{A: {{}}}}\n")
    assert not report.diagnostics
    assert document.at("/components/schemas/A") == {}


# --- OpenAPI 3 ----------------------------------------------------------------------------


def test_a_document_that_has_the_form_is_left_alone() -> None:
    document = parse("api.yaml", "openapi: 3.1.0\npaths: {/a: {get: {}}}\n")
    assert upgraded(document, Report()) is document


def openapi(text: str) -> Any:
    document, report = read(text)
    assert not report.diagnostics
    return document.data


@pytest.mark.parametrize(
    ("reference", "leads_to"),
    [
        ("'#tree'", "#/components/schemas/Tree"),
        ("'#/$defs/leaf'", "#/components/schemas/Tree/$defs/leaf"),
        (
            "https://example.com/api#/components/schemas/Tree",
            "#/components/schemas/Tree",
        ),
        ("api#tree", "#/components/schemas/Tree"),
        ("https://example.com/shape", "#/components/schemas/Shape"),
        ("shape#/$defs/side", "#/components/schemas/Shape/$defs/side"),
        ("'#none'", "#none"),
        ("other.yaml#/x", "other.yaml#/x"),
    ],
)
def test_names_of_schemas(reference: str, leads_to: str) -> None:
    found = openapi(f"""openapi: 3.2.0
$self: https://example.com/api
components:
  schemas:
    Tree:
      $anchor: tree
      properties: {{it: {{$ref: {reference}}}}}
      $defs: {{leaf: {{type: string}}}}
    Shape: {{$id: shape, $defs: {{side: {{}}}}, properties: {{a: {{$ref: '#/$defs/side'}}}}}}
""")
    schemas = found["components"]["schemas"]
    assert schemas["Tree"]["properties"]["it"]["$ref"] == leads_to
    inside = schemas["Shape"]["properties"]["a"]["$ref"]
    assert inside == "#/components/schemas/Shape/$defs/side"


def test_a_query_string_becomes_its_parts() -> None:
    text = """openapi: 3.2.0
paths:
  /books:
    get:
      parameters:
        - in: querystring
          name: all
          content:
            application/x-www-form-urlencoded:
              schema: {$ref: '#/components/schemas/Filter'}
        - {in: query, name: last, schema: {type: string}}
components:
  schemas:
    Filter:
      required: [q]
      properties:
        q: {type: string}
        n: {type: integer}
"""
    document, report = read(text)
    assert not report.diagnostics
    assert document.at("/paths/~1books/get/parameters") == [
        {"name": "q", "in": "query", "schema": {"type": "string"}, "required": True},
        {"name": "n", "in": "query", "schema": {"type": "integer"}},
        {"name": "last", "in": "query", "schema": {"type": "string"}},
    ]
    for index, line in enumerate((17, 18, 11)):
        place = Place(document, f"/paths/~1books/get/parameters/{index}")
        assert place.position.line == line


def test_a_query_string_that_is_not_described_is_reported() -> None:
    _, report = read("""openapi: 3.2.0
paths:
  /books:
    get:
      parameters:
        - in: querystring
          content: {text/plain: {}}
""")
    (found,) = report.diagnostics
    assert (found.code, str(found.position)) == ("CG019", "api.yaml:6:11")


def test_methods_written_large_are_methods() -> None:
    found = openapi("openapi: 3.0.0\npaths: {/a: {GET: {operationId: a}, Post: {}}}\n")
    assert found["paths"]["/a"] == {"get": {"operationId": "a"}, "post": {}}


def test_parameters_in_the_way_of_swagger_are_understood() -> None:
    found = openapi("""openapi: 3.0.0
paths:
  /a:
    post:
      parameters:
        - {in: query, name: q, type: array, items: {type: string}}
        - {in: body, name: it, schema: {type: object}}
""")
    (query,) = found["paths"]["/a"]["post"]["parameters"]
    assert query["schema"] == {"type": "array", "items": {"type": "string"}}
    assert query.get("explode", True) is True
    content = found["paths"]["/a"]["post"]["requestBody"]["content"]
    assert content == {"application/json": {"schema": {"type": "object"}}}


def test_what_the_server_calls_is_told_once_a_document() -> None:
    text = """openapi: 3.1.0
paths:
  /a:
    post: {callbacks: {one: {}, two: {}}}
    put: {callbacks: {three: {}}}
webhooks: {made: {post: {}}}
"""
    _, report = read(text)
    (found,) = report.diagnostics
    assert (found.code, found.level) == ("CG018", "info")
    assert found.message.startswith("1 webhook and 3 callbacks are")
    assert str(found.position) == "api.yaml:6:1"


def test_upgrading_twice_changes_nothing() -> None:
    document, _ = read(yaml.safe_dump(one_operation({"parameters": [BOOK, FILE]})))
    assert upgraded(document, Report()) is document


# --- the whole run --------------------------------------------------------------------------

DANGLING = """swagger: "2.0"
info: {title: Books, version: "1"}
host: api.example.com
produces: [application/json, application/xml]
paths:
  /books:
    post:
      parameters:
        - {name: q, in: query, type: string}
        - name: book
          in: body
          schema:
            type: object
            properties:
              author: {$ref: '#/definitions/Author'}
      responses:
        200: {description: ok, schema: {properties: {a: {default: 1, type: string}}}}
"""


def test_a_reference_in_a_body_parameter_is_reported_where_it_stands(
    calgen: Any, tmp_path: Path
) -> None:
    (tmp_path / "api.yaml").write_text(DANGLING, encoding="utf-8")
    flags = ("-i", "api.yaml", "--config", "none")
    done = calgen("generate", *flags, "-o", "out", cwd=tmp_path)
    assert done.code == 0
    told = "api.yaml:15:24: warning: '#/definitions/Author' leads nowhere"
    assert told in done.stderr


def test_lint_finds_a_fault_once_whatever_the_media_types(
    calgen: Any, tmp_path: Path
) -> None:
    (tmp_path / "api.yaml").write_text(DANGLING, encoding="utf-8")
    flags = ("-i", "api.yaml", "--config", "none")
    done = calgen("lint", *flags, "--select", "CG081", cwd=tmp_path)
    assert done.stdout.count("CG081") + done.stderr.count("CG081") == 1


def test_a_bundle_keeps_what_only_newer_versions_can_say(
    calgen: Any, tmp_path: Path
) -> None:
    (tmp_path / "api.yaml").write_text(
        """openapi: 3.2.0
info: {title: Books, version: "1"}
paths:
  /books:
    query:
      requestBody: {content: {application/json: {$ref: '#/components/mediaTypes/One'}}}
      responses:
        200: {description: ok, content: {application/jsonl: {itemSchema: {type: object}}}}
    additionalOperations: {COPY: {responses: {204: {description: ok}}}}
components: {mediaTypes: {One: {schema: {type: integer}}}}
""",
        encoding="utf-8",
    )
    for source, target in (("api.yaml", "one.json"), ("one.json", "two.json")):
        flags = ("-i", source, "--config", "none", "-o", target)
        assert calgen("bundle", *flags, cwd=tmp_path).code == 0
    one, two = ((tmp_path / f"{name}.json").read_text() for name in ("one", "two"))
    assert one == two
    made = json.loads(one)
    item = made["paths"]["/books"]
    assert made["openapi"] == "3.2.0"
    assert item["query"]["requestBody"]["content"] == {
        "application/json": {"schema": {"type": "integer"}}
    }
    assert item["query"]["responses"]["200"]["content"] == {
        "application/jsonl": {"itemSchema": {"type": "object"}}
    }
    assert list(item["additionalOperations"]) == ["COPY"]

"""`calgen bundle`: one document that is valid, stable, and says what the inputs say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from calgen.bundle.yaml_writer import yaml_text
from calgen.document import parse

ROOT = Path(__file__).parent.parent
HEAD = {
    "openapi": "3.0.3",
    "info": {"title": "Books", "version": "1"},
    "servers": [{"url": "https://books.example.org"}],
}
OK = {"200": {"description": "done"}}
NONE = ("--config", "none")


def document(node: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    operation = {"operationId": "listBooks", "responses": OK, **(node or {})}
    return {**HEAD, "paths": {"/books": {"get": operation}}, **more}


def bundled(
    calgen: Any, folder: Path, *inputs: dict[str, Any], flags: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The bundle of some documents, after checking all that holds for every bundle."""
    paths: list[str] = []
    for number, data in enumerate(inputs):
        path = f"in{number}.yaml"
        (folder / path).write_text(yaml.safe_dump(data, sort_keys=False))
        paths += ["-i", path]
    return checked(calgen, folder, *paths, *flags)


def checked(calgen: Any, folder: Path, *flags: str) -> dict[str, Any]:
    """The bundle of some inputs: it is valid, a fixed point, and loses no fact."""
    first = calgen("bundle", *flags, *NONE, "-o", "bundle.yaml", cwd=folder)
    assert first.code == 0, first.stderr
    text = (folder / "bundle.yaml").read_text(encoding="utf-8")
    again = calgen("bundle", "-i", "bundle.yaml", *NONE, cwd=folder)
    assert again.stdout == text
    assert facts(calgen, folder, "-i", "bundle.yaml") == facts(calgen, folder, *flags)
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    assert faults(data) == []
    return data


def facts(calgen: Any, folder: Path, *flags: str) -> list[dict[str, Any]]:
    """What `inspect` tells of every operation, origins aside."""
    said = json.loads(calgen("inspect", *flags, *NONE, "--json", cwd=folder).stdout)
    for each in said["operations"]:
        del each["origins"]
    return sorted(said["operations"], key=lambda each: str(each["name"]))


def faults(data: dict[str, Any]) -> list[str]:
    return [error.message for error in OpenAPIV31SpecValidator(data).iter_errors()]


def get(data: dict[str, Any], path: str = "/books") -> dict[str, Any]:
    operation: dict[str, Any] = data["paths"][path]["get"]
    return operation


# --- real documents ------------------------------------------------------------------


def test_the_specs_of_this_repository(calgen: Any, tmp_path: Path) -> None:
    data = checked(calgen, tmp_path, "-i", str(ROOT / "specs"))
    assert data["openapi"] == "3.1.0"
    described = [op for item in data["paths"].values() for op in item.values()]
    headers = [
        p["name"]
        for op in described
        for p in op.get("parameters", ())
        if p.get("in") == "header"
    ]
    assert set(headers) <= {"cal-api-version"}
    assert any("x-required-roles" in op for op in described)


@pytest.mark.slow
def test_a_bundle_makes_the_same_client(calgen: Any, tmp_path: Path) -> None:
    specs = str(ROOT / "specs")
    calgen("bundle", "-i", specs, *NONE, "-o", "bundle.yaml", cwd=tmp_path)
    for source, target in ((specs, "one"), ("bundle.yaml", "other")):
        flags = ("-o", target, "--package", "calcom", *NONE)
        assert calgen("generate", "-i", source, *flags, cwd=tmp_path).code == 0
    trees = [
        {
            path.relative_to(tmp_path / target): path.read_bytes()
            for path in (tmp_path / target).rglob("*")
            if path.is_file() and path.name != "calgen.lock"
        }
        for target in ("one", "other")
    ]
    assert trees[0] == trees[1]


@pytest.mark.parametrize(
    "name",
    [
        "notion.json",
        "box-v2025.0.json",
        "spotify-official.yaml",
        "trakt.json",
        "scalar-galaxy.yaml",
        pytest.param("calcom.json", marks=pytest.mark.slow),
        pytest.param("intercom-2.16.yaml", marks=pytest.mark.slow),
        pytest.param("klaviyo.json", marks=pytest.mark.slow),
    ],
)
def test_documents_of_vendors(
    name: str, corpus: Path, calgen: Any, tmp_path: Path
) -> None:
    checked(calgen, tmp_path, "-i", str(corpus / "corpus" / "specs" / name))


def test_a_dump_of_a_documentation_site(
    corpus: Path, calgen: Any, tmp_path: Path
) -> None:
    checked(calgen, tmp_path, "-i", str(corpus / "pages" / "docs-dump.txt"))


# --- facts ---------------------------------------------------------------------------

BEARER = {
    "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
}
PROSE = """Reads books.

The `books.read` scope is required.

This endpoint is rate limited to 60 requests per minute per caller. Exceeding the limit
blocks further calls for 30 seconds.

The `Retry-After` header says how many seconds to wait.

This endpoint is deprecated. Please use `books.find` instead.
"""


def test_prose_becomes_data(calgen: Any, tmp_path: Path) -> None:
    node = {"description": PROSE, "security": [{"key": []}]}
    operation = get(bundled(calgen, tmp_path, document(node, **BEARER)))
    assert operation["security"] == [{"key": ["books.read"]}]
    assert operation["deprecated"] is True
    assert "books.find" in operation["x-replaced-by"]
    limit = operation["x-rate-limit"]
    assert (limit["requests"], limit["per_seconds"], limit["block_seconds"]) == (
        60,
        60,
        30,
    )
    assert operation["x-retry-after"] is True
    assert operation["description"] == PROSE


def test_the_keys_alone_carry_the_facts(calgen: Any, tmp_path: Path) -> None:
    """Nothing of a bundle's facts depends on its descriptions."""
    before = checked(calgen, tmp_path, "-i", str(ROOT / "specs"))
    for item in before["paths"].values():
        for operation in item.values():
            operation.pop("description", None)
    (tmp_path / "bare.yaml").write_text(yaml.safe_dump(before, sort_keys=False))
    keys = (
        "version",
        "scopes",
        "scope_choices",
        "oauth",
        "roles",
        "permissions",
        "plan",
        "rate_limit",
        "retry_after",
        "deprecated",
        "replacement",
        "auth",
        "bearers",
    )
    bare = facts(calgen, tmp_path, "-i", "bare.yaml")
    full = facts(calgen, tmp_path, "-i", str(ROOT / "specs"))
    for one, other in zip(bare, full, strict=True):
        assert {key: one[key] for key in keys} == {key: other[key] for key in keys}


def test_scopes_without_a_scheme_have_a_key(calgen: Any, tmp_path: Path) -> None:
    operation = get(bundled(calgen, tmp_path, document({"description": PROSE})))
    assert "security" not in operation
    assert operation["x-required-scopes"] == ["books.read"]


def test_any_of_several_scopes_is_an_alternative(calgen: Any, tmp_path: Path) -> None:
    text = "The `books.read` or `books.all` scope is required."
    node = {"description": text, "security": [{"key": []}]}
    operation = get(bundled(calgen, tmp_path, document(node, **BEARER)))
    assert operation["security"] == [{"key": ["books.read"]}, {"key": ["books.all"]}]
    bare = get(bundled(calgen, tmp_path, document({"description": text})))
    assert bare["x-required-scopes"] == {"any": ["books.read", "books.all"]}


def test_scopes_go_to_the_scheme_that_carries_them(calgen: Any, tmp_path: Path) -> None:
    flows = {
        "clientCredentials": {"tokenUrl": "https://a.example.org", "scopes": {"a": "A"}}
    }
    schemes = {
        "oauth": {"type": "oauth2", "flows": flows},
        "secret": {"type": "apiKey", "in": "header", "name": "X-Secret"},
    }
    security = [{"secret": []}, {"oauth": [], "secret": []}, {}]
    node = {"description": "The `books.read` scope is required.", "security": security}
    components = {"securitySchemes": schemes}
    data = bundled(calgen, tmp_path, document(node, components=components))
    assert get(data)["security"] == [
        {"secret": []},
        {"oauth": ["books.read"], "secret": []},
        {},
    ]
    made = data["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"]
    assert made["scopes"] == {"a": "A", "books.read": ""}


def test_declared_scopes_stay_as_they_are(calgen: Any, tmp_path: Path) -> None:
    security = [{"key": ["b", "a"]}, {"key": ["c"]}]
    data = bundled(calgen, tmp_path, document({}, security=security, **BEARER))
    assert get(data)["security"] == security
    assert "security" not in data


def test_no_security_is_not_public(calgen: Any, tmp_path: Path) -> None:
    public = get(bundled(calgen, tmp_path, document({"security": []})))
    assert public["security"] == []
    assert "security" not in get(bundled(calgen, tmp_path, document()))


def header(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {"type": "string"}, **more}


def test_auth_headers_become_security(calgen: Any, tmp_path: Path) -> None:
    headers = [
        header("Authorization", required=True),
        header("Accept"),
        header("X-Shop"),
    ]
    data = bundled(calgen, tmp_path, document({"parameters": headers}))
    assert get(data)["security"] == [{"bearer": []}]
    assert [each["name"] for each in get(data)["parameters"]] == ["X-Shop"]
    scheme = data["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_a_scheme_of_two_headers_becomes_two(calgen: Any, tmp_path: Path) -> None:
    """OpenAPI knows one header a scheme; the two stay one way to authenticate."""
    profile = tmp_path / "shop"
    profile.mkdir()
    (profile / "profile.yaml").write_text(
        "title: Shop\nauth:\n  client:\n    kind: headers\n"
        "    headers: {client_id: X-Client, secret_key: X-Secret}\n"
    )
    headers = [header("X-Client", required=True), header("X-Secret", required=True)]
    (tmp_path / "in.yaml").write_text(yaml.safe_dump(document({"parameters": headers})))
    flags = ("--profile", "shop", *NONE)
    assert (
        calgen("bundle", "-i", "in.yaml", *flags, "-o", "out.yaml", cwd=tmp_path).code
        == 0
    )
    data = yaml.safe_load((tmp_path / "out.yaml").read_text())
    assert faults(data) == []
    assert get(data)["security"] == [{"client.client_id": [], "client.secret_key": []}]
    for chosen in (flags, NONE):
        said = calgen(
            "inspect", "-i", "out.yaml", *chosen, "--json", cwd=tmp_path
        ).stdout
        assert json.loads(said)["operations"][0]["auth"] == [["client"]]
    made = calgen("generate", "-i", "out.yaml", *NONE, "-o", "made", cwd=tmp_path)
    assert made.code == 0
    assert "client_id" in (tmp_path / "made" / "books" / "auth.py").read_text()


@pytest.mark.parametrize(
    ("more", "schema"),
    [
        ({"example": "2024-08-13"}, {"type": "string", "const": "2024-08-13"}),
        (
            {"description": "Must be set to 2024-08-13."},
            {"type": "string", "const": "2024-08-13"},
        ),
        (
            {"schema": {"enum": ["2024-06-14", "2024-08-13"]}},
            {"enum": ["2024-06-14", "2024-08-13"], "default": "2024-08-13"},
        ),
        ({}, {"type": "string"}),
    ],
)
def test_the_version_header_has_its_value(
    more: dict[str, Any], schema: dict[str, Any], calgen: Any, tmp_path: Path
) -> None:
    data = document({"parameters": [header("api-version", required=True, **more)]})
    (made,) = get(bundled(calgen, tmp_path, data))["parameters"]
    assert made["schema"] == schema
    assert made["required"] is True
    assert "example" not in made


def dated(version: str, **more: Any) -> dict[str, Any]:
    schema = {"type": "string", "enum": [version]}
    node = header("api-version", required=True, schema=schema)
    return document({"operationId": f"list_{version}", "parameters": [node], **more})


def test_older_versions_stand_beside_the_newest(calgen: Any, tmp_path: Path) -> None:
    old, new = dated("2024-06-14"), dated("2024-08-13", summary="The newer one")
    data = bundled(calgen, tmp_path, old, new)
    assert list(data["paths"]) == ["/books", "/books#2024-06-14"]
    assert get(data)["summary"] == "The newer one"
    assert data["paths"]["/books#2024-06-14"]["x-calgen-path"] == "/books"
    assert get(data, "/books#2024-06-14")["operationId"] == "list_2024-06-14"


# --- one document of many ------------------------------------------------------------


def answering(name: str, schemas: dict[str, Any], path: str) -> dict[str, Any]:
    ref = {"$ref": f"#/components/schemas/{name}"}
    answer = {"description": "done", "content": {"application/json": {"schema": ref}}}
    operation = {"operationId": f"get{path}", "responses": {"200": answer}}
    return {
        **HEAD,
        "paths": {path: {"get": operation}},
        "components": {"schemas": schemas},
    }


def test_components_are_renamed_where_they_conflict(
    calgen: Any, tmp_path: Path
) -> None:
    title = {"type": "object", "properties": {"title": {"type": "string"}}}
    name = {"type": "object", "properties": {"name": {"type": "string"}}}
    data = bundled(
        calgen,
        tmp_path,
        answering("Book", {"Book": title}, "/books"),
        answering("Book", {"Book": name}, "/authors"),
    )
    schemas = data["components"]["schemas"]
    assert len(schemas) == 2
    for path, body in (("/books", title), ("/authors", name)):
        content = get(data, path)["responses"]["200"]["content"]["application/json"]
        assert schemas[content["schema"]["$ref"].rpartition("/")[2]] == body


def test_names_that_openapi_forbids_are_respelled(calgen: Any, tmp_path: Path) -> None:
    page = {"type": "object", "properties": {"title": {}}}
    names = {"Page<Book/Shelf>": page, "Page<Book": {"type": "object"}}
    data = bundled(
        calgen, tmp_path, answering("Page%3CBook~1Shelf%3E", names, "/books")
    )
    assert set(data["components"]["schemas"]) == {"Page_Book_Shelf_", "Page_Book"}
    content = get(data)["responses"]["200"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Page_Book_Shelf_"}


def test_references_to_other_places_are_followed(calgen: Any, tmp_path: Path) -> None:
    there = "#/paths/~1books/get/parameters/1/schema"
    parameters = [
        header("Authorization"),
        {
            "name": "order",
            "in": "query",
            "schema": {"type": "string", "enum": ["up", "down"]},
        },
        {"name": "then", "in": "query", "schema": {"$ref": there}},
        {"name": "last", "in": "query", "schema": {"$ref": "#/definitions/Order"}},
    ]
    more = {"definitions": {"Order": {"type": "string", "enum": ["up", "down"]}}}
    data = bundled(calgen, tmp_path, document({"parameters": parameters}, **more))
    made = {each["name"]: each["schema"] for each in get(data)["parameters"]}
    assert made["then"] == {"$ref": "#/paths/~1books/get/parameters/0/schema"}
    assert made["last"] == {"$ref": "#/components/schemas/Order"}
    assert data["components"]["schemas"]["Order"]["enum"] == ["up", "down"]


def test_shared_parts_come_to_their_operations(calgen: Any, tmp_path: Path) -> None:
    data = document(
        components={"parameters": {"Limit": {"name": "limit", "in": "query"}}}
    )
    item = data["paths"].pop("/books")
    shelf = {"name": "shelf", "in": "path", "schema": {"type": "integer"}}
    item["parameters"] = [shelf, {"$ref": "#/components/parameters/Limit"}]
    data["paths"]["/shelves/{shelf}"] = item
    made = bundled(calgen, tmp_path, data)
    assert get(made, "/shelves/{shelf}")["parameters"] == [
        {
            "name": "shelf",
            "in": "path",
            "required": True,
            "schema": {"type": "integer"},
        },
        {"$ref": "#/components/parameters/Limit"},
    ]
    assert "parameters" not in made["paths"]["/shelves/{shelf}"]


def test_faults_do_not_make_the_bundle_invalid(calgen: Any, tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "required": True,
        "properties": {
            "gone": {"$ref": "#/components/schemas/Gone"},
            "far": {"$ref": "https://example.org/far.json"},
            "kind": {"type": "text", "enum": ["a", "a", "b"]},
            "size": {"type": "integer", "default": "ten", "minLength": "3"},
            "none": None,
        },
    }
    node = {
        "parameters": [
            {"name": "id", "in": "path"},
            {"name": "body", "in": "body"},
            {"$ref": "#/components/parameters/Gone"},
        ],
        "requestBody": {"$ref": "#/components/requestBodies/Gone"},
        "responses": {
            "2xx": {"content": {"application/json": {"schema": schema}}},
            "404": {"$ref": "#/components/responses/Gone"},
            "oops": {},
        },
    }
    data = document(node)
    data["paths"]["/books/{shelf}"] = data["paths"].pop("/books")
    made = get(bundled(calgen, tmp_path, data), "/books/{shelf}")
    assert [each["name"] for each in made["parameters"]] == ["shelf"]
    assert list(made["responses"]) == ["2XX", "404"]
    answer = made["responses"]["2XX"]["content"]["application/json"]["schema"]
    assert answer["properties"]["kind"]["enum"] == ["a", "b"]
    assert answer["properties"]["size"] == {"type": "integer"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "enum": ["a", "b"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", "b", None]},
        ),
        (
            {"allOf": [{"$ref": "#/components/schemas/Book"}], "nullable": True},
            {"anyOf": [{"$ref": "#/components/schemas/Book"}, {"type": "null"}]},
        ),
        ({"nullable": True}, {}),
        (
            {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            {"type": "integer", "exclusiveMinimum": 1},
        ),
        (
            {"type": "integer", "minimum": 1, "exclusiveMinimum": False},
            {"type": "integer", "minimum": 1},
        ),
        (
            {"type": "string", "example": "Emma"},
            {"type": "string", "examples": ["Emma"]},
        ),
        ({"const": None, "x-note": None}, {"const": None, "x-note": None}),
    ],
)
def test_schemas_take_the_form_of_3_1(
    old: dict[str, Any], new: dict[str, Any], calgen: Any, tmp_path: Path
) -> None:
    book = {"type": "object", "properties": {"title": {"type": "string"}, "field": old}}
    data = bundled(calgen, tmp_path, answering("Book", {"Book": book}, "/books"))
    assert data["components"]["schemas"]["Book"]["properties"]["field"] == new


def test_webhooks_and_callbacks_come_along(calgen: Any, tmp_path: Path) -> None:
    told = {"post": {"responses": {"200": {"description": "heard"}}}}
    node = {"callbacks": {"sold": {"{$request.body#/url}": told}}}
    data = bundled(calgen, tmp_path, document(node, webhooks={"bookSold": told}))
    assert (
        data["webhooks"]["bookSold"]["post"]["responses"]["200"]["description"]
        == "heard"
    )
    assert "post" in get(data)["callbacks"]["sold"]["{$request.body#/url}"]


def test_only_what_is_chosen(calgen: Any, tmp_path: Path) -> None:
    other = {**HEAD, "paths": {"/authors": {"get": {"responses": OK}}}}
    for name, data in (("a", document()), ("b", other)):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(data))
    flags = ("-i", "a.yaml", "-i", "b.yaml", "--include", "books.*", *NONE)
    made = yaml.safe_load(calgen("bundle", *flags, cwd=tmp_path).stdout)
    assert list(made["paths"]) == ["/books"]


# --- the command ---------------------------------------------------------------------


def test_yaml_or_json_or_standard_output(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "in.yaml").write_text(yaml.safe_dump(document()))
    said = calgen("bundle", "-i", "in.yaml", *NONE, cwd=tmp_path)
    assert (said.code, said.stderr) == (0, "")
    for name in ("out/api.yaml", "api.json"):
        ran = calgen("bundle", "-i", "in.yaml", *NONE, "-o", name, cwd=tmp_path)
        assert (ran.code, ran.stdout) == (0, "")
        assert ran.stderr.startswith(f"{name}: 1 operation")
    assert (tmp_path / "out" / "api.yaml").read_text() == said.stdout
    loaded = json.loads((tmp_path / "api.json").read_text())
    assert loaded == yaml.safe_load(said.stdout)
    again = calgen("bundle", "-i", "api.json", *NONE, cwd=tmp_path)
    assert again.stdout == said.stdout


def test_the_order_of_the_inputs_does_not_matter(calgen: Any, tmp_path: Path) -> None:
    old, new = dated("2024-06-14"), dated("2024-08-13")
    for name, data in (("a", old), ("b", new)):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(data))
    one = calgen("bundle", "-i", "a.yaml", "-i", "b.yaml", *NONE, cwd=tmp_path)
    other = calgen("bundle", "-i", "b.yaml", "-i", "a.yaml", *NONE, cwd=tmp_path)
    assert one == other


def test_nothing_is_written_for_bad_input(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "in.yaml").write_text("a: [\n")
    ran = calgen("bundle", "-i", "in.yaml", *NONE, "-o", "out.yaml", cwd=tmp_path)
    assert ran.code == 2
    assert not (tmp_path / "out.yaml").exists()
    (tmp_path / "in.yaml").write_text(yaml.safe_dump(document()))
    (tmp_path / "file").write_text("")
    ran = calgen("bundle", "-i", "in.yaml", *NONE, "-o", "file/out.yaml", cwd=tmp_path)
    assert ran.code == 2
    assert "CG071" in ran.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "in.yaml"]


# --- the text ------------------------------------------------------------------------

AWKWARD = [
    *("2024-08-13", "yes", "No", "~", "null", "", "12:30", "- a", "a: b", "#", "a #b"),
    *(
        "=",
        "<<",
        "0x1f",
        "0o17",
        "1e3",
        "1_000",
        ".5",
        "e",
        "-",
        "---",
        "...",
        "|",
        ">",
    ),
    *(
        "x\n y",
        "a\n\nb\n",
        "a\n",
        "\na",
        " a",
        "a ",
        "a\tb\nc",
        "\u2028",
        "\ufeff",
        "\U0001f600",
    ),
]
TEXTS = st.sampled_from(AWKWARD) | st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_the_text_reads_back_as_the_data(data: Any) -> None:
    text = yaml_text({"openapi": data})
    assert parse("api.yaml", text).data == {"openapi": data}
    assert yaml.safe_load(text) == {"openapi": data}, "a reader of YAML 1.1"

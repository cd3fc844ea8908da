"""Each kind of change, on a small document: found, rated, and nothing else told."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from diffkit import (
    INTEGER,
    NUMBER,
    STRING,
    Json,
    call,
    compared,
    content,
    document,
    query,
    record,
    ref,
    told,
)

from calgen.diff import bump

HOLE: Json = {"name": "bookId", "in": "path", "required": True, "schema": STRING}


def books() -> Json:
    """Books that can be listed, made, read and thrown away."""
    book = record(
        "id",
        "title",
        id=STRING,
        title={"type": "string", "description": "What stands on the cover."},
        pages=INTEGER,
        status={"type": "string", "enum": ["new", "used"]},
        author=ref("Author"),
        tags={"type": "array", "items": STRING},
    )
    new = record(
        "title",
        title=STRING,
        pages=INTEGER,
        price=NUMBER,
        status={"type": "string", "enum": ["new", "used"]},
        author=ref("NewAuthor"),
    )
    paths = {
        "/books": {
            "get": call(
                {"type": "array", "items": ref("Book")},
                operationId="listBooks",
                tags=["Books"],
                parameters=[
                    query("status", {"type": "string", "enum": ["new", "used"]}),
                    query("pages", INTEGER),
                    query("sort", STRING, required=True),
                ],
            ),
            "post": call(
                ref("Book"), body=ref("NewBook"), operationId="makeBook", tags=["Books"]
            ),
        },
        "/books/{bookId}": {
            "get": call(
                ref("Book"), operationId="getBook", tags=["Books"], parameters=[HOLE]
            ),
            "delete": call(operationId="dropBook", tags=["Books"], parameters=[HOLE]),
        },
        "/loans": {
            "get": call(
                ref("Loan"), operationId="getLoan", tags=["Loans"], version="2024-05-01"
            )
        },
    }
    schemas = {
        "Book": book,
        "Author": record("name", name=STRING, born=INTEGER),
        "NewAuthor": record("name", name=STRING, born=INTEGER),
        "NewBook": new,
        "Loan": record("book", book=ref("Book"), until=STRING),
    }
    bearer = {"type": "http", "scheme": "bearer"}
    flow = {
        "tokenUrl": "https://api.books.test/token",
        "scopes": {"READ": "", "WRITE": ""},
    }
    oauth = {"type": "oauth2", "flows": {"clientCredentials": flow}}
    return document(
        paths,
        schemas,
        components={"securitySchemes": {"bearer": bearer, "oauth": oauth}},
    )


def at(document: Json, *way: str | int) -> Any:
    for step in way:
        document = document[step]
    return document


def operation(document: Json, path: str = "/books", method: str = "get") -> Json:
    found: Json = document["paths"][path][method]
    return found


def schema(document: Json, name: str = "Book") -> Json:
    found: Json = document["components"]["schemas"][name]
    return found


def field(document: Json, name: str, of: str = "Book") -> Json:
    found: Json = schema(document, of)["properties"][name]
    return found


Edit = Callable[[Json], Any]
BREAKING, RISKY, SAFE = "breaking", "risky", "safe"


def parameter(document: Json, index: int) -> Json:
    found: Json = operation(document)["parameters"][index]
    return found


def swap(document: Json, wire: str, new: str) -> None:
    """Rename a parameter of a path."""
    item = document["paths"].pop(f"/books/{{{wire}}}")
    for each in item.values():
        each["parameters"] = [{**HOLE, "name": new}]
    document["paths"][f"/books/{{{new}}}"] = item


def moved(document: Json) -> None:
    document["paths"]["/shelf/books"] = {"get": document["paths"]["/books"].pop("get")}


CASES: list[tuple[str, Edit, list[tuple[str, str]]]] = [
    # --- operations
    (
        "operation added",
        lambda d: d["paths"]["/books"].update(put=call(ref("Book"), tags=["Books"])),
        [("operation.added", SAFE)],
    ),
    (
        "operation removed",
        lambda d: d["paths"]["/books/{bookId}"].pop("delete"),
        [("operation.removed", BREAKING)],
    ),
    ("operation moved", moved, [("operation.moved", BREAKING)]),
    (
        "operation deprecated",
        lambda d: operation(d).update(deprecated=True),
        [("operation.deprecated", SAFE)],
    ),
    (
        "version changed",
        lambda d: operation(d, "/loans")["parameters"][0]["schema"].update(
            const="2025-01-01"
        ),
        [("version.changed", RISKY)],
    ),
    # --- arguments
    (
        "path parameter renamed",
        lambda d: swap(d, "bookId", "isbn"),
        [("argument.renamed", BREAKING)] * 2,
    ),
    (
        "path parameter spelled otherwise",
        lambda d: swap(d, "bookId", "book_id"),
        [],
    ),
    (
        "parameter added",
        lambda d: operation(d)["parameters"].append(query("after")),
        [("parameter.added", SAFE)],
    ),
    (
        "required parameter added",
        lambda d: operation(d)["parameters"].append(query("after", required=True)),
        [("parameter.added-required", BREAKING)],
    ),
    (
        "parameter removed",
        lambda d: operation(d)["parameters"].pop(1),
        [("parameter.removed", BREAKING)],
    ),
    (
        "parameter required",
        lambda d: parameter(d, 1).update(required=True),
        [("parameter.required", BREAKING)],
    ),
    (
        "parameter optional",
        lambda d: parameter(d, 2).update(required=False),
        [("parameter.optional", SAFE)],
    ),
    (
        "parameter retyped",
        lambda d: parameter(d, 1).update(schema=STRING),
        [("parameter.type", BREAKING)],
    ),
    (
        "parameter widened",
        lambda d: parameter(d, 1).update(schema=NUMBER),
        [("parameter.type", SAFE)],
    ),
    (
        "parameter value added",
        lambda d: parameter(d, 0)["schema"]["enum"].append("lost"),
        [("parameter.enum-added", SAFE)],
    ),
    (
        "parameter value removed",
        lambda d: parameter(d, 0)["schema"]["enum"].remove("used"),
        [("parameter.enum-removed", BREAKING)],
    ),
    (
        "parameter sent as a header",
        lambda d: parameter(d, 1).update({"in": "header"}),
        [("parameter.type", SAFE)],
    ),
    (
        "parameter limited",
        lambda d: parameter(d, 1)["schema"].update(maximum=10),
        [("limit.changed", RISKY)],
    ),
    (
        "parameter described",
        lambda d: parameter(d, 1).update(description="How many."),
        [("docs.changed", SAFE)],
    ),
    # --- bodies
    (
        "field added",
        lambda d: schema(d, "NewBook")["properties"].update(isbn=STRING),
        [("body.added", SAFE)],
    ),
    (
        "required field added",
        lambda d: (
            schema(d, "NewBook")["properties"].update(isbn=STRING),
            schema(d, "NewBook")["required"].append("isbn"),
        ),
        [("body.added-required", BREAKING)],
    ),
    (
        "field removed",
        lambda d: schema(d, "NewBook")["properties"].pop("pages"),
        [("body.removed", BREAKING)],
    ),
    (
        "field required",
        lambda d: schema(d, "NewBook")["required"].append("pages"),
        [("body.required", BREAKING)],
    ),
    (
        "field optional",
        lambda d: schema(d, "NewBook")["required"].remove("title"),
        [("body.optional", SAFE)],
    ),
    (
        "field retyped",
        lambda d: field(d, "pages", "NewBook").update(type="string"),
        [("body.type", BREAKING)],
    ),
    (
        "field takes null",
        lambda d: field(d, "pages", "NewBook").update(type=["integer", "null"]),
        [("body.type", SAFE)],
    ),
    (
        "value of a field added",
        lambda d: field(d, "status", "NewBook")["enum"].append("lost"),
        [("body.enum-added", SAFE)],
    ),
    (
        "value of a field removed",
        lambda d: field(d, "status", "NewBook")["enum"].remove("used"),
        [("body.enum-removed", BREAKING)],
    ),
    (
        "field within a field required",
        lambda d: schema(d, "NewAuthor")["required"].append("born"),
        [("body.required", BREAKING)],
    ),
    (
        "body gone",
        lambda d: operation(d, "/books", "post").pop("requestBody"),
        [("body.removed", BREAKING)],
    ),
    (
        "body added",
        lambda d: operation(d, "/books/{bookId}", "delete").update(
            requestBody=content(record(reason=STRING))
        ),
        [("body.added", SAFE)],
    ),
    # --- answers
    (
        "attribute added",
        lambda d: schema(d)["properties"].update(isbn=STRING),
        [("response.field-added", SAFE)],
    ),
    (
        "attribute removed",
        lambda d: schema(d)["properties"].pop("pages"),
        [("response.field-removed", BREAKING)],
    ),
    (
        "attribute retyped",
        lambda d: field(d, "pages").update(type="string"),
        [("response.type", BREAKING)],
    ),
    (
        "attribute may be null",
        lambda d: field(d, "title").update(type=["string", "null"]),
        [("response.nullable", RISKY)],
    ),
    (
        "attribute may be left out",
        lambda d: schema(d)["required"].remove("title"),
        [("response.nullable", RISKY)],
    ),
    (
        "attribute is always there",
        lambda d: schema(d)["required"].append("pages"),
        [("response.non-nullable", SAFE)],
    ),
    (
        "value of an attribute added",
        lambda d: field(d, "status")["enum"].append("lost"),
        [("response.enum-added", RISKY)],
    ),
    (
        "value of an attribute removed",
        lambda d: field(d, "status")["enum"].remove("used"),
        [("response.enum-removed", BREAKING)],
    ),
    (
        "items retyped",
        lambda d: field(d, "tags").update(items=INTEGER),
        [("response.type", BREAKING)],
    ),
    (
        "another class returned",
        lambda d: operation(d, "/books/{bookId}")["responses"]["200"].update(
            content(ref("Author"))
        ),
        [("return.type", BREAKING)],
    ),
    (
        "one returned instead of a list",
        lambda d: operation(d)["responses"]["200"].update(content(ref("Book"))),
        [("return.type", BREAKING)],
    ),
    (
        "nothing returned any more",
        lambda d: operation(d, "/loans")["responses"]["200"].pop("content"),
        [("return.type", BREAKING)],
    ),
    # --- facts
    (
        "scope added",
        lambda d: operation(d).update(security=[{"oauth": ["READ"]}]),
        [("auth.changed", BREAKING), ("scope.added", BREAKING)],
    ),
    (
        "credentials",
        lambda d: operation(d).update(security=[{"bearer": []}]),
        [("auth.changed", BREAKING)],
    ),
    (
        "servers",
        lambda d: d.update(servers=[{"url": "https://api2.books.test"}]),
        [("server.changed", RISKY)],
    ),
    # --- texts
    (
        "operation described",
        lambda d: operation(d).update(description="All of them."),
        [("docs.changed", SAFE)],
    ),
    (
        "field described",
        lambda d: field(d, "title").update(description="The title."),
        [("docs.changed", SAFE)],
    ),
    (
        "format of text",
        lambda d: field(d, "title").update(format="uri"),
        [("docs.changed", SAFE)],
    ),
    (
        "API described",
        lambda d: d["info"].update(description="Books and loans."),
        [("docs.changed", SAFE)],
    ),
    (
        "tag",
        lambda d: operation(d).update(tags=["Volumes"]),
        [("docs.changed", SAFE)],
    ),
    # --- nothing
    ("nothing", lambda d: None, []),
    (
        "order of keys",
        lambda d: d.update(dict(reversed([*copy.deepcopy(d).items()]))),
        [],
    ),
    (
        "a schema that nobody uses",
        lambda d: d["components"]["schemas"].update(Idle=record(x=STRING)),
        [],
    ),
]


@pytest.mark.parametrize(
    ("edit", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_single_edit(
    edit: Edit, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    new = books()
    edit(new)
    found = compared(tmp_path, books(), new)
    assert told(found) == expected, [each.message for each in found]
    assert len({each.id for each in found}) == len(found)
    for each in found:
        assert each.message.endswith("."), each.message
        assert "\n" not in each.message
        place = each.old or each.new
        assert place is not None or each.call.name == ""


def test_scopes(tmp_path: Path) -> None:
    def asking(*scopes: str) -> Json:
        made = books()
        operation(made)["security"] = [{"oauth": list(scopes)}]
        return made

    one, both = asking("READ"), asking("READ", "WRITE")
    assert told(compared(tmp_path, one, both)) == [("scope.added", BREAKING)]
    assert told(compared(tmp_path, both, one)) == [("scope.removed", RISKY)]
    choice = asking("READ")
    operation(choice)["security"].append({"oauth": ["WRITE"]})
    either = compared(tmp_path, one, choice)
    assert ("scope.added", SAFE) in told(either)


def noted(said: str) -> Json:
    made = books()
    operation(made)["description"] = said
    return made


def test_facts_of_prose(tmp_path: Path) -> None:
    plain = books()
    admin = noted("Required membership role: `org admin`.")
    owner = noted("Required membership role: `org owner`.")
    profile = {"profile": "calcom"}
    found = compared(tmp_path, admin, owner, **profile)
    assert told(found) == [("role.changed", BREAKING)]
    found = compared(tmp_path, plain, admin, **profile)
    assert told(found) == [("role.changed", BREAKING)]
    asked = noted("Required permissions: `book.read`.")
    found = compared(tmp_path, plain, asked)
    assert [k for k, _ in told(found)] in (["permission.changed"], ["docs.changed"])


def test_limits(tmp_path: Path) -> None:
    slow, fast = (noted(f"Rate limit: {n} requests per minute.") for n in (60, 120))
    found = compared(tmp_path, slow, fast)
    assert told(found) == [("limit.changed", RISKY)]
    assert "120 requests a minute" in found[0].message


def test_what_one_schema_does_to_many_calls_is_told_once_for_each_side(
    tmp_path: Path,
) -> None:
    def shelf(*required: str) -> Json:
        both = {"get": call(ref("Thing")), "put": call(ref("Thing"), body=ref("Thing"))}
        paths = {f"/shelf{n}": both for n in range(20)}
        return document(paths, {"Thing": record(*required, a=STRING, b=STRING)})

    found = compared(tmp_path, shelf("a"), shelf("a", "b"))
    assert told(found) == [("body.required", BREAKING), ("response.non-nullable", SAFE)]
    assert [len(each.reaches) for each in found] == [20, 40]
    assert len({each.id for each in found}) == 2


def test_a_shared_parameter_is_told_once(tmp_path: Path) -> None:
    def shelf(kind: Json) -> Json:
        paths = {
            f"/shelf{n}": {
                "get": call(parameters=[{"$ref": "#/components/parameters/Page"}])
            }
            for n in range(5)
        }
        return document(paths, components={"parameters": {"Page": query("page", kind)}})

    found = compared(tmp_path, shelf(STRING), shelf(INTEGER))
    assert told(found) == [("parameter.type", BREAKING)]
    assert len(found[0].reaches) == 5


def test_credentials_of_the_whole_api_are_told_once(tmp_path: Path) -> None:
    new = books()
    new["security"] = [{"bearer": []}]
    found = compared(tmp_path, books(), new)
    assert told(found) == [("auth.changed", BREAKING)]
    assert len(found[0].reaches) == 5


def test_a_component_under_another_name(tmp_path: Path) -> None:
    new = books()
    schemas = new["components"]["schemas"]
    schemas["Writer"] = schemas.pop("Author")
    schemas["Book"]["properties"]["author"] = ref("Writer")
    found = compared(tmp_path, books(), new)
    assert told(found) == [("response.type", BREAKING)]
    assert found[0].message == "`models.Author` is called `models.Writer` now."


def test_an_attribute_that_is_only_written_otherwise(tmp_path: Path) -> None:
    old, new = books(), books()
    schema(old)["properties"]["createdAt"] = STRING
    schema(new)["properties"]["created_at"] = STRING
    found = compared(tmp_path, old, new)
    assert told(found) == [("response.type", SAFE)]


def test_versions_of_one_route(tmp_path: Path) -> None:
    def routed(*versions: str) -> Json:
        calls = [call(ref("Loan"), version=each) for each in versions]
        paths = {f"/loans{'#' * n}": {"get": c} for n, c in enumerate(calls)}
        return document(paths, {"Loan": record(a=STRING)})

    found = compared(tmp_path, routed("2024-01-01"), routed("2026-01-01"))
    assert told(found) == [("version.changed", RISKY)]
    assert "2026-01-01" in found[0].message


def test_ids_do_not_depend_on_wording_order_or_other_changes(tmp_path: Path) -> None:
    new = books()
    operation(new)["parameters"].pop(1)
    (alone,) = compared(tmp_path, books(), new)
    operation(new)["description"] = "Another text."
    operation(new)["parameters"].reverse()
    schema(new)["properties"].pop("pages")
    found = compared(tmp_path, books(), new)
    assert len(found) == 3
    assert alone.id in {each.id for each in found}


def test_bump(tmp_path: Path) -> None:
    def bumped(edit: Edit) -> str:
        new = books()
        edit(new)
        return bump(compared(tmp_path, books(), new))

    edits = {name: edit for name, edit, _ in CASES}
    assert bumped(edits["nothing"]) == "none"
    assert bumped(edits["operation described"]) == "patch"
    assert bumped(edits["version changed"]) == "patch"
    assert bumped(edits["attribute added"]) == "minor"
    assert bumped(edits["parameter removed"]) == "major"

"""Copied reference pages, and the commands that they show."""

from __future__ import annotations

from typing import Any

import pytest

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.merge import operations
from calgen.read.copied import is_copied_page, read_copied_page
from calgen.read.curl import Command, commands
from calgen.read.example import example_at, schema_of

URL = "https://api.books.example/v3/books/{book_id}"
CURL = f"""curl --request GET \\
--url {URL} \\
--header 'Authorization: Bearer <token>' \\
--header 'Books-Version: <books-version>'"""
ANSWER = """{
"id": 7,
"title": "Ulysses",
"author": {
"name": "[email protected]"
},
"tags": [
"long"
]
}"""


def page(text: str) -> tuple[Document, list[str]]:
    report = Report()
    (document,) = read_copied_page("page.txt", text, report)
    return document, [each.code for each in report]


def only(text: str) -> dict[str, Any]:
    (entry,) = operations(page(text)[0])
    return {"method": entry.method, "path": entry.path, **entry.node}


def answer(text: str) -> Any:
    return only(text)["responses"]["2XX"]["content"]["application/json"]["schema"]


# --- pages ----------------------------------------------------------------------------


def test_a_page() -> None:
    text = (
        f"{CURL}{ANSWER}:bookId can be\nan ISBN\n‘quoted’ text.\n{CURL}{ANSWER}"
        "Bearer authentication header of the form Bearer <token>.\n"
        "Must be 7.\nvalue must be Bearer <token>\nwhere <token>\nis a key\n"
        "Only books of this shelf.\nShow child attributes\nasc\n, desc\n"
        "How many.\n1 <= x <= 250\n"
        'The title to show "Ulysses"\n7\n"Ulysses"\nDeprecated - use id instead.\n'
        "Was this page helpful?"
    )
    found = only(text)
    assert (found["method"], found["path"]) == ("GET", "/v3/books/{book_id}")
    assert found["description"] == ":bookId can be\nan ISBN\n‘quoted’ text."
    assert [
        (p["name"], p["in"], p.get("description")) for p in found["parameters"]
    ] == [
        ("book_id", "path", None),
        ("Authorization", "header", None),
        ("Books-Version", "header", "Must be 7."),
    ]
    assert found["x-calgen-nameless"] == {
        "parameters": 3,
        "credentials": 2,
        "described": [
            "Only books of this shelf.\nasc, desc",
            "How many.\n1 <= x <= 250",
            'The title to show "Ulysses"',
        ],
    }
    assert page(text)[0].at("/servers") == [{"url": "https://api.books.example"}]
    assert answer(text) == {
        "type": "object",
        "properties": {
            "id": {"type": "number"},
            "title": {"type": "string"},
            "author": {"type": "object", "properties": {"name": {"type": "string"}}},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }


def test_title_and_route_above_the_command() -> None:
    above = "Books\nGet a book\nCopy page\nBy its id.\nGET\n/books/{book_id}\nTry it\n"
    found = only(f"{above}{CURL}\n200\n{ANSWER}\nMore of it.\nResponse\nThe id.\n")
    assert (found["summary"], found["path"]) == ("Get a book", "/books/{book_id}")
    assert found["description"] == "By its id.\nMore of it."
    assert "x-calgen-nameless" not in found
    document, _ = page(f"{above}{CURL}\n{ANSWER}")
    assert document.at("/servers") == [{"url": "https://api.books.example/v3"}]
    assert only(f"# A title\n{CURL}{ANSWER}")["summary"] == "A title"


def test_places() -> None:
    text = f"Get a book\n{CURL}{ANSWER}It is read.\n{CURL}{ANSWER}\nMust be 7."
    document, _ = page(text)
    (entry,) = operations(document)
    lines = text.split("\n")
    for keys, said in (
        ((), "Get a book"),
        (("description",), "It is read."),
        (("parameters", 1), "Authorization"),
        (("parameters", 2, "description"), "Must be 7."),
        (("parameters", 2, "name"), "Books-Version"),
    ):
        position = entry.place.child(*keys).position
        assert lines[position.line - 1][position.column - 1 :].startswith(said)


@pytest.mark.parametrize(
    ("broken", "kinds"),
    [
        ("{“id”: “7”,\n\u00a0“n”: 1}", {"id": "string", "n": "number"}),
        ('{"id": "seven\nand a half"}', {"id": "string"}),
        ('{"id": null, "n": true}', {"id": None, "n": "boolean"}),
        ('[{"id": 1}, {"n": "x"}]', None),
    ],
)
def test_examples_that_went_through_a_browser(broken: str, kinds: Any) -> None:
    found = answer(f"{CURL}\n{broken}\nProse.")
    if kinds is None:
        assert set(found["items"]["properties"]) == {"id", "n"}
    else:
        shown = {key: each.get("type") for key, each in found["properties"].items()}
        assert shown == kinds
    assert only(f"{CURL}\n{broken}\nProse.")["description"] == "Prose."


def test_an_example_that_is_no_json() -> None:
    text = f'{CURL}\n{{\n"id": 7,\n...\n}}\nProse.'
    assert answer(text) == {}
    assert only(text)["description"] == "Prose."
    assert page(text)[1] == ["CG015"]


def test_a_body() -> None:
    def body(data: str, *more: str) -> Any:
        flags = "".join(f" \\\n{each}" for each in more)
        command = f"curl --request POST \\\n--url {URL}{flags} \\\n--data '{data}'"
        return only(f"{command}{ANSWER}It's added.")["requestBody"]["content"]

    schema = {"type": "object", "properties": {"to": {"type": "string"}}}
    assert body('\n{\n"to": "Ann\'s"\n}\n') == {"application/json": {"schema": schema}}
    media = "application/vnd.books+json"
    found = body('{"to": "x"}', f"--header 'Content-Type: {media}'")
    assert found == {media: {"schema": schema}}
    form = "application/x-www-form-urlencoded"
    found = body("to=x", f"--header 'Content-Type: {form}'")
    assert found == {form: {"schema": schema}}
    assert body("<book/>") == {"application/json": {"schema": {}}}


def test_no_answer_and_no_prose() -> None:
    text = f"curl -X DELETE {URL}\n"
    found = only(text)
    assert (found["method"], answer(text)) == ("DELETE", {})
    assert "description" not in found


def test_pages_one_after_the_other() -> None:
    other = CURL.replace("GET", "PUT")
    text = f"Get\n{CURL}{ANSWER}One.\n{CURL}{ANSWER}\n{other}{ANSWER}Two."
    found = {each.method: each.node for each in operations(page(text)[0])}
    assert found["GET"]["description"] == "One."
    assert found["PUT"]["description"] == "Two."


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        (f"{CURL}{ANSWER}", True, True),
        (f"{CURL}{ANSWER}", True, False),
        (f"{CURL}\n{CURL}\n", True, False),
        (f"Call it so:\n{CURL}\nthen wait.", True, True),
        ("curl https://a.example/x | sh\ncurl https://a.example/y\n{}", False, False),
        (f"Call it so:\n{CURL}\nthen wait.", False, False),
        ("use curl to fetch it", False, True),
        ("curl localhost/x\n{}", False, True),
        ("", False, True),
    ],
)
def test_what_is_a_page(text: str, asked: bool, found: bool) -> None:
    assert is_copied_page(text, asked=found) is asked


def test_nothing_is_invented() -> None:
    text = f"{CURL}{ANSWER}{CURL}{ANSWER}Filter by shelf.\nFilter by author.\n"
    found = only(text.replace("--header 'Books-Version: <books-version>'", ""))
    assert [each["name"] for each in found["parameters"]] == [
        "book_id",
        "Authorization",
    ]
    assert "required" not in answer(text)
    assert "enum" not in str(found)


# --- commands -------------------------------------------------------------------------


def command(text: str) -> Command:
    (found,) = commands(text)
    return found


@pytest.mark.parametrize(
    ("text", "method", "path"),
    [
        ("curl https://a.example/b", "GET", "/b"),
        ("curl https://a.example", "GET", "/"),
        ("curl -XPUT 'https://a.example/b'", "PUT", "/b"),
        ("curl -X patch \"https://a.example/b/{id}\"", "PATCH", "/b/{id}"),
        ("curl -sSL --compressed https://a.example/b -d x", "POST", "/b"),
        ("curl -I https://a.example/b", "HEAD", "/b"),
        ("curl --request=DELETE --url=https://a.example/b", "DELETE", "/b"),
        ("curl https://a.example/b \\ -X POST \\ -H 'A: b' then", "POST", "/b"),
        ("curl –request POST \\\n–url ‘https://a.example/b’ \\\n{}", "POST", "/b"),
        ("curl https://{shop}.example/b/:id/c", "GET", "/b/{id}/c"),
        ("curl https://a.example/b/<id>", "GET", "/b/{id}"),
        ("curl https://a.example/b/%7Bid%7D", "GET", "/b/{id}"),
        ("curl https://a.example/b?beta=true", "GET", "/b?beta=true"),
        ("`curl https://a.example/b`", "GET", "/b"),
        ("curl https://a.example/b{\n\"id\": 1}", "GET", "/b"),
        ("curl -u key: https://a.example/b/x:run", "GET", "/b/x:run"),
    ],
)  # fmt: skip
def test_commands(text: str, method: str, path: str) -> None:
    found = command(text)
    assert (found.method, found.path) == (method, path)


def test_parts_of_a_command() -> None:
    found = command(
        "curl 'https://a.example/b?from=1&to=2&to=3' -H \"X-One: a: b\" -H 'X-Two;' "
        '--data-urlencode q=1 -F file=@x --data \'{"it": "isn\'t"}\'{"id": 1}'
    )
    assert found.query == ("from", "to")
    assert [(each.name, each.value) for each in found.headers] == [
        ("X-One", "a: b"),
        ("X-Two", ""),
    ]
    assert found.form
    assert found.data == 'q=1&file=@x&{"it": "isn\'t"}'


@pytest.mark.parametrize(
    "text",
    [
        "curl",
        "curl it",
        "curl -X GET /b",
        "libcurl https://a.example/b",
        "curl 'x" * 99,
    ],
)
def test_no_commands(text: str) -> None:
    assert list(commands(text)) == []


# --- examples -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({}, {"type": "object"}),
        ([], {"type": "array", "items": {}}),
        ([1, "x"], {"type": "array", "items": {}}),
        ([1, 2.5, None], {"type": "array", "items": {"type": "number"}}),
        ([{}, {"a": 1}],
         {"type": "array",
          "items": {"type": "object", "properties": {"a": {"type": "number"}}}}),
        (True, {"type": "boolean"}),
        (None, {}),
    ],
)  # fmt: skip
def test_what_an_example_shows(value: Any, schema: Any) -> None:
    assert schema_of([value]) == schema


def test_a_deep_example_ends() -> None:
    deep = "[" * 900 + "]" * 900
    found = example_at(deep, 0, len(deep))
    assert found is not None
    assert schema_of([found.value])["type"] == "array"
    assert example_at("[" * 100_000, 0, 100_000) is None

"""Flattened dumps of documentation sites: sections, titles, routes, prose, places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calgen.diagnostics import Report, Stop
from calgen.document import Document
from calgen.location import escape
from calgen.merge import operations
from calgen.read import read_all
from calgen.read.dump import is_dump, read_dump

SITE = "https://docs.books.example"


def section(title: str, where: str = "books/x", rest: str = "") -> str:
    return f"# {title} Source: {SITE}/{where}" + (f" {rest}" if rest else "")


def documents(text: str) -> tuple[list[Document], list[str]]:
    report = Report()
    found = read_dump("dump.txt", text, report)
    return found, [each.code for each in report]


def only(text: str) -> dict[str, Any]:
    """The operation of a dump that has one."""
    found, _ = documents(text)
    (entry,) = (each for document in found for each in operations(document))
    return {"method": entry.method, "path": entry.path, **entry.node}


@pytest.mark.parametrize(
    ("rest", "method", "path", "prose"),
    [
        ("/openapi.json get /books", "GET", "/books", None),
        ("/v1/openapi.yaml POST /books Adds one.", "POST", "/books", "Adds one."),
        ("https://a.example/spec.json delete /b/{id}", "DELETE", "/b/{id}", None),
        ("openapi patch /b/{id}/c/{other_id} x", "PATCH", "/b/{id}/c/{other_id}", "x"),
        ("put /b/{book id}.json Put it.", "PUT", "/b/{book id}.json", "Put it."),
        ("````yaml openapi.json head /b Look.", "HEAD", "/b", "Look."),
        ("o.json get /b ## Use `# not a title` # Nor this one.", "GET", "/b",
         "## Use `# not a title` # Nor this one."),
        ("o.json get /b?beta=true x", "GET", "/b?beta=true", "x"),
        ("o.json get /b <Note>Slow.</Note>", "GET", "/b", "<Note>Slow.</Note>"),
        ("\n\no.json get /b\nTwo\n\nparagraphs.\n", "GET", "/b", "Two\n\nparagraphs."),
    ],
)  # fmt: skip
def test_routes_and_prose(rest: str, method: str, path: str, prose: str | None) -> None:
    found = only(section("A title", rest=rest))
    assert (found["method"], found["path"]) == (method, path)
    assert found["summary"] == "A title"
    assert found.get("description") == prose
    assert found["x-calgen-partial"] is True
    assert found["externalDocs"] == {"url": f"{SITE}/books/x"}


@pytest.mark.parametrize(
    "title",
    [
        "Get 'Add to shelf' links",
        'The "best" of a/b',
        "Get sessions. Only for members",
        "Search: all, or # of them",
        "C# and F# books",
        "Source: of a book",
        "Bücher – 書籍",
        "Create\u00a0one",
        "x" * 1500,
    ],
)
def test_titles(title: str) -> None:
    text = section("First", rest="o.json get /a One.") + " "
    # A page is named after its title, which tells where a title with a # begins.
    slug = "search-all-or-of-them" if "#" in title else "any"
    text += section(title, f"books/{slug}", "o.json get /b Two.")
    found, _ = documents(text)
    first, second = (each.node for each in operations(found[0]))
    assert (first["description"], second["summary"]) == ("One.", title)


def test_a_comment_in_code_is_no_title() -> None:
    text = section("Get", rest="o.json get /a ```sh # install Source: pip a ``` End.")
    text += " " + section("Next", rest="o.json get /b")
    found, _ = documents(text)
    first, second = (each.node for each in operations(found[0]))
    assert first["description"] == "```sh # install Source: pip a ``` End."
    assert second["summary"] == "Next"


def test_another_site_in_prose_is_no_section() -> None:
    prose = "Rates. # Origin Source: https://bank.example/rates and more."
    text = section("Get", rest=f"o.json get /a {prose}")
    assert only(text)["description"] == prose


def test_the_shape_of_a_partial_operation() -> None:
    found = only(section("Add", "loans/add", "o.json post /b/{id}/loans/{loan}"))
    assert found["tags"] == ["loans"]
    assert [(p["name"], p["in"], p["schema"]) for p in found["parameters"]] == [
        ("id", "path", {"type": "string"}),
        ("loan", "path", {"type": "string"}),
    ]
    body = found["requestBody"]
    assert body == {"content": {"application/json": {"schema": {}}}}
    assert found["responses"]["2XX"]["content"]["application/json"] == {"schema": {}}
    assert "requestBody" not in only(section("Get", rest="o.json get /b"))
    assert (
        "content" not in only(section("H", rest="o.json head /b"))["responses"]["2XX"]
    )


@pytest.mark.parametrize(
    ("where", "tags"),
    [
        ("docs/reference/v2/lending-rules/get", ["lending-rules"]),
        ("reference/get", None),
        ("docs/api-reference/v2/get", None),
        ("docs/2024-01-01/get", None),
        ("get", None),
        ("", None),
    ],
)
def test_groups(where: str, tags: list[str] | None) -> None:
    assert only(section("Get", where, "o.json get /b")).get("tags") == tags


def test_headers_and_the_server_come_from_examples() -> None:
    own = (
        "Example: ```sh curl -X POST https://api.books.example/v3/books/{id}/lend "
        "\\ -H 'Authorization: Bearer secret' \\ -H 'Books-Version: 7' "
        "\\ -d '{\"to\": 1}' ```"
    )
    text = section("Lend", rest=f"o.json post /books/{{id}}/lend {own}")
    guide = "``` curl https://api.books.example/v3/books/12/lend -d x ```"
    text += " " + section("Guide", "guide", f"Like this: {guide} Done.")
    found = only(text)
    headers = [p for p in found["parameters"] if p["in"] == "header"]
    assert [(p["name"], p["schema"].get("example")) for p in headers] == [
        ("Authorization", None),
        ("Books-Version", "7"),
    ]
    assert all("required" not in each for each in headers)
    (document,), _ = documents(text)
    assert document.at("/servers") == [{"url": "https://api.books.example/v3"}]


def test_two_servers_are_none() -> None:
    prose = "curl https://one.example/a and curl https://two.example/a"
    (document,), _ = documents(section("Get", rest=f"o.json get /a {prose}"))
    assert isinstance(document.data, dict)
    assert "servers" not in document.data


def test_prose_pages_are_kept_apart() -> None:
    text = section("Limits", "limits", "Ten calls a day. # Why Because.")
    text += " " + section("Get", rest="o.json get /a All.")
    text += " " + section("Empty", "empty") + " " + section("End", "end", "Cut off he")
    (document,), _ = documents(text)
    assert document.at("/x-calgen-prose") == [
        {
            "title": "Limits",
            "text": "Ten calls a day. # Why Because.",
            "url": f"{SITE}/limits",
        },
        {"title": "End", "text": "Cut off he", "url": f"{SITE}/end"},
    ]
    assert [each.path for each in operations(document)] == ["/a"]


def test_a_table_of_eaten_braces_makes_no_operation() -> None:
    prose = "| `POST` | [/v2/books//loans](https://docs.books.example/books/x) |"
    text = section("Roles", "roles", prose) + " " + section("Get", rest="o.json get /a")
    assert only(text)["path"] == "/a"


def test_places() -> None:
    text = section("Intro", "intro", "Hello.") + " "
    text += section("Get", rest="o.json get /a/{b} All of them.")
    (document,), _ = documents(text)
    base = f"/paths{escape('/a/{b}')}/get"
    for pointer, said in (
        (base, "# Get Source"),
        (f"{base}/summary", "Get Source"),
        (f"{base}/description", "All of them."),
        (f"{base}/parameters/0/name", "# Get Source"),
        ("/x-calgen-prose/0/text", "Hello."),
        ("/x-calgen-prose/0/title", "Intro Source"),
    ):
        position = document.position(pointer)
        assert (position.path, position.line) == ("dump.txt", 1)
        assert text[position.column - 1 :].startswith(said), pointer
    (lines,), _ = documents(text.replace(" Source", "\nSource"))
    assert lines.position(f"{base}/description").line == 3


def test_a_route_that_is_described_twice() -> None:
    text = section("Old", rest="o.json get /a At 1.") + " "
    text += section("New", rest="o.json get /a At 2.")
    one, two = documents(text)[0]
    assert [each.node["summary"] for each in operations(one)] == ["Old"]
    assert [each.node["summary"] for each in operations(two)] == ["New"]
    assert one.label != two.label


def test_the_name_of_the_site() -> None:
    text = "# The Books API\n\n> All of it.\n\n" + section("Get", rest="o.json get /a")
    (document,), _ = documents(text)
    assert document.at("/info/title") == "The Books API"
    assert only(text)["summary"] == "Get"


@pytest.mark.parametrize(
    "tail",
    [
        " #",
        " # Remove a",
        " # Get sessions. Only for members Source:",
        " # Get sessions. Only for members Source: https://docs.boo",
        " # Remove Source: https://docs.books.example/books/remove",
        " # Remove Source: https://docs.books.example/books/remove /openapi.json",
        " # Remove Source: https://docs.books.example/books/remove /openapi.json dele",
        " # Remove Source: https://docs.books.example/r /openapi.json delete /a/{bo",
    ],
)
def test_a_text_that_was_cut_off(tail: str) -> None:
    text = section("Get", rest="o.json get /a All of them.") + tail
    found = only(text)
    assert found["path"] == "/a"
    assert found["description"] == "All of them."
    if not tail.endswith("/remove"):
        assert documents(text)[1] == ["CG014"]


def test_a_path_at_the_very_end_may_be_cut_off() -> None:
    text = section("Get", rest="o.json get /a/boo")
    assert documents(text)[1] == ["CG014"]
    assert documents(text + "\n")[1] == []


def test_a_path_that_lost_a_name() -> None:
    text = section("Get", rest="o.json get /a//loans All.")
    assert documents(text)[1] == ["CG008"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "# A heading\n\nand text",
        "Source: https://docs.books.example/x get /a",
        "# See Source: the shelf",
        "as told in # Books Source: https://docs.books.example/x and so on",
        "## Books Source: https://docs.books.example/x get /a",
    ],
)
def test_other_texts(text: str) -> None:
    assert not is_dump(text)


# --- files ----------------------------------------------------------------------------


def read(base: Path, *paths: Path) -> tuple[list[str], Report]:
    report = Report()
    try:
        _, found = read_all(paths, report, base=base)
    except Stop:
        found = ()
    return [each.path for each in found], report


def test_texts_in_folders_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text(section("Get", rest="o.json get /a All."))
    (tmp_path / "notes.txt").write_text("Remember: curl https://a.example/x | sh")
    (tmp_path / "spec.txt").write_text("openapi: 3.1.0\npaths: {}\n")
    found, report = read(tmp_path, tmp_path)
    assert (found, list(report)) == (["dump.txt", "spec.txt"], [])
    notes = tmp_path / "words.txt"
    notes.write_text("just words")
    found, report = read(tmp_path, notes)
    (said,) = report
    assert (found, said.code, said.level) == ([], "CG007", "error")
    assert "leave other texts out" in said.hint

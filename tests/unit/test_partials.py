"""Operations known in part join what is known better; facts add up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

SITE = "https://docs.books.example"
SCOPE = "The `books:read` scope is required."
LIMIT = "This endpoint is rate limited to 5 requests per minute."
SLOWER = "This endpoint is rate limited to 2 requests per minute."


def dump(*operations: tuple[str, str]) -> str:
    return " ".join(
        f"# A title Source: {SITE}/lending/x /openapi.json {route} {prose}"
        for route, prose in operations
    )


def spec(path: str, version: str = "", prose: str = "") -> str:
    """A document of one operation, at a version if one is named."""
    hole = path[path.find("{") + 1 : path.find("}")] if "{" in path else ""
    parameters: list[Mapping[str, Any]] = []
    if hole:
        schema = {"type": "integer"}
        parameters = [{"name": hole, "in": "path", "required": True, "schema": schema}]
    if version:
        schema = {"type": "string", "default": version}
        parameters += [{"name": "Api-Version", "in": "header", "schema": schema}]
    answer = {"type": "object", "properties": {"id": {"type": "string"}}}
    operation = {
        "operationId": f"getBook{version}",
        "description": prose,
        "parameters": parameters,
        "responses": {"200": {"content": {"application/json": {"schema": answer}}}},
    }
    return json.dumps({"openapi": "3.1.0", "paths": {path: {"get": operation}}})


def page(path: str, header: str = "") -> str:
    curl = f"curl --request GET --url https://api.books.example{path}{header}\n"
    return f'{curl}{{"id": 7}}\nProse.\n{curl}{{"id": 7}}\nHow many.\n'


@pytest.fixture
def inspect(tmp_path: Path, calgen: Any) -> Any:
    """What `inspect` says of some files: its operations and the codes it reports."""

    def run(**files: str) -> tuple[list[Any], list[str]]:
        for name, text in files.items():
            suffix = "json" if text.startswith("{") else "txt"
            (tmp_path / f"{name}.{suffix}").write_text(text)
        done = calgen("inspect", "--json", "-i", ".", "--config", "none", cwd=tmp_path)
        assert done.code == 0, done.stderr
        said = json.loads(done.stdout)
        return said["operations"], [each["code"] for each in said["diagnostics"]]

    return run


def test_the_whole_operation_wins_and_facts_add_up(inspect: Any) -> None:
    (found,), codes = inspect(
        a=dump(("get /books/{bookId}", f"{LIMIT} {SCOPE}")),
        b=spec("/books/{id}", prose=SCOPE),
    )
    assert codes == []
    assert (found["path"], found["partial"]) == ("/books/{id}", False)
    assert found["scopes"] == ["books:read"]
    assert found["rate_limit"]["requests"] == 5
    assert "b.json" in str(found["origins"]["scopes"])
    assert "a.txt" in str(found["origins"]["rate_limit"])


def test_the_order_of_files_does_not_matter(inspect: Any) -> None:
    text, whole = dump(("get /books", LIMIT)), spec("/books", "2024-01-01")
    (one,), _ = inspect(a=text, b=whole)
    (other,), _ = inspect(b=text, a=whole)
    one.pop("origins"), other.pop("origins")
    assert one == other


def test_without_a_version_it_joins_the_newest(inspect: Any) -> None:
    old, new = spec("/books", "2024-01-01"), spec("/books", "2024-10-01")
    found, _ = inspect(a=dump(("get /books", LIMIT)), b=old, c=new)
    assert [(e["version"]["value"], bool(e["rate_limit"])) for e in found] == [
        ("2024-10-01", True),
        ("2024-01-01", False),
    ]


def test_with_a_version_it_joins_its_own(inspect: Any) -> None:
    old, new = spec("/books", "2024-01-01"), spec("/books", "2024-10-01")
    header = " --header 'Api-Version: 2024-01-01'"
    found, codes = inspect(a=page("/books", header), b=old, c=new)
    assert [each["partial"] for each in found] == [False, False]
    assert codes == []
    header = " --header 'Api-Version: 2025-01-01'"
    found, codes = inspect(a=page("/books", header), b=old, c=new)
    assert {e["version"]["value"]: e["partial"] for e in found} == {
        "2025-01-01": True,
        "2024-10-01": False,
        "2024-01-01": False,
    }


def test_a_version_that_only_the_partial_reading_states(inspect: Any) -> None:
    header = " --header 'Api-Version: 2024-01-01'"
    (found,), _ = inspect(a=page("/books", header), b=spec("/books"))
    assert found["version"]["value"] == "2024-01-01"
    assert not found["partial"]


def test_two_partial_readings(inspect: Any) -> None:
    prose = dump(("get /books/{id}", f"Reads a book. {LIMIT}"))
    (found,), codes = inspect(a=prose, b=page("/books/{id}"))
    assert found["partial"]
    assert found["tag"] == "lending"
    assert found["rate_limit"]["requests"] == 5
    assert found["returns"] not in {"Any", "object"}
    assert codes == ["CG009"]


def test_a_name_that_a_document_gives_is_not_missed(inspect: Any) -> None:
    _, codes = inspect(a=page("/books"))
    assert codes == ["CG009"]
    _, codes = inspect(a=page("/books"), b=spec("/books"))
    assert codes == []


def test_limits_that_disagree(inspect: Any) -> None:
    (found,), codes = inspect(
        a=dump(("get /books", SLOWER)), b=spec("/books", prose=LIMIT)
    )
    assert found["rate_limit"]["requests"] == 5
    assert codes == ["CG016"]


def test_what_a_partial_operation_becomes(tmp_path: Path, calgen: Any) -> None:
    text = dump(
        ("post /books/{bookId}/loans", "Lend it."), ("get /books/{bookId}", "Read it.")
    )
    (tmp_path / "dump.txt").write_text(text)
    flags = ("-i", "dump.txt", "-o", "out", "--package", "books", "--config", "none")
    assert calgen("generate", *flags, cwd=tmp_path).code == 0
    (module,) = (tmp_path / "out/books/resources").glob("*loans*.py")
    loans = " ".join(module.read_text().split())
    assert "book_id: str, *, body: object | Unset = UNSET," in loans
    assert ") -> Any:" in loans
    books = (tmp_path / "out/books/resources/books.py").read_text()
    assert "body" not in books
    assert "Read it." in books

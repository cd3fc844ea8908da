"""Lists of copied pages: their parameters have lost their names, not what they do."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from factkit import PLACE, profile

from calgen.normalise.notes import facts_in

ROLES = {
    "offset": [
        "The number of items to skip",
        "Number of results to skip before returning the rest.",
        "How many records should be skipped.",
        "Skip the first N parcels.",
        "Skips over this many ferries.",
        "The zero-based index of the first item to return.",
        "Offset of the first record in the response.",
        "Offset from which to start returning parcels",
        "The pagination offset.",
        "Starting offset into the list, for pagination.",
    ],
    "limit": [
        "The number of items to return",
        "Maximum number of ferries to return (default 20).",
        "The max number of results per page.",
        "How many parcels to include in the response.",
        "Limit the number of rows returned.",
        "A limit on the number of objects to be returned.",
        "The page size.",
        "Number of entries per page, between 1 and 100.",
        "The total number of records to retrieve.",
        "The number of items to take.",
    ],
    "page": [
        "Page number of the results to fetch.",
        "The page number.",
        "The number of the page to return",
        "Which page of results to return.",
        "Page number, starting at 1.",
        "Page index (0-based)",
    ],
    "cursor": [
        "A cursor for use in pagination.",
        "The cursor of the next page.",
        "Opaque pagination token returned by the last call.",
        "Next page token from a previous response.",
        "Cursor",
    ],
}
OTHERS = """\
The number of seats to take away
The number of days to skip
Skip weekends.
Skip validation of the addresses.
Skip to the next berth when the first one is taken.
The number of minutes to return the car late.
Number of times to retry
The number of items in the parcel
The number of items to order
The number of passengers
The number of passengers to book
The offset from UTC in minutes
Time zone offset
Offset of the harbour from the coast.
The index of the berth
Position of the parcel on the ship
The limit of parcels for one ferry
Limit the search to this harbour.
Limit by status
Size of the parcel
The number of pages in the book
Page title
The page that a visitor came from
The web page of the harbour
Return the page as HTML.
The page number on which the quotation stands in the book, if there is one
The access token of the user
A token that identifies the device
The cursor style of the chart
Cursor colour
Sort results by their start time in ascending or descending order.
Filter by the number of items.
""".splitlines()


@pytest.mark.parametrize(
    ("role", "text"), [(role, text) for role, texts in ROLES.items() for text in texts]
)
def test_what_a_parameter_does(role: str, text: str) -> None:
    facts = facts_in(text, PLACE, profile().of("paging"))
    assert [fact.fields for fact in facts] == [{"role": role}]


@pytest.mark.parametrize("text", OTHERS)
def test_what_it_does_not(text: str) -> None:
    assert facts_in(text, PLACE, profile().of("paging")) == ()


def copied(folder: Path, answer: object, *descriptions: str, query: str = "") -> Path:
    call = (
        f"curl --request GET \\\n--url 'https://api.ferries.example/parcels{query}'\n"
    )
    shown = json.dumps(answer, indent=1)
    told = "\n".join(descriptions)
    path = folder / "page.txt"
    path.write_text(f"{call}{shown}\n{call}{shown}\n{told}\nWas this page helpful?\n")
    return path


def found(calgen: Any, folder: Path, page: Path) -> Any:
    done = calgen("inspect", "-i", page, "--config", "none", "--json", cwd=folder)
    assert done.code == 0, done.stderr
    (operation,) = json.loads(done.stdout)["operations"]
    return operation["pagination"], operation["origins"].get("pagination")


LIST = {"results": [{"id": 7}], "paging": {"total": 30, "has_more": True}}
SKIP, TAKE = "The number of parcels to skip", "The number of parcels to return"


def test_an_offset_without_names(calgen: Any, tmp_path: Path) -> None:
    page = copied(tmp_path, LIST, TAKE, "1 <= x <= 250", SKIP, "x >= 0")
    pages, (origin,) = found(calgen, tmp_path, page)
    assert pages == {
        "style": "offset",
        "parameters": {},
        "fields": {
            "items": ["results"],
            "has_more": ["paging", "has_more"],
            "total": ["paging", "total"],
        },
    }
    assert (origin["text"], origin["how"]) == (SKIP, "note")
    assert page.read_text().splitlines()[origin["line"] - 1] == SKIP


def test_names_go_first(calgen: Any, tmp_path: Path) -> None:
    answer = {"results": [{"id": 7}], "next_cursor": "abc"}
    page = copied(tmp_path, answer, SKIP, query="?cursor=abc&limit=3")
    pages, _ = found(calgen, tmp_path, page)
    assert pages["style"] == "cursor"
    assert pages["parameters"] == {"cursor": "cursor", "limit": "limit"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"id": 7, "size": 3}, (SKIP, TAKE)),  # no list is answered
        (LIST, (TAKE,)),  # the first so many; nobody says how to get more
        (LIST, ("The number of days to skip", TAKE)),
        (LIST, ("The time zone offset", TAKE)),
        (LIST, ("A cursor for pagination.",)),  # the answer has no next one
        (LIST, ()),  # an answer alone: offset or page, nobody knows
    ],
)
def test_what_is_no_pagination(
    calgen: Any, tmp_path: Path, answer: object, told: tuple[str, ...]
) -> None:
    pages, _ = found(calgen, tmp_path, copied(tmp_path, answer, *told))
    assert pages is None


def test_no_call_walks_what_has_no_name(calgen: Any, tmp_path: Path) -> None:
    """The call answers as it would without pagination: the page that was asked for."""
    page = copied(tmp_path, LIST, TAKE, SKIP)
    flags = ("--config", "none", "--package", "ferries", "-o", "out")
    done = calgen("generate", "-i", page, *flags, cwd=tmp_path)
    assert done.code == 0, done.stderr
    assert "2 parameters of GET /parcels without their names" in done.stderr
    calls = (tmp_path / "out/ferries/resources/parcels.py").read_text()
    ast.parse(calls)
    assert "Page[" not in calls
    assert "self._client.call(" in calls
    assert (
        "-> models.ParcelsList" in calls
    )  # the answer whole: it says how many there are
    # A page or document that names them makes it a list again.
    spec = {
        "openapi": "3.1.0",
        "info": {"title": "Ferries", "version": "1"},
        "servers": [{"url": "https://api.ferries.example"}],
        "paths": {
            "/parcels": {
                "get": {
                    "parameters": [
                        {"name": name, "in": "query", "schema": {"type": "integer"}}
                        for name in ("skip", "take")
                    ],
                    "responses": {
                        "200": {
                            "description": "Parcels.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {
                                            "results": {
                                                "type": "array",
                                                "items": {"type": "string"},
                                            }
                                        },
                                    }
                                }
                            },
                        }
                    },
                }
            }
        },
    }
    (tmp_path / "api.json").write_text(json.dumps(spec))
    done = calgen(
        *("generate", "-i", page, "-i", "api.json", *flags), "--strict", cwd=tmp_path
    )
    assert done.code == 0, done.stderr
    assert "Page[str]" in (tmp_path / "out/ferries/resources/parcels.py").read_text()

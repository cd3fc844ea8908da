"""Real texts: a dump and copied pages equal their gold answers, and operations of other
vendors' documents survive both formats."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.merge import operations
from calgen.read import read_all
from calgen.read.copied import is_copied_page, read_copied_page
from calgen.read.dump import is_dump, read_dump

DOCUMENTS = (
    "anthropic.yaml",
    "box-v2025.0.json",
    "intercom-2.16.yaml",
    "klaviyo.json",
    "notion.json",
    "openai.yaml",
    "square.json",
    "trakt.json",
)


class Known(NamedTuple):
    """What an operation is, in one line each."""

    method: str
    path: str
    title: str
    prose: str


@cache
def known(folder: Path) -> tuple[Known, ...]:
    """Every operation with a summary, its text flattened as a dump flattens it."""
    paths = [folder / "corpus" / "specs" / name for name in DOCUMENTS]
    _, documents = read_all(paths, Report(), base=folder)
    return tuple(
        Known(
            each.method,
            each.path,
            " ".join(str(each.node["summary"]).split()),
            " ".join(str(each.node.get("description") or "").split()),
        )
        for document in documents
        for each in operations(document)
        if str(each.node.get("summary") or "").strip()
    )


def found_in(documents: list[Document]) -> list[Known]:
    return [
        Known(
            each.method,
            each.path,
            str(each.node.get("summary", "")),
            str(each.node.get("description", "")),
        )
        for document in documents
        for each in operations(document)
    ]


def dumped(number: int, each: Known) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", each.title.lower()).strip("-")
    slug = slug if number % 2 else f"page-{number}"
    source = f"https://docs.vendor.example/reference/{slug}"
    route = f"/openapi.json {each.method.lower()} {each.path}"
    return f"# {each.title} Source: {source} {route} {each.prose}".strip()


def copied(each: Known) -> str:
    curl = (
        f"curl --request {each.method} \\\n"
        f"--url https://api.vendor.example{each.path} \\\n"
        "--header 'Authorization: Bearer <token>' \\\n"
        "--header 'vendor-version: <vendor-version>'"
    )
    answer = '{\n"id": 123,\n"email": "[email protected]",\n"tags": [\n"a"\n]\n}'
    return (
        f"{each.title}\n{curl}{answer}{each.prose}\n{curl}{answer}"
        "Bearer authentication header of the form Bearer <token>.\n"
        "The number of items to return\n1 <= x <= 250\nWas this page helpful?"
    )


@pytest.mark.parametrize("seed", range(20))
def test_thirty_operations_through_a_dump(corpus: Path, seed: int) -> None:
    some = random.Random(seed).sample(known(corpus), 30)
    text = " ".join(dumped(number, each) for number, each in enumerate(some))
    assert is_dump(text)
    report = Report()
    assert sorted(found_in(read_dump("dump.txt", text, report))) == sorted(some)
    assert not report.has("warning")


@pytest.mark.parametrize("seed", range(20))
def test_thirty_operations_through_copied_pages(corpus: Path, seed: int) -> None:
    for each in random.Random(seed).sample(known(corpus), 30):
        text = copied(each)
        assert is_copied_page(text, asked=False), each
        assert not is_dump(text)
        documents = read_copied_page("page.txt", text, Report())
        assert found_in(documents) == [each]


# --- the texts themselves -------------------------------------------------------------


def inspected(corpus: Path, calgen: Any, *names: str) -> dict[str, Any]:
    flags = [part for name in names for part in ("-i", corpus / name)]
    done = calgen("inspect", "--json", "--config", "none", *flags, cwd=corpus)
    assert done.code == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_the_dump_equals_its_gold(corpus: Path, calgen: Any) -> None:
    gold = json.loads((corpus / "gold/docs-dump.operations.json").read_text())
    text = (corpus / "pages/docs-dump.txt").read_text()
    documents = read_dump("docs-dump.txt", text, Report())
    found = {each[:2]: each for each in found_in(documents)}
    assert len(found) == 89
    for row in gold:
        told = found[row["method"], row["path"]]
        assert (told.title, not told.prose) == (row["title"], row["empty_description"])
    tags = {
        (e.method, e.path): e.node["tags"] for d in documents for e in operations(d)
    }
    assert tags == {(row["method"], row["path"]): [row["doc_group"]] for row in gold}
    pages = documents[0].at("/x-calgen-prose")
    assert isinstance(pages, list)
    assert len(pages) == 4
    said = inspected(corpus, calgen, "pages/docs-dump.txt")
    assert len({each["name"] for each in said["operations"]}) == 89
    assert all(each["partial"] for each in said["operations"])


@pytest.mark.parametrize(
    ("page", "missing"),
    [
        ("get-a-booking.scrape", "4 credentials"),
        ("get-team-bookings.scrape", "12 parameters and 3 credentials"),
    ],
)
def test_copied_pages_equal_their_gold(
    corpus: Path, calgen: Any, page: str, missing: str
) -> None:
    name = f"pages/{page}.txt"
    rows = json.loads((corpus / "gold/pages.json").read_text())
    (gold,) = (row for row in rows if row["page"] == name)
    said = inspected(corpus, calgen, name)
    (found,) = said["operations"]
    assert f"{found['method']} {found['path']}" == gold["operation"]
    assert found["name"] in gold["acceptable_names"]
    assert (found["operation_id"], found["tag"]) == (None, None)
    assert [(p["name"], p["in"], p["required"]) for p in found["parameters"]] == [
        (p["wire"], p["in"], p["required"]) for p in gold["params"] if p["in"] == "path"
    ]
    (told,) = (each for each in said["diagnostics"] if each["code"] == "CG009")
    assert f"the page describes {missing} of" in told["message"]
    if shown := gold.get("example_fields"):
        (document,) = read_copied_page(name, (corpus / name).read_text(), Report())
        (entry,) = operations(document)
        answer: Any = entry.node["responses"]
        schema = answer["2XX"]["content"]["application/json"]["schema"]
        assert list(schema["properties"]["data"]["properties"]) == shown


def test_pages_win_over_the_dump(corpus: Path, calgen: Any) -> None:
    pages = ("pages/get-all-bookings.md", "pages/get-video-meeting-sessions.md")
    said = inspected(corpus, calgen, "pages/docs-dump.txt", *pages)
    assert len(said["operations"]) == 89
    whole = {e["name"]: e for e in said["operations"] if not e["partial"]}
    assert set(whole) == {"bookings.list", "bookings.list_conferencing_sessions"}
    for each in whole.values():
        assert each["scopes"] == ["BOOKING_READ"]
        assert each["operation_id"]


def test_the_march_document_names_what_the_page_lost(corpus: Path, calgen: Any) -> None:
    names = ("pages/get-team-bookings.scrape.txt", "corpus/specs/calcom.json")
    said = inspected(corpus, calgen, *names)
    assert "CG009" not in {each["code"] for each in said["diagnostics"]}
    (found,) = (
        e for e in said["operations"] if e["name"] == "orgs.teams.bookings.list"
    )
    assert found["pagination"]["style"] == "offset"
    rows = json.loads((corpus / "gold/pages.json").read_text())
    (gold,) = (row for row in rows if row["page"] == names[0])
    lost = {each["wire"] for each in gold["params"] if each["in"] == "query"}
    assert len(lost) == 12
    assert lost <= {each["name"] for each in found["parameters"]}

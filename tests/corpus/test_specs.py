"""`specs/` states the same facts as the published documents, in its own words.

Summaries, descriptions and examples are ours and are not compared, apart from the
sentences that state facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from speckit import (
    BEYOND_DUMP,
    DUMP,
    MARCH,
    NEWER,
    PAGES,
    SPECS,
    Key,
    Node,
    Published,
    facts,
    load,
    operations,
    read_published,
    references,
    schemas,
    shape,
    statements,
)

DOCUMENTS = {
    path.relative_to(SPECS).as_posix(): load(path)
    for path in sorted(SPECS.rglob("*"))
    if path.is_file()
}
OURS = {key: op for document in DOCUMENTS.values() for key, op in operations(document)}
PARTIAL = {key for key, operation in OURS.items() if "x-calgen-partial" in operation}
SCHEMAS = {
    name: body
    for document in DOCUMENTS.values()
    for name, body in schemas(document).items()
}

each_document = pytest.mark.parametrize("name", DOCUMENTS)
each_operation = pytest.mark.parametrize("key", sorted(OURS), ids=" ".join)
each_full = pytest.mark.parametrize("key", sorted(set(OURS) - PARTIAL), ids=" ".join)
each_partial = pytest.mark.parametrize("key", sorted(PARTIAL), ids=" ".join)
each_schema = pytest.mark.parametrize("name", sorted(SCHEMAS))


@pytest.fixture
def published(corpus: Path) -> Published:
    return read_published(corpus)


@each_document
def test_a_file_stands_on_its_own(name: str) -> None:
    document = DOCUMENTS[name]
    assert document["openapi"] == "3.0.0"
    assert document["servers"] == document["security"] == document["tags"] == []
    assert set(references(document)) == set(schemas(document))
    for component, body in schemas(document).items():
        assert body == SCHEMAS[component]


def test_every_operation_stands_in_one_file() -> None:
    found = [key for document in DOCUMENTS.values() for key, _ in operations(document)]
    assert sorted(found) == sorted(OURS)
    assert len(found) == 92


def test_the_operations_of_the_dump_are_all_here(published: Published) -> None:
    assert len(published.prose) == 89
    assert set(OURS) == set(published.prose) | BEYOND_DUMP


@each_full
def test_an_operation_has_the_published_facts(published: Published, key: Key) -> None:
    assert facts(OURS[key]) == facts(published.operations[key])


@each_schema
def test_a_schema_has_the_published_facts(published: Published, name: str) -> None:
    ours, theirs = shape(SCHEMAS[name]), shape(published.schemas[name])
    assert ours == theirs
    assert list(ours.get("properties", ())) == list(theirs.get("properties", ()))


@each_operation
def test_prose_states_what_the_dump_states(published: Published, key: Key) -> None:
    ours = OURS[key].get("description", "")
    assert statements(ours) == statements(published.prose.get(key, ""))


@pytest.mark.parametrize("key", sorted(NEWER), ids=" ".join)
def test_a_newer_version_is_stated_in_the_dump(published: Published, key: Key) -> None:
    stated = f"cal-api-version: `{NEWER[key]}` is required"
    assert stated in published.prose[key]
    assert stated in OURS[key]["description"]


# --- operations that are published as prose alone -------------------------------------


def test_what_has_no_published_schema_is_partial(published: Published) -> None:
    assert set(OURS) - set(published.operations) == PARTIAL


@each_partial
def test_a_partial_operation_invents_nothing(published: Published, key: Key) -> None:
    operation = OURS[key]
    assert operation["x-calgen-partial"] is True
    assert set(operation) <= {
        *("tags", "summary", "description", "parameters"),
        *("x-calgen-partial", "responses"),
    }
    assert operation["responses"] == {"default": {"description": ""}}
    stated = {each["name"]: each["in"] for each in operation.get("parameters", ())}
    assert stated == dict.fromkeys(re.findall(r"\{(\w+)\}", key[1]), "path")
    # Its tag is the folder that the documentation keeps it in.
    (tag,) = operation["tags"]
    assert tag.lower().replace(" ", "-") == published.groups[key]


# --- our own words --------------------------------------------------------------------


def prose(node: Any) -> Iterator[str]:
    """Summaries and descriptions; a header's description states facts."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("summary", "description") and isinstance(value, str):
                if node.get("in") != "header":
                    yield value
            else:
                yield from prose(value)
    elif isinstance(node, list):
        for value in node:
            yield from prose(value)


def sentences(document: Node) -> Iterator[str]:
    for text in prose(document):
        plain = " ".join(re.sub(r"</?\w+>", " ", text).split())
        yield from re.split(r"(?<=[.;!?]) ", plain)


@each_document
def test_no_sentence_is_copied(corpus: Path, name: str) -> None:
    texts = [
        *(" ".join(prose(load(corpus / each))) for each in (MARCH, *PAGES)),
        (corpus / DUMP).read_text(encoding="utf-8"),
    ]
    known = " ".join(" ".join(texts).split()).lower()
    copied = [
        sentence
        for sentence in sentences(DOCUMENTS[name])
        if len(sentence.split()) >= 6
        and sentence.lower().rstrip(".") in known
        and not statements(sentence)
    ]
    assert copied == []

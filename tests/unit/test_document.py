"""Texts to data, and places in them."""

from __future__ import annotations

import json
import math

import pytest

from calgen.document import Document, Problem, parse
from calgen.location import Place, escape, unescape

# --- YAML 1.2, core schema ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # What YAML 1.1 reads as something else.
        ("2024-08-13", "2024-08-13"),
        ("2024-08-13T10:00:00Z", "2024-08-13T10:00:00Z"),
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("17:00", "17:00"),
        ("1:30:00", "1:30:00"),
        ("010", 10),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("=", "="),
        # The core schema itself.
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("nil", "nil"),
        ("12", 12),
        ("+12", 12),
        ("-3", -3),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        (".inf", math.inf),
        ("1.2.3", "1.2.3"),
        ("+", "+"),
        (".", "."),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!unknown text", "text"),
        ("!!timestamp 2024-08-13", "2024-08-13"),
        ("!!binary aGk=", "aGk="),
    ],
)
def test_yaml_scalars(text: str, value: object) -> None:
    (found,) = parse("a.yaml", f"- {text}\n").data
    assert found == value
    assert type(found) is type(value)


def test_yaml_keys_are_texts() -> None:
    text = "200: a\n2XX: b\nno: c\nnull: d\n1.5: e\n2024-08-13: f\ntrue: g\n"
    assert parse("a.yaml", text).data == {
        "200": "a",
        "2XX": "b",
        "no": "c",
        "null": "d",
        "1.5": "e",
        "2024-08-13": "f",
        "true": "g",
    }


def test_yaml_anchors_and_merges() -> None:
    text = "a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [*a, {z: 4}]}\n"
    assert parse("a.yaml", text).data == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 3},
        "d": {"x": 1, "y": 2, "z": 4},
    }


def test_a_flow_mapping_is_not_taken_for_json() -> None:
    assert parse("a.json", "{openapi: 3.1.0, date: 2024-08-13}").data == {
        "openapi": "3.1.0",
        "date": "2024-08-13",
    }


def test_json() -> None:
    text = '\n {"a": [1, 2.0, "\\u00e9", null, true], "b/c": {"~": {}}}'
    assert parse("a.yaml", text).data == {
        "a": [1, 2.0, "é", None, True],
        "b/c": {"~": {}},
    }


# --- problems -------------------------------------------------------------------------------


def problem(text: str) -> Problem:
    with pytest.raises(Problem) as caught:
        parse("a", text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\n\tb: 2\n", 1, 0),
        ("a: [1\nb: 2\n", 1, 1),
        ("a: b: c\n", 0, 4),
        ("a: [", 0, 4),
        ("a: [\n\n\n", 0, 4),
        ("a: *nowhere\n", 0, 3),
        ('{"a": 1,}', 0, 8),
        ('{"a":\n  nope}', 1, 2),
        ('{"a": NaN}', 0, 6),
        ("? [a]\n: 1\n", 0, 2),
        ("a: \x07\n", 0, 3),
    ],
)
def test_where_a_fault_is(text: str, line: int, column: int) -> None:
    mark = problem(text).mark
    assert (mark.line, mark.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "here", "other"),
    [
        ("a: 1\nb: 2\na: 3\n", (2, 0), (0, 0)),
        ("a:\n  b: 1\n  'b': 2\n", (2, 2), (1, 2)),
        ("200: a\n'200': b\n", (1, 0), (0, 0)),
        ('{"a": 1,\n "b": {"c": 1, "c": 2}}', (1, 15), (1, 7)),
        ('{"a": {"x": 1}, "\\u0061": 2}', (0, 16), (0, 1)),
    ],
)
def test_a_key_that_stands_twice(
    text: str, here: tuple[int, int], other: tuple[int, int]
) -> None:
    found = problem(text)
    assert "stands twice" in found.message
    assert (found.mark.line, found.mark.column) == here
    assert found.other is not None
    assert (found.other.line, found.other.column) == other


# --- places ---------------------------------------------------------------------------------

YAML = """# a comment
openapi: 3.1.0
paths:
  /a/{b}:
    get:
      parameters:
        - name: b
          in: path
        -   name: c~d
"""
JSON = """{
  "openapi": "3.1.0",
  "paths": {
    "/a/{b}": {"get": {"parameters": [{"name": "b"}, {"name": "c~d"}]}}
  }
}
"""


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("", 2, 1),
        ("/openapi", 2, 1),
        ("/paths", 3, 1),
        ("/paths/~1a~1{b}", 4, 3),
        ("/paths/~1a~1{b}/get/parameters/0", 7, 11),
        ("/paths/~1a~1{b}/get/parameters/0/in", 8, 11),
        ("/paths/~1a~1{b}/get/parameters/1/name", 9, 13),
        # What is not there is shown at what would hold it.
        ("/paths/~1a~1{b}/get/parameters/7/name", 6, 7),
        ("/nowhere/at/all", 2, 1),
    ],
)
def test_positions_in_yaml(pointer: str, line: int, column: int) -> None:
    position = parse("a.yaml", YAML).position(pointer)
    assert (position.path, position.line, position.column) == ("a.yaml", line, column)


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("", 1, 1),
        ("/openapi", 2, 3),
        ("/paths/~1a~1{b}", 4, 5),
        ("/paths/~1a~1{b}/get", 4, 16),
        ("/paths/~1a~1{b}/get/parameters/1", 4, 54),
        ("/paths/~1a~1{b}/get/parameters/1/name", 4, 55),
        ("/paths/~1a~1{b}/get/parameters/7/name", 4, 24),
        ("/nowhere", 1, 1),
    ],
)
def test_positions_in_json(pointer: str, line: int, column: int) -> None:
    position = parse("a.json", JSON).position(pointer)
    assert (position.line, position.column) == (line, column)


def test_yaml_and_json_have_the_same_pointers() -> None:
    def pointers(value: object, here: str = "") -> set[str]:
        found = {here}
        if isinstance(value, dict):
            for key, each in value.items():
                found |= pointers(each, here + escape(key))
        elif isinstance(value, list):
            for index, each in enumerate(value):
                found |= pointers(each, f"{here}/{index}")
        return found

    data = json.loads(JSON)
    document = parse("a.json", json.dumps(data, indent=1))
    lines = document.text.splitlines()
    for pointer in pointers(data):
        assert document.at(pointer) is not None
        position = document.position(pointer)
        key = unescape(pointer.rpartition("/")[2])
        if pointer and not key.isdecimal():
            assert lines[position.line - 1][position.column - 1 :].startswith(
                json.dumps(key)
            )


def test_positions_in_a_block_of_a_page() -> None:
    page = "# Title\n\n  ```yaml\n  openapi: 3.1.0\n  paths: {}\n  ```\n"
    document = parse(
        "a.md",
        "openapi: 3.1.0\npaths: {}\n",
        whole=page,
        first_line=3,
        indent=2,
        label="yaml",
    )
    position = document.position("/paths")
    assert (position.line, position.column) == (5, 3)
    assert document.line_text(position.line) == "  paths: {}"
    assert document.line_text(99) == ""
    assert str(Place(document).child("paths").position) == "a.md:5:3"


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", {"a": [{"b/c": 1}, {"~": 2}], "": 3, "0": 4}),
        ("/a/0/b~1c", 1),
        ("/a/1/~0", 2),
        ("/", 3),
        ("/0", 4),
    ],
)
def test_pointers(pointer: str, value: object) -> None:
    document = parse("a.yaml", '{a: [{"b/c": 1}, {"~": 2}], "": 3, "0": 4}')
    assert document.at(pointer) == value


@pytest.mark.parametrize(
    "pointer", ["/x", "/a/2", "/a/-1", "/a/x", "/a/0/b/c", "/0/0", "/a/01/b"]
)
def test_pointers_to_nowhere(pointer: str) -> None:
    document = parse("a.yaml", '{a: [{"b/c": 1}, {"~": 2}], "0": 4}')
    with pytest.raises(KeyError):
        document.at(pointer)


@pytest.mark.parametrize("key", ["plain", "a/b", "a~b", "~1", "/", "", "~0/~"])
def test_escaping_and_back(key: str) -> None:
    step = escape(key)
    assert step.startswith("/")
    assert "/" not in step[1:]
    assert unescape(step[1:]) == key


def test_documents_are_told_apart_by_identity() -> None:
    one, two = (Document("a", "", None) for _ in range(2))
    assert one != two
    assert len({one, two}) == 2

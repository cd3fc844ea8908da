"""The printer's text is what black would make of it."""

from __future__ import annotations

import black
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from modelkit import Build, files, schema

from calgen.diagnostics import Report
from calgen.ir import Json, JsonValue
from calgen.layout import Bracket, Chain, Piece, flat, statement
from calgen.models import generate_models

MODE = black.Mode()
WORDS = st.integers(1, 60).map(lambda size: ("Xyzabcdefg" * 6)[:size])
LITERALS = st.lists(WORDS.map(lambda word: f'"{word}"'), min_size=1, max_size=5)


def brackets(inner: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    chains = st.lists(inner, min_size=2, max_size=4).map(lambda i: Chain(tuple(i)))
    return st.one_of(
        inner.map(lambda item: Bracket("list", (item,))),
        inner.map(lambda item: Bracket("dict", ("str", item))),
        # A chain in a chain is one chain, so it only stands in brackets.
        chains.map(lambda item: Bracket("list", (item,))),
    )


SIMPLE: st.SearchStrategy[Piece] = st.one_of(
    WORDS, LITERALS.map(lambda items: Bracket("Literal", tuple(items)))
)
TYPES: st.SearchStrategy[Piece] = st.recursive(SIMPLE, brackets, max_leaves=5)
UNIONS = st.lists(TYPES, min_size=1, max_size=4).map(
    lambda items: Chain(tuple(items)) if len(items) > 1 else items[0]
)


@settings(max_examples=400, deadline=None)
@given(UNIONS, WORDS, st.booleans(), st.booleans(), st.integers(0, 50))
@example(Bracket("list", ("X" * 61,)), "X", False, True, 0)
def test_a_field_is_broken_as_black_breaks_it(
    value: Piece, name: str, optional: bool, aliased: bool, extra: int
) -> None:
    if aliased:
        options = (f'alias="{"x" * extra}"', "deprecated=True")
        value = Bracket("Annotated", (value, Bracket("Field", options, "()")))
    elif optional:
        value = Chain(
            (*(value.items if isinstance(value, Chain) else (value,)), "None")
        )
    end = " = None" if optional else ""
    lines = statement(f"{name[:45].lower()}: ", value, end, "    ")
    source = "class A:\n" + "\n".join(lines) + "\n"
    assert black.format_str(source, mode=MODE) == source
    assert "".join("".join(lines).split()).replace(",]", "]").replace(",)", ")")


@settings(max_examples=200, deadline=None)
@given(UNIONS, WORDS)
def test_an_alias_is_broken_as_black_breaks_it(value: Piece, name: str) -> None:
    source = "\n".join(statement(f"{name}: TypeAlias = ", value)) + "\n"
    assert black.format_str(source, mode=MODE) == source
    one_line = f"{name}: TypeAlias = {flat(value)}\n"
    assert black.format_str(one_line, mode=MODE) == source


HOSTILE = (
    'quotes " and """ and \'\'\'',
    "back\\slash\\",
    "line\nbreak\r\n\ttab\n\n\n\nend  ",
    "\u202eright to left\u2066",
    "nul \x00 bell \x07 escape \x1b[31m",
    "{{ 7 * 7 }} {% raw %} $ { }",
    "long " * 60,
    "- a list\n- " + "item " * 40 + "\n\n```json\n" + "x" * 120 + "\n```",
    '"',
    "\\",
    "\ud800",
    '"""\nimport os\n"""',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_the_document_stays_text(build: Build, text: str) -> None:
    field: Json = {"type": "string", "description": text, "title": text}
    thing: JsonValue = {
        "type": "object",
        "description": text,
        "properties": {text: field, "plain": field, "one": {"enum": [text, "b"]}},
        "example": text,
    }
    package = build(
        {"Thing": thing, "Choice": {"enum": [text, "b"], "description": text}}
    )
    for path, source in files(package.models).items():
        assert black.format_str(source, mode=MODE) == source, path
        assert all(each.isprintable() for each in source.splitlines())
    if text != "\ud800":  # cannot be sent
        assert package.read("Thing", {text: "v"}).to_dict() == {text: "v"}


def test_long_names_are_cut_in_the_middle(build: Build) -> None:
    deep: Json = {"enum": ["a", "b"]}
    for number in range(6):
        deep = {"type": "object", "properties": {f"aRatherLongPart{number}": deep}}
    package = build({"Owner": deep})
    names = [name for name, _ in package.models.index.modules]
    assert "OwnerARatherLongPart1ARatherLongPart0" in names
    assert max(map(len, names)) <= 60


@pytest.mark.parametrize("length", [60, 72, 73, 74, 75, 80, 84, 88, 100])
def test_names_of_any_length_please_black(length: int) -> None:
    name = "N" * length
    models = generate_models(
        [
            schema(name, {"enum": ["a", "b"]}),
            schema("A" + name, {"type": "array", "items": {"type": "string"}}),
            schema(
                "User",
                {
                    "type": "object",
                    "properties": {
                        "a": {"$ref": f"#/components/schemas/{name}"},
                        "b": {
                            "type": "array",
                            "items": {"$ref": f"#/components/schemas/{name}"},
                        },
                    },
                    "required": ["a"],
                },
            ),
        ],
        Report(),
    )
    for path, source in files(models).items():
        assert black.format_str(source, mode=MODE) == source, path

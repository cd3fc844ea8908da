"""Signatures are broken as black breaks them: black itself is the judge."""

from __future__ import annotations

import black
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calgen.layout import Bracket, Chain, Piece, import_lines, parameter, statement

MODE = black.Mode()
WORDS = st.integers(1, 70).map(lambda size: ("Xyzabcdefg" * 7)[:size])
LITERALS = st.lists(
    WORDS.map(lambda word: f'"{word[:40]}"'), min_size=1, max_size=9
).map(lambda items: Bracket("Literal", tuple(items)))


def brackets(inner: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    chains = st.lists(inner, min_size=2, max_size=4).map(lambda i: Chain(tuple(i)))
    return st.one_of(
        inner.map(lambda item: Bracket("Sequence", (item,))),
        chains.map(lambda item: Bracket("Sequence", (item,))),
        chains.map(lambda item: Bracket("Mapping", ("str", item))),
    )


TYPES: st.SearchStrategy[Piece] = st.recursive(
    st.one_of(WORDS, LITERALS), brackets, max_leaves=4
)
UNIONS = st.lists(TYPES, min_size=1, max_size=4).map(
    lambda items: Chain(tuple(items)) if len(items) > 1 else items[0]
)


@settings(max_examples=400, deadline=None)
@given(UNIONS, WORDS, st.booleans())
def test_a_parameter(annotation: Piece, name: str, optional: bool) -> None:
    if optional:
        items = annotation.items if isinstance(annotation, Chain) else (annotation,)
        annotation = Chain((*items, "Unset"))
    default = "UNSET" if optional else ""
    lines = parameter(name[:40].lower(), annotation, default, " " * 8)
    source = "\n".join(
        [
            "class A:",
            "    def f(",
            "        self,",
            *lines,
            "    ) -> None:",
            "        g()",
        ]
    )
    assert black.format_str(source + "\n", mode=MODE) == source + "\n"


@settings(max_examples=400, deadline=None)
@given(UNIONS)
def test_an_arrow(annotation: Piece) -> None:
    lines = statement(") -> ", annotation, ":", "    ")
    source = "\n".join(
        ["class A:", "    def f(", "        self,", *lines, "        g()"]
    )
    assert black.format_str(source + "\n", mode=MODE) == source + "\n"


@pytest.mark.parametrize("size", range(60, 90))
def test_an_import(size: int) -> None:
    source = "\n".join(import_lines(".m" * 8, ["N" * (size - 30)])) + "\n"
    assert black.format_str(source, mode=MODE) == source

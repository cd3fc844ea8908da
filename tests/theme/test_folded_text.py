"""Lines with an item each, joined as black joins them."""

from __future__ import annotations

import ast

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calgen.theme.folding import folded

MODE = black.Mode()
NAMES = st.from_regex(r"[a-z][a-z_]{0,24}", fullmatch=True)


def lines(pad: str, opening: str, items: list[str], closing: str) -> str:
    """Written as templates write it: an item a line."""
    rows = "".join(f"{pad}    {item},\n" for item in items)
    return f"{pad}{opening}\n{rows}{pad}{closing}\n"


@st.composite
def definitions(draw: st.DrawFn) -> str:
    names = [f"{n}_{i}" for i, n in enumerate(draw(st.lists(NAMES, max_size=6)))]
    kinds = draw(st.lists(NAMES, min_size=len(names), max_size=len(names)))
    arguments = ["self"]
    for name, kind in zip(names, kinds, strict=True):
        arguments.append(f"{name}: {kind}")
    if draw(st.booleans()):
        arguments += ["*", "options: Options | None = None"]
    word = draw(st.sampled_from(["def", "async def"]))
    head = f"{word} a_{draw(NAMES)}("
    definition = lines("    ", head, arguments, f") -> {draw(NAMES)}_kind:")
    pairs = draw(st.lists(NAMES, max_size=5))
    wires = [f'"{name}": {name}_value' for name in pairs]
    inner = lines(" " * 12, "query={", wires, "},") if wires else ""
    call = (
        f"        return self._client.{draw(NAMES)}(\n            ops.THING,\n"
        f"{inner}            options=options,\n        )\n"
    )
    return f"class Things:\n{definition}{call}"


@given(definitions())
def test_folded_is_what_black_leaves(text: str) -> None:
    try:
        ast.parse(text)
    except SyntaxError:  # a keyword as a name
        return
    made = folded(text)
    assert black.format_str(made, mode=MODE) == made
    # Commas at the end tell nothing.
    assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(text))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("f(\n    a,\n    b=1,\n)\n", "f(a, b=1)\n"),
        ("f(\n    a={\n        'b': b,\n    },\n)\n", "f(a={'b': b})\n"),
        ("    def f(\n        self,\n    ) -> int:\n", "    def f(self) -> int:\n"),
        (
            f"call_it(\n    {'a' * 60},\n    {'b' * 22},\n)\n",
            f"call_it(\n    {'a' * 60}, {'b' * 22}\n)\n",
        ),
    ],
    ids=["call", "nested", "definition", "one-line-of-arguments"],
)
def test_joined(text: str, made: str) -> None:
    assert folded(text) == made


@pytest.mark.parametrize(
    "text",
    [
        "x = (\n    a,\n)\n",
        "f(\n    # why\n    a,\n)\n",
        "f(\n    a,  # why\n)\n",
        "f(\n    a,  # why, because,\n    b,\n)\n",
        "f(\n    # why, because,\n    b,\n)\n",
        f"call_it(\n    {'a' * 60},\n    {'b' * 60},\n)\n",
        f"numbers = [\n    {'a' * 60},\n    {'b' * 20},\n]\n",
        "x = {\n",
        "f(\n    a\n)\n",
        '"""Call (\n    it,\n)',
        "",
    ],
    ids=[
        *("tuple", "comment", "comment-behind", "comment-with-comma", "comment-alone"),
        *("too-long", "display", "no-end"),
        *("no-comma", "no-code", "nothing"),
    ],
)
def test_left_as_it_is(text: str) -> None:
    assert folded(text) == text

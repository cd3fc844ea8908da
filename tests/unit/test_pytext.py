from __future__ import annotations

import ast

import black
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calgen.pytext import display_width, docstring, literal

HOSTILE = st.text(
    alphabet="\"'\\ \n\t\r{}%#aN-\x00\x1b\u202e\u200d\xa0\u2028\ud800é漢😀"
)
MODE = black.Mode()


def unchanged(source: str) -> bool:
    return black.format_str(source, mode=MODE) == source


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "None"),
        (True, "True"),
        (-3, "-3"),
        (1.5, "1.5"),
        (1e300, "1e+300"),
        (float("inf"), 'float("inf")'),
        ("plain", '"plain"'),
        ('say "hi"', "'say \"hi\"'"),
        ("both \" and '", '"both \\" and \'"'),
        ("a\\b\n\t", '"a\\\\b\\n\\t"'),
        ("\x00\x1b", '"\\x00\\x1b"'),
        ("\u202eevil\u2066", '"\\u202eevil\\u2066"'),
        ("\ud800", '"\\ud800"'),
        ("a\xa0b", '"a\\xa0b"'),
        ("\U000e0041", '"\\U000e0041"'),
        ("漢字 é 😀", '"漢字 é 😀"'),
        ({"a": [1, {}], "b": ()}, '{"a": [1, {}], "b": []}'),
    ],
)
def test_literal(value: object, expected: str) -> None:
    assert literal(value) == expected


def test_a_value_that_json_lacks_is_refused() -> None:
    with pytest.raises(TypeError):
        literal(b"bytes")


def test_an_integer_of_any_length() -> None:
    value = -(16**5000)
    assert ast.literal_eval(literal(value)) == value


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_a_string_literal_is_the_string_and_pleases_black(text: str) -> None:
    source = literal(text)
    assert source.isprintable()
    assert ast.literal_eval(source) == text
    # A bare string would be a docstring, so look at it on the right of an assignment.
    assert unchanged(f"x = {source}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t", []),
        ("One line.", ['    """One line."""']),
        ("  Two\r\nlines  ", ['    """Two', "    lines", '    """']),
        ('Says "hi"', ['    """Says "hi" """']),
        ('"hi" it says', ['    """ "hi" it says"""']),
        ('a """ b', ['    """a \\"\\"\\" b"""']),
        ("a\\", ['    """a\\\\"""']),
        ("a\x00\x1b[0m\u202e", ['    """a\\\\x00\\\\x1b[0m\\\\u202e"""']),
        ("a\xa0b", ['    """a b"""']),
        ("a\n\n\n\n\nb", ['    """a', "", "    b", '    """']),
        ("Head\n    - a\n      b", ['    """Head', "    - a", "      b", '    """']),
    ],
)
def test_docstring(text: str, expected: list[str]) -> None:
    assert docstring(text, 4) == expected


def test_long_lines_are_wrapped_and_list_items_hang() -> None:
    text = "Intro\n- " + "word " * 30 + "\n" + "x" * 100
    lines = docstring(text, 4)
    assert all(len(line) <= 88 or "x" * 100 in line for line in lines)
    assert lines[1].startswith("    - word")
    assert lines[2].startswith("      word")


@pytest.mark.parametrize("length", range(76, 92))
def test_the_closing_quotes_are_where_black_wants_them(length: int) -> None:
    for text in ("x" * length, "ab " + "x" * (length - 3), "a\n" + "x" * length):
        lines = docstring(text, 4)
        assert unchanged("class A:\n" + "\n".join(lines) + "\n"), text


@settings(max_examples=300, deadline=None)
@given(HOSTILE, st.sampled_from([0, 4, 8]))
@example("- a\n\n" + "b " * 80, 4)
@example("\\\n\\", 4)
def test_a_docstring_parses_holds_nothing_unseen_and_pleases_black(
    text: str, indent: int
) -> None:
    lines = docstring(text, indent)
    if not lines:
        return
    assert all(line.isprintable() and line == line.rstrip() for line in lines)
    head = {0: "", 4: "class A:\n", 8: "class A:\n    def f(self) -> None:\n"}[indent]
    source = head + "\n".join(lines) + "\n"
    ast.parse(source)
    assert unchanged(source)


def test_display_width_counts_wide_characters_twice() -> None:
    assert display_width("abc") == 3
    assert display_width("漢字é") == 5

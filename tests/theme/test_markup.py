"""The filters `html` and `json`: what a document says, within a page."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calgen.theme.markup import html, script_json


class Elements(HTMLParser):
    """What a browser would make of a page: its tags, its attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("plain", "plain"),
        ("a < b > c", "a &lt; b &gt; c"),
        ("&lt;", "&amp;lt;"),
        ('"it\'s"', "&quot;it&#x27;s&quot;"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("a\u202eb\u2066c\u200bd\ufeffe\u061cf", "abcdef"),
        ("nul\x00 esc\x1b del\x7f c1\x9f", "nul esc del c1"),
        ("half a pair \ud800.", "half a pair ."),
        ("", ""),
    ],
)
def test_html_writes_text_for_an_element_or_an_attribute(
    said: str, written: str
) -> None:
    assert html(said) == written


@given(st.text())
def test_no_text_makes_an_element_or_an_attribute(said: str) -> None:
    made = Elements(f"<p title=\"{html(said)}\" lang='{html(said)}'>{html(said)}</p>")
    assert made.tags == ["p"]
    assert [name for name, _ in made.attributes] == ["title", "lang"]
    values = {value for _, value in made.attributes}
    assert values == {made.text}
    # What is left of it is what was said.
    left = iter(said.replace("\r\n", "\n"))
    assert all(char in left for char in made.text)


def test_json_of_a_text_cannot_end_its_script() -> None:
    said = "</script><!--\u2028\u2029&amp;\u202e\ud800"
    written = script_json({said: [said, None, 1, True]})
    assert written.isascii()
    assert not set("<>&") & set(written)
    assert json.loads(written) == {said: [said, None, 1, True]}


def test_json_has_tuples_as_lists() -> None:
    assert script_json((("READ", ("a.b", "a.c")),)) == '[["READ",["a.b","a.c"]]]'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_json_does_not_have_is_an_error(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        script_json(value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_is_what_it_was(value: object) -> None:
    assert json.loads(script_json(value)) == value

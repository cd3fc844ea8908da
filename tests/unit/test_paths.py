"""Path keys: holes of any form, and queries."""

from __future__ import annotations

import pytest

from calgen.normalise.paths import path_template, queried


@pytest.mark.parametrize(
    ("path", "text", "holes", "query"),
    [
        ("/a/{b}", "/a/{b}", ("b",), {}),
        ("/a/{b}/{b}", "/a/{b}/{b}", ("b",), {}),
        ("/{a}-{b}.json", "/{a}-{b}.json", ("a", "b"), {}),
        ("/{+path}", "/{path}", ("path",), {}),
        ("/{rest*}", "/{rest}", ("rest",), {}),
        ("/a?sort=new", "/a?sort=new", (), {}),
        ("/{a}?x={y}", "/{a}", ("a",), {"y": "x"}),
        ("/a?flag&x={x}&k=v", "/a?flag&k=v", (), {"x": "x"}),
        ("/a?{x}&k=v", "/a?k=v", (), {"x": "x"}),
        ("/{a}?q=n:{b}&r={c}-{a}", "/{a}?q=n:{b}&r={c}-{a}", ("a", "b", "c"), {}),
        ("/a{?x,y*}", "/a", (), {"x": "x", "y": "y"}),
        ("/a?k=v{&x}", "/a?k=v", (), {"x": "x"}),
        ("/{a#b}/{#c}", "/{a#b}/{c}", ("a#b", "c"), {}),
        ("/a?x={x}#b?y={y}", "/a#b?y={y}", (), {"x": "x"}),
        ("/a/{}/{b", "/a/{}/{b", (), {}),
    ],
)
def test_paths(
    path: str, text: str, holes: tuple[str, ...], query: dict[str, str]
) -> None:
    template = path_template(path)
    assert (template.text, template.holes) == (text, holes)
    assert queried(path) == query


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a/{b}:run", "/a/{b}:run"),
        ("/a b/ü/{c d}", "/a%20b/%C3%BC/{c d}"),
        ("/a\t\n\x00\x7f", "/a%09%0A%00%7F"),
        ("/\ud800", "/%3F"),
        # What is encoded stays so; a lone sign is one.
        ("/a%20b/100%/%2f/%zz", "/a%20b/100%25/%2f/%25zz"),
        ("/a/{}/{b/c}/d}", "/a/%7B%7D/%7Bb/c%7D/d%7D"),
        ('/a\\b/[c]/<d>/`"|^', "/a%5Cb/%5Bc%5D/%3Cd%3E/%60%22%7C%5E"),
        ("/a~b_c-d.e!$&'()*+,;=:@", "/a~b_c-d.e!$&'()*+,;=:@"),
        ("/a?k=ä b&l=a/b?c&m={m}", "/a?k=%C3%A4%20b&l=a/b?c"),
        ("/a?q=n ü:{m n}&r={s}", "/a?q=n%20%C3%BC:{m n}"),
        ("/files/{id}#add ü", "/files/{id}"),
        ("/#Action=List?x=y", "/"),
        ("/a?x=y#b", "/a?x=y"),
        ("", ""),
    ],
)
def test_what_is_sent(path: str, sent: str) -> None:
    assert path_template(path).sent == sent

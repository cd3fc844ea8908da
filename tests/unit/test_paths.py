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
    ],
)
def test_paths(
    path: str, text: str, holes: tuple[str, ...], query: dict[str, str]
) -> None:
    template = path_template(path)
    assert (template.text, template.holes) == (text, holes)
    assert queried(path) == query

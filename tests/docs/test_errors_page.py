"""`docs/errors.md` is made of `calgen/codes`: `pytest tests/docs --update` writes it."""

from __future__ import annotations

import re

import pytest
from pagekit import DOCS, PAGES

from calgen.codes import CODES

PAGE = DOCS / "errors.md"
HEAD = """\
<!-- Made of calgen/codes by tests/docs/test_errors_page.py --update. Do not edit. -->
# Errors by code

A diagnostic is shown with its place and its code: `path:line:col: level: message [CG001]`.
After an *error* nothing is written, and the exit code is 2. A *warning* lets the run go on;
`--strict` makes it an error. Notes (*info*) are shown by `-v` and by `calgen lint`.

`calgen explain CG001` says the same as this page, with an example; `calgen explain` lists all
codes. A code keeps its meaning for ever.
"""


def page() -> str:
    """The page as it has to be."""
    parts = [HEAD]
    for code in sorted(CODES):
        each = CODES[code]
        parts.append(
            f"## {code}\n\n"
            f"**{each.level}: {each.title}**\n\n"
            f"{each.meaning}\n\n"
            f"What to do: {each.remedy}\n"
        )
    return "\n".join(parts)


def test_the_page_is_what_the_codes_say(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_text_is_plain_markdown() -> None:
    """Nothing in a meaning or a remedy turns into markup by accident."""
    for each in CODES.values():
        for text in (each.title, each.meaning, each.remedy):
            outside = re.sub(r"`[^`]*`", "", text)
            assert not re.search(r"[<>*#|\\`]|(?<!\w)_|_(?!\w)", outside), (
                each.code,
                text,
            )


def test_codes_that_pages_name_exist() -> None:
    for path in PAGES:
        named = set(re.findall(r"\bCG\d{3}\b", path.read_text(encoding="utf-8")))
        assert named <= CODES.keys(), path.name

"""The context in `docs/templates.md` is made of the docstrings of its classes:
`pytest tests/docs --update` writes it."""

from __future__ import annotations

import inspect
import re

import pytest
from pagekit import DOCS

from calgen.theme.context import CONTRACT, ROOTS, Entry, described, reachable

PAGE = DOCS / "templates.md"
START, END = "<!-- context -->\n", "<!-- /context -->\n"
GIVEN = {
    "package": "every file",
    "file": "every file",
    "resource": "files with `{resource}` in their path",
    "model": "files with `{model}` in their path",
    "method": "the parts `_method.py.jinja` and `_operation.py.jinja`",
}
HEAD = """\
<!-- Made of the classes by tests/docs/test_templates_page.py --update. Do not edit. -->
## All names, by class

This is the context of contract {contract}. The number rises when a name or a block is removed
or changes its meaning; new ones do not raise it.

| name | class | given to |
|---|---|---|
{roots}

Types are those of Python; a text between quotes is one of the values that a name can have. A
method is called with what stands between its parentheses.

All classes: {classes}.
"""


def section() -> str:
    """The section as it has to be."""
    roots = "\n".join(
        f"| `{name}` | {linked(cls)} | {GIVEN[name]} |" for name, cls in ROOTS.items()
    )
    classes = ", ".join(map(linked, reachable()))
    parts = [HEAD.format(contract=CONTRACT, roots=roots, classes=classes)]
    for cls in reachable():
        rows = "\n".join(row(each) for each in described(cls))
        about = plain(inspect.getdoc(cls) or "")
        table = f"| name | type | what it is |\n|---|---|---|\n{rows}"
        parts.append(f"### {cls.__name__}\n\n{about}\n\n{table}\n")
    return "\n".join(parts)


def linked(cls: type) -> str:
    return f"[{cls.__name__}](#{cls.__name__.lower()})"


def row(entry: Entry) -> str:
    cells = (
        f"`{entry.name}{entry.takes}`",
        f"`{entry.type}`",
        plain(entry.doc),
    )
    return "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"


def plain(text: str) -> str:
    """A docstring on one line."""
    return " ".join(text.split())


def test_the_section_is_what_the_classes_say(pytestconfig: pytest.Config) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, found, rest = text.partition(START)
    old, ended, after = rest.partition(END)
    assert found, f"{PAGE.name} has no {START}"
    assert ended, f"{PAGE.name} has no {END}"
    if pytestconfig.getoption("--update"):
        old = section()
        PAGE.write_text(before + START + old + END + after, encoding="utf-8")
    assert old == section(), "run this with --update"


def test_every_docstring_is_plain_markdown() -> None:
    """Nothing in one turns into markup by accident; code is between back quotes."""
    wrong = []
    for cls in reachable():
        texts = [(cls.__name__, inspect.getdoc(cls) or "")]
        texts += [(f"{cls.__name__}.{e.name}", e.doc) for e in described(cls)]
        for name, text in texts:
            outside = re.sub(r"`[^`]*`", "", text)
            if re.search(r"[<>*#|\\`\[\]]|(?<!\w)_|_(?!\w)", outside):
                wrong.append((name, text))
            if not text.endswith((".", ".)")):
                wrong.append((name, text))
    assert wrong == []


def test_headings_are_where_links_lead() -> None:
    """A heading that is there twice has another address."""
    headings = re.findall(r"^#+ (.+)$", PAGE.read_text(encoding="utf-8"), re.M)
    found = [each.lower() for each in headings]
    assert [cls for cls in reachable() if found.count(cls.__name__.lower()) != 1] == []

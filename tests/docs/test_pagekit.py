"""A page that says something else than what happens is found out."""

from __future__ import annotations

from pathlib import Path

import pytest
from pagekit import Block, Reader, commands, fits


def block(language: str, text: str, file: str | None = None) -> Block:
    return Block("page.md", 1, language, text, file)


EXPLAIN = block("sh", "calgen explain CG001\n")
LINT = "calgen lint --config none -i api.yaml"
API = block("yaml", "openapi: 3.1.0\npaths: {}\n", "api.yaml")


@pytest.mark.parametrize(
    "said",
    [
        [block("sh", "calgen explain CG001   # exit code 2: no\n")],
        [block("sh", "calgen explain CG999\n")],
        [block("sh", "calgen explain CG001 | grep -q nowhere\n")],
        [block("sh", "# nothing is done\n")],
        [EXPLAIN, block("text", "CG001 (warning): an input cannot be read\n…\n")],
        [EXPLAIN, block("text", "CG001 (error): an input cannot be read\n")],
        [block("python", "print(1)\n"), block("text", "2\n")],
        [block("python", "assert False\n")],
        [block("python", "def test_it(fake): ...\n")],
        [block("toml", "output = 3\n")],
        [block("toml", "[tool.calgen]\ninput = ['specs']\n")],
        [block("toml", "output = \n", "calgen.toml")],
        [block("python", "def broken(:\n", "program.py")],
        [API, block("yaml", f"job: {{script: [{LINT}]}}\n", ".gitlab-ci.yml")],
        [block("yaml", "repos: [{hooks: [{id: calgen-x}]}]\n", ".pre-commit-config.yaml")],
        [block("yaml", "openapi: 3.1.0\n")],
    ],
)  # fmt: skip
def test_what_is_not_so(
    said: list[Block], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(tmp_path, monkeypatch)
    for each in said[:-1]:
        reader.do(each)
    with pytest.raises(BaseException) as found:  # noqa: PT011 — of whatever kind
        reader.do(said[-1])
    assert not isinstance(found.value, KeyboardInterrupt)


def test_commands() -> None:
    text = "calgen check   # exit code 1: it was edited\n\n# a remark\ncalgen lint \\\n  -q  # fine\n"
    assert [*commands(text)] == [("calgen check", 1), ("calgen lint    -q", 0)]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\n", True),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("… files\n", "12 files\n", True),
        ("… files\n", "12\nfiles\n", False),
        ("a.c\n", "abc\n", False),
        ("  a\n", "a\n", False),
    ],
)
def test_what_is_printed(shown: str, printed: str, same: bool) -> None:
    assert fits(shown, printed) is same

"""The settings file: where each fault stands, and what was meant."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calgen.config.toml_places import TomlSource

API = """openapi: 3.1.0
info: {title: Fine, version: '1'}
paths: {/things: {get: {responses: {'204': {description: no}}}}}
"""


def said(tmp_path: Path, calgen: Any, text: str, name: str = "calgen.toml") -> str:
    (tmp_path / "api.yaml").write_text(API)
    (tmp_path / name).write_text(text)
    done = calgen("generate", cwd=tmp_path)
    assert done.code == 2, done.stderr
    assert not (tmp_path / "generated").exists()
    return str(done.stderr)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("inputs = ['a']\noutptu = 'o'\n", "2:1", "unknown setting 'outptu'"),
        ("inputs = [\n  'a',\n  3,\n]\n", "3:3", "'inputs' must be a list of strings"),
        ("overlays = ['a', {}]\n", "1:18", "'overlays' must be a list of strings"),
        ("overlays = 'a'\n", "1:1", "'overlays' must be a list of strings"),
        ("output = 3\n", "1:1", "'output' must be a string"),
        ("# why\nformatter = 'ruff'\n", "2:1", "must be 'black' or 'none'"),
        ("rename = 3\n", "1:1", "'rename' must be a table"),
        ("[rename]\n'GET /a' = 'a'\n'GET /b' = 1\n", "3:1", "a table of strings"),
        ("rename = {'GET /a' = 1}\n", "1:11", "'rename' must be a table of strings"),
        ("clients = 3\n", "1:1", "`clients` must be a table of tables"),
        ("[clients]\na = {}\nb = 1\n", "3:1", "the client 'b' must be a table"),
        (
            "output = 'o'\n[clients.a]\ninputs = ['x']\noutput = 1\n",
            "4:1",
            "'output' must be a string",
        ),
        ("output = 1\n[clients.a]\ninputs = ['x']\n", "1:1", "'output' must be a"),
        ("[lint]\nignored = 1\n", "2:1", "holds nothing but"),
        ("[lint]\nignore = 1\n", "2:1", "must be a list of tables"),
        (
            "[[lint.ignore]]\ncode = 'CG080'\nreason = 'r'\n[[lint.ignore]]\nraeson = 'r'\n",
            "5:1",
            "has no 'raeson'",
        ),
        ("[[lint.ignore]]\nreason = 'r'\ncode = 'X'\n", "3:1", "needs a `code`"),
        ("package = 'a-b'\n", "1:1", "'a-b' is not a name for a package"),
        ("a = 1\ntemplates = 'no'\n".replace("a = 1\n", "\n"), "2:1", "no folder of"),
        ("required-version = '>=99'\n", "1:1", "the settings ask for calgen"),
        ("inputs = ['a'\noutput = 'b'\n", "2:1", "cannot read the settings"),
        ("inputs = [\n", "1:11", "cannot read the settings"),
    ],
)
def test_a_fault_has_its_place(
    text: str, place: str, message: str, tmp_path: Path, calgen: Any
) -> None:
    found = said(tmp_path, calgen, text)
    assert f"calgen.toml:{place}: error: " in found
    assert message in found


def test_a_fault_in_a_pyproject(tmp_path: Path, calgen: Any) -> None:
    text = (
        "[project]\noutput = 1\n[tool.calgen]\ninputs = ['api.yaml']\n"
        "[tool.calgen.rename]\n'GET /things' = 3\n"
    )
    found = said(tmp_path, calgen, text, "pyproject.toml")
    assert "pyproject.toml:6:1: error: the setting 'rename'" in found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("outptu", "output"),
        ("input", "inputs"),
        ("required_version", "required-version"),
        ("Overlay", "overlays"),
        ("excludes", "exclude"),
    ],
)
def test_a_misspelt_setting(
    written: str, meant: str, tmp_path: Path, calgen: Any
) -> None:
    found = said(tmp_path, calgen, f"{written} = 'a'\n")
    assert f"did you mean '{meant}'?" in found
    assert f"  1 | {written} = 'a'\n" in found


def test_an_unknown_setting_that_is_near_to_nothing(
    tmp_path: Path, calgen: Any
) -> None:
    found = said(tmp_path, calgen, "quatsch = 1\n")
    assert "known are " in found
    assert "overlays" in found


def test_all_faults_are_told_at_once(tmp_path: Path, calgen: Any) -> None:
    found = said(tmp_path, calgen, "outptu = 1\npackage = 2\ninputs = [3]\n")
    assert found.count("[CG042]") == 3


TOML = '''# a comment with = and [x]
inputs = [ # here
  "a", 'b]',
  """c
  "" d\\""" e""", [1, {z = 2}],
]
"a.b".'c d' = {x = 1, y = [1, {z = "}"}]}
date = 1979-05-27T07:32:00Z
text = """
 multi "" x \\""" [no]
 key = 1"""
raw = \'\'\'
[no]
x = 1\'\'\'
"uml\\u00e4ut" = 1
[tool.calgen] # open
out = "a#b"
[[tool.calgen.list]]
code = "1"
  [tool.calgen.list.below]
  x = -1.5e3
[[tool.calgen.list]]
code = "2"
[[tool.calgen.list.deep]]
x = true
[ "quoted key" . more ]
last = 1
'''


def below(value: object, pointer: str = "") -> Iterator[tuple[str, str]]:
    """(pointer, last key) of every value."""
    items = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)  # type: ignore[assignment]
    for key, each in items:
        yield f"{pointer}/{key}", str(key)
        yield from below(each, f"{pointer}/{key}")


def test_every_value_of_a_toml_text_has_a_place() -> None:
    source, lines = TomlSource("a.toml", TOML), TOML.split("\n")
    seen = 0
    for pointer, key in below(tomllib.loads(TOML)):
        at = source.position(pointer)
        written = lines[at.line - 1][at.column - 1 :]
        if not key.isdecimal() and key != "umläut":
            assert written.lstrip("'\"").startswith(key), pointer
            seen += 1
    assert seen > 20
    for pointer, place in {
        "/inputs/0": (3, 3),
        "/inputs/1": (3, 8),
        "/inputs/2": (4, 3),
        "/inputs/3/1/z": (5, 23),
        "/uml\u00e4ut": (15, 1),
        "/tool/calgen/list/0/below/x": (21, 3),
        "/tool/calgen/list/1/code": (23, 1),
        "/tool/calgen/list/1/deep/0/x": (25, 1),
        "/tool/calgen/nothing/here": (16, 7),
        "": (1, 1),
    }.items():
        at = source.position(pointer)
        assert (at.line, at.column) == place, pointer


@pytest.mark.parametrize("text", ["", "\n", "# only\n", "a = 1", "[a]", "a=''#x"])
def test_small_texts(text: str) -> None:
    assert TomlSource("a.toml", text).position("/a").line == 1

"""`calgen explain`: every code that calgen can report is explained, and no other."""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from calgen.codes import CODES

SOURCES = Path(__file__).parent.parent / "calgen"
LEVELS = {"error", "warning", "info"}


def used() -> dict[str, set[str]]:
    """Every code in calgen's own source and the levels it is reported at.

    A lint rule names its code once and takes the level from the explanation.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(SOURCES.rglob("*.py")):
        if "codes" in path.relative_to(SOURCES).parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for code in re.findall(r"^CG\d{3}$", node.value):
                    found[code] |= set()
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in LEVELS
                and node.args
            ):
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and str(part.value) in CODES:
                        found[str(part.value)].add(node.func.attr)
    return found


def test_every_code_that_is_used_is_explained() -> None:
    assert sorted(used().keys() - CODES.keys()) == []


def test_every_code_that_is_explained_is_used() -> None:
    assert sorted(CODES.keys() - used().keys()) == []


def test_levels_are_those_in_use() -> None:
    wrong = {
        code: levels
        for code, levels in used().items()
        if levels and levels != {CODES[code].level}
    }
    assert wrong == {}


@pytest.mark.parametrize("code", CODES)
def test_every_explanation_is_whole(code: str) -> None:
    one = CODES[code]
    assert one.code == code
    assert one.level in LEVELS
    assert not one.title.endswith(".")
    assert one.meaning.endswith(".")
    assert one.remedy.endswith(".")
    assert one.example.strip()


def test_explain_prints_one_code(calgen: Any, tmp_path: Path) -> None:
    done = calgen("explain", "cg051", cwd=tmp_path)
    assert done.code == 0
    assert done.stdout.startswith("CG051 (warning): ")
    assert "What to do: " in done.stdout
    assert "For example:" in done.stdout
    assert done.stderr == ""


def test_explain_lists_all_codes(calgen: Any, tmp_path: Path) -> None:
    done = calgen("explain", cwd=tmp_path)
    assert done.code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(CODES)


def test_explain_as_json(calgen: Any, tmp_path: Path) -> None:
    one = json.loads(calgen("explain", "CG001", "--json", cwd=tmp_path).stdout)
    assert one["code"] == "CG001"
    assert one["level"] == "error"
    every = json.loads(calgen("explain", "--format", "json", cwd=tmp_path).stdout)
    assert [each["code"] for each in every] == list(CODES)


@pytest.mark.parametrize(
    ("asked", "meant"), [("CG1", "CG001"), ("51", "CG051"), ("CG0051", "CG051")]
)
def test_an_unknown_code_is_met_with_the_nearest(
    asked: str, meant: str, calgen: Any, tmp_path: Path
) -> None:
    done = calgen("explain", asked, cwd=tmp_path)
    assert done.code == 2
    assert done.stdout == ""
    assert meant in done.stderr


def test_an_unknown_code_that_is_near_to_nothing(calgen: Any, tmp_path: Path) -> None:
    done = calgen("explain", "quatsch", cwd=tmp_path)
    assert done.code == 2
    assert "there is no code 'quatsch'" in done.stderr

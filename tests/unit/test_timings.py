"""`--timings`: where the time of a run went."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

SPEC = (
    "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
    "paths: {/a: {get: {responses: {'204': {description: done}}}}}\n"
)
STAGES = {
    "generate": [
        *("starting", "reading", "merging", "understanding", "writing models"),
        *("describing", "rendering", "formatting", "comparing", "writing", "in all"),
    ],
    "check": [
        *("starting", "reading", "merging", "understanding", "writing models"),
        *("describing", "rendering", "formatting", "comparing", "in all"),
    ],
}


def rows(text: str) -> dict[str, list[str]]:
    table = text.split("CPU s")[1].splitlines()[1:]
    found = (re.match(r"(\D+?)  +(.*)", line) for line in table)
    return {row[1]: row[2].split() for row in found if row}


@pytest.mark.parametrize("command", ["generate", "check"])
def test_each_stage_has_a_row(calgen: Any, tmp_path: Path, command: str) -> None:
    (tmp_path / "a.yaml").write_text(SPEC)
    flags = ("-i", "a.yaml", "-o", "out", "--config", "none")
    done = calgen(command, *flags, "--timings", cwd=tmp_path)
    found = rows(done.stderr)
    assert list(found) == STAGES[command]
    cpu = [float(row[0]) for row in found.values()]
    assert sum(cpu[:-1]) == pytest.approx(cpu[-1], abs=0.1)
    walls = [float(row[-1]) for name, row in found.items() if name != "starting"]
    assert all(wall >= 0 for wall in walls)
    assert (
        done.stdout == calgen(command, *flags, cwd=tmp_path).stdout
        or command == "check"
    )


def test_a_run_that_fails_has_its_times_too(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("openapi: 3.1.0\npaths: []\n")
    done = calgen(
        "generate", "-i", "a.yaml", "--config", "none", "--timings", cwd=tmp_path
    )
    assert done.code == 2
    assert "reading" in rows(done.stderr)


def test_without_the_flag_there_are_none(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SPEC)
    done = calgen("generate", "-i", "a.yaml", "--config", "none", cwd=tmp_path)
    assert "CPU" not in done.stderr

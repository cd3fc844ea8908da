"""The entry of a changelog, and the file that it goes into."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from diffkit import STRING, call, compared, document, query, record, ref

from calgen.cli.changelog import write_entry
from calgen.diagnostics import Report, Stop
from calgen.diff import changelog_entry, with_entry

OLD = document(
    {"/books": {"get": call(ref("Book"), parameters=[query("year")])}},
    {"Book": record(title=STRING)},
)
NEW = document(
    {
        "/books": {
            "get": call(ref("Book"), deprecated=True),
            "post": call(ref("Book")),
        }
    },
    {"Book": record(title={**STRING, "description": "On the cover."}, isbn=STRING)},
)
MINE = "# Changes\n\nWhat I say.\n\n## 1.0\n\n- Mine.\n"


@pytest.fixture
def entry(tmp_path: Path) -> str:
    return changelog_entry(compared(tmp_path, OLD, NEW), "2026-05-01")


def test_an_entry(entry: str) -> None:
    heads = [line for line in entry.splitlines() if line.startswith("#")]
    assert heads == [
        "## 2026-05-01",
        "### Breaking",
        "### Added",
        "### Deprecated",
        "### Documentation",
    ]
    assert "- `books.list()` no longer takes `year`." in entry
    assert "Version bump: major." in entry
    assert changelog_entry((), "2026-05-01") == ""


def test_an_entry_goes_before_all_others_and_in_once(entry: str) -> None:
    made = with_entry(MINE, entry)
    assert made == f"# Changes\n\nWhat I say.\n\n{entry}\n## 1.0\n\n- Mine.\n"
    assert with_entry(made, entry) == made
    other = entry.replace("2026-05-01", "2026-05-02")
    assert with_entry(made, other) == made, "the same changes on another day"
    assert with_entry("", entry) == f"# Changelog\n\n{entry}"
    assert with_entry("# Changes\n", entry) == f"# Changes\n\n{entry}"
    assert with_entry(MINE, "") == MINE


def test_line_ends_stay(entry: str) -> None:
    made = with_entry(MINE.replace("\n", "\r\n"), entry)
    assert made == with_entry(MINE, entry).replace("\n", "\r\n")


def test_the_file_is_replaced_whole(entry: str, tmp_path: Path) -> None:
    path = tmp_path / "docs" / "CHANGES.md"
    assert write_entry(path, entry, Report())
    assert not write_entry(path, entry, Report())
    assert path.read_text() == f"# Changelog\n\n{entry}"
    path.write_text(MINE)
    path.chmod(0o640)
    assert write_entry(path, entry, Report())
    assert path.read_text() == with_entry(MINE, entry)
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["CHANGES.md"]


def test_a_file_that_cannot_be_written_is_told(entry: str, tmp_path: Path) -> None:
    path = tmp_path / "CHANGES.md"
    path.write_bytes(b"\xff\xfe")
    report = Report()
    with pytest.raises(Stop):
        write_entry(path, entry, report)
    assert [each.code for each in report] == ["CG105"]
    assert path.read_bytes() == b"\xff\xfe"
    with pytest.raises(Stop):
        write_entry(path / "below", entry, Report())

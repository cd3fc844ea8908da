"""The target folder: what differs, what is written, what is left alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from calgen.files import BadLock, BadPath, FileSet, Lock, digest, read_lock
from calgen.output import (
    Comparison,
    Unwritable,
    Written,
    compare,
    placing,
    recover,
    write,
)
from calgen.output.exchange import exchange


def lock(files: dict[str, str], **changes: dict[str, str]) -> Lock:
    parts: dict[str, Any] = {
        "tools": {"calgen": "1"},
        "inputs": {"a.yaml": "1"},
        "settings": {},
        "names": {},
        **changes,
    }
    digests = {path: digest(text) for path, text in files.items()}
    return Lock(ledger={"read": 1}, files=digests, **parts)


def compared(
    target: Path, files: dict[str, str], **changes: dict[str, str]
) -> Comparison:
    return compare(target, FileSet(files.items()), lock(files, **changes))


def put(target: Path, files: dict[str, str]) -> Written:
    return write(compared(target, files))


def states(found: Comparison) -> dict[str, str]:
    return {each.path: each.state for each in found.drift}


def test_a_first_run(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    files = {"a.py": "a\n", "b/c.py": "é\n"}
    found = compared(target, files)
    assert states(found) == dict.fromkeys(["a.py", "b/c.py", "calgen.lock"], "new")
    assert not target.exists()
    assert write(found) == Written(3, 0, 0)
    assert (target / "b/c.py").read_bytes() == "é\n".encode()
    assert states(compared(target, files)) == {}
    assert not list(target.glob(".calgen-*"))


@pytest.mark.parametrize(
    ("on_disk", "made", "state"),
    [
        ("old", "old", None),
        ("old", "new", "changed"),
        ("edited", "old", "edited"),
        ("edited", "new", "edited"),
        # Whoever edits what calgen would write has not edited anything.
        ("new", "new", None),
        ("old", None, "orphaned"),
        ("edited", None, "edited"),
        (None, "old", "missing"),
        (None, "new", "missing"),
        (None, None, None),
    ],
)
def test_states(
    tmp_path: Path, on_disk: str | None, made: str | None, state: str | None
) -> None:
    put(tmp_path, {"a.py": "old"})
    if on_disk is None:
        (tmp_path / "a.py").unlink()
    else:
        (tmp_path / "a.py").write_text(on_disk)
    found = compared(tmp_path, {} if made is None else {"a.py": made})
    assert states(found).get("a.py") == state


def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    put(tmp_path, {"a.py": "a"})
    (tmp_path / "mine.py").write_text("mine")
    assert "mine.py" not in states(compared(tmp_path, {"a.py": "a"}))
    found = compared(tmp_path, {"a.py": "a", "mine.py": "theirs"})
    assert states(found)["mine.py"] == "edited"


def test_removing(tmp_path: Path) -> None:
    put(tmp_path, {"a.py": "a", "b/c/d.py": "d", "e/f.py": "f"})
    (tmp_path / "e" / "mine.py").write_text("mine")
    (tmp_path / "b" / "c" / "__pycache__").mkdir()
    written = put(tmp_path, {"a.py": "a"})
    assert written == Written(1, 1, 2)
    assert not (tmp_path / "b").exists()
    assert [each.name for each in (tmp_path / "e").iterdir()] == ["mine.py"]


def test_nothing_to_do_touches_nothing(tmp_path: Path) -> None:
    put(tmp_path, {"a.py": "a"})
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert put(tmp_path, {"a.py": "a"}) == Written(0, 2, 0)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == times


def test_keeping_edits(tmp_path: Path) -> None:
    put(tmp_path, {"a.py": "a", "b.py": "b"})
    (tmp_path / "a.py").write_text("mine")
    written = write(compared(tmp_path, {"a.py": "A", "b.py": "B"}), keep_edits=True)
    assert (tmp_path / "a.py").read_text() == "mine"
    assert (tmp_path / "b.py").read_text() == "B"
    assert written == Written(2, 1, 0)
    # It stays edited, even when it is what an earlier run would have written.
    assert states(compared(tmp_path, {"a.py": "A", "b.py": "B"})) == {"a.py": "edited"}


def test_causes(tmp_path: Path) -> None:
    files = {"a.py": "a"}
    put(tmp_path, files)
    assert compared(tmp_path, files).causes == ()
    found = compared(
        tmp_path,
        files,
        tools={"calgen": "2"},
        inputs={"b.yaml": "1"},
        settings={"package": "x"},
    )
    assert found.causes == (
        "calgen is 2, the lock was written with 1",
        "a.yaml is gone",
        "b.yaml is new",
        "package is new",
    )
    assert compared(tmp_path, files, inputs={"a.yaml": "2"}).causes == (
        "a.yaml changed",
    )


def test_a_diff(tmp_path: Path) -> None:
    old = "".join(f"{n}\n" for n in range(100))
    put(tmp_path, {"a.py": old})
    found = compared(tmp_path, {"a.py": old.replace("50\n", "fifty\n")})
    (difference,) = [each for each in found.drift if each.path == "a.py"]
    assert difference.diff().splitlines() == [
        "--- a.py (on disk)",
        "+++ a.py (generated)",
        "@@ -50,3 +50,3 @@",
        " 49",
        "-50",
        "+fifty",
        " 51",
    ]
    found = compared(tmp_path, {"a.py": "other"})
    (difference,) = [each for each in found.drift if each.path == "a.py"]
    assert difference.diff(10).splitlines()[10].startswith("… ")
    assert len(difference.diff(10).splitlines()) == 11


def test_a_failure_leaves_no_staging_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {"a.py": "a"})

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "a.py")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(Unwritable, match="No space left"):
        put(tmp_path, {"a.py": "b"})
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.py", "calgen.lock"]
    assert (tmp_path / "a.py").read_text() == "a"


def test_the_lock_is_written_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that dies half way must not leave a lock that disowns what it wrote."""
    old, new = {"a.py": "a", "z.py": "z"}, {"a.py": "A", "z.py": "Z"}
    put(tmp_path, old)

    def fail_at_z(one: Path, other: Path) -> None:
        if other.name == "z.py":
            raise PermissionError(1, "Not now", "z.py")
        exchange(one, other)

    with monkeypatch.context() as patched:
        patched.setattr(placing, "exchange", fail_at_z)
        patched.setattr(placing, "_replace", fail_at_z)
        with pytest.raises(Unwritable, match=r"cannot write z\.py: Not now"):
            put(tmp_path, new)
    assert read_lock((tmp_path / "calgen.lock").read_text()) == lock(old)
    found = states(compared(tmp_path, new))
    assert found == {"z.py": "changed", "calgen.lock": "changed"}
    recover(tmp_path)
    assert states(compared(tmp_path, new)) == {}
    assert sorted(os.listdir(tmp_path)) == ["a.py", "calgen.lock", "z.py"]


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a.py").mkdir()
    with pytest.raises(Unwritable, match=r"a\.py"):
        put(tmp_path, {"a.py": "a"})


@pytest.mark.parametrize(
    "path", ["../up", "a/../../b", "/etc/passwd", "a\\b", "", "a/../b"]
)
def test_paths_that_leave_the_target(path: str) -> None:
    with pytest.raises(BadPath):
        FileSet([(path, "")])


def test_two_files_of_one_path() -> None:
    with pytest.raises(BadPath, match="two files"):
        FileSet([("a.py", ""), ("A.py", "")])
    with pytest.raises(BadPath):
        FileSet([("a.py", "")]).joined(FileSet([("a.py", "")]))


def test_a_file_set_is_sorted() -> None:
    files = FileSet([("b", "1"), ("a", "2")])
    assert list(files.items()) == [("a", "2"), ("b", "1")]


def test_a_lock_survives_its_text() -> None:
    one = lock({"b.py": "b", "a.py": "a"})
    assert read_lock(one.text()) == one
    assert one.text() == lock({"a.py": "a", "b.py": "b"}).text()
    assert one.text().endswith("}\n")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 99}', '{"schema": 1}'])
def test_texts_that_are_no_lock(text: str) -> None:
    with pytest.raises(BadLock):
        read_lock(text)

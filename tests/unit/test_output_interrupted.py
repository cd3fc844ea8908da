"""A run that dies at any of its steps, and people who save files meanwhile."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from calgen.files import JOURNAL_NAME, STAGING_NAME, FileSet, Lock, digest
from calgen.output import (
    Comparison,
    Unwritable,
    Written,
    carrying,
    compare,
    disk,
    finishing,
    held,
    placing,
    recover,
    write,
)
from calgen.output.exchange import _step, exchange
from calgen.output.journal import Journal

# A name may be anything that the system lets a file have.
ODD = "C:odd\\\udcff name" if sys.platform == "linux" else "odd name"
OLD = {
    "README.md": "old\n",
    "api.md": "goes\n",
    "pkg/__init__.py": "old\n",
    "pkg/same.py": "same\n",
    "pkg/goes.py": "goes\n",
    "pkg/sub/changes.py": "old\n",
    "pkg/empties/deep/goes.py": "goes\n",
    "docs/index.md": "old\n",
    "was/client.py": "goes\n",
    "went/client.py": "goes\n",
}
NEW = {
    "README.md": "new\n",
    "pyproject.toml": "comes\n",
    "pkg/__init__.py": "new\n",
    "pkg/same.py": "same\n",
    "pkg/sub/changes.py": "new\n",
    "pkg/sub/comes/here.py": "comes\n",
    "docs/index.md": "new\n",
    "fresh/client.py": "comes\n",
}
MINE = {
    "NOTES": "mine\n",
    "pkg/mine.py": "mine\n",
    "pkg/sub/own/mine.py": "mine\n",
    "was/mine.py": "mine\n",
    "docs/mine.md": "mine\n",
    f"pkg/{ODD}": "mine\n",
}
EXCHANGED = ("pkg", "docs", "was", "went", "fresh")

Tree = dict[str, str]
Action = Callable[[Path], None]


def compared(target: Path, files: Tree) -> Comparison:
    digests = {path: digest(text) for path, text in files.items()}
    lock = Lock(
        tools={}, inputs={}, settings={}, names={}, ledger={"read": 1}, files=digests
    )
    return compare(target, FileSet(files.items()), lock)


def put(target: Path, files: Tree) -> Written:
    with held(target, wait=0):
        return write(compared(target, files))


def states(target: Path, files: Tree) -> dict[str, str]:
    return {each.path: each.state for each in compared(target, files).drift}


def tree(root: Path) -> Tree:
    """Everything in a folder: a link as what it says, an empty folder as nothing."""
    found: Tree = {}
    for here, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(here, name)
            key = path.relative_to(root).as_posix()
            if path.is_symlink():
                found[key] = f"-> {path.readlink()}"
            elif path.is_file():
                found[key] = path.read_text()
            elif not any(path.iterdir()):
                found[key] = ""
    return found


def folders(found: Tree) -> dict[str, Tree]:
    return {
        name: {
            path: each for path, each in found.items() if path.startswith(f"{name}/")
        }
        for name in EXCHANGED
    }


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A target as the old run left it, with what a person made in it."""
    target = tmp_path_factory.mktemp("before") / "out"
    put(target, OLD)
    for path, text in MINE.items():
        (target / path).parent.mkdir(exist_ok=True)
        (target / path).write_text(text)
    (target / "pkg" / "link.py").symlink_to("mine.py")
    (target / "pkg" / "nothing").mkdir()
    (target / "pkg" / "mine.py").chmod(0o640)
    (target / "pkg" / "nothing").chmod(0o750)
    (target / "pkg" / "__init__.py").chmod(0o755)
    return target


@pytest.fixture
def target(before: Path, tmp_path: Path) -> Path:
    return shutil.copytree(before, tmp_path / "out", symlinks=True)


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """What a run leaves that nobody disturbs."""
    made = shutil.copytree(
        before, tmp_path_factory.mktemp("after") / "out", symlinks=True
    )
    put(made, NEW)
    return tree(made)


def test_what_a_run_leaves(target: Path, after: Tree) -> None:
    assert put(target, NEW) == Written(8, 1, 5)
    found = tree(target)
    assert found == after
    lock = found.pop("calgen.lock")
    links = {"pkg/link.py": "-> mine.py", "pkg/nothing": ""}
    assert found == NEW | MINE | links
    assert states(target, NEW) == {}
    assert digest("comes\n") in lock
    modes = {
        path: (target / "pkg" / path).stat().st_mode & 0o777
        for path in ("mine.py", "nothing", "__init__.py")
    }
    assert modes == {"mine.py": 0o640, "nothing": 0o750, "__init__.py": 0o755}


def test_a_folder_with_nothing_to_do_is_not_exchanged(target: Path) -> None:
    inode = (target / "pkg").stat().st_ino
    put(target, OLD | {"README.md": "new\n"})
    assert (target / "pkg").stat().st_ino == inode
    put(target, OLD | {"pkg/__init__.py": "new\n"})
    assert (target / "pkg").stat().st_ino != inode


# --- dying ------------------------------------------------------------------------------


class Dead(BaseException):
    """The process was killed: whatever it tries from now on does not happen."""


STEPS = ("link", "mkdir", "rename", "replace", "unlink", "rmdir", "chmod", "fsync")


@contextmanager
def dying(at: int) -> Iterator[None]:
    """Every step on the disk is counted; from number `at` on, none happens."""
    count = [0]

    def wrapped(step: Any) -> Any:
        def run(*arguments: Any, **named: Any) -> Any:
            if count[0] == at:
                raise Dead
            count[0] += 1
            return step(*arguments, **named)

        return run

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, wrapped(getattr(os, name)))
        for module in (finishing, placing):
            patch.setattr(module, "exchange", wrapped(module.exchange))
        patch.setattr(disk, "open", wrapped(open), raising=False)
        yield


def refuse(code: int) -> Callable[..., None]:
    def refusal(*arguments: Any, **_: Any) -> None:
        raise OSError(code, os.strerror(code), str(arguments[0]))

    return refusal


def no_exchange(patch: pytest.MonkeyPatch) -> None:
    for module in (finishing, placing):
        patch.setattr(module, "exchange", refuse(errno.ENOSYS))


def no_links(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "link", refuse(errno.EPERM))


def a_mount_point(patch: pytest.MonkeyPatch) -> None:
    """Each folder of the target is one: it cannot be renamed, nor anything into it."""

    def within(path: Any) -> str:
        parts = Path(path).parts
        inner = parts[parts.index("out") + 1 :] if "out" in parts else ()
        return inner[0] if inner and inner[0] in EXCHANGED else ""

    def guarded(step: Any) -> Any:
        def run(one: Any, other: Any, **named: Any) -> Any:
            for each in (one, other):
                path = Path(each)
                at_top = path.name in EXCHANGED and path.parent.name == "out"
                if at_top and path.exists():
                    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(each))
            if within(one) != within(other) and Path(other).name not in EXCHANGED:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(one))
            return step(one, other, **named)

        return run

    for name in ("link", "rename", "replace"):
        patch.setattr(os, name, guarded(getattr(os, name)))
    for module in (finishing, placing):
        patch.setattr(module, "exchange", guarded(module.exchange))


def an_open_folder(patch: pytest.MonkeyPatch) -> None:
    """Folders of the target cannot be renamed, but files in them can be exchanged."""
    rename = os.rename

    def renaming(one: Any, other: Any, **named: Any) -> None:
        path = Path(one)
        if path.name in EXCHANGED and path.parent.name == "out":
            raise PermissionError(errno.EACCES, "in use", str(one))
        rename(one, other, **named)

    patch.setattr(finishing, "exchange", refuse(errno.EACCES))
    patch.setattr(os, "rename", renaming)


def nothing_special(_: pytest.MonkeyPatch) -> None:
    pass


# Each with how many steps to go on before the next death.
WORLDS = [
    pytest.param(nothing_special, 2, id="exchange"),
    pytest.param(no_exchange, 7, id="no exchange"),
    pytest.param(no_links, 7, id="no links"),
    pytest.param(a_mount_point, 7, id="a mount point"),
    pytest.param(an_open_folder, 5, id="an open folder"),
    pytest.param(an_open_folder, 1, id="an open folder, all", marks=pytest.mark.slow),
    pytest.param(nothing_special, 1, id="exchange, all", marks=pytest.mark.slow),
    pytest.param(no_exchange, 1, id="no exchange, all", marks=pytest.mark.slow),
    pytest.param(no_links, 1, id="no links, all", marks=pytest.mark.slow),
    pytest.param(a_mount_point, 1, id="a mount point, all", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("world", "stride"), WORLDS)
def test_dying_at_every_step(
    world: Callable[[pytest.MonkeyPatch], None],
    stride: int,
    before: Path,
    after: Tree,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = tree(before)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    world(monkeypatch)
    ends: list[str] = []
    for at in itertools.count(0, stride):
        target = shutil.copytree(before, tmp_path / str(at) / "out", symlinks=True)
        if not dies(at, put, target, NEW):
            break
        if world in (nothing_special, no_links):
            for name, found in folders(tree(target)).items():
                whole = (folders(old)[name], folders(after)[name])
                assert found in whole, f"{name} is neither old nor new at {at}"
        # The one that finishes it dies too, at a step of its own.
        dies(at * 7 % 31, recover, target)
        recover(target, wait=0)
        found = tree(target)
        assert found in (old, after), f"mixed after dying at {at}"
        ends.append("new" if found == after else "old")
        assert "edited" not in states(target, NEW).values()
        put(target, NEW)
        assert tree(target) == after
        shutil.rmtree(target)
    # Before the journal stands the old state stays, after it the new one comes.
    assert ends == sorted(ends, reverse=True)
    assert min(ends.count("old"), ends.count("new")) * stride > 30


def dies(at: int, work: Callable[..., object], *arguments: object) -> bool:
    with dying(at):
        try:
            work(*arguments)
        except Dead:
            return True
    return False


def test_a_kill_before_the_journal_leaves_the_old_state(target: Path) -> None:
    old = tree(target)
    with dying(10), pytest.raises(Dead):
        put(target, NEW)
    assert (target / STAGING_NAME).exists()
    assert not (target / JOURNAL_NAME).exists()
    said: list[str] = []
    recover(target, say=said.append)
    assert tree(target) == old
    assert said == []


def test_recovering_nothing(tmp_path: Path) -> None:
    recover(tmp_path / "nowhere")
    recover(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_on_the_way_is_finished_by_the_next_run(
    target: Path, after: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(finishing, "drain", refuse(errno.EIO))
        with pytest.raises(Unwritable, match="cannot write"):
            put(target, NEW)
    assert (target / JOURNAL_NAME).exists()
    said: list[str] = []
    with held(target, say=said.append):
        assert tree(target) == after
    assert said == [f"calgen: finished writing {target}, where a run was interrupted"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"schema": 99}',
        '{"schema": 1, "folders": {}, "files": {"../out": [null, null]}}',
        '{"schema": 1, "folders": {"..": {}}, "files": {}}',
    ],
)
def test_a_journal_that_is_none(target: Path, text: str) -> None:
    old = tree(target)
    (target / JOURNAL_NAME).write_text(text)
    with pytest.raises(Unwritable, match="is not a journal of this calgen"):
        recover(target)
    (target / JOURNAL_NAME).unlink()
    assert tree(target) == old


# --- people -----------------------------------------------------------------------------


def save(path: Path, text: str) -> None:
    """As most editors do."""
    other = path.with_name(f"{path.name}~")
    other.write_text(text)
    other.replace(path)


def busy(
    monkeypatch: pytest.MonkeyPatch, action: Action, *, late: bool = False
) -> None:
    """Somebody does something right before or right after `pkg` is exchanged."""

    def exchanging(one: Path, other: Path) -> None:
        if other.name != "pkg":
            exchange(one, other)
        elif late:
            exchange(one, other)
            action(one)
        else:
            action(other)
            exchange(one, other)

    monkeypatch.setattr(finishing, "exchange", exchanging)


SAVED: list[tuple[str, Action, Tree]] = [
    (
        "in place",
        lambda pkg: void((pkg / "mine.py").write_text("more")),
        {"mine.py": "more"},
    ),
    ("by rename", lambda pkg: save(pkg / "mine.py", "more"), {"mine.py": "more"}),
    (
        "deep",
        lambda pkg: save(pkg / "sub/own/mine.py", "more"),
        {"sub/own/mine.py": "more"},
    ),
    ("new", lambda pkg: save(pkg / "another.py", "more"), {"another.py": "more"}),
    (
        "new where all goes",
        lambda pkg: save(pkg / "empties/deep/own.py", "more"),
        {"empties/deep/own.py": "more"},
    ),
    ("a folder", lambda pkg: (pkg / "folder").mkdir(), {"folder": ""}),
    ("ours that stays", lambda pkg: save(pkg / "same.py", "more"), {"same.py": "more"}),
]
SAVED_OURS: list[tuple[str, Action, Tree]] = [
    ("changed", lambda pkg: save(pkg / "__init__.py", "my"), {"__init__.py": "my"}),
    (
        "in place",
        lambda pkg: void((pkg / "__init__.py").write_text("my")),
        {"__init__.py": "my"},
    ),
    ("removed", lambda pkg: save(pkg / "goes.py", "my"), {"goes.py": "my"}),
    ("deep", lambda pkg: save(pkg / "sub/changes.py", "my"), {"sub/changes.py": "my"}),
]


def void(_: object) -> None:
    pass


def inside(changes: Tree) -> Tree:
    return {f"pkg/{path}": text for path, text in changes.items()}


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize(("action", "saved"), [each[1:] for each in SAVED])
def test_what_is_saved_during_the_exchange(
    action: Action,
    saved: Tree,
    links: bool,
    late: bool,
    target: Path,
    after: Tree,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not links:
        no_links(monkeypatch)
    busy(monkeypatch, action, late=late)
    assert put(target, NEW).kept == ()
    assert tree(target) == after | inside(saved)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(("action", "saved"), [each[1:] for each in SAVED_OURS])
def test_what_is_saved_of_ours_during_the_exchange(
    action: Action,
    saved: Tree,
    late: bool,
    target: Path,
    after: Tree,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy(monkeypatch, action, late=late)
    assert put(target, NEW).kept == tuple(inside(saved))
    assert tree(target) == after | inside(saved)
    edited = {} if "goes.py" in saved else dict.fromkeys(inside(saved), "edited")
    assert states(target, NEW) == edited


def test_what_is_saved_of_ours_before_anything_is_written(target: Path) -> None:
    with held(target):
        found = compared(target, NEW)
        (target / "pkg" / "sub" / "changes.py").write_text("my")
        old = tree(target)
        with pytest.raises(
            Unwritable, match=r"changes\.py was changed while calgen was"
        ):
            write(found)
    assert tree(target) == old


@pytest.mark.parametrize("name", ["README.md", "api.md", "pyproject.toml"])
def test_what_is_saved_beside_the_package(
    name: str, target: Path, after: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = disk.digest_at
    busy_with = iter([lambda: save(target / name, "my")])

    def looking(path: Path) -> str | None:
        found = finish(path)
        if path == target / name and (act := next(busy_with, None)):
            act()  # after it was looked at, before it is replaced
        return found

    monkeypatch.setattr(placing, "digest_at", looking)
    assert put(target, NEW).kept == (name,)
    assert tree(target) == after | {name: "my"}


def killed(target: Path, where: str) -> None:
    """Die right before (`exchange`) or right after (`drain`) the package is exchanged."""

    def die(*_: object) -> None:
        raise Dead

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finishing, where, die)
        patch.setattr(Journal, "untouched", die)
        with pytest.raises(Dead):
            put(target, NEW)


@pytest.mark.parametrize("where", ["exchange", "drain"])
@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize(("action", "saved"), [each[1:] for each in SAVED])
def test_what_is_saved_after_a_kill(
    action: Action,
    saved: Tree,
    links: bool,
    where: str,
    target: Path,
    after: Tree,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not links:
        no_links(monkeypatch)
    killed(target, where)
    for path in inside(saved):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
    action(target / "pkg")
    recover(target)
    assert tree(target) == after | inside(saved)
    assert "edited" not in {
        state for path, state in states(target, NEW).items() if path != "pkg/same.py"
    }


@pytest.mark.parametrize("where", ["exchange", "drain"])
@pytest.mark.parametrize(("action", "saved"), [each[1:] for each in SAVED_OURS])
def test_what_is_saved_of_ours_after_a_kill(
    action: Action, saved: Tree, where: str, target: Path, after: Tree
) -> None:
    killed(target, where)
    action(target / "pkg")
    said: list[str] = []
    recover(target, say=said.append)
    assert tree(target) == after | inside(saved)
    if where == "exchange":
        assert [each.split(":")[0] for each in said[1:]] == [
            str(target / path) for path in inside(saved)
        ]


@pytest.mark.parametrize("where", ["exchange", "drain"])
def test_what_is_removed_after_a_kill(where: str, target: Path, after: Tree) -> None:
    killed(target, where)
    (target / "pkg" / "mine.py").unlink()
    recover(target)
    assert tree(target) == {k: v for k, v in after.items() if k != "pkg/mine.py"}


def test_the_later_save_stays(
    target: Path, after: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(one: Path, other: Path) -> None:
        if other.name == "pkg":
            save(other / "mine.py", "first")
            exchange(one, other)
            save(other / "mine.py", "second")
        else:
            exchange(one, other)

    monkeypatch.setattr(finishing, "exchange", both)
    put(target, NEW)
    assert tree(target) == after | {"pkg/mine.py": "second"}


def test_a_link_in_place_of_the_folder_after_a_kill(
    target: Path, tmp_path: Path
) -> None:
    killed(target, "exchange")
    (target / "pkg").rename(tmp_path / "outside")
    (target / "pkg").symlink_to(tmp_path / "outside")
    outside = tree(tmp_path / "outside")
    with pytest.raises(Unwritable, match="symbolic link"):
        recover(target)
    assert tree(tmp_path / "outside") == outside


def test_the_package_may_become_empty_and_come_back(target: Path) -> None:
    files = {"keep.md": "keep\n"}
    put(target, files)
    assert "pkg/mine.py" in tree(target)
    assert not (target / "went").exists()
    put(target, NEW)
    assert states(target, NEW) == {}


def test_a_folder_with_a_mount_point_in_it_is_written_file_by_file(
    target: Path, after: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "_mounts", lambda folder: folder.name == "pkg")
    inode = (target / "pkg" / "sub" / "own").stat().st_ino
    put(target, NEW)
    assert tree(target) == after
    assert (target / "pkg" / "sub" / "own").stat().st_ino == inode


def test_mount_points_are_seen(tmp_path: Path) -> None:
    mounts = Path("/proc/self/mountinfo")
    if not mounts.exists():
        pytest.skip("no table of mounts on this system")
    assert not carrying._mounts(tmp_path)
    assert carrying._mounts(Path("/"))


def test_a_python_without_ctypes(
    target: Path, after: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ctypes", None)
    _step.cache_clear()
    try:
        put(target, NEW)
    finally:
        _step.cache_clear()
    assert tree(target) == after


def test_nothing_is_written_over_a_run_that_is_not_finished(target: Path) -> None:
    killed(target, "drain")
    left = tree(target)
    with pytest.raises(Unwritable, match="waits for an interrupted run"):
        write(compared(target, OLD))
    assert tree(target) == left


def test_names_that_calgen_needs(tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="is a name that calgen itself needs"):
        put(tmp_path, {STAGING_NAME + "/a.py": ""})

"""Real processes on one output: killed at any moment, and two at once."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from versions import VERSIONS, compared, put

from calgen.output import Unwritable, held, recover

ROOT = Path(__file__).parent.parent


def drift(target: Path, number: int) -> dict[str, str]:
    with held(target, writing=False):
        return {each.path: each.state for each in compared(target, number).drift}


def generated(target: Path) -> dict[str, str]:
    return {
        path.relative_to(target).as_posix(): path.read_text()
        for path in (target / "pkg").rglob("*.py")
    }


def package(number: int) -> dict[str, str]:
    return {k: v for k, v in VERSIONS[number].items() if k.startswith("pkg/")}


@contextmanager
def process(
    target: Path, runs: int = 10**6, *, fast: bool = True
) -> Iterator[subprocess.Popen[str]]:
    """A process that writes one version after the other.

    `fast`: it does not wait for the disk. That is for power cuts, not for kills.
    """
    started = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "tests" / "versions.py"),
            str(target),
            str(runs),
            str(int(fast)),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    try:
        assert started.stdout.readline() == "ready\n"
        yield started
    finally:
        started.kill()
        started.wait()
        started.stdout.close()


class Person:
    """Saves files in the package all the time: in place, by renaming, and new ones."""

    def __init__(self, target: Path) -> None:
        self._folder = target / "pkg" / "part0"
        self._made = itertools.count()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.saved: dict[str, str] = {}

    def __enter__(self) -> Person:
        self._stop.clear()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def lost(self) -> dict[str, str | None]:
        found = {
            name: path.read_text() if (path := self._folder / name).exists() else None
            for name in self.saved
        }
        return {k: v for k, v in found.items() if v != self.saved[k]}

    def _work(self) -> None:
        while not self._stop.is_set():
            number = next(self._made)
            text = f"{number}\n" * 3
            self._save("place.txt", text, self._in_place)
            self._save("renamed.txt", text, self._by_rename)
            if number % 50 == 0:
                self._save(f"new{number}.txt", text, self._by_rename)
            time.sleep(0.0005)

    def _save(self, name: str, text: str, way: Callable[[Path, str], None]) -> None:
        """An editor says so when it could not save; then a person saves again."""
        while True:
            try:
                way(self._folder / name, text)
            except FileNotFoundError:
                continue
            self.saved[name] = text
            return

    def _in_place(self, path: Path, text: str) -> None:
        path.write_text(text)

    def _by_rename(self, path: Path, text: str) -> None:
        other = path.with_name(f"{path.name}~")
        other.write_text(text)
        other.replace(path)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no exchange to prove")
@pytest.mark.parametrize("kills", [15, pytest.param(200, marks=pytest.mark.slow)])
def test_killed_at_any_moment(
    kills: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    put(target, 0)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    started = time.perf_counter()
    put(target, 1)
    took = time.perf_counter() - started
    journal = target / ".calgen-journal"
    person = Person(target)
    interrupted = 0
    for turn in range(kills):
        with person, process(target, fast=kills == 15 or turn % 4 > 0) as running:
            if turn % 2:  # anywhere, and that is mostly while it stages
                time.sleep(random.uniform(0, 2 * took))
            else:  # from when there is something to lose
                while not journal.exists():
                    time.sleep(0.001)
                time.sleep(random.uniform(0, took / 4))
            running.send_signal(signal.SIGKILL)
            running.wait()
        found = generated(target)
        assert found in (package(0), package(1)), "neither the old nor the new package"
        interrupted += journal.exists()
        with person:
            recover(target)
        made = generated(target)
        assert made in (package(0), package(1))
        assert drift(target, int(made == package(1))) == {}
        assert person.lost() == {}
        assert list(target.rglob(".calgen-*")) == []
    assert interrupted > kills // 5, "the kills came while nothing was written"
    stray = {path.name for path in (target / "pkg").rglob("*~")}
    assert not stray - {f"{name}~" for name in person.saved}


def test_two_at_once(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    with process(target, 4) as one, process(target, 4) as other:
        assert [each.wait(timeout=120) for each in (one, other)] == [0, 0]
    assert {} in (drift(target, 0), drift(target, 1))
    assert list(target.rglob(".calgen-*")) == []


def test_the_second_waits_and_says_so(tmp_path: Path) -> None:
    target = tmp_path / "out"
    said: list[str] = []
    order: list[str] = []

    def second() -> None:
        with held(target, say=said.append):
            order.append("second")

    thread = threading.Thread(target=second)
    with held(target):
        thread.start()
        while not said:
            time.sleep(0.01)
        (target / "a").write_text("")
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert said == [f"calgen: waiting for another calgen that is at work in {target}"]


@pytest.mark.parametrize("writing", [True, False])
def test_the_wait_has_an_end(tmp_path: Path, writing: bool) -> None:
    with (
        held(tmp_path),
        pytest.raises(Unwritable, match=r"another calgen .* for 0\.1 seconds; let it"),
        held(tmp_path, writing=writing, wait=0.1),
    ):
        pass


def test_readers_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with held(tmp_path, writing=False, wait=0), held(tmp_path, writing=False, wait=0):
        pass
    with (
        held(tmp_path, writing=False),
        pytest.raises(Unwritable),
        held(tmp_path, wait=0),
    ):
        pass


def test_holding_leaves_nothing(tmp_path: Path) -> None:
    with held(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()
    with held(tmp_path / "c", writing=False):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then a file in it is, and goes with the lock."""
    from calgen.output import guard

    def refused(*_: object) -> None:
        raise guard._NoLocks

    monkeypatch.setattr(guard, "_by_folder", refused)
    with held(tmp_path, wait=0):
        assert [each.name for each in tmp_path.iterdir()] == [guard.BUSY_NAME]
        with pytest.raises(Unwritable, match="another calgen"), held(tmp_path, wait=0):
            pass
    assert list(tmp_path.iterdir()) == []
    with held(tmp_path, writing=False, wait=0):
        pass
    assert list(tmp_path.iterdir()) == []


SPEC = """openapi: 3.1.0
info: {title: Stamps, version: '1'}
paths:
  /stamps:
    get: {summary: List stamps, responses: {'204': {description: done}}}
"""


@pytest.mark.parametrize("command", ["check", "generate", "lint"])
def test_a_command_finishes_what_was_interrupted(
    command: str, calgen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from calgen.output import finishing

    settings = 'inputs = ["api.yaml"]\noutput = "client"\npackage = "stamps"\n'
    (tmp_path / "calgen.toml").write_text(settings)
    (tmp_path / "api.yaml").write_text(SPEC)
    assert calgen("generate", cwd=tmp_path).code == 0
    (tmp_path / "api.yaml").write_text(SPEC.replace("List stamps", "All stamps"))

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error", "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr(finishing, "drain", fail)
        stopped = calgen("generate", cwd=tmp_path)
    assert stopped.code == 2
    assert "[CG071]" in stopped.stderr
    assert (tmp_path / "client" / ".calgen-journal").exists()
    done = calgen(command, cwd=tmp_path)
    assert "calgen: finished writing client, where a run was inter" in done.stderr
    assert done.code in (0, 1) if command == "lint" else done.code == 0
    assert not list((tmp_path / "client").glob(".calgen-*"))
    assert calgen("check", cwd=tmp_path).code == 0


def test_a_save_during_the_run_is_told(
    calgen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from calgen.output import finishing
    from calgen.output.exchange import exchange

    (tmp_path / "api.yaml").write_text(SPEC)
    flags = (
        "-i",
        "api.yaml",
        "-o",
        "client",
        "--package",
        "stamps",
        "--config",
        "none",
    )
    assert calgen("generate", *flags, cwd=tmp_path).code == 0
    (tmp_path / "api.yaml").write_text(SPEC.replace("List stamps", "All stamps"))
    edited = tmp_path / "client" / "stamps" / "resources" / "stamps.py"

    def exchanging(one: Path, other: Path) -> None:
        edited.write_text("MINE = True\n")
        exchange(one, other)

    monkeypatch.setattr(finishing, "exchange", exchanging)
    done = calgen("generate", *flags, cwd=tmp_path)
    assert done.code == 3
    assert "[CG074]" in done.stderr
    assert "client/stamps/resources/stamps.py was saved by hand while" in done.stderr
    assert edited.read_text() == "MINE = True\n"
    assert calgen("check", *flags, cwd=tmp_path).code == 1

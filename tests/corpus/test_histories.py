"""Successive versions of real documents, generated one after the other into one folder.

The first steps of the small series are always taken, names alone of the others; `--slow`
takes every step of all.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from calgen.config import Config
from calgen.diagnostics import Report
from calgen.files import LOCK_NAME, FileSet, Lock, lock_in
from calgen.frozen import Frozen, frozen, unpacked
from calgen.ir import Api, Schema
from calgen.location import unescape
from calgen.models import type_names
from calgen.output import compare, write
from calgen.pipeline import generate, lock_of, names_of, read_facts
from calgen.stack import deeply

SERIES = ("box", "calcom", "intercom-2.11-commits", "klaviyo", "notion", "openai")
QUICK = ("notion", "calcom")
OWN = "mine.py"


@dataclass(frozen=True)
class Step:
    """What a run over one document made."""

    api: Api
    files: FileSet
    lock: Lock


def documents(corpus: Path, series: str) -> list[Path]:
    folder = corpus / "corpus" / "history" / series
    return sorted(folder.iterdir())


def config_of(document: Path, output: Path) -> Config:
    return Config(
        inputs=(document,), base=document.parent, output=output, package="api"
    )


def run(document: Path, output: Path) -> Step:
    """All files for what the lock in a folder remembers."""
    config = config_of(document, output)
    result = deeply(lambda: generate(config, Report()))
    return Step(result.facts.api, result.files, lock_of(result, config))


def names(document: Path, output: Path) -> tuple[Api, Frozen]:
    """The names alone, for what the lock in a folder remembers."""
    config = config_of(document, output)

    def made() -> tuple[Api, Frozen]:
        facts = read_facts(config, Report())
        types = type_names(facts.api.schemas, facts.frozen)
        return facts.api, names_of(facts, types)

    return deeply(made)


def remember(folder: Path, found: Frozen) -> None:
    folder.mkdir(exist_ok=True)
    lock = Lock(
        tools={}, inputs={}, settings={}, names=found.tables(), ledger={}, files={}
    )
    (folder / LOCK_NAME).write_text(lock.text())


# --- what survives, told without the lock ----------------------------------------------


def operations(api: Api) -> dict[tuple[str, str, str], str]:
    """The calls by method, route and version, holes aside."""
    return {
        (
            each.method,
            re.sub(r"\{[^{}]*\}", "{}", each.path.text),
            (each.version.value.value or "") if each.version else "",
        ): each.dotted
        for each in api.operations
    }


def models(api: Api) -> dict[tuple[str, ...], str]:
    """The models by the components and the places that they stand for."""
    found: dict[tuple[str, ...], list[Schema]] = {}
    for each in api.schemas:
        if each.place is None:
            continue
        steps = tuple(map(unescape, each.place.pointer.split("/")[1:]))
        # A place in a list may be another one by now.
        if not any(step.isdecimal() and len(step) < 3 for step in steps):
            found.setdefault((*steps, str(each.closed)), []).append(each)
    return {key: one[0].name.pascal for key, one in found.items() if len(one) == 1}


def moved(before: dict[Any, str], after: dict[Any, str]) -> dict[Any, tuple[str, str]]:
    return {
        key: (before[key], after[key])
        for key in before.keys() & after.keys()
        if before[key] != after[key]
    }


def hold(before: Api, after: Api, old: Frozen, new: Frozen) -> None:
    """Nothing that is still there is called otherwise."""
    newest = {key[:2]: key[2] for key in sorted(operations(after))}
    calls = moved(operations(before), operations(after))
    # Of the versions of a route the newest has the plain name.
    calls = {key: names for key, names in calls.items() if newest[key[:2]] == key[2]}
    assert calls == {}
    assert moved(models(before), models(after)) == {}
    for kind, table in old.tables().items():
        now = new.tables().get(kind, {})
        if kind in ("components", "bodies"):
            continue  # not names, but what holds them
        if kind not in ("arguments", "attributes"):
            assert kind == "operations" or moved(table, now) == {}
            continue
        for key in table.keys() & now.keys():
            assert moved(unpacked(table[key]), unpacked(now[key])) == {}, key


def _but(*quick: str) -> list[Any]:
    """The series; all but the quick ones are slow."""
    return [
        pytest.param(each, marks=[] if each in quick else [pytest.mark.slow])
        for each in SERIES
    ]


# --- the series ------------------------------------------------------------------------


@pytest.mark.parametrize("series", _but(*QUICK, "box"))
def test_no_name_moves(
    series: str, corpus: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    steps = documents(corpus, series)
    if series == "box" and not request.config.getoption("--slow"):
        steps = [steps[0], steps[-1]]
    before: tuple[Api, Frozen] | None = None
    for document in steps:
        now = names(document, tmp_path)
        if before is not None:
            hold(before[0], now[0], before[1], now[1])
        remember(tmp_path, now[1])
        assert names(document, tmp_path)[1] == now[1]
        before = now


def _steps(series: str, corpus: Path, slow: bool) -> Iterator[Path]:
    found = documents(corpus, series)
    yield from found if slow else found[-2:]


@pytest.mark.parametrize("series", _but("notion"))
def test_in_place_is_as_good_as_anew(
    series: str, corpus: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each step in place has the bytes of a run into a folder that holds the lock alone;
    what is no longer made is gone, and what a person wrote is there."""
    slow = request.config.getoption("--slow")
    place, other = tmp_path / "place", tmp_path / "other"
    (place / "api").mkdir(parents=True)
    (place / "api" / OWN).write_text("MINE = True\n")
    last: Step | None = None
    for document in _steps(series, corpus, slow):
        shutil.rmtree(other, ignore_errors=True)
        other.mkdir()
        if last is not None:
            shutil.copy(place / LOCK_NAME, other / LOCK_NAME)
        now, anew = run(document, place), run(document, other)
        assert now.lock.text() == anew.lock.text()
        assert dict(now.files) == dict(anew.files)
        write(compare(place, now.files, now.lock))
        there = {
            path.relative_to(place).as_posix(): path.read_bytes()
            for path in place.rglob("*")
            if path.is_file()
        }
        assert there.pop(f"api/{OWN}") == b"MINE = True\n"
        assert there.pop(LOCK_NAME).decode() == now.lock.text()
        assert there == {path: text.encode() for path, text in now.files.items()}
        again = run(document, place)
        assert compare(place, again.files, again.lock).drift == ()
        if last is not None:
            hold(last.api, now.api, *(frozen(each.lock.names) for each in (last, now)))
        last = now


def test_a_step_by_the_command_line(corpus: Path, tmp_path: Path, calgen: Any) -> None:
    """An edited file stops the run over the next document, and nothing is changed."""
    old, new = documents(corpus, "notion")[-2:]
    output = tmp_path / "client"
    arguments = ("generate", "-o", output, "--package", "api", "-i")
    assert calgen(*arguments, old, cwd=tmp_path).code == 0
    mine = output / "api" / OWN
    mine.write_text("MINE = True\n")
    edited = next(iter(sorted((output / "api" / "resources").glob("[a-z]*.py"))))
    text = edited.read_text()
    edited.write_text(text + "# by hand\n")
    before = json.loads((output / LOCK_NAME).read_text())["names"]
    stopped = calgen(*arguments, new, cwd=tmp_path)
    assert stopped.code == 3
    assert edited.name in stopped.stderr + stopped.stdout
    assert edited.read_text() == text + "# by hand\n"
    assert json.loads((output / LOCK_NAME).read_text())["names"] == before
    edited.write_text(text)
    assert calgen(*arguments, new, cwd=tmp_path).code == 0
    assert mine.read_text() == "MINE = True\n"
    lock = lock_in(output)
    assert lock is not None
    for kind in ("operations", "schemas", "nested"):
        assert moved(before[kind], dict(lock.names[kind])) == {}


def test_the_series_have_what_they_are_for(corpus: Path, tmp_path: Path) -> None:
    """Operations come and go from one document to the next."""
    counts = []
    for document in documents(corpus, "calcom"):
        api, _ = names(document, tmp_path)
        counts.append(set(operations(api)))
    assert [len(each) for each in counts] == [260, 272, 285]
    assert all(after - before for before, after in pairwise(counts))

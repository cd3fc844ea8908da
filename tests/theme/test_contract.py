"""What a theme may rely on stays: the names of the context, the templates, their blocks,
what each template is given, the filters.

`contract.json` holds what there was. `--update` adds what is new; it removes nothing as
long as `CONTRACT` stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2 import nodes
from jinja2.defaults import DEFAULT_FILTERS

from calgen.doctor import sights
from calgen.resources import runtime_root
from calgen.theme import Theme, Tree, context
from calgen.theme.environment import Environment
from calgen.theme.forwards import blocks_of

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
RECORD = Path(__file__).with_name("contract.json")
_WORDS = re.compile(r'"[^"]*"(?: \| "[^"]*")*')

Contract = dict[str, Any]
Names = dict[str, list[str]]
Reaches = Callable[[str, str], bool]


def current() -> Contract:
    """What there is: classes with their names and types, templates with their blocks and
    the names that they are given wherever they are used, filters."""
    theme = Theme(Tree(TEMPLATES, runtime_root()))
    return {
        "filters": ours(theme.environment.jinja.filters),
        "given": {
            name: sorted(names)
            for name, names in sights(theme).items()
            if (file := theme.tree.get(name)) is not None and file.is_part
        },
        "contract": context.CONTRACT,
        "roots": {name: cls.__name__ for name, cls in context.ROOTS.items()},
        "classes": {cls.__name__: typed(cls) for cls in context.reachable()},
        "blocks": {
            path.relative_to(TEMPLATES).as_posix(): blocks(path.read_text("utf-8"))
            for path in sorted(TEMPLATES.rglob("*.jinja"))
        },
    }


def ours(filters: Iterable[str]) -> list[str]:
    """The filters that Jinja does not have, for everybody to use."""
    return sorted(
        name
        for name in filters
        if name not in DEFAULT_FILTERS and not name.startswith("_")
    )


def typed(cls: type) -> dict[str, str]:
    """The names of a class and their types; one word more of several is no other type."""
    return {each.name: _WORDS.sub("str", each.type) for each in context.described(cls)}


def blocks(text: str) -> list[str]:
    return sorted(
        each.name for each in jinja2.Environment().parse(text).find_all(nodes.Block)
    )


def lost(record: Contract, now: Contract, reaches: Reaches) -> Iterator[str]:
    """What a theme of the recorded version may use and would not find. A block that
    stands elsewhere now is there as long as an override `reaches` it."""
    if now["contract"] > record["contract"]:
        return
    for section in ("classes", "blocks", "given"):
        for one, names in record[section].items():
            if one not in now[section]:
                yield one
                continue
            gone = (name for name in names if name not in now[section][one])
            for name in gone:
                if section != "blocks" or not reaches(one, name):
                    yield f"{one}: {name}"
    for section in ("roots", "filters"):
        yield from (name for name in record[section] if name not in now[section])


def changed(record: Contract, now: Contract) -> Iterator[str]:
    """What is of another type than it was."""
    if now["contract"] > record["contract"]:
        return
    for cls, names in record["classes"].items():
        found = now["classes"].get(cls, {})
        for name, kind in names.items():
            if found.get(name, kind) != kind:
                yield f"{cls}.{name} is {found[name]} and was {kind}"
    for name, cls in record["roots"].items():
        if now["roots"].get(name, cls) != cls:
            yield f"{name} is {now['roots'][name]} and was {cls}"


def reaching(default: Path, folder: Path) -> Reaches:
    """Whether a user's override of a block of a file still reaches a block."""

    def reaches(file: str, block: str) -> bool:
        own = folder / f"own-{len([*folder.iterdir()])}"
        path = own / file
        path.parent.mkdir(parents=True)
        path.write_text(
            f'{{% extends "default/{file}" %}}{{% block {block} %}}{{% endblock %}}'
        )
        environment = Environment(Tree(default, runtime_root(), own))
        moved = (each for found in environment.forwards.values() for each in found)
        standing = blocks_of(f"default/{file}", environment.outline)
        return block in {*standing, *(each.block.name for each in moved)}

    return reaches


def merged(record: Contract, now: Contract) -> Contract:
    """The next record: all that was there, and what is new."""
    if now["contract"] > record["contract"]:
        return now
    classes = {**record["classes"], **now["classes"]}
    return {
        "contract": record["contract"],
        "roots": record["roots"] | now["roots"],
        "filters": sorted({*record["filters"], *now["filters"]}),
        "classes": {
            cls: record["classes"].get(cls, {}) | names
            for cls, names in classes.items()
        },
        "blocks": _both(record["blocks"], now["blocks"]),
        "given": _both(record["given"], now["given"]),
    }


def _both(record: Names, now: Names) -> Names:
    found = {**record, **now}
    return {
        file: sorted({*record.get(file, ()), *names}) for file, names in found.items()
    }


def test_nothing_is_lost(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    now = current()
    update = pytestconfig.getoption("--update")
    record = (
        now if update and not RECORD.exists() else json.loads(RECORD.read_text("utf-8"))
    )
    if update:
        record = merged(record, now)
        text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
        RECORD.write_text(f"{text}\n", "utf-8")
    assert record["contract"] <= context.CONTRACT
    missing = [*lost(record, now, reaching(TEMPLATES, tmp_path))]
    assert missing == [], "themes use it: keep it, or raise CONTRACT"
    others = [*changed(record, now)]
    assert others == [], "raise CONTRACT if a theme may notice; else --update"
    assert merged(record, now) == record, "new names: run this with --update"


OLD: Contract = {
    "contract": 1,
    "roots": {"package": "Package"},
    "classes": {"Package": {"title": "str", "count": "int"}},
    "blocks": {"a.jinja": ["head", "rest"], "b.jinja": []},
    "given": {"a.jinja": ["package", "prefix"]},
    "filters": ["literal"],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"classes": {"Package": {"title": "str"}}}, ["Package: count"]),
        ({"classes": {}}, ["Package"]),
        ({"blocks": {"a.jinja": ["rest", "top"], "b.jinja": []}}, ["a.jinja: head"]),
        ({"blocks": {"a.jinja": ["head", "rest"]}}, ["b.jinja"]),
        ({"roots": {}}, ["package"]),
        ({"blocks": {**OLD["blocks"], "c.jinja": ["head"]}}, []),
        ({"classes": {**OLD["classes"], "Other": {"name": "str"}}}, []),
        ({"given": {"a.jinja": ["package"]}}, ["a.jinja: prefix"]),
        ({"given": {"a.jinja": ["package", "page", "prefix"]}}, []),
        ({"filters": ["md"]}, ["literal"]),
        ({"filters": ["literal", "md"]}, []),
        ({"contract": 2, "classes": {}, "blocks": {}, "roots": {}}, []),
    ],
)
def test_what_is_lost(change: Contract, said: list[str]) -> None:
    now = OLD | change
    assert [*lost(OLD, now, never)] == said
    # Writing the record does not make it forget; only another version does.
    assert [*lost(merged(OLD, now), now, never)] == said


def never(file: str, block: str) -> bool:
    return False


def test_a_block_may_move_where_overrides_follow(tmp_path: Path) -> None:
    """To a part that its file includes, to what it extends, or where `_theme.toml` says."""
    files = {
        "a.jinja": '{% extends "_base.jinja" %}{% block own %}{% include "_b.jinja" %}'
        "{% endblock %}",
        "_base.jinja": "{% block own %}{% endblock %}{% block low %}{% endblock %}",
        "_b.jinja": "{% block part %}{% endblock %}",
        "c.jinja": "{% block far %}{% endblock %}{% block lone %}{% endblock %}",
        "_theme.toml": '[[moved]]\nblock = "far"\nof = "a.jinja"\nto = "c.jinja"\n',
    }
    default, owns = tmp_path / "default", tmp_path / "owns"
    for folder in (default, owns):
        folder.mkdir()
    for name, text in files.items():
        (default / name).write_text(text)
    reaches = reaching(default, owns)
    names = ("own", "low", "part", "far", "lone", "nothing")
    assert [reaches("a.jinja", each) for each in names] == [*[True] * 4, False, False]
    record = OLD | {"blocks": {"a.jinja": [*names]}}
    now = OLD | {"blocks": {"a.jinja": ["own"]}}
    assert [*lost(record, now, reaches)] == ["a.jinja: lone", "a.jinja: nothing"]


def test_what_is_another() -> None:
    now = OLD | {"classes": {"Package": {"title": "str | None", "count": "int"}}}
    assert [*changed(OLD, now)] == ["Package.title is str | None and was str"]
    assert not [*changed(OLD, now | {"contract": 2})]
    assert not [*changed(merged(OLD, now), now)]


def test_blocks_of_a_template() -> None:
    text = "{% block b %}{% block a %}{% endblock %}{% endblock %}{% set c = 1 %}"
    assert blocks(text) == ["a", "b"]


def test_what_parts_are_given_is_documented() -> None:
    """And filters, too: `docs/templates.md` names each."""
    told = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    told = told.partition("<!-- context -->")[0]
    now = current()
    names = {name for given in now["given"].values() for name in given}
    for each in (*sorted(names - {*context.ROOTS}), *now["filters"]):
        assert re.search(rf"^\|.*`{each}[`(]", told, re.M), each

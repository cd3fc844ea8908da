"""Components of one name in several inputs: each keeps its name, whatever inputs come,
go, are renamed, are split, or change."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calgen.config import Config
from calgen.diagnostics import Report
from calgen.files import LOCK_NAME, FileSet, Lock
from calgen.frozen import Frozen, split_key
from calgen.location import escape
from calgen.merge.kept import followed
from calgen.models import type_names
from calgen.output import compare, write
from calgen.pipeline import Facts, digests, generate, lock_of, names_of, read_facts
from calgen.stack import deeply

Json = dict[str, Any]
Inputs = Mapping[str, Json]


def body(*fields: str) -> Json:
    """A schema that is equal for equal fields alone."""
    return {
        "type": "object",
        "properties": {each: {"type": "string"} for each in fields},
    }


ONE, TWO, THREE, FOUR = (body("id", each) for each in ("one", "two", "three", "four"))


def fragment(path: str, **schemas: Json) -> Json:
    """An input with one operation, which answers with its schemas."""
    return fragments({path: sorted(schemas)}, schemas)


def fragments(paths: Mapping[str, list[str]], schemas: Mapping[str, Json]) -> Json:
    """An input with operations, which answer with the named schemas."""

    def answer(names: list[str]) -> Json:
        refs = {
            each: {"$ref": f"#/components/schemas{quote(escape(each))}"}
            for each in names
        }
        schema = {"type": "object", "properties": refs}
        media = {"application/json": {"schema": schema}}
        return {"get": {"responses": {"200": {"description": "", "content": media}}}}

    return {
        "openapi": "3.1.0",
        "info": {"title": "Stamps", "version": "1"},
        "paths": {path: answer(names) for path, names in paths.items()},
        "components": {"schemas": dict(schemas)},
    }


class Project:
    """A folder of inputs, and the lock of the run before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: Frozen | None = None
        self.facts: Facts
        self.report = Report()

    def run(self, inputs: Inputs) -> dict[str, str]:
        """The class that each operation's answer has for each property, when the folder
        holds these files alone: {`/path name`: class}."""
        source = self.folder / "specs"
        shutil.rmtree(source, ignore_errors=True)
        for name, data in inputs.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(data))
        self.read((source,), self.folder)
        return self.classes()

    def read(self, inputs: tuple[Path, ...], base: Path) -> None:
        """Name everything in some inputs, and remember it."""
        self.report = Report()
        config = Config(inputs=inputs, base=base, output=self.folder / "client")

        def made() -> Frozen:
            self.facts = read_facts(config, self.report)
            return names_of(
                self.facts, type_names(self.facts.api.schemas, self.facts.frozen)
            )

        self.names = deeply(made)
        self.remember(self.names, digests(self.facts.inputs))

    def remember(self, names: Frozen, inputs: Mapping[str, str]) -> None:
        output = self.folder / "client"
        output.mkdir(exist_ok=True)
        tables = names.tables()
        lock = Lock(
            tools={}, inputs=inputs, settings={}, names=tables, ledger={}, files={}
        )
        (output / LOCK_NAME).write_text(lock.text())

    def classes(self) -> dict[str, str]:
        found = {}
        merged = self.facts.merged
        schemas = {
            key: each.name.pascal
            for each in self.facts.api.schemas
            for key in each.keys
        }
        for entry in merged.operations:
            answers = entry.node["responses"]
            if "200" not in answers:
                continue
            media = answers["200"]["content"]["application/json"]
            for name, node in media["schema"]["properties"].items():
                target = merged.resolve(entry.document, node["$ref"])
                assert target is not None
                key = f"schemas{escape(str(target.component))}"
                found[f"{entry.path} {name}"] = schemas[key]
        return found


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


A = fragment("/a", Pet=ONE)
B = fragment("/b", Pet=TWO)
C = fragment("/c", Pet=TWO)
BOTH = {"a.json": A, "b.json": B}
NAMED = {"/a Pet": "Pet", "/b Pet": "PetB"}
"""What the rule says of both: a tie, and then the fuller body or the first text."""


# --- one change each -------------------------------------------------------------------


def test_the_rule_alone_would_rename(project: Project) -> None:
    assert project.run({"a.json": A}) == {"/a Pet": "Pet"}
    grown = {"a.json": A, "b.json": B, "c.json": C}
    by_rule = Project(project.folder / "other")
    assert by_rule.run(grown) == {"/a Pet": "PetA", "/b Pet": "Pet", "/c Pet": "Pet"}
    assert project.run(grown) == {"/a Pet": "Pet", "/b Pet": "PetB", "/c Pet": "PetB"}


def test_what_stays_when_the_plain_one_goes(project: Project) -> None:
    project.run({"a.json": A})
    assert project.run(BOTH) == NAMED
    assert project.run({"b.json": B}) == {"/b Pet": "PetB"}
    assert list(project.report) == [], "nothing is in its way any more"
    # Nobody has the plain name; who comes takes it.
    other = fragment("/d", Pet=FOUR)
    grown = project.run({"b.json": B, "d.json": other})
    assert grown == {"/b Pet": "PetB", "/d Pet": "Pet"}


def test_the_order_and_names_of_files_do_not_matter(project: Project) -> None:
    project.run({"a.json": A})
    project.run(BOTH)
    assert project.run({"z.json": A, "y.json": B}) == NAMED
    # Each has the name that the other had.
    assert project.run({"y.json": A, "z.json": B}) == NAMED
    # A number before each that moves on by one.
    project.run({"1.json": A, "2.json": B})
    new = fragment("/d", Pet=FOUR)
    moved = project.run({"1.json": new, "2.json": A, "3.json": B})
    assert moved == {**NAMED, "/d Pet": "Pet1"}


def test_a_file_that_is_renamed_and_edited(project: Project) -> None:
    project.run({"a.json": A})
    project.run(BOTH)
    edited = fragments({"/b": ["Pet"], "/b/more": ["Pet"]}, {"Pet": TWO})
    named = project.run({"a.json": A, "new.json": edited})
    assert named == {**NAMED, "/b/more Pet": "PetB"}
    # Even where nothing of it is as it was, if it can be nothing else.
    other = fragment("/b", Pet=THREE)
    assert project.run({"a.json": A, "newer.json": other}) == NAMED


def test_a_file_that_is_split(project: Project) -> None:
    project.run({"a.json": A})
    whole = fragments({"/b": ["Pet"], "/b/more": ["Pet"]}, {"Pet": TWO})
    named = project.run({"a.json": A, "b.json": whole})
    halves = {"x.json": fragment("/b", Pet=TWO), "y.json": fragment("/b/more", Pet=TWO)}
    assert project.run({"a.json": A, **halves}) == named


def test_equal_ones_that_part(project: Project) -> None:
    """Most of those that had the name keep it, and not most of those that have come."""
    same = {f"{each}.json": fragment(f"/{each}", Pet=ONE) for each in "abc"}
    project.run(same)
    new = {f"{each}.json": fragment(f"/{each}", Pet=TWO) for each in "cdef"}
    named = project.run({**same, **new})
    assert named == {
        "/a Pet": "Pet",
        "/b Pet": "Pet",
        **{f"/{each} Pet": "PetC" for each in "cdef"},
    }
    # One after the other goes over to the other body.
    new["b.json"] = fragment("/b", Pet=TWO)
    assert project.run({**same, **new}) == {**named, "/b Pet": "PetC"}
    new["a.json"] = fragment("/a", Pet=TWO)
    assert set(project.run({**same, **new}).values()) == {"PetC"}


def test_different_ones_that_become_equal(project: Project) -> None:
    project.run({"a.json": A})
    project.run(BOTH)
    equal = {"a.json": A, "b.json": fragment("/b", Pet=ONE)}
    assert set(project.run(equal).values()) == {"Pet"}
    # Where they part again neither has more right than the other: the rule decides.
    assert project.run(BOTH) == Project(project.folder / "other").run(BOTH)


def test_both_change_at_once(project: Project) -> None:
    project.run({"a.json": A})
    project.run(BOTH)
    changed = {"a.json": fragment("/a", Pet=TWO), "b.json": fragment("/b", Pet=THREE)}
    assert project.run(changed) == NAMED


def test_an_input_that_had_none_is_new_as_well(project: Project) -> None:
    others = {f"{each}.json": fragment(f"/{each}", Cat=ONE) for each in "bcd"}
    project.run({"a.json": A, **others})
    grown = {f"{each}.json": fragment(f"/{each}", Cat=ONE, Pet=TWO) for each in "bcd"}
    named = project.run({"a.json": A, **grown})
    assert named["/a Pet"] == "Pet"
    assert {named[f"/{each} Pet"] for each in "bcd"} == {"PetB"}


def test_what_differs_only_below(project: Project) -> None:
    """Two of one text whose references lead to different bodies."""

    def deep(path: str, inner: Json) -> Json:
        outer = {"type": "object", "properties": {"in": ref("Inner")}}
        return fragments({path: ["Outer"]}, {"Outer": outer, "Inner": inner})

    def ref(name: str) -> Json:
        return {"$ref": f"#/components/schemas/{name}"}

    project.run({"a.json": deep("/a", ONE)})
    grown = {f"{each}.json": deep(f"/{each}", TWO) for each in "bc"}
    named = project.run({"a.json": deep("/a", ONE), **grown})
    assert named == {"/a Outer": "Outer", "/b Outer": "OuterB", "/c Outer": "OuterB"}
    assert project.run({"c.json": deep("/c", TWO)}) == {"/c Outer": "OuterB"}


def test_a_newcomer_that_asks_for_the_name_of_another(project: Project) -> None:
    project.run({"a.json": A})
    project.run(BOTH)
    other = fragment("/d", Pet_b=THREE)
    named = project.run({**BOTH, "d.json": other})
    assert named == {**NAMED, "/d Pet_b": "PetBD"}
    told = [each for each in project.report if "Pet_b has" in each.message]
    assert len(told) == 1
    assert named == project.run({**BOTH, "d.json": other})


def test_parts_of_files_that_are_no_inputs(project: Project) -> None:
    """What a reference leads to keeps its name like a component."""

    def caller(path: str, file: str) -> Json:
        made = fragment(path, Pet={})
        del made["components"]
        answer = made["paths"][path]["get"]["responses"]["200"]
        held = answer["content"]["application/json"]["schema"]["properties"]
        held["Pet"] = {"$ref": f"stock/{file}.json#/stock/Pet"}
        return made

    stock = {"stock/one.json": {"stock": {"Pet": ONE}}}
    first = {**stock, "a.json": caller("/a", "one")}
    assert project.run(first) == {"/a Pet": "Pet"}
    more = {"stock/two.json": {"stock": {"Pet": TWO}}, "b.json": caller("/b", "two")}
    named = project.run({**first, **more, "c.json": C})
    assert named["/a Pet"] == "Pet"
    assert named["/b Pet"] == named["/c Pet"] != "Pet"
    assert project.run({**more, "c.json": C}) == {
        each: name for each, name in named.items() if each != "/a Pet"
    }


def test_other_sections(project: Project) -> None:
    """A response that is declared once: the names of what it holds are as steady."""

    def api(path: str, *fields: str) -> Json:
        made = fragment(path)
        media = {"application/json": {"schema": body(*fields)}}
        made["components"] = {
            "responses": {"Made": {"description": "", "content": media}}
        }
        answers = made["paths"][path]["get"]["responses"]
        answers["201"] = {"$ref": "#/components/responses/Made"}
        del answers["200"]
        return made

    project.run({"a.json": api("/a", "x")})
    assert project.names is not None
    before = project.names.schemas
    project.run(
        {"a.json": api("/a", "x"), **{f"{e}.json": api(f"/{e}", "y") for e in "bc"}}
    )
    assert before.items() <= project.names.schemas.items()
    assert "responses/Made_b/content/application~1json/schema" in project.names.schemas


def test_names_with_any_letters(project: Project) -> None:
    odd = "My Pet=1/2 %#ä"
    first = {"a b.json": fragment("/a", **{odd: ONE})}
    grown = {**first, **{f"{e}.json": fragment(f"/{e}", **{odd: TWO}) for e in "cd"}}
    before = project.run(first)
    named = project.run(grown)
    assert before.items() <= named.items()
    assert len(set(named.values())) == 2
    assert project.run({k: v for k, v in grown.items() if k != "a b.json"}).items() <= (
        named.items()
    )


# --- the lock --------------------------------------------------------------------------


def test_one_document_needs_no_more_lock(project: Project) -> None:
    project.run({"a.json": A})
    assert project.names is not None
    assert project.names.components == project.names.bodies == {}


def test_what_the_lock_has(project: Project) -> None:
    project.run({"a.json": A})
    project.run({**BOTH, "c.json": fragment("/c", Cat=ONE)})
    assert project.names is not None
    assert project.names.components == {
        "specs/a.json": "Pet",
        "specs/b.json": "Pet=Pet_b",
        "specs/c.json": "Cat",
    }
    assert set(project.names.bodies) == {"schemas/Pet", "schemas/Pet_b"}
    assert project.names.bodies["schemas/Pet_b"].endswith(" Pet")


def test_a_lock_from_before_this_memory(project: Project) -> None:
    """What the inputs of then have keeps the plain name."""
    project.run({"a.json": A, "x.json": fragment("/x", Cat=ONE)})
    assert project.names is not None
    old = Frozen(operations=project.names.operations, schemas=project.names.schemas)
    project.remember(old, digests(project.facts.inputs))
    named = project.run({"a.json": A, "b.json": B, "c.json": C})
    assert named == {"/a Pet": "Pet", "/b Pet": "PetB", "/c Pet": "PetB"}


@pytest.mark.parametrize("text", ["=", "Pet=", "==", "Pet=Pet Pet=Pet_b", "%", "#/a"])
def test_nonsense_in_a_lock(text: str, project: Project) -> None:
    project.run(BOTH)
    inputs = digests(project.facts.inputs)
    named = set(project.run(BOTH).values())
    odd = Frozen(
        components={"specs/a.json": text, "specs/b.json": "Pet", "": text},
        bodies={"": text, "schemas/": text, text: ""},
    )
    project.remember(odd, inputs)
    assert len(set(project.run(BOTH).values())) == len(named)


FOLLOWED: list[tuple[Json, Json, Json]] = [
    ({"a": "1"}, {"a": "1"}, {"a": "a"}),
    ({"a": "1"}, {"a": "2"}, {"a": "a"}),
    ({"a": "1"}, {"b": "1"}, {"b": "a"}),
    ({"a": "1"}, {"b": "2"}, {}),
    # Copies are new: one beside a file that stays, and one beside a file that went on.
    ({"a": "1"}, {"a": "1", "b": "1"}, {"a": "a"}),
    ({"a": "1"}, {"a": "2", "b": "1"}, {"a": "a"}),
    # Two that changed places, and numbers that moved on by one.
    ({"a": "1", "b": "2"}, {"a": "2", "b": "1"}, {"a": "b", "b": "a"}),
    ({"1": "a", "2": "b"}, {"1": "x", "2": "a", "3": "b"}, {"2": "1", "3": "2"}),
    ({"a": "1", "b": "1"}, {"c": "1", "d": "1"}, {"c": "a", "d": "b"}),
]


@pytest.mark.parametrize(("old", "new", "found"), FOLLOWED)
def test_files_are_followed(old: Json, new: Json, found: Json) -> None:
    assert followed(old, new) == found


# --- folders of fragments --------------------------------------------------------------

_BODIES = (ONE, TWO, THREE, {"type": "object", "properties": {"pet": {}}})
_COMPONENTS = ("Pet", "Cat", "Pet_b", "Pet_1", "PetB")


@st.composite
def _folders(draw: st.DrawFn) -> dict[str, Json]:
    found = {}
    for name in draw(st.permutations(("a", "b", "1", "2", "x/a", "x/b", "y/1"))):
        chosen = draw(st.sets(st.sampled_from(_COMPONENTS), min_size=1, max_size=3))
        schemas = {each: draw(st.sampled_from(_BODIES)) for each in sorted(chosen)}
        for each, schema in schemas.items():
            if inner := draw(st.sampled_from([*sorted(schemas), ""])):
                to = {"$ref": f"#/components/schemas/{inner}"}
                schemas[each] = {
                    **schema,
                    "properties": {**schema["properties"], "in": to},
                }
        found[f"{name}.json"] = fragment(f"/{name}", **schemas)
    return found


def _grow_and_shrink(folder: Path, every: dict[str, Json], random: Random) -> None:
    """Any subsets of a folder one after the other, some of them under other names:
    whoever is there in both of two keeps its names."""
    project = Project(folder)
    before: dict[str, str] = {}
    called = {name: name for name in every}
    for share in (0.4, 1.0, 0.3, 0.9, 0.6):
        names = [each for each in every if random.random() < share] or [*every][:1]
        random.shuffle(names)
        for name in names:
            if random.random() < 0.2:
                called[name] = f"new/{random.randrange(1000)}/{name}"
        step = {called[each]: every[each] for each in names}
        now = project.run(step)
        assert before.items() & now.items() == {
            (key, name) for key, name in before.items() if key in now
        }
        lock = project.names
        # A run in place changes nothing, in whatever order the inputs are read.
        project.run(dict(reversed(step.items())))
        assert project.names == lock
        before = now


_RANDOM = st.randoms(use_true_random=False)


@settings(max_examples=5)
@given(_folders(), _RANDOM)
def test_survivors_never_move(
    tmp_path_factory: pytest.TempPathFactory, every: Any, random: Random
) -> None:
    _grow_and_shrink(tmp_path_factory.mktemp("api"), every, random)


@pytest.mark.slow
@settings(max_examples=100)
@given(_folders(), _RANDOM)
def test_survivors_never_move_in_many_folders(
    tmp_path_factory: pytest.TempPathFactory, every: Any, random: Random
) -> None:
    _grow_and_shrink(tmp_path_factory.mktemp("api"), every, random)


# --- the inputs of the project itself --------------------------------------------------

SPECS = Path(__file__).parent.parent / "specs"


def _subsets(random: Random, steps: int) -> list[list[Path]]:
    """Some of the project's inputs, growing and shrinking, in any order."""
    every = sorted(path for path in SPECS.rglob("*") if path.is_file())
    found = []
    for step in range(steps):
        share = (0.3, 1.0, 0.6, 0.8)[step % 4]
        kept = [each for each in every if random.random() < share] or every
        random.shuffle(kept)
        found.append(kept)
    return found


def _moved(before: Facts, after: Facts) -> dict[str, tuple[str, str]]:
    """What both have under different names, told without the lock."""
    found = {}
    calls = [
        {each.key: each.dotted for each in f.api.operations} for f in (before, after)
    ]
    models = [
        {
            f"{each.place.pointer} {each.closed}": each.name.pascal
            for each in f.api.schemas
            if each.place is not None
            and each.place.pointer.startswith("/components/schemas/")
        }
        for f in (before, after)
    ]
    for old, new in (calls, models):
        for key in old.keys() & new.keys():
            if old[key] != new[key]:
                found[key] = old[key], new[key]
    return found


def _older(facts: Facts) -> set[str]:
    """Operations with a newer version, which has come to take the plain name."""
    keys = sorted(each.key for each in facts.api.operations)
    newest = {split_key(each)[0]: each for each in keys}
    return {*keys} - {*newest.values()}


def _subsets_of_the_project(folder: Path, random: Random, steps: int) -> None:
    project = Project(folder)
    before: Facts | None = None
    for chosen in _subsets(random, steps):
        project.read(tuple(chosen), SPECS.parent)
        now, names = project.facts, project.names
        if before is not None:
            older = _older(now)
            moved = _moved(before, now)
            assert {key: moved[key] for key in moved.keys() - older} == {}
        if steps > FEW:
            project.read(tuple(reversed(chosen)), SPECS.parent)
            assert project.names == names
        before = now


FEW = 3


def test_the_project_itself_grows_and_shrinks(tmp_path: Path) -> None:
    _subsets_of_the_project(tmp_path, Random(1), FEW)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 5))
def test_the_project_itself_grows_and_shrinks_often(seed: int, tmp_path: Path) -> None:
    _subsets_of_the_project(tmp_path, Random(seed), 8)


def test_in_place_is_as_good_as_anew(tmp_path: Path) -> None:
    """A further step in place has the bytes of a run beside the lock alone."""
    source, place, other = (tmp_path / each for each in ("specs", "place", "other"))
    source.mkdir()

    def made(output: Path) -> tuple[FileSet, Lock]:
        config = Config(inputs=(source,), base=tmp_path, output=output, package="api")
        result = deeply(lambda: generate(config, Report()))
        return result.files, lock_of(result, config)

    old: Mapping[str, str] = {}
    for step in ({"a": A}, {"b": B, "c": C}, {"a": fragment("/a", Pet=FOUR)}):
        for name, data in step.items():
            (source / f"{name}.json").write_text(json.dumps(data))
        shutil.rmtree(other, ignore_errors=True)
        other.mkdir()
        if old:
            shutil.copy(place / LOCK_NAME, other / LOCK_NAME)
        (files, lock), anew = made(place), made(other)
        assert (dict(files), lock.text()) == (dict(anew[0]), anew[1].text())
        write(compare(place, files, lock))
        again = made(place)
        assert compare(place, *again).drift == ()
        assert old.items() <= lock.names["schemas"].items()
        old = lock.names["schemas"]
    assert old["schemas/Pet"] == "Pet"
    assert old["schemas/Pet_b"] == "PetB"

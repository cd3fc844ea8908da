"""Names stay: whatever is added, removed or put into another order, and newcomers yield."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calgen.config import Config
from calgen.diagnostics import Report
from calgen.files import Lock, read_lock
from calgen.frozen import Frozen, frozen, unpacked
from calgen.models import type_names
from calgen.pipeline import names_of, read_facts
from calgen.stack import deeply

Json = dict[str, Any]
STRING: Json = {"type": "string"}


def record(*required: str, **properties: Json) -> Json:
    found: Json = {"type": "object", "properties": properties}
    return {**found, "required": list(required)} if required else found


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


def call(answer: Json | None = None, body: Json | None = None, **more: Any) -> Json:
    """An operation; `query` are names of query parameters, `version` that of a header."""
    parameters = [
        {"name": each, "in": "query", "schema": STRING}
        for each in more.pop("query", ())
    ]
    if version := more.pop("version", None):
        header = {"type": "string", "const": version}
        parameters.append({"name": "api-version", "in": "header", "schema": header})
    found: Json = {"responses": {"200": {"description": "", **content(answer or {})}}}
    if parameters:
        found["parameters"] = parameters
    if body is not None:
        found["requestBody"] = content(body)
    return found | more


def document(paths: Json, schemas: Json | None = None, **more: Any) -> Json:
    """An API; paths that do not declare their parameters have them as strings."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Stamps", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
        **more,
    }


def named(
    folder: Path, api: Json | Iterable[Json], old: Frozen | None = None
) -> tuple[Frozen, Report]:
    """The names of an API, made where the lock has `old`."""
    parts = [api] if isinstance(api, dict) else list(api)
    inputs = []
    for index, part in enumerate(parts):
        inputs.append(folder / f"{index}.json")
        inputs[-1].write_text(json.dumps(part))
    output = folder / "client"
    output.mkdir(exist_ok=True)
    tables = old.tables() if old is not None else {}
    lock = Lock(tools={}, inputs={}, settings={}, names=tables, ledger={}, files={})
    (output / "calgen.lock").write_text(lock.text())
    report = Report()
    config = Config(inputs=tuple(inputs), base=folder, output=output)

    def made() -> Frozen:
        facts = read_facts(config, report)
        return names_of(facts, type_names(facts.api.schemas, facts.frozen))

    return deeply(made), report


def moved(before: Frozen, after: Frozen) -> dict[str, tuple[str, str]]:
    """What both have, and under other names."""
    found: dict[str, tuple[str, str]] = {}
    old, new = before.tables(), after.tables()
    for kind, table in old.items():
        if kind in ("components", "bodies"):
            continue  # not names, but what holds them
        for key in table.keys() & new.get(kind, {}).keys():
            was, now = table[key], new[kind][key]
            if kind in ("arguments", "attributes"):
                one, other = unpacked(was), unpacked(now)
                for wire in one.keys() & other.keys():
                    if one[wire] != other[wire]:
                        found[f"{key}: {wire}"] = one[wire], other[wire]
            elif was != now:
                found[key] = was, now
    for path, module in modules(before).items():
        if (now := modules(after).get(path, module)) != module:
            found[path] = module, now
    return found


def modules(names: Frozen) -> dict[str, str]:
    """The module of each resource."""
    paths = {
        ".".join(dotted.split(".")[:depth])
        for dotted in names.operations.values()
        for depth in range(1, dotted.count(".") + 1)
    }
    return {p: names.modules.get(p, p.replace(".", "_")) for p in paths}


# --- one newcomer each -----------------------------------------------------------------

PET = record(status={"type": "string", "enum": ["sold", "free"]})
BRANCH = record(meows={"type": "boolean"})
LONG = {"type": "string", "enum": [f"value{n}" for n in range(12)]}
STREAMED = {
    "200": {
        "description": "",
        "content": {
            "application/json": {"schema": STRING},
            "text/event-stream": {"schema": STRING},
        },
    }
}

NEWCOMERS: dict[str, tuple[Json, Json]] = {
    "a simpler route": (
        document({"/x/{a}/items/{id}": {"get": call(tags=["Old"])}}),
        document(
            {
                "/x/{a}/items/{id}": {"get": call(tags=["Old"])},
                "/x/items/{id}": {"get": call(tags=["New"])},
            }
        ),
    ),
    "a resource where a method is": (
        document({"/a/{id}/export": {"post": call()}}),
        document(
            {
                "/a/{id}/export": {"post": call()},
                "/a/export/{x}/files": {"get": call()},
            }
        ),
    ),
    "a tag": (
        document({"/a_b": {"get": call(operationId="b")}, "/c": {"get": call()}}),
        document(
            {
                "/a-b": {"get": call(operationId="a")},
                "/a_b": {"get": call(operationId="b")},
                "/c": {"get": call()},
            }
        ),
    ),
    "a component called like an answer": (
        document({"/pets/{id}": {"get": call(PET)}}),
        document(
            {
                "/pets/{id}": {"get": call(PET)},
                "/cats": {"get": call(ref("PetsGetResponse"))},
            },
            {"PetsGetResponse": BRANCH},
        ),
    ),
    "a component that is spelled in full": (
        document({"/a": {"get": call(ref("pet_item"))}}, {"pet_item": PET}),
        document(
            {"/a": {"get": call(ref("pet_item"))}, "/b": {"get": call(ref("PetItem"))}},
            {"pet_item": PET, "PetItem": BRANCH},
        ),
    ),
    "a component called like a choice": (
        document({"/a": {"get": call(ref("Pet"))}}, {"Pet": PET}),
        document(
            {"/a": {"get": call(ref("Pet"))}, "/b": {"get": call(ref("PetStatus"))}},
            {"Pet": PET, "PetStatus": BRANCH},
        ),
    ),
    "a choice called like a choice": (
        document({"/b": {"get": call(ref("PetBig"))}}, {"PetBig": PET}),
        document(
            {"/a": {"get": call(ref("Pet"))}, "/b": {"get": call(ref("PetBig"))}},
            {"Pet": record(big_status={"enum": ["x", "y"]}), "PetBig": PET},
        ),
    ),
    "a component called like a twin": (
        document(
            {"/a": {"post": call(ref("Pet"), {"oneOf": [ref("Pet")]})}},
            {"Pet": record("id", id={"type": "string", "readOnly": True})},
        ),
        document(
            {
                "/a": {"post": call(ref("Pet"), {"oneOf": [ref("Pet")]})},
                "/b": {"get": call(ref("PetInput"))},
            },
            {
                "Pet": record("id", id={"type": "string", "readOnly": True}),
                "PetInput": BRANCH,
            },
        ),
    ),
    "a property that is plainer": (
        document({"/a": {"get": call(ref("Pet"))}}, {"Pet": record(petName=STRING)}),
        document(
            {"/a": {"get": call(ref("Pet"))}},
            {"Pet": record(pet_name=STRING, petName=STRING)},
        ),
    ),
    "a parameter called like a property of the body": (
        document({"/a": {"post": call(body=record(limit=STRING))}}),
        document({"/a": {"post": call(body=record(limit=STRING), query=["limit"])}}),
    ),
    "a parameter before another": (
        document({"/a": {"get": call(query=["userId"])}}),
        document({"/a": {"get": call(query=["user_id", "userId"])}}),
    ),
    "a resource whose module is another's": (
        document({"/a/{id}/b": {"get": call()}, "/a/{id}/b/{x}": {"get": call()}}),
        document(
            {
                "/a/{id}/b": {"get": call()},
                "/a/{id}/b/{x}": {"get": call()},
                "/a_b/{id}": {"get": call()},
            }
        ),
    ),
    "a method called like one that streams": (
        document({"/a/{id}/cancel": {"post": {"responses": STREAMED}}}),
        document(
            {
                "/a/{id}/cancel": {"post": {"responses": STREAMED}},
                "/a/{id}/cancel-stream": {"post": call()},
            }
        ),
    ),
    "a method above a shared parameter": (
        document({"/a": {"parameters": [], "post": call()}}),
        document({"/a": {"parameters": [], "post": call(), "get": call()}}),
    ),
    "a branch before another": (
        document({"/a": {"get": call({"oneOf": [PET, PET]})}}),
        document({"/a": {"get": call({"oneOf": [BRANCH, PET, PET]})}}),
    ),
}
for _api in NEWCOMERS["a method above a shared parameter"]:
    _api["paths"]["/a"]["parameters"] = [
        {"name": "kind", "in": "query", "schema": record(one=LONG)}
    ]
STEADY = {"a branch before another", "a tag"}
"""Where the rule alone happens to keep the names."""


@pytest.mark.parametrize("what", NEWCOMERS)
def test_a_newcomer_makes_way(what: str, tmp_path: Path) -> None:
    before, after = NEWCOMERS[what]
    old, _ = named(tmp_path, before)
    by_rule, _ = named(tmp_path, after)
    if what not in STEADY:
        assert moved(old, by_rule), "the newcomer is none"
    new, report = named(tmp_path, after, old)
    assert moved(old, new) == {}
    assert old.operations.items() <= new.operations.items()
    assert not [each for each in report if each.code in ("CG068", "CG069")]
    assert named(tmp_path, after, new)[0] == new


# --- versions and routes ---------------------------------------------------------------


def versions(*values: str) -> list[Json]:
    """One document a version of the same route."""
    answer = record(kind=record(deep=STRING))
    return [document({"/slots": {"get": call(answer, version=v)}}) for v in values]


def test_the_newest_version_has_the_plain_name_and_nothing_else_moves(
    tmp_path: Path,
) -> None:
    one, _ = named(tmp_path, versions("2024-01-01"))
    assert one.operations == {"GET /slots 2024-01-01": "slots.list"}
    two, report = named(tmp_path, versions("2024-01-01", "2025-01-01"), one)
    assert two.operations == {
        "GET /slots 2024-01-01": "v2024_01_01.slots.list",
        "GET /slots 2025-01-01": "slots.list",
    }
    assert one.schemas.items() <= two.schemas.items()
    assert not [each for each in report if each.code in ("CG068", "CG069")]
    three, _ = named(tmp_path, versions("2024-01-01", "2025-01-01", "2026-01-01"), two)
    assert three.operations == {
        "GET /slots 2024-01-01": "v2024_01_01.slots.list",
        "GET /slots 2025-01-01": "v2025_01_01.slots.list",
        "GET /slots 2026-01-01": "slots.list",
    }
    assert two.schemas.items() <= three.schemas.items()
    # A version that is gone takes its name with it; the one that stays keeps its own.
    left, _ = named(tmp_path, versions("2024-01-01"), two)
    assert left.operations == {"GET /slots 2024-01-01": "v2024_01_01.slots.list"}


def test_an_older_version_that_comes_later(tmp_path: Path) -> None:
    one, _ = named(tmp_path, versions("2025-01-01"))
    two, _ = named(tmp_path, versions("2024-01-01", "2025-01-01"), one)
    assert two.operations == {
        "GET /slots 2024-01-01": "v2024_01_01.slots.list",
        "GET /slots 2025-01-01": "slots.list",
    }
    assert moved(one, two) == {}


def test_a_version_that_replaces_another_is_the_same_operation(tmp_path: Path) -> None:
    old = Frozen(operations={"GET /slots 2024-01-01": "times.all"})
    new, _ = named(tmp_path, versions("2025-01-01"), old)
    assert new.operations == {"GET /slots 2025-01-01": "times.all"}


def test_a_path_parameter_that_is_called_otherwise(tmp_path: Path) -> None:
    def users(hole: str) -> Json:
        path = f"/users/{{{hole}}}/notes/{{{hole}2}}"
        shared = {"name": "kind", "in": "query", "schema": record(one=STRING)}
        item = {"parameters": [shared], "get": call(PET), "patch": call(body=PET)}
        # What is asked for here makes the names by rule depend on the parameter.
        return document({path: item, "/users/{a}/notes": {"get": call(PET)}})

    old, _ = named(tmp_path, users("id"))
    renamed = Frozen(
        operations={k: f"{v}_once" for k, v in old.operations.items()},
        schemas={k: f"{v}Once" for k, v in old.schemas.items()},
        arguments=old.arguments,
    )
    new, report = named(tmp_path, users("userId"), renamed)
    assert sorted(new.operations.values()) == sorted(renamed.operations.values())
    assert sorted(new.schemas.values()) == sorted(renamed.schemas.values())
    assert {key for key in new.operations if "{userId}" in key} != set()
    assert not [each for each in report if each.code in ("CG068", "CG069")]


def test_what_identifies_an_operation_is_its_route(tmp_path: Path) -> None:
    old, _ = named(
        tmp_path, document({"/a": {"get": call(operationId="a", tags=["One"])}})
    )
    new, _ = named(
        tmp_path,
        document({"/a": {"get": call([], operationId="b", tags=["Two"])}}),
        old,
    )
    assert new.operations == old.operations


# --- what goes, and what comes back ----------------------------------------------------


def test_what_is_gone_leaves_the_lock_and_comes_back_by_rule(tmp_path: Path) -> None:
    both = NEWCOMERS["a component called like a choice"][1]
    half = document({"/c": {"get": call()}})
    odd = Frozen(
        operations={"GET /a": "odd.name", "GET /b": "odd.other"},
        schemas={"schemas/Pet": "Beast"},
    )
    first, _ = named(tmp_path, both, odd)
    assert first.operations == odd.operations
    assert first.schemas["schemas/Pet"] == "Beast"
    less, _ = named(tmp_path, half, first)
    assert less.tables() == {"operations": {"GET /c": "c.get"}}
    again, _ = named(tmp_path, both, less)
    assert again == named(tmp_path, both)[0]


@pytest.mark.parametrize("component", ["PetsGetResponse", "PetStatus"])
def test_what_moves_into_a_component_of_its_name_keeps_it(
    component: str, tmp_path: Path
) -> None:
    """The name of something that is gone stands in nobody's way."""
    old, _ = named(tmp_path, document({"/pets/{id}": {"get": call(PET)}}))
    assert old.schemas == {
        "GET /pets/{id}/responses/200/content/application~1json/schema": "PetsGetResponse"
    }
    api = document({"/pets/{id}": {"get": call(ref(component))}}, {component: PET})
    new, report = named(tmp_path, api, old)
    assert new.schemas == {f"schemas/{component}": component}
    assert [each.code for each in report] == [
        each.code for each in named(tmp_path, api)[1]
    ]


def test_a_choice_that_moves_into_a_component_keeps_its_name(tmp_path: Path) -> None:
    paths = {"/a": {"get": call(ref("Pet"))}}
    old, _ = named(tmp_path, document(paths, {"Pet": PET}))
    assert old.nested == {"Pet.Status": "PetStatus"}
    choice = PET["properties"]["status"]
    schemas = {"Pet": record(status=ref("PetStatus")), "PetStatus": choice}
    new, _ = named(tmp_path, document(paths, schemas), old)
    assert new.schemas == {"schemas/Pet": "Pet", "schemas/PetStatus": "PetStatus"}


# --- names that cannot stand -----------------------------------------------------------


@pytest.mark.parametrize("name", ["class.get", "send.get", "a", "a.__x", "a.str", ""])
def test_a_name_of_a_call_that_cannot_stand(name: str, tmp_path: Path) -> None:
    api = document({"/a": {"get": call()}, "/b": {"get": call()}})
    old = Frozen(operations={"GET /a": name, "GET /b": "b.get"})
    new, report = named(tmp_path, api, old)
    assert new.operations == {"GET /a": "a.get", "GET /b": "b.get"}
    told = [each for each in report if each.code == "CG068"]
    assert ["GET /a" in each.message for each in told] == [True]
    assert named(tmp_path, api, new)[0] == new


def test_a_name_that_two_calls_claim(tmp_path: Path) -> None:
    api = document({"/a": {"get": call()}, "/b": {"get": call()}})
    old = Frozen(operations={"GET /a": "c.get", "GET /b": "c.get"})
    new, report = named(tmp_path, api, old)
    assert new.operations == {"GET /a": "c.get", "GET /b": "b.get"}
    assert [each.code for each in report if each.code == "CG068"] == ["CG068"]


@pytest.mark.parametrize("name", ["class", "int", "a-b", "", "None", "Cat", "_Pet"])
def test_a_name_of_a_model_that_cannot_stand(name: str, tmp_path: Path) -> None:
    paths = {"/a": {"get": call(ref("Pet"))}, "/b": {"get": call(ref("Cat"))}}
    api = document(paths, {"Pet": PET, "Cat": BRANCH})
    old = Frozen(schemas={"schemas/Pet": name, "schemas/Cat": "Cat"})
    new, report = named(tmp_path, api, old)
    assert new.schemas == {"schemas/Pet": "Pet", "schemas/Cat": "Cat"}
    assert [each.code for each in report if each.code == "CG069"] == ["CG069"]


def test_nonsense_in_a_lock_is_no_name(tmp_path: Path) -> None:
    api = document(
        {"/a": {"post": call(ref("Pet"), PET, query=["q"])}},
        {"Pet": record(petName=STRING, status=PET["properties"]["status"])},
    )
    odd = Frozen(
        nested={"Pet.Status": "1 + 1"},
        modules={"a": "../a"},
        arguments={"POST /a": 'query:q=class body:status="x" %'},
        attributes={"Pet": "petName=__class__ status=date"},
        streams={"POST /a": "a.b c"},
    )
    assert named(tmp_path, api, odd)[0] == named(tmp_path, api)[0]


def test_locks_of_the_first_schema(tmp_path: Path) -> None:
    kinds = ("tools", "inputs", "settings", "ledger", "files")
    empty: Json = {kind: {} for kind in kinds}
    text = json.dumps({"schema": 1, **empty, "names": {"GET /a": "b.c"}})
    assert frozen(read_lock(text).names).operations == {"GET /a": "b.c"}


# --- classes for credentials -----------------------------------------------------------

TOKEN = {"tokenUrl": "https://stamps.example/token", "scopes": {}}


def secured(**schemes: Json) -> Json:
    """An API whose call takes any of some schemes."""
    asked = [{name: []} for name in schemes]
    api = document({"/a": {"get": call(security=asked)}})
    api["components"]["securitySchemes"] = schemes
    return api


def key(header: str) -> Json:
    return {"type": "apiKey", "in": "header", "name": header}


def grants(*flows: str) -> Json:
    return {"type": "oauth2", "flows": dict.fromkeys(flows, TOKEN)}


def test_classes_of_credentials_stay(tmp_path: Path) -> None:
    first = {"my-key": key("X-One"), "later": grants("clientCredentials", "password")}
    old, _ = named(tmp_path, secured(**first))
    assert old.credentials == {
        "my-key": "MyKeyAuth",
        "ClientCredentials of later": "ClientCredentials",
        "Password of later": "Password",
    }
    more = {"myKey": key("X-Two"), "early": grants("clientCredentials"), **first}
    assert moved(old, named(tmp_path, secured(**more))[0])
    new, _ = named(tmp_path, secured(**more), old)
    assert new.credentials == {
        **old.credentials,
        "myKey": "MyKeyHeaderAuth",
        "ClientCredentials of early": "EarlyClientCredentials",
    }
    assert named(tmp_path, secured(**more), new)[0] == new
    # The one that stays keeps its name, although it is the only one by now.
    less, _ = named(tmp_path, secured(early=more["early"]), new)
    assert less.credentials == {"ClientCredentials of early": "EarlyClientCredentials"}


@pytest.mark.parametrize(
    "name", ["Bearer", "OAuth", "a b", "", "None", "int", "Endpoints"]
)
def test_a_name_of_credentials_that_cannot_stand(name: str, tmp_path: Path) -> None:
    api = secured(one=key("X-One"), two=key("X-Two"))
    old = Frozen(credentials={"one": name, "two": "OneAuth"})
    new, _ = named(tmp_path, api, old)
    assert new.credentials == {"one": "OneHeaderAuth", "two": "OneAuth"}


# --- the command line ------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, calgen: Any) -> Any:
    """A client whose only call has a name that no rule gives."""
    api = document({"/a": {"get": call(ref("Pet"))}}, {"Pet": PET})
    (tmp_path / "api.json").write_text(json.dumps(api))
    settings = 'inputs = ["api.json"]\noutput = "client"\npackage = "stamps"\n'
    (tmp_path / "calgen.toml").write_text(settings)

    def run(*arguments: str) -> Any:
        return calgen(*arguments, cwd=tmp_path)

    assert run("generate").code == 0
    lock = tmp_path / "client" / "calgen.lock"
    lock.write_text(lock.read_text().replace('"a.get"', '"odd.one"'))
    assert run("generate").code == 0
    return run


def test_every_command_shows_the_names_of_the_lock(
    project: Any, tmp_path: Path
) -> None:
    assert "odd.one" in project("inspect").stdout
    assert project("check").code == 0
    assert "def one(" in (tmp_path / "client/stamps/resources/odd.py").read_text()
    (tmp_path / "client" / "calgen.lock").unlink()
    assert "odd.one" not in project("inspect").stdout


def test_a_name_in_the_settings_wins(project: Any, tmp_path: Path) -> None:
    with (tmp_path / "calgen.toml").open("a") as settings:
        settings.write('[rename]\n"GET /a" = "pinned.name"\n')
    assert project("generate").code == 0
    lock = json.loads((tmp_path / "client" / "calgen.lock").read_text())
    assert lock["names"]["operations"] == {"GET /a": "pinned.name"}


@pytest.mark.parametrize("command", ["generate", "check", "inspect", "lint", "bundle"])
def test_a_lock_that_is_none(command: str, project: Any, tmp_path: Path) -> None:
    (tmp_path / "client" / "calgen.lock").write_text("{}")
    done = project(command)
    assert done.code == 2
    assert "is not a lock of this calgen" in done.stderr
    assert "delete it" in done.stderr


# --- any newcomers, in any order -------------------------------------------------------

_WORDS = ("pet", "Pet", "pet_item", "PetItem", "pet-item", "PetInput", "PetBase")
_NAMES = (*_WORDS, "PetStatus", "PetsGetResponse", "PetPetItem", "Pet.Item", "petitem")
_FIELDS = ("status", "petItem", "pet_item", "pet-item", "id", "date", "date_", "kind")
_PATHS = (
    *("/pets", "/pets/{id}", "/pet-items", "/pet_items", "/pets/{id}/items", "/pet"),
    *("/pets/items/{id}", "/v1/pets", "/pets/{id}/export", "/pets/export/{x}/files"),
    *("/pets/{id}/cancel", "/pets/cancel", "/pets/{a}/items/{b}", "/pets/list/{x}/y"),
)
_CHOICE = st.sampled_from(
    [{"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["c", "d"]}]
)
_LEAF = st.one_of(_CHOICE, st.sampled_from([STRING, LONG, *map(ref, _NAMES)]))


def _objects(children: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    fields = st.dictionaries(st.sampled_from(_FIELDS), children, min_size=1, max_size=3)
    held = {"type": "string", "readOnly": True}
    return st.one_of(
        fields.map(lambda found: record(**found)),
        fields.map(lambda found: record("key", key=held, **found)),
        st.lists(children, min_size=2, max_size=3).map(lambda found: {"oneOf": found}),
        children.map(lambda found: {"type": "array", "items": found}),
    )


_SCHEMA = st.recursive(_LEAF, _objects, max_leaves=6)


@st.composite
def _operations(draw: st.DrawFn) -> Json:
    body = draw(st.none() | _SCHEMA)
    query = st.lists(st.sampled_from([*_FIELDS, "petId", "pet_id"]), unique=True)
    return call(
        draw(_SCHEMA),
        body,
        query=draw(query),
        version=draw(st.sampled_from(["", "", "2024-01-01"])),
        tags=draw(st.sampled_from([[], ["Pets"], ["Items"]])),
        operationId=draw(st.sampled_from(["", "one", "other"])),
    )


@st.composite
def _apis(draw: st.DrawFn) -> tuple[list[tuple[str, str, Json]], dict[str, Json]]:
    keys = st.tuples(st.sampled_from(_PATHS), st.sampled_from(["get", "post", "put"]))
    chosen = draw(st.lists(keys, unique=True, min_size=2, max_size=7))
    calls = [(path, method, draw(_operations())) for path, method in chosen]
    schemas = {name: draw(_SCHEMA) for name in _NAMES}
    return calls, schemas


def _part(
    calls: list[tuple[str, str, Json]],
    schemas: dict[str, Json],
    random: Random,
    share: float,
) -> Json:
    """Some of the calls and all of the schemas that are there, in any order."""
    kept = [each for each in calls if random.random() < share] or calls[:1]
    random.shuffle(kept)
    paths: Json = {}
    for path, method, node in kept:
        paths.setdefault(path, {})[method] = node
    names = [*schemas]
    random.shuffle(names)
    there = {name: schemas[name] for name in names}
    for name in names:
        used = json.dumps([paths, there]).count(f'"#/components/schemas/{name}"')
        if not used and random.random() > share:
            del there[name]
    return document(paths, there)


def _survivors(
    folder: Path,
    api: tuple[list[tuple[str, str, Json]], dict[str, Json]],
    random: Random,
) -> None:
    names: Frozen | None = None
    for share in (0.5, 1.0, 0.6, 1.0):
        step = _part(*api, random, share)
        now, report = named(folder, step, names)
        if names is not None:
            assert moved(names, now) == {}
        assert not [each for each in report if each.code in ("CG068", "CG069")]
        assert named(folder, step, now)[0] == now
        if share == 1.0:
            assert named(folder, _part(*api, random, 2.0), names)[0] == now
        names = now


_RANDOM = st.randoms(use_true_random=False)


@settings(max_examples=10)
@given(_apis(), _RANDOM)
def test_survivors_never_move(
    tmp_path_factory: pytest.TempPathFactory, api: Any, random: Random
) -> None:
    _survivors(tmp_path_factory.mktemp("api"), api, random)


@pytest.mark.slow
@settings(max_examples=100)
@given(_apis(), _RANDOM)
def test_survivors_never_move_in_many_documents(
    tmp_path_factory: pytest.TempPathFactory, api: Any, random: Random
) -> None:
    _survivors(tmp_path_factory.mktemp("api"), api, random)

"""The version header: who may state its value, who is believed, what is told apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from calgen.config import Config
from calgen.diagnostics import Report, Stop
from calgen.document import parse
from calgen.ir import Operation, Sourced, VersionHeader
from calgen.location import Place
from calgen.normalise.notes import read
from calgen.normalise.versions import (
    is_version_header,
    report_valueless,
    version_of,
)
from calgen.pipeline import read_facts
from calgen.profile import Profile, load

HEADER = "ferries-version"


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load("default", Report())


def stated(
    profile: Profile,
    parameters: str = "[]",
    description: str = "''",
    operation_id: str = "list",
) -> tuple[Sourced[VersionHeader] | None, Report]:
    """What one operation says."""
    text = (
        f"operationId: {operation_id}\ndescription: {description}\n"
        f"parameters: {parameters}\n"
    )
    document = parse("api.yaml", text)
    place, report = Place(document), Report()
    data: Any = document.data
    reading = read(
        str(data["description"]),
        place.child("description"),
        profile.recognisers,
        report,
    )
    headers = [
        (node, place.child("parameters", index))
        for index, node in enumerate(data["parameters"])
    ]
    found = version_of(headers, reading.facts, operation_id, place, profile, report)
    report_valueless(found, report)
    return found, report


def parameter(schema: str = "{}", rest: str = "") -> str:
    return f"[{{name: {HEADER}, in: header, schema: {schema}{rest}}}]"


@pytest.mark.parametrize(
    ("parameters", "description", "operation_id", "value", "how"),
    [
        (parameter("{const: '2025-01-01'}"), "''", "x", "2025-01-01", "spec"),
        (parameter("{enum: ['2025-01-01']}"), "''", "x", "2025-01-01", "spec"),
        (parameter("{default: '2025-01-01'}"), "''", "x", "2025-01-01", "spec"),
        (parameter("{example: '2025-01-01'}"), "''", "x", "2025-01-01", "spec"),
        (parameter(rest=", example: '2025-01-01'"), "''", "x", "2025-01-01", "spec"),
        (
            parameter(rest=", description: Must be set to 2025-01-01"),
            "''",
            "x",
            "2025-01-01",
            "note",
        ),
        (
            parameter(),
            "The header must be set to `2025-01-01`.",
            "x",
            "2025-01-01",
            "note",
        ),
        (parameter(), "''", "Trips_2025_01_01_list", "2025-01-01", "inferred"),
        (parameter(), "''", "Trips_2025-01-01_list", "2025-01-01", "inferred"),
        # A version need not be a date.
        (parameter("{default: v2}"), "''", "x", "v2", "spec"),
        (parameter("{default: 3}"), "''", "x", "3", "spec"),
        (parameter("{default: '2.1'}"), "''", "x", "2.1", "spec"),
    ],
)
def test_who_may_state_it(
    profile: Profile,
    parameters: str,
    description: str,
    operation_id: str,
    value: str,
    how: str,
) -> None:
    found, report = stated(profile, parameters, description, operation_id)
    assert found is not None
    assert found.value == VersionHeader(HEADER, value)
    assert found.origin.how == how
    assert value.replace("-", "") in found.origin.text.replace("-", "").replace("_", "")
    assert list(report) == []


@pytest.mark.parametrize(
    ("parameters", "description", "operation_id"),
    [
        ("[]", "''", "list"),
        # The date in an operationId counts where another source speaks of the header.
        ("[]", "''", "Trips_2025_01_01_list"),
        ("[{name: X-Trace, in: header}]", "''", "Trips_2025_01_01_list"),
        ("[]", "Boats were built in 2025-01-01.", "list"),
    ],
)
def test_nobody_speaks_of_it(
    profile: Profile, parameters: str, description: str, operation_id: str
) -> None:
    found, report = stated(profile, parameters, description, operation_id)
    assert found is None
    assert list(report) == []


def test_a_note_alone_declares_the_header(profile: Profile) -> None:
    text = "The `Ferries-Version` header must be set to 2025-01-01"
    found, _ = stated(profile, description=text)
    assert found is not None
    assert found.value == VersionHeader("Ferries-Version", "2025-01-01")


def test_a_header_that_nobody_names_is_not_invented(profile: Profile) -> None:
    found, _ = stated(profile, description="The header must be set to 2025-01-01")
    assert found is None


def test_nobody_states_its_value(profile: Profile) -> None:
    found, report = stated(profile, parameter("{type: string}"))
    assert found is not None
    assert found.value == VersionHeader(HEADER, None)
    (warning,) = report
    assert (warning.level, warning.code) == ("warning", "CG051")
    assert "api_version=" in warning.hint


@pytest.mark.parametrize("schema", ["{default: latest}", "{enum: [latest, next]}"])
def test_what_states_no_value(profile: Profile, schema: str) -> None:
    found, _ = stated(profile, parameter(schema))
    assert found is not None
    assert found.value.value is None


@pytest.mark.parametrize(
    ("versions", "choose", "value"),
    [
        (["2025-01-01", "2026-01-01"], "newest", "2026-01-01"),
        (["2025-01-01", "2026-01-01"], "oldest", "2025-01-01"),
        # Numbers are compared as numbers.
        (["2.9", "2.10", "2.1"], "newest", "2.10"),
        (["2.9", "2.10", "2.1"], "oldest", "2.1"),
        (["v10", "v9", "latest"], "newest", "v10"),
    ],
)
def test_one_of_several(
    profile: Profile, versions: list[str], choose: str, value: str
) -> None:
    rules = replace(profile.version, choose=choose)
    chosen = replace(profile, version=rules)
    schema = f"{{enum: {versions!r}}}"
    found, report = stated(chosen, parameter(schema))
    assert found is not None
    assert found.value.value == value
    assert found.origin.how == "inferred"
    assert list(report) == []
    # Whoever says which one it is, is believed.
    found, _ = stated(chosen, parameter(schema, f", example: '{versions[0]}'"))
    assert found is not None
    assert found.value.value == versions[0]


def test_a_version_that_is_not_offered(profile: Profile) -> None:
    schema = "{enum: ['2025-01-01', '2025-02-01'], default: '2024-01-01'}"
    found, report = stated(profile, parameter(schema))
    assert found is not None
    assert found.value.value == "2024-01-01"
    assert [each.code for each in report] == ["CG053"]


def test_two_spellings_are_one_header(profile: Profile) -> None:
    declared = (
        "[{name: ferries-version, in: header}, {name: Ferries-Version, in: header, "
        "schema: {default: '2025-01-01'}}]"
    )
    found, report = stated(profile, declared)
    assert found is not None
    assert found.value == VersionHeader("ferries-version", "2025-01-01")
    assert list(report) == []


def test_of_two_headers_the_one_with_a_value(profile: Profile) -> None:
    declared = (
        "[{name: X-Boat-Version, in: header}, {name: Ferries-Version, in: header, "
        "schema: {default: '2025-01-01'}}]"
    )
    found, _ = stated(profile, declared)
    assert found is not None
    assert found.value.header == "Ferries-Version"


# In the order in which they are believed; each says another day.
SOURCES = ["const", "default", "description", "example", "note", "operation id"]


def conflicting(profile: Profile, *sources: str) -> tuple[Any, list[Any]]:
    day = {source: f"2025-01-0{number}" for number, source in enumerate(SOURCES, 1)}
    keys = [f"{key}: '{day[key]}'" for key in ("const", "default") if key in sources]
    rest = "".join(
        f", {key}: {text}"
        for key, text in (
            ("example", f"'{day['example']}'"),
            ("description", f"Must be set to {day['description']}"),
        )
        if key in sources
    )
    note = f"It must be set to {day['note']}" if "note" in sources else "''"
    last = day["operation id"].replace("-", "_") if "operation id" in sources else ""
    found, report = stated(
        profile, parameter(f"{{{', '.join(keys)}}}", rest), note, f"Trips_{last}"
    )
    assert found is not None
    return found.value.value, [found, list(report), day]


@pytest.mark.parametrize(("first", "second"), list(combinations(SOURCES, 2)))
def test_the_first_is_believed(profile: Profile, first: str, second: str) -> None:
    value, (_, said, day) = conflicting(profile, first, second)
    assert value == day[first]
    (warning,) = said
    assert (warning.level, warning.code) == ("warning", "CG052")
    assert day[first] in warning.message
    assert day[second] in warning.message
    assert warning.message.count("api.yaml:") == 2


def test_sources_that_agree_are_no_conflict(profile: Profile) -> None:
    rest = ", example: '2025-01-01', description: Must be set to 2025-01-01"
    _, report = stated(
        profile, parameter("{default: '2025-01-01'}", rest), operation_id="A_2025_01_01"
    )
    assert list(report) == []


@pytest.mark.parametrize(
    ("text", "if_missing"),
    [
        ("Otherwise it will default to an older version of this endpoint.", "older"),
        ("It does not exist in older API versions.", "404"),
        ("It is needed.", None),
    ],
)
def test_what_happens_without_it(
    profile: Profile, text: str, if_missing: str | None
) -> None:
    found, _ = stated(profile, parameter("{default: '2025-01-01'}"), text)
    assert found is not None
    assert found.value.if_missing == if_missing


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Ferries-Version", True),
        ("ferries-api-version", True),
        ("api-version", True),
        ("Version", True),
        ("revision", True),
        ("X-GitHub-Api-Version", True),
        ("Accept-Version", True),
        ("api-revision", True),
        ("X-Version-Of-Me", False),
        ("X-Client-Version", False),
        ("if-match-version", False),
        ("If-None-Match", False),
        ("SDK-Version", False),
        ("Accept", False),
        ("conversion", False),
    ],
)
def test_which_headers(profile: Profile, name: str, is_one: bool) -> None:
    assert is_version_header(name, profile) is is_one


# --- one route at several versions ------------------------------------------------------------


def document(version: str | None, summary: str, path: str = "/trips") -> str:
    declared = (
        f"[{{name: {HEADER}, in: header, schema: {{default: '{version}'}}}}]"
        if version
        else "[]"
    )
    return (
        "openapi: 3.1.0\ninfo: {title: Ferries, version: '1'}\npaths:\n"
        f"  {path}:\n    get:\n      operationId: listTrips\n      tags: [Trips]\n"
        f"      summary: {summary}\n      parameters: {declared}\n"
        f"      responses: {{'204': {{description: {summary}}}}}\n"
    )


def operations(folder: Path, *texts: str) -> tuple[tuple[Operation, ...], Report]:
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_text(text)
    report = Report()
    facts = read_facts(Config(inputs=(folder,), base=folder), report)
    return facts.api.operations, report


@pytest.mark.parametrize(
    ("versions", "names"),
    [
        (["2024-01-01"], {"trips.list": "2024-01-01"}),
        (
            ["2024-01-01", "2025-01-01", "2023-01-01"],
            {
                "trips.list": "2025-01-01",
                "v2024_01_01.trips.list": "2024-01-01",
                "v2023_01_01.trips.list": "2023-01-01",
            },
        ),
        # Numbers are compared as numbers.
        (["v2", "v10"], {"trips.list": "v10", "v2.trips.list": "v2"}),
        (["9", "10"], {"trips.list": "10", "v9.trips.list": "9"}),
        (["2.9", "2.10"], {"trips.list": "2.10", "v2_9.trips.list": "2.9"}),
    ],
)
def test_the_newest_has_the_plain_name(
    tmp_path: Path, versions: list[str], names: dict[str, str]
) -> None:
    texts = [document(each, "trips") for each in versions]
    found, report = operations(tmp_path, *texts)
    said = {each.dotted: each.version.value.value for each in found if each.version}
    assert said == names
    assert not report.has("warning")


def test_equal_descriptions_are_one(tmp_path: Path) -> None:
    text = document("2024-01-01", "trips")
    found, report = operations(
        tmp_path, text, text.replace("summary: trips", "summary: x")
    )
    assert len(found) == 1
    assert not report.has("warning")


def test_a_contradiction(tmp_path: Path) -> None:
    one = document("2024-01-01", "trips")
    two = one.replace("'204'", "'202'")
    with pytest.raises(Stop):
        operations(tmp_path, one, two)

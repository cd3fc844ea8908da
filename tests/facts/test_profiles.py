"""Profiles as data: checked when they load, bounded in time, open to additions."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from factkit import PLACE, profile

from calgen.diagnostics import Report, Stop
from calgen.normalise.notes import read
from calgen.normalise.oauth import covers
from calgen.profile import Profile, available, load

# Text that makes bad patterns slow: what a pattern repeats, without what it ends with.
HOSTILE = {
    "spaces": " " * 50_000,
    "digits": "1" * 50_000,
    "words": "the endpoint " * 3_900,
    "quotes": "`A` and " * 6_250,
    "commas": "`a:b`, " * 7_200,
    "scopes": "Requires the `a`" + ", `a`" * 10_000 + " or",
    "limits": "Rate limited to " * 3_100,
    "deprecated": "This endpoint is deprecated, use " * 1_500,
    "versions": "x-version-version" * 2_900,
    "headers": "The x-version header is required " * 1_500,
    "sentences": "If. Scope: 429 retry-after block limit " * 1_280,
    "stars": "*_" * 25_000,
    "lines": "\n- The\n" * 8_300,
    "open": "(" * 25_000 + '"' * 25_000,
    "ticks": "`a b " * 10_000,
}


# Those that take long to be found quick are for the slow suite.
_LONG = ("lines", "commas", "sentences")


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(each, marks=[pytest.mark.slow] * (each in _LONG))
        for each in HOSTILE
    ],
)
def test_no_pattern_is_slow(kind: str) -> None:
    """Each recogniser on 50 kB of its worst text, apart from the words it is about.

    What backtracks without a bound takes hours there: the limit only has to end it.
    """
    text = HOSTILE[kind]
    slow = []
    for each in profile("calcom").recognisers:
        alone = replace(each, about=())
        start = time.process_time()
        read(text, PLACE, [alone], Report())
        if (took := time.process_time() - start) > 10:
            slow.append((each.pattern[:80], round(took, 1)))
    assert slow == []


@pytest.mark.parametrize("name", available())
def test_our_own_profiles_hold(name: str) -> None:
    """Runs trust them, so that no user waits for every pattern to be compiled."""
    assert load(name, Report(), doubted=True) == load(name, Report())


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "profile.yaml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("recognisers: [{fact: scope, pattern: '('}]", "regular expression"),
        ("recognisers: [{fact: scope, pattern: '(?P<colour>x)'}]", "colour"),
        ("recognisers: [{fact: colour, pattern: x}]", "permission"),
        ("recognisers: [{fact: plan, pattern: '(?P<value>x*)'}]", "empty text"),
        ("recognisers: [{fact: scope, pattern: 'x'}]", "needs value"),
        ("recognisers: [{fact: limit, pattern: '(?P<count>x)'}]", "block or requests"),
        ("recognisers: [{fact: scope, pattern: 'a {nothing}'}]", "nothing"),
        (
            "words: {a: '{b}', b: '{a}'}\nrecognisers: [{fact: plan, pattern: '{a}'}]",
            "words",
        ),
        (
            "recognisers: [{fact: version, pattern: x, with: {if_missing: newer}}]",
            "newer",
        ),
        ("recognisers: [{fact: oauth, pattern: x, with: {value: maybe}}]", "maybe"),
        ("roles: {levels: {team: [a]}, passes: {org: [a]}}", "passes"),
        ("limit: {requests: 0, per_seconds: 1}", "greater than 0"),
        ("version: {choose: any}", "newest"),
        ("extensions: {scope: ['(']}", "regular expression"),
    ],
)
def test_a_profile_is_checked_when_it_loads(
    tmp_path: Path, text: str, fault: str
) -> None:
    report = Report()
    with pytest.raises(Stop):
        load(written(tmp_path / "boats", text), report)
    said = [each for each in report if each.code == "CG030"]
    assert said
    assert fault in f"{said[0].message} {said[0].position}"
    assert "boats/profile.yaml" in str(said[0].position)


SPEC = """openapi: 3.1.0
info: {title: Ferries, version: '1'}
paths:
  /trips:
    get:
      operationId: listTrips
      description: You will want a `trips:list` badge for this. Lists trips.
      responses: {'204': {description: done}}
"""


def test_a_phrasing_of_ones_own(calgen: Any, tmp_path: Path) -> None:
    """A folder with a profile is all that a new phrasing takes."""
    (tmp_path / "api.yaml").write_text(SPEC)
    written(
        tmp_path / "ferries",
        "recognisers:\n"
        "  - fact: scope\n"
        "    pattern: 'you will want an? {q}(?P<value>[\\w:]+){q} badge for this\\.?'\n",
    )
    flags = ("inspect", "-i", "api.yaml", "--config", "none", "--json")
    (before,) = json.loads(calgen(*flags, cwd=tmp_path).stdout)["operations"]
    assert before["scopes"] == []
    done = calgen(*flags, "--profile", "ferries", cwd=tmp_path)
    data = json.loads(done.stdout)
    (after,) = data["operations"]
    assert data["profile"] == "ferries"
    assert after["scopes"] == ["trips:list"]
    assert after["oauth"] == "scope"
    (origin,) = after["origins"]["scopes"]
    assert origin["text"] == "You will want a `trips:list` badge for this."


@pytest.mark.parametrize(
    ("recogniser", "text"),
    [
        ("{fact: limit, pattern: '(?P<requests>many) a (?P<unit>day)'}", "many a day"),
        ("{fact: limit, pattern: '(?P<requests>9) a (?P<unit>yard)'}", "9 a yard"),
        ("{fact: scope, pattern: 'badge(?: (?P<value>x))?'}", "badge"),
        ("{fact: oauth, pattern: 'for (?P<value>all)'}", "for all"),
        ("{fact: version, pattern: 'else (?P<if_missing>newer)'}", "else newer"),
    ],
)
def test_a_pattern_that_finds_nonsense_states_nothing(
    calgen: Any, tmp_path: Path, recogniser: str, text: str
) -> None:
    (tmp_path / "api.yaml").write_text(SPEC.replace("Lists trips", text))
    written(tmp_path / "ferries", f"recognisers: [{recogniser}]")
    flags = ("-i", "api.yaml", "--config", "none", "--json", "--profile", "ferries")
    done = calgen("inspect", *flags, cwd=tmp_path)
    (row,) = json.loads(done.stdout)["operations"]
    assert (row["rate_limit"], row["scopes"]) == (None, [])
    assert (row["oauth"], row["version"]) == (None, None)


@pytest.mark.parametrize("name", ["default", "calcom"])
def test_recognisers_that_come_with_calgen_stand_for_sentences(name: str) -> None:
    loose = {each.fact for each in profile(name).recognisers if not each.sentence}
    assert loose <= {"bearer"}


@pytest.mark.parametrize(
    ("pattern", "route", "covered"),
    [
        ("GET /a/*", "GET /a/{id}", True),
        ("GET /a/*", "GET /a/{id}/b", False),
        ("GET /a/*", "POST /a/{id}", False),
        ("GET /a/**", "GET /a/{id}/b/c", True),
        ("GET /a/**/c", "GET /a/c", True),
        ("GET /a/**/c", "GET /a/b/{x}/c", True),
        ("GET /a/**/c", "GET /a/b/{x}/d", False),
        ("GET /a.b", "GET /axb", False),
    ],
)
def test_routes_that_a_rule_covers(pattern: str, route: str, covered: bool) -> None:
    assert covers(pattern, route) is covered


def test_what_a_profile_knows_of_the_whole_api() -> None:
    calcom: Profile = profile("calcom")
    assert calcom.limit is not None
    assert (calcom.limit.requests, calcom.limit.per_seconds) == (120, 60)
    assert calcom.roles.levels["team"] == ("team owner", "team admin", "team member")
    assert set(calcom.roles.passes["team"]) == {"org owner", "org admin"}
    assert calcom.scopes.implies == {"ORG_(.+)": r"TEAM_\1"}
    assert calcom.server == "https://api.cal.com"
    assert [each.unwrap for each in calcom.envelopes] == ["data"]

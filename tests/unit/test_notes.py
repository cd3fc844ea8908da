"""Sentences that state facts: recognised, taken out of the text, counted."""

from __future__ import annotations

import pytest

from calgen.diagnostics import Report
from calgen.document import parse
from calgen.location import Place
from calgen.normalise.notes import Reading, read
from calgen.profile import Profile, Recogniser, load
from calgen.profile.checked import Misfit, checked


def recogniser(data: dict[str, object]) -> Recogniser:
    return checked(Recogniser, data)


SCOPE = recogniser(
    {"fact": "scope", "pattern": r"the [`'\"](?P<value>\w+)[`'\"] scope is required\.?"}
)
MISSING = recogniser(
    {
        "fact": "version",
        "pattern": "without it you get an older version",
        "given": {"if_missing": "older"},
    }
)


def reading(text: str, *recognisers: Recogniser) -> tuple[Reading, list[str]]:
    report = Report()
    place = Place(parse("a.yaml", "description: x"), "/description")
    found = read(text, place, recognisers or (SCOPE, MISSING), report)
    return found, [each.message for each in report]


@pytest.mark.parametrize(
    "text",
    [
        "The `BOOKS` scope is required.",
        "the 'BOOKS' Scope is REQUIRED",
        "The\n`BOOKS`   scope\tis\nrequired.",
        "Before. The `BOOKS` scope is required. After.",
        "<Note>The `BOOKS` scope is required.</Note>",
    ],
)
def test_a_family_of_phrasings(text: str) -> None:
    found, said = reading(text)
    (fact,) = found.facts
    assert fact.kind == "scope"
    assert fact.fields == {"value": "BOOKS"}
    assert fact.origin.how == "note"
    assert fact.origin.text.casefold().startswith("the ")
    assert "  " not in fact.origin.text
    assert said == []


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("The `A` scope is required.", ""),
        ("Lists books. The `A` scope is required.", "Lists books."),
        (
            "Lists books.\n\nThe `A` scope is required.\n\nAnd more.",
            "Lists books.\n\nAnd more.",
        ),
        ("One\n    <Note>The `A` scope is required.</Note>\nTwo", "One\n\nTwo"),
        ("<Note>Only on Sundays.</Note>", "Only on Sundays."),
        ("<Warning>Slow.</Warning> <Tip>Wait.</Tip>", "Slow. Wait."),
        ("Nothing to see.", "Nothing to see."),
        ("", ""),
        ("**The `A` scope is required.**", ""),
        ("a < b and <b>bold</b>", "a < b and <b>bold</b>"),
    ],
)
def test_what_is_left_for_people(text: str, body: str) -> None:
    found, _ = reading(text)
    assert found.doc.body == body


def test_facts_come_in_the_order_of_the_text() -> None:
    text = (
        "Without it you get an older version. The `A` scope is required. "
        "The `B` scope is required."
    )
    found, _ = reading(text)
    assert [each.kind for each in found.facts] == ["version", "scope", "scope"]
    assert [each.fields["value"] for each in found.of("scope")] == ["A", "B"]
    assert found.of("version")[0].fields == {"if_missing": "older"}
    assert found.doc.notes == (
        "Without it you get an older version",
        "The `A` scope is required.",
        "The `B` scope is required.",
    )


def test_the_first_recogniser_wins_where_two_fit() -> None:
    longer = recogniser(
        {"fact": "ignored", "pattern": r"the `A` scope is required\. really\."}
    )
    text = "The `A` scope is required. Really."
    assert [f.kind for f in reading(text, longer, SCOPE)[0].facts] == ["ignored"]
    assert [f.kind for f in reading(text, SCOPE, longer)[0].facts] == ["scope"]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("<Note>Only on Sundays.</Note>", ["Only on Sundays."]),
        ("<Note>A.</Note> <Info>B.</Info>", ["A.", "B."]),
        ("<Note>The `A` scope is required. And more.</Note>", []),
        ("Only on Sundays.", []),
        ("<note>any\n  case</NOTE>", ["any case"]),
    ],
)
def test_notes_that_nobody_recognises_are_counted(text: str, unread: list[str]) -> None:
    _, said = reading(text)
    assert said == [f"nothing was recognised in the note {each!r}" for each in unread]


def test_a_long_note_is_shown_in_short() -> None:
    _, (said,) = reading(f"<Note>{'word ' * 100}</Note>")
    assert len(said) < 150
    assert said.endswith("…'")


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("(", "not a regular expression"),
        ("(?P<colour>x)", "colour"),
    ],
)
def test_recognisers_are_checked_when_they_are_loaded(pattern: str, fault: str) -> None:
    with pytest.raises(Misfit, match=fault):
        recogniser({"fact": "scope", "pattern": pattern})


# --- the profiles' own ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calcom() -> Profile:
    return load("calcom", Report())


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        (
            "If accessed using an OAuth access token, the `BOOKING_READ` scope is required.",
            "scope",
            {"value": "`BOOKING_READ`"},
        ),
        (
            "<Note>cal-api-version: `2026-02-25` is required in the request header.</Note>",
            "version",
            {"header": "cal-api-version", "value": "2026-02-25"},
        ),
        (
            """<Note>The cal-api-version header is required for this endpoint.
            Without it, the request will fail with a 404 error.</Note>""",
            "version",
            {"if_missing": "404"},
        ),
        (
            """Please make sure to pass in the cal-api-version header value as mentioned
            in the Headers section. Not passing the correct value will default to an older
            version of this endpoint.""",
            "version",
            {"if_missing": "older"},
        ),
        (
            "Not available to third-party OAuth tokens.",
            "oauth",
            {"value": "not-accessible"},
        ),
    ],
)
def test_published_sentences(
    calcom: Profile, text: str, kind: str, fields: dict[str, str]
) -> None:
    found, said = reading(text, *calcom.recognisers)
    told = [each for each in found.facts if each.kind != "ignored"]
    assert [(each.kind, dict(each.fields)) for each in told] == [(kind, fields)]
    assert found.doc.body == ""
    assert said == []

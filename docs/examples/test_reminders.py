"""The tests of a program that uses the client: no network, no mocks of one's own.

The fixture `fake_calcom` comes with the package.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from calcom import errors
from calcom.testing import Fake
from reminders import Reminder, call_off, reminders

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def booking(fake: Fake, title: str, start: str, email: str) -> Any:
    attendee = fake.example("bookings.list")["attendees"][0]
    return fake.example(
        "bookings.list",
        title=title,
        start=start,
        attendees=[{**attendee, "email": email}],
    )


def test_bookings_of_a_day_are_reminded_of(fake_calcom: Fake) -> None:
    today = booking(fake_calcom, "Talk", "2026-05-04T15:00:00Z", "ada@example.com")
    later = booking(fake_calcom, "Walk", "2026-05-09T15:00:00Z", "bob@example.com")
    fake_calcom.answer("bookings.list", [today, later])
    found = list(reminders(fake_calcom.client(), NOW))
    assert found == [Reminder("ada@example.com", "Talk")]


def test_all_pages_are_read(fake_calcom: Fake) -> None:
    start = "2026-05-04T15:00:00Z"
    day = [
        booking(fake_calcom, f"Talk {number}", start, "ada@example.com")
        for number in range(120)
    ]
    fake_calcom.pages("bookings.list", day, size=50)
    assert len(list(reminders(fake_calcom.client(), NOW))) == 120
    assert [each.call for each in fake_calcom.calls] == ["bookings.list"] * 3


def test_a_reason_is_given(fake_calcom: Fake) -> None:
    assert call_off(fake_calcom.client(), "talk")
    (call,) = fake_calcom.calls
    assert call.call == "bookings.cancel"
    assert call.body == {"cancellationReason": "The room is closed."}
    assert not call.refused


def test_what_is_gone_is_no_fault(fake_calcom: Fake) -> None:
    fake_calcom.fail("bookings.cancel", 404)
    assert not call_off(fake_calcom.client(), "talk")


def test_a_broken_network_is_told(fake_calcom: Fake) -> None:
    fake_calcom.fail("bookings.list", httpx2.ConnectError("no route"))
    with pytest.raises(errors.ConnectError):
        list(reminders(fake_calcom.client(), NOW))

"""A program worth testing: who has to be reminded of a booking today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from calcom import Client, errors


class Reminder(NamedTuple):
    """Whom to write to, and about what."""

    email: str
    title: str


def reminders(client: Client, now: datetime) -> Iterator[Reminder]:
    """Those who booked a time within a day from `now`."""
    tomorrow = now + timedelta(days=1)
    for booking in client.bookings.list(status="upcoming"):
        if now <= booking.start < tomorrow:
            for attendee in booking.attendees:
                yield Reminder(attendee.email, booking.title)


def call_off(client: Client, uid: str) -> bool:
    """Call a booking off; whether there was one."""
    try:
        client.bookings.cancel(uid, body={"cancellationReason": "The room is closed."})
    except errors.NotFound:
        return False
    return True

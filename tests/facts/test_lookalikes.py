"""Sentences that look like facts and are not."""

from __future__ import annotations

import pytest
from factkit import stated

QUOTED = """\
(e.g. *"If accessed using an OAuth access token, the `PARCEL_READ` scope is required"*)
A description may say "The `PARCEL_READ` scope is required." in its last line.
Look for a sentence such as: The `PARCEL_READ` scope is required.
> Example: This endpoint is rate limited to 5 requests per minute.
The error says: the `x.read` scope is required.
Answers “Required membership role: `owner`” to everybody else.
"""
SCOPES = """\
Deletes a scope from the list of scopes that a token needs.
Scope of the search: all harbours.
The scope of this endpoint is the whole fleet.
If the harbour is private, tokens need the `harbour` scope.
The `harbour` scope is required only for private harbours.
The `harbour` scope is required, unless the fleet is public.
Tokens without the `harbour` scope see public berths only.
No token needs the `harbour` scope here.
Using `deep=true` requires the `harbour` scope.
Returns the scopes that the caller has: `a:read`, `b:write`.
Sets `scope` to `global` or `fleet`.
Scope: `fleet` or `harbour`
The `scope` field is required.
Creates an OAuth client with the scopes that you name.
OAuth tokens are refreshed every hour.
Not available on Sundays.
This endpoint is public knowledge among sailors.
The booking page is public and does not require authentication.
"""
LIMITS = """\
Maximum 12 parcels per request, with a limit of 40 parcels per ferry.
Returns up to 200 results per page.
`limit` is at most 100.
The limit parameter is required.
Set a limit of 4 bookings per day for each captain.
Each member can book at most 3 cabins per week.
Links are valid for 5 minutes.
Polls the sensor once per second.
The harbour master allows 20 ships per hour.
Rate limit for ferries: how many leave in an hour.
Up to 100 requests can be combined in one batch.
At most 3 requests per second are sent to your webhook.
The average is 40 requests per minute during summer.
The harbour is limited to 10 requests per ship.
This endpoint is no longer rate limited to 5 requests per minute.
When a user blocks another user, messages are held for 60 seconds.
Going over the limit blocks the sender for 60 seconds.
A 429 response is possible.
Retry-After is not sent.
This API never sends a Retry-After header.
If your server responds with 429 and a `Retry-After` header, we wait.
"""
ROLES = """\
Admins and owners may see hidden cabins.
The captain, the team admin or the org owner can see this log.
Access is granted if you are the captain, team admin or org admin/owner.
As the host or org admin of the host, you can cancel for everybody.
Assigns the `admin` role to a member of the crew.
The default role is `member`.
Changes the role of an org admin.
Returns the role: `owner`, `admin` or `member`.
A member with the admin role receives an e-mail.
The user must be a member of the crew who boarded the ferry.
The user must be a team member.
You must be the owner of the boat.
The authenticated user must be either the captain, or have the `cabin.update` permission for it
Update and delete endpoints remain restricted to the cabin owner only.
Available to crew members only.
Grants the `cabin.read` permission to a role.
Permissions: read and write.
Permissions: `read` or `write`
Removes the permission `cabin.read` from a crew member.
Only members on a paid plan see the sea chart.
Requires a floor plan of the deck.
The plan must be sent as JSON.
The plan must be approved by the harbour.
Learn more about access control at https://harbour.example/docs/access.
"""
DEPRECATIONS = """\
(deprecated routes answer with a number only)
API v3 is deprecated.
Version 1 of this API is deprecated.
Includes deprecated cabins.
Deprecated cabins are listed last.
This endpoint replaces the deprecated berth listing.
This endpoint is not deprecated.
Status: active, deprecated or removed.
Deprecated: `true` lists old cabins as well.
Harbours (Deprecated)
The parcel will be removed in the future.
This endpoint will be removed from the list of favourites when you call it.
This request is idempotent.
PUT is idempotent, POST is not.
"""
VERSIONS = """\
Restoring a page reverts to an older version.
If the page has no newer text, the editor falls back to an older version of the page.
Returns 404 if the booking does not exist.
If you omit the id, the request fails with a 404.
A page id is required. Without it, the request will fail with a 404 error.
Only supported on the 2025-07-07 API version.
Since 2024-08-13 parcels may be booked twice.
Departs at 2024-08-13T15:30:00Z.
The start date must be 2024-08-13.
The departure must be set to 2024-08-13T15:30:00Z.
"""
MORE = """\
Must be a number.
Must be an owner id.
Must be a member id of the crew.
The route may be used 3 times per journey.
This ticket may be used 2 times per day.
A maximum of 30 requests is shown.
The page uses an older version of the API to draw maps.
If the value is not set, an older version of the text is used.
The `a` scope must be granted by an admin before.
You can request the `a` scope.
Add the `a` scope to the list of required scopes.
The required scopes are listed below.
Required scopes vary by fleet.
Scopes: see the guide.
OAuth clients: `a`, `b`.
Roles: owner, admin, member.
Role: `admin`.
Admin role.
The admin role is assigned by default.
An admin is required.
The owner must be a member of the team.
Users with the `admin` role are shown first.
A captain needs a licence to call this harbour.
The Enterprise plan includes more cabins.
Upgrade to the Pro plan to get more cabins.
Available on Android and iOS.
Available in Germany.
The rate limit is shown in the answer.
Rate limit: see the guide.
Sets the rate limit of a key to 10 requests per second.
Changes the limit from 5 to 10 requests per minute.
Returns the current rate limit, for example 10 requests per minute.
If you send more than 10 requests per minute, think again.
We answered 10 requests per minute last year.
Idempotency is a property of functions.
Retry after 5 seconds.
The deprecated flag is ignored.
Is it deprecated?
Returns `deprecated` cabins.
Shows whether a cabin is deprecated.
A cabin that is deprecated, is hidden.
Was the cabin deprecated?
Harbour version 2024-01-01 is required reading.
The version of the map is 2024-01-01.
x-version: the version of the map
Set the date to `2024-01-01`.
Use 2024-01-01 as date.
version 2024-01-01 was a mistake
The permission `cabin.read` may be removed.
Adds the `cabin.read` permission.
Lists permissions: `cabin.read`, `cabin.update`.
Users without the `cabin.read` permission get less.
No authentication headers are copied.
Public cabins need no authentication.
Deletes the public endpoint of a webhook.
"""
TEXTS = "".join(
    (QUOTED, SCOPES, LIMITS, ROLES, DEPRECATIONS, VERSIONS, MORE)
).splitlines()


def test_there_are_enough() -> None:
    assert len(set(TEXTS)) >= 140


@pytest.mark.parametrize("name", ["default", "calcom"])
@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_recognised(text: str, name: str) -> None:
    assert stated(text, name) == []


@pytest.mark.parametrize("name", ["default", "calcom"])
@pytest.mark.parametrize("text", TEXTS)
def test_nor_inside_a_longer_text(text: str, name: str) -> None:
    assert stated(f"Lists cabins. {text} Lists berths.", name) == []
    assert stated(f"Lists cabins\n\n{text}\n\nLists berths", name) == []


def test_code_is_not_prose() -> None:
    shown = "```\nThe `x:y` scope is required.\n```"
    assert stated(f"Lists cabins.\n\n{shown}\n\nAnd more.") == []
    assert stated("<!-- The `x:y` scope is required. -->") == []


@pytest.mark.parametrize(
    "text",
    [
        "Note: harbourTz is deprecated, use timeZone instead.",
        "The `harbour` parameter is deprecated.",
        "This parameter is deprecated.",
    ],
)
def test_what_is_deprecated_is_a_parameter(text: str) -> None:
    ((kind, fields),) = stated(text)
    assert kind == "deprecated"
    assert "subject" in fields


def test_an_address_keeps_its_full_stop_to_itself() -> None:
    text = (
        "Learn more about API access control at https://harbour.example/docs/access. "
        "If accessed using an OAuth access token, the `PARCEL_READ` scope is required."
    )
    assert stated(text, "calcom") == [("scope", {"value": "`PARCEL_READ`"})]

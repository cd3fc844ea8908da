"""Families of sentences: many ways to state one fact."""

from __future__ import annotations

import pytest
from factkit import PLACE, profile, reading, stated

from calgen.normalise.access import access_of
from calgen.normalise.limits import limit_of
from calgen.normalise.lists import names_in

SCOPES = {
    "This endpoint requires the `cabins:read` scope.": ["cabins:read"],
    "Requires scope `cabins.read`.": ["cabins.read"],
    "Requires the `CABIN_READ` OAuth scope.": ["CABIN_READ"],
    "It needs the 'CABIN_READ' scope.": ["CABIN_READ"],
    "Callers must hold the “CABIN_READ” scope.": ["CABIN_READ"],
    "You need the `cabins:read` scope to call this operation.": ["cabins:read"],
    "The `x.y` scope is mandatory for this route.": ["x.y"],
    "Access tokens need the `X` and `Y` scopes.": ["X", "Y"],
    "The token must be granted the `X` scope.": ["X"],
    "OAuth apps need the ‘X_READ’ scope for this route.": ["X_READ"],
    "When called with an OAuth token, the scope `X` is needed.": ["X"],
    "If you access this with an OAuth 2.0 access token, the `A_B` and `C_D` scopes "
    "are required.": ["A_B", "C_D"],
    "If accessed using an OAuth access token, the `A_B`, `C_D` and `E_F` scopes are "
    "required.": ["A_B", "C_D", "E_F"],
    "Third-party OAuth tokens require the `CABIN_READ` scope.": ["CABIN_READ"],
    "Accessing this endpoint with an OAuth access token requires the `X_READ` "
    "scope.": ["X_READ"],
    "OAuth scopes: `a:read`, `b:write`": ["a:read", "b:write"],
    "**Scopes:**\n`a:read`\n`b:write`\n\n[More](https://x.example)": [
        "a:read",
        "b:write",
    ],
    "**Required scopes**: `a:read` and `b:write`.": ["a:read", "b:write"],
    "Required scope: cabins:write": ["cabins:write"],
    "Scopes required:\n- `a`\n- `b`": ["a", "b"],
    "The OAuth scope needed is `x.y`.": ["x.y"],
    "Authorization: OAuth 2.0 with scope `x.y`.": ["x.y"],
    "Only available to tokens with the `X` scope.": ["X"],
    "An OAuth access token with the `X` scope is required.": ["X"],
    "To use this endpoint with an OAuth token, you need the `X` scope.": ["X"],
    "Must be called with the `x:y` scope.": ["x:y"],
    "Accessible with scope `x:y`.": ["x:y"],
    "Scope needed – `X`.": ["X"],
    "The `X` scope must be granted.": ["X"],
    "Lists cabins.\nAdditionally, the `X` scope is required.": ["X"],
    "Lists cabins The `X` scope is required If so": ["X"],
}
CHOICES = {
    "Requires one of the following scopes: `a`, `b`.": (("a",), ("b",)),
    "One of the `a`, `b` scopes is required.": (("a",), ("b",)),
    "Requires any of the scopes `a:x` or `b:x`.": (("a:x",), ("b:x",)),
    "The `a` or `b` scope is required.": (("a",), ("b",)),
    "The `a` and `b` scopes are required.": (("a", "b"),),
    "The `a` scope is required. The `b` or `c` scope is required.": (
        ("a", "b"),
        ("a", "c"),
    ),
}


@pytest.mark.parametrize("text", SCOPES)
def test_scopes(text: str) -> None:
    values = [v["value"] for kind, v in stated(text) if kind == "scope"]
    assert [name for value in values for name in names_in(value)] == SCOPES[text]


@pytest.mark.parametrize("text", CHOICES)
def test_which_scopes_are_enough(text: str) -> None:
    access = access_of({}, {}, [], reading(text), PLACE, profile())
    assert access.scope_choices == CHOICES[text]
    assert access.oauth is not None
    assert access.oauth.value == "scope"


OAUTH = {
    "Not available to third-party OAuth tokens.": "not-accessible",
    "This endpoint cannot be called with an OAuth access token.": "not-accessible",
    "OAuth tokens are not supported by this endpoint.": "not-accessible",
    "This endpoint is not accessible using OAuth.": "not-accessible",
    "This endpoint does not support OAuth.": "not-accessible",
    "Cannot be used with OAuth access tokens.": "not-accessible",
    "OAuth access tokens cannot be used to call this operation.": "not-accessible",
    "This endpoint is public and does not require authentication.": "public",
    "No scope is required.": "public",
    "No authentication is required to call this endpoint.": "public",
    "This route requires no credentials.": "public",
}
ROLES = {
    "Required membership role: team admin.": ["team admin"],
    "Required role: `owner`": ["owner"],
    "Minimum role: workspace member or higher.": ["workspace member"],
    "Required role: admin or owner": ["admin", "owner"],
    "Requires the caller to be a workspace owner.": ["workspace owner"],
    "Requires the 'TEAM_ADMIN' role.": ["TEAM_ADMIN"],
    "The caller must have at least the “editor” role in the workspace.": ["editor"],
    "You must be an account owner to use this endpoint.": ["account owner"],
    "The authenticated user must be an administrator of the team.": ["administrator"],
    "Only team admins can call this endpoint.": ["team admin"],
    "This endpoint is restricted to project owners.": ["project owner"],
    "Requires team admin membership.": ["team admin"],
    "The `billing_manager` role is required.": ["billing_manager"],
    "Requires the user to have the ‘MEMBER’ role within the team.": ["MEMBER"],
}
PERMISSIONS = {
    "PBAC permission: `cabin.invite`.": ["cabin.invite"],
    "Required permissions: `a.b`, `c.d`": ["a.b", "c.d"],
    "Requires the `users:edit` permission.": ["users:edit"],
    "The `users:edit` permission is required to call this operation.": ["users:edit"],
    "Permission required: `x.y`": ["x.y"],
    "Callers need the `x.y` and `x.z` permissions.": ["x.y", "x.z"],
    "Permissions: `cabin.read`, `cabin.update`": ["cabin.read", "cabin.update"],
}
PLANS = {
    "For fleet customers, the plan must be ‘SCALE’ or higher.": "SCALE",
    "Your plan must be at least 'TEAM' to use this endpoint.": "TEAM",
    "Requires the Enterprise plan.": "Enterprise",
    "This endpoint requires a Premium subscription.": "Premium",
    "Only available on the Business plan and above.": "Business",
    "Your organization must be on the 'FLEET' plan or higher.": "FLEET",
    "Customers on the Captain plan can use this endpoint.": "Captain",
    "Available on Pro plans only.": "Pro",
    "Required plan: Growth or higher": "Growth",
}


@pytest.mark.parametrize("text", OAUTH)
def test_oauth(text: str) -> None:
    assert stated(text) == [("oauth", {"value": OAUTH[text]})]


@pytest.mark.parametrize("text", ROLES)
def test_roles(text: str) -> None:
    access = access_of({}, {}, [], reading(text), PLACE, profile())
    assert [each.value for each in access.roles] == ROLES[text]


@pytest.mark.parametrize("text", PERMISSIONS)
def test_permissions(text: str) -> None:
    access = access_of({}, {}, [], reading(text), PLACE, profile())
    assert [each.value for each in access.permissions] == PERMISSIONS[text]


@pytest.mark.parametrize("text", PLANS)
def test_plans(text: str) -> None:
    access = access_of({}, {}, [], reading(text), PLACE, profile())
    assert access.plan is not None
    assert access.plan.value == PLANS[text]


@pytest.mark.parametrize(
    ("stated_as", "role"),
    [
        ("'ORG_ADMIN'", "org admin"),
        ("`Org-Admin`", "org admin"),
        ("`organization admin`", "org admin"),
        ("`team members`", "team member"),
        ("`captain`", "captain"),
    ],
)
def test_roles_that_a_profile_lists_are_written_its_way(
    stated_as: str, role: str
) -> None:
    text = f"Required membership role: {stated_as}."
    access = access_of({}, {}, [], reading(text), PLACE, profile("calcom"))
    assert [each.value for each in access.roles] == [role]


# (requests, seconds, blocked for, subject)
LIMITS = {
    "Limited to 10 requests/second.": (10, 1, None, None),
    "Limited to 10 req/s per IP address.": (10, 1, None, "IP address"),
    "Rate limit: 10 requests per second": (10, 1, None, None),
    "Rate limit is 1,000 requests per hour per API key.": (1000, 3600, None, "API key"),
    "You can make up to 100 calls per hour to this endpoint.": (100, 3600, None, None),
    "At most 5 requests every 10 seconds are allowed.": (5, 10, None, None),
    "Max 20 requests per minute per IP.": (20, 60, None, "IP"),
    "Rate limited to 60 rpm.": (60, 60, None, None),
    "Throttled to 30 calls/min per user.": (30, 60, None, "user"),
    "The rate limit for this endpoint is 100 requests per day.": (
        *(100, 86400),
        *(None, None),
    ),
    "This route allows 50 requests every 5 minutes.": (50, 300, None, None),
    "This method is throttled at 20 calls an hour.": (20, 3600, None, None),
    "Calls to this endpoint are limited to one request per second per account.": (
        *(1, 1),
        *(None, "account"),
    ),
    "Rate limiting: 5 requests / minute / user": (5, 60, None, "user"),
    "There is a limit of 100 requests per minute.": (100, 60, None, None),
    "A rate limit of 20 requests per second applies to this endpoint.": (
        *(20, 1),
        *(None, None),
    ),
    "Requests are rate limited: 20 per minute.": (20, 60, None, None),
    "No more than 10 API calls may be made per second.": (10, 1, None, None),
    "This endpoint may be called at most 20 times per minute.": (20, 60, None, None),
    "Rate limited (5 requests per minute).": (5, 60, None, None),
    "**Rate limit** – 10 requests per second.": (10, 1, None, None),
    "Requests are capped at 500 per hour for every account.": (
        *(500, 3600),
        *(None, "account"),
    ),
    "**Rate limit:** **60 requests** per minute": (60, 60, None, None),
    "Each client may send no more than 3 requests per 10 seconds. Clients that exceed "
    "the limit are blocked for 5 minutes.": (3, 10, 300, None),
    "This endpoint enforces a limit of 30 requests per minute per token (per key or "
    "address). Going over the limit blocks the caller for 2 hours.": (
        *(30, 60),
        *(7200, "token (key or address)"),
    ),
    # Of several limits the one that lasts.
    "*Rate limits*:<br>Burst: `9/s`<br>Steady: `90/m`<br>Daily: `900/d`": (
        *(900, 86400),
        *(None, None),
    ),
    "Burst: 1/s<br>Steady: 60/m": (60, 60, None, None),
}


@pytest.mark.parametrize("text", LIMITS)
def test_limits(text: str) -> None:
    found = limit_of(reading(text).facts, {}, PLACE, profile())
    assert found is not None
    limit = found.value
    assert (
        limit.requests,
        limit.per_seconds,
        limit.block_seconds,
        limit.subject,
    ) == LIMITS[text]


RETRY_AFTER = [
    "Responds with HTTP 429 and a `Retry-After` header.",
    "The Retry-After header says how many seconds to wait.",
    "Wait for the number of seconds in the `Retry-After` header before you try again.",
    "A 429 response carries Retry-After in seconds.",
    "Clients should honour the Retry-After response header.",
    "When throttled, the server returns a Retry-After header.",
]


@pytest.mark.parametrize("text", RETRY_AFTER)
def test_retry_after(text: str) -> None:
    assert stated(text) == [("retry_after", {})]


DEPRECATIONS = {
    "This endpoint is deprecated.": "",
    "These routes are deprecated and will be removed in a future release; use "
    "/v2/cabins.": "/v2/cabins",
    "This endpoint has been deprecated in favour of `GET /v3/cabins`.": (
        "`GET /v3/cabins`"
    ),
    "Deprecated: use `GET /v3/cabins` instead.": "`GET /v3/cabins`",
    "**Deprecated.** Use the v3.1 listing instead.": "the v3.1 listing",
    "**Deprecated:** Use [Find Cabins](/docs/find) instead. Lists cabins.": (
        "[Find Cabins](/docs/find)"
    ),
    "[DEPRECATED] Lists the cabins.": "",
    "Deprecated since 2024-01. Lists cabins.": "",
    "This operation will be retired on 1 March 2027. Please use `cabins.search` "
    "instead.": "`cabins.search`",
    "This method is obsolete.": "",
    "Warning: the endpoint is being deprecated and will be removed in v1.29.": "",
    "This API call is going to be removed soon.": "",
}


@pytest.mark.parametrize("text", DEPRECATIONS)
def test_deprecations(text: str) -> None:
    ((kind, fields),) = stated(text)
    assert kind == "deprecated"
    assert fields.get("replacement", "") == DEPRECATIONS[text]


VERSIONS = {
    "Send `Parcel-Version: 2026-01-01`.": "2026-01-01",
    "You must set the `Parcel-Version` header to `2026-01-01`.": "2026-01-01",
    "Requires the `Parcel-Version: 2026-01-01` header.": "2026-01-01",
    "The Parcel-Version header must be set to “2026-01-01”.": "2026-01-01",
    "parcel-version: 2026-01-01 must be sent in the request headers.": "2026-01-01",
    "`parcel-version: 2026-01-01.beta` is required in the request header.": (
        "2026-01-01.beta"
    ),
    "Required header: `parcel-version: 2026-01-01`": "2026-01-01",
    "The `parcel-version` header must be `2026-01-01`.": "2026-01-01",
    "This endpoint requires API version 2026-01-01 or later.": "2026-01-01",
    "Must be set to `2026-01-01`. Shows the whole address.": "2026-01-01",
}
IF_MISSING = {
    "Without the parcel-version header, the API falls back to the oldest version.": (
        "older"
    ),
    "If the parcel-version header is missing, requests fall back to an older version "
    "of the API.": "older",
    "Not sending the header will default to an earlier version.": "older",
    "If not set, an older version of this endpoint is used.": "older",
    "When the header is absent, the request is served by an older version.": "older",
    "Without this header the request fails with 404.": "404",
    "Omitting the Parcel-Version header results in a 404.": "404",
    "Requests without the `Parcel-Version` header get a 404 Not Found response.": "404",
    "If you omit the Parcel-Version header, the server responds with HTTP 404.": "404",
    "The Parcel-Version header is needed here. Without it, you get a 404 error.": "404",
    "This header is required because this endpoint does not exist in earlier "
    "versions.": "404",
}


@pytest.mark.parametrize("text", VERSIONS)
def test_versions(text: str) -> None:
    ((kind, fields),) = stated(text)
    assert (kind, fields["value"]) == ("version", VERSIONS[text])
    if "parcel-version" in text.casefold():
        assert fields["header"].casefold() == "parcel-version"


@pytest.mark.parametrize("text", IF_MISSING)
def test_what_happens_without_a_version(text: str) -> None:
    assert stated(text) == [("version", {"if_missing": IF_MISSING[text]})]


@pytest.mark.parametrize(
    "text",
    [
        "Uses parcelRef for idempotency.",
        "Pass `parcelRef` to make the request idempotent.",
        "Provide a unique `parcelRef` as an idempotency key.",
        "The `parcelRef` serves as the idempotency key of the call.",
    ],
)
def test_idempotency(text: str) -> None:
    facts = [fields for kind, fields in stated(text) if kind == "idempotency"]
    assert facts[0] == {"field": "parcelRef"}


@pytest.mark.parametrize(
    "text",
    ["Lists cabins.\n\n{}\n\nAnd more.", "Lists cabins. <Note>{}</Note> And more."],
)
@pytest.mark.parametrize(
    "sentence",
    [
        *("The `x:y` scope is required.", "**Rate limit:** 5 requests per minute."),
        *("**Deprecated.** Use `x` instead.", "Required role: `owner`."),
    ],
)
def test_recognised_sentences_leave_nothing_behind(text: str, sentence: str) -> None:
    body = reading(text.format(sentence)).doc.body
    assert " ".join(body.split()) == "Lists cabins. And more."

"""More families of sentences, and sentences beside them that state nothing.

They are written the way the documentations of many vendors are.
"""

from __future__ import annotations

import pytest
from factkit import PLACE, profile, reading, stated

from calgen.normalise.access import access_of
from calgen.normalise.limits import limit_of
from calgen.normalise.notes import facts_in

VERSIONS = {
    "Set the `Vendor-Version` request header to `2025-03-01` "
    "when calling this endpoint.": "2025-03-01",
    "All requests to this endpoint must include the "
    "`Vendor-Version: 2025-03-01` header.": "2025-03-01",
    "This endpoint is only available when the `Vendor-Version` "
    "header is set to `2025-03-01`.": "2025-03-01",
    "Please pass `vendor-version` with the value `2025-03-01`.": "2025-03-01",
    "The value of the `vendor-version` header must be `2025-03-01`.": "2025-03-01",
    "Make sure to send the `vendor-version` header with a value "
    "of 2025-03-01.": "2025-03-01",
    "Requests must be made with `vendor-version` set to `2025-03-01`.": "2025-03-01",
    "Use API version `2025-03-01` or later to call this endpoint.": "2025-03-01",
    "Required header `Vendor-Version` = `2025-03-01`.": "2025-03-01",
    "Clients need to send a `Vendor-Version` header of `2025-03-01`.": "2025-03-01",
    "To use this endpoint, set the `Vendor-Version` header to "
    "`2025-03-01`.": "2025-03-01",
}
IF_MISSING = {
    "If the `vendor-version` header is omitted, the request is "
    "routed to an older version of this endpoint.": "older",
    "Requests that do not include the `vendor-version` header "
    "are served by an older version of the API.": "older",
    "When no `vendor-version` header is supplied, an earlier "
    "version of this endpoint is used.": "older",
    "Without the `vendor-version` header you will be routed to "
    "the previous version of this endpoint.": "older",
    "Leaving out the header makes the API use a legacy version.": "older",
    "If you don't specify the `vendor-version` header, the API "
    "will respond with a 404 error.": "404",
    "The endpoint returns 404 if the `vendor-version` header is missing.": "404",
    "Calls without the `vendor-version` header will be rejected "
    "with a `404 Not Found`.": "404",
    "A missing `vendor-version` header results in a 404 response.": "404",
    "You will receive a 404 when the `vendor-version` header is not sent.": "404",
}
SCOPES = {
    "**Required OAuth scope:** `orders:read`": ("orders:read",),
    "Your app must have the `read_orders` access scope.": ("read_orders",),
    "This method requires the `orders.readonly` scope to be granted.": (
        "orders.readonly",
    ),
    "Your access token must include the `orders:write` scope.": ("orders:write",),
    "Needs scope: `orders:write`.": ("orders:write",),
    "To access this endpoint, your token needs the `orders:read` scope.": (
        "orders:read",
    ),
    "You must have been granted the `orders:read` scope.": ("orders:read",),
    "The OAuth token used must have `orders:read` and `customers:read` scopes.": (
        "orders:read",
        "customers:read",
    ),
    "This endpoint is only accessible with the `orders:read` scope.": ("orders:read",),
    "The access token must have been issued with the `orders:read` scope.": (
        "orders:read",
    ),
    "Authorization scope: `orders:read`.": ("orders:read",),
    "Apps need the `orders:read` scope in order to use this endpoint.": (
        "orders:read",
    ),
    "OAuth2 scopes required: `orders:read`, `customers:read`": (
        "orders:read",
        "customers:read",
    ),
}
OAUTH = {
    "OAuth apps can't access this endpoint.": "not-accessible",
    "This endpoint does not work with OAuth access tokens.": "not-accessible",
    "This endpoint is not available for OAuth clients.": "not-accessible",
    "You cannot call this endpoint with an OAuth token.": "not-accessible",
    "This endpoint can't be used with OAuth.": "not-accessible",
    "This endpoint isn't available to OAuth apps.": "not-accessible",
    "OAuth is not supported for this endpoint.": "not-accessible",
    "This is a public endpoint.": "public",
    "This endpoint can be called without authentication.": "public",
    "You don't need to authenticate to call this endpoint.": "public",
    "No API key is required to call this endpoint.": "public",
    "Authentication is not required for this endpoint.": "public",
}
ROLES = {
    "You must be an organization owner to use this endpoint.": "organization owner",
    "The authenticated user must be an organization admin to use "
    "this endpoint.": "organization admin",
    "Requires an account with the `Admin` role.": "Admin",
    "Only organization owners can use this endpoint.": "organization owner",
    "This endpoint can only be called by workspace admins.": "workspace admin",
    "This endpoint is only available to workspace owners.": "workspace owner",
    "Minimum required role: `editor`.": "editor",
    "You need to be a team admin to call this endpoint.": "team admin",
    "Callers must have the `billing_admin` role.": "billing_admin",
    "This action requires the `owner` role.": "owner",
    "Access to this endpoint is limited to organization admins.": "organization admin",
    "Role required: `admin`.": "admin",
}
PERMISSIONS = {
    "Requires the `orders.read` permission on the account.": "orders.read",
    "You must have the `orders:manage` permission to use this "
    "endpoint.": "orders:manage",
    "Your API key must have the `orders.write` permission.": "orders.write",
    "To use this endpoint, the caller needs the `orders.write` "
    "permission.": "orders.write",
    "**Permission needed:** `orders.write`": "orders.write",
    "The user must be granted the `orders.write` permission.": "orders.write",
    "This endpoint requires the following permission: `orders.write`": "orders.write",
    "This operation requires permission `orders.write`.": "orders.write",
    "Required permission is `orders.write`.": "orders.write",
    "Users need the `orders.write` permission to call this endpoint.": "orders.write",
}
PLANS = {
    "This endpoint is only available on the Enterprise plan.": "Enterprise",
    "Available to customers on the Pro plan or higher.": "Pro",
    "This feature requires an Enterprise plan.": "Enterprise",
    "You must be on the Growth plan to use this endpoint.": "Growth",
    "This endpoint is available for Enterprise customers only.": "Enterprise",
    "This is an Enterprise-only endpoint.": "Enterprise",
    "Only accounts on the Premium plan can access this endpoint.": "Premium",
    "Requires a Business subscription or above.": "Business",
    "Plan required: Scale.": "Scale",
    "Minimum plan: Business": "Business",
    "To use this API, you must have an Enterprise plan.": "Enterprise",
}
LIMITS = {
    "This endpoint has a rate limit of 60 requests per minute.": (60, 60, None, None),
    "This endpoint is limited to 100 requests per 10 seconds per API key.": (
        100,
        10,
        None,
        "API key",
    ),
    "Rate limits: 5 requests per second, per user.": (5, 1, None, "user"),
    "You may make a maximum of 500 requests per hour.": (500, 3600, None, None),
    "This endpoint allows up to 10 requests per second for each IP address.": (
        10,
        1,
        None,
        "IP address",
    ),
    "We limit requests to this endpoint to 3 per second.": (3, 1, None, None),
    "Requests to this endpoint are throttled at 20 requests per minute per account.": (
        20,
        60,
        None,
        "account",
    ),
    "The rate limit on this endpoint is 1,200 requests per minute per application.": (
        1200,
        60,
        None,
        "application",
    ),
    "A maximum of 4 requests per second is allowed.": (4, 1, None, None),
    "Up to 30 requests per minute are allowed per user.": (30, 60, None, "user"),
    "This endpoint supports up to 100 requests/minute.": (100, 60, None, None),
    "Rate limit: 10 requests per second. If exceeded, the client "
    "is blocked for 15 minutes.": (
        10,
        1,
        900,
        None,
    ),
    "This API endpoint is subject to a rate limit of 600 requests per 10 minutes.": (
        600,
        600,
        None,
        None,
    ),
    "Limit: 100 requests per minute per token.": (100, 60, None, "token"),
    "Each API token is limited to 50 requests per minute.": (50, 60, None, "API token"),
    "Requests are limited to 10 per minute per user.": (10, 60, None, "user"),
}
RETRY_AFTER = [
    (
        "If you exceed the limit, the API responds with 429 Too Many "
        "Requests and a `Retry-After` header."
    ),
    "Rate-limited responses include a `Retry-After` header.",
    "Use the `Retry-After` header to determine when to retry.",
    (
        "The response contains a `Retry-After` header indicating the "
        "number of seconds to wait."
    ),
    "When you are rate limited, check the `Retry-After` header.",
    "On a 429, retry after the number of seconds given in the `Retry-After` header.",
    (
        "The `Retry-After` header tells you how long to wait before "
        "making another request."
    ),
    "A `Retry-After` header is returned with 429 responses.",
    "Look at the `Retry-After` response header to know when you can try again.",
    "The `Retry-After` header will be set to the number of seconds to wait.",
]
DEPRECATIONS = {
    "This endpoint is deprecated, please use `GET /v2/orders` "
    "instead.": "`GET /v2/orders`",
    "⚠️ Deprecated. Use the Orders API instead.": "the Orders API",
    "This endpoint has been replaced by `GET /v2/orders`.": "`GET /v2/orders`",
    "Deprecated in favor of `listOrders`.": "`listOrders`",
    "This endpoint is deprecated and will be removed on 2027-01-01.": "",
    "NOTE: This operation is deprecated. Use `searchOrders` instead.": "`searchOrders`",
    "This endpoint has been superseded by `POST /v2/orders`.": "`POST /v2/orders`",
    "We have deprecated this endpoint.": "",
    "This endpoint is no longer supported. Use `GET /v2/orders` "
    "instead.": "`GET /v2/orders`",
    "This API is deprecated as of May 2025 and will be sunset in 2026.": "",
    "This legacy endpoint is deprecated.": "",
    "**Deprecation notice:** this endpoint will be removed in v3.": "",
    "(Deprecated) Lists the orders.": "",
}
PARAMETERS = {
    "`customer_id` is deprecated. Use `customer` instead.": (
        "customer_id",
        "`customer`",
    ),
    "The `sort` parameter is deprecated; use `order_by`.": ("sort", "`order_by`"),
    "This parameter is deprecated, use `order_by` instead.": (
        "parameter",
        "`order_by`",
    ),
    "This field has been deprecated in favor of `order_by`.": ("field", "`order_by`"),
    "The query parameter `sort` has been deprecated.": ("sort", ""),
    "This property is deprecated and will be removed in a future version.": (
        "property",
        "",
    ),
    "The `sort` field has been replaced by `order_by`.": ("sort", "`order_by`"),
    "The `sort` query parameter is deprecated.": ("sort", ""),
    "`sort` has been deprecated in favor of `order_by`.": ("sort", "`order_by`"),
    "This attribute is obsolete. Use `order_by` instead.": ("attribute", "`order_by`"),
}
IDEMPOTENCY = {
    "Provide a unique `request_id` to make the request idempotent.": "request_id",
    "Use `client_token` to ensure idempotency of the request.": "client_token",
    "The `request_id` is used for idempotency.": "request_id",
    "`client_token` is an idempotency key.": "client_token",
    "`client_token` acts as an idempotency token.": "client_token",
    "Supply `client_token` in the request body as the idempotency key.": "client_token",
    "The `client_token` field guarantees idempotency.": "client_token",
    "A unique identifier that ensures idempotency of the request.": None,
    "An idempotency key for this request.": None,
    "A unique string that identifies the request, used for idempotency.": None,
    "Unique identifier used to ensure the idempotency of the request.": None,
    "Idempotency key. Retrying with the same value will not "
    "create a second order.": None,
}
BEARERS = {
    "Bearer <token>, where token is an API key or an OAuth 2.0 access token.": [
        "api key",
        "OAuth access token",
    ],
    "A personal access token or an API token": ["personal access token", "API token"],
    "JWT bearer token": ["JWT"],
    "A JSON Web Token that the server has issued.": ["JWT"],
    "Service account token": ["service account token"],
    "Your secret key": ["api key"],
    "Bearer authentication header of the form Bearer <token>, "
    "where <token> is your auth token.": [],
    "The token of the session": [],
    "Journal number": [],
    "Basic authentication with user name and password": [],
}
NOTHING = """\
The `Vendor-Version` header is echoed in the response.
Responses carry a `Vendor-Version: 2025-03-01` header.
The response's `vendor-version` header is set to `2025-03-01` for new accounts.
Accounts created before 2025-03-01 keep the old format.
This field was added in version `2025-03-01`.
Use the date `2025-03-01` or later to see new orders.
The value of the `version` field must be unique.
Returns the API version, for example `2025-03-01`.
If you use version 2025-03-01 of the SDK, retries are automatic.
Webhooks are sent with the `Vendor-Version` of your account.
Orders must be made with `delivery` set to `2025-03-01`.
Available since API version `2025-03-01`.
Returns 404 if the order is missing.
A missing order results in a 404 response.
You will receive a 404 when the order is not found.
If you don't specify the `order_id`, the API will respond with a 404 error.
If the `version` is omitted, the latest document is returned.
Restores an older version of the document if the newer one is missing.
Without a draft, the older version of the page is shown.
The endpoint returns 404 if the `Account-Id` header is missing.
The request is routed to an older server when the header `X-Legacy` is missing.
The file is replaced by an older version when no upload is supplied.
The OAuth token's scopes are listed under `scopes`.
Returns the list of scopes granted to the app: `orders:read`, `orders:write`.
You can limit a token to the `orders:read` scope.
Tokens may be created with the `orders:read` scope.
Requests the `orders:read` scope from the user.
If the token lacks the `orders:read` scope, customer details are omitted.
To include customers, the `customers:read` scope is required if they are private.
The `email` field is only returned with the `email:read` scope.
The variable must have global scope.
The project scope must be `internal` or `external`.
A 403 means that the token does not have the `orders:read` scope.
Grants the `orders:read` scope to the app.
OAuth apps are listed by name.
Revokes an OAuth access token.
This is a public holiday.
This is a public API key.
Returns the public endpoint of the server.
Users don't need to authenticate to open the link.
OAuth is not configured by default.
You cannot use an expired OAuth token.
Refreshes an OAuth token without authentication of the user.
No tokens are returned.
No scope is returned for personal tokens.
Public orders can be read by everybody.
Organization owners are notified by email.
Returns all organization owners.
If you are an organization owner, you also see archived teams.
Removes the `admin` role from a user.
Promotes a member to workspace admin.
Only admins are returned.
Only organization owners see the billing address.
Adds an account with the `Admin` role.
The owner of the order must be a customer.
Filters by role: `owner`.
The first user becomes an account owner.
This endpoint can be called by anybody.
This endpoint is only available to customers.
Returns the permissions of the key: `orders.read`.
Sets the `orders.write` permission of a key.
Users with the `orders.read` permission see more fields.
If you have the `orders.read` permission, drafts are included.
Without the `orders.write` permission the field is ignored.
The `permission` field must be `read` or `write`.
Checks whether a user has the `orders.read` permission.
The permission `orders.read` was renamed.
A key may carry the `orders.read` permission.
File permissions: `rw-r--r--`.
The plan must be active.
Creates a plan named Enterprise.
Upgrades the subscription to the Pro plan.
Returns whether the account is on the Enterprise plan.
Enterprise customers can contact support.
If you are on the Enterprise plan, more rows are returned.
Customers on the Free plan see ads.
The subscription must be Active before it can be paused.
This endpoint is available for Canadian customers only.
This is a read-only endpoint.
This endpoint is available to European merchants only.
The plan required for the trip is computed.
The Pro tier has more storage.
Each order is limited to 10 items per minute of preparation.
Returns the limit of 60 requests per minute that is configured for the key.
Sets a rate limit of 60 requests per minute for the given consumer.
The job runs at most 5 times per hour.
We send at most 10 webhook requests per second to your endpoint.
The default timeout is 60 seconds per request.
A batch holds up to 100 requests.
The user can upload 5 files per minute of video.
Each plan is limited to 3 seats per workspace.
We answer support requests within 2 hours per day.
Messages are sent at 10 per second.
If the provider's limit of 100 requests per minute is hit, the job is delayed.
The driver is limited to 9 hours per day.
Retry after you have fixed the order.
There is no `Retry-After` header on this endpoint.
The `Retry-After` field of the form is shown to customers.
Your webhook may answer 429 with a `Retry-After` header.
Does not include a `Retry-After` header.
Set `retry_after` to the number of seconds to wait.
Retries after 30 seconds.
The job is retried after a pause.
A 429 is returned when the quota is exhausted.
You must never send a `Retry-After` header.
This order has been replaced by another one.
The resource is replaced by the body of the request.
This endpoint replaces `GET /v1/orders`.
Returns deprecated products.
This product is no longer supported.
The order has been superseded by a newer order.
Marks the product as deprecated.
If a product is deprecated, it is hidden.
The old price is deprecated in the catalogue.
Whether this endpoint is deprecated.
This endpoint removes deprecated products.
We have deprecated products in stock.
Use `GET /v2/orders` instead of polling.
The file has been replaced with `new.txt`.
The `sort` field is replaced by the value of `order_by` when both are sent.
Sorts by the deprecated flag.
The parameter may be replaced.
Shows the field that has been replaced.
`sort` may be deprecated later.
Is the `sort` parameter deprecated?
The value in the `name` field is used instead.
Parameters: deprecated, active
If `sort` is deprecated, a warning is returned.
Returns parameters that are not deprecated.
This operation is idempotent.
Calling it twice is idempotent.
Idempotent requests are retried automatically.
Deletes are idempotent.
The order id is unique.
The operation is not idempotent.
Tests the idempotency of functions.
A unique identifier of the order.
Requests are made idempotent by the gateway.
""".splitlines()


@pytest.mark.parametrize("text", VERSIONS)
def test_versions(text: str) -> None:
    ((kind, fields),) = stated(text)
    assert (kind, fields["value"]) == ("version", VERSIONS[text])


@pytest.mark.parametrize("text", IF_MISSING)
def test_what_happens_without_a_version(text: str) -> None:
    assert stated(text) == [("version", {"if_missing": IF_MISSING[text]})]


@pytest.mark.parametrize("text", [*SCOPES, *ROLES, *PERMISSIONS, *PLANS])
def test_who_may_call(text: str) -> None:
    access = access_of({}, {}, [], reading(text), PLACE, profile())
    assert len(stated(text)) == 1
    assert tuple(each.value for each in access.scopes) == SCOPES.get(text, ())
    roles = [ROLES[text]] if text in ROLES else []
    assert [each.value for each in access.roles] == roles
    found = [each.value for each in access.permissions]
    assert found == ([PERMISSIONS[text]] if text in PERMISSIONS else [])
    assert (access.plan.value if access.plan else None) == PLANS.get(text)


@pytest.mark.parametrize("text", OAUTH)
def test_oauth(text: str) -> None:
    assert stated(text) == [("oauth", {"value": OAUTH[text]})]


@pytest.mark.parametrize("text", LIMITS)
def test_limits(text: str) -> None:
    found = limit_of(reading(text).facts, {}, PLACE, profile())
    assert found is not None
    limit = found.value
    assert LIMITS[text] == (
        *(limit.requests, limit.per_seconds),
        *(limit.block_seconds, limit.subject),
    )


@pytest.mark.parametrize("text", RETRY_AFTER)
def test_retry_after(text: str) -> None:
    assert stated(text) == [("retry_after", {})]


@pytest.mark.parametrize("text", DEPRECATIONS)
def test_deprecations(text: str) -> None:
    ((kind, fields),) = stated(text)
    assert (kind, "subject" in fields) == ("deprecated", False)
    assert fields.get("replacement", "") == DEPRECATIONS[text]


@pytest.mark.parametrize("text", PARAMETERS)
def test_deprecated_parameters(text: str) -> None:
    ((kind, fields),) = stated(text)
    assert kind == "deprecated"
    assert (fields["subject"], fields.get("replacement", "")) == PARAMETERS[text]


@pytest.mark.parametrize("text", IDEMPOTENCY)
def test_idempotency(text: str) -> None:
    ((kind, fields),) = stated(text)
    assert (kind, fields.get("field")) == ("idempotency", IDEMPOTENCY[text])


@pytest.mark.parametrize("text", BEARERS)
def test_kinds_of_tokens(text: str) -> None:
    facts = facts_in(text, PLACE, profile().of("bearer"))
    assert [fact.fields["value"] for fact in facts] == BEARERS[text]


def test_there_are_enough() -> None:
    assert len(set(NOTHING)) >= 130


@pytest.mark.parametrize("name", ["default", "calcom"])
@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_recognised(text: str, name: str) -> None:
    assert stated(text, name) == []
    assert stated(f"Lists orders. {text} Lists customers.", name) == []
    assert stated(f"Lists orders\n\n{text}\n\nLists customers", name) == []

"""Calls to names, one rule a table."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calgen.callnames import RESERVED, VERBS, Call, NameRules, name_calls

PLAIN = NameRules()


def call(
    route: str,
    *,
    tag: str | None = None,
    lists: bool | None = None,
    operation_id: str = "",
    version: str | None = None,
) -> Call:
    """A call from `METHOD /path`."""
    method, _, path = route.partition(" ")
    return Call(
        method=method,
        path=path,
        tag=tag,
        lists=lists,
        operation_id=operation_id,
        version=version,
    )


def names(calls: Sequence[Call], rules: NameRules = PLAIN) -> list[str]:
    return [".".join(name) for name in name_calls(calls, rules, {})]


def one(route: str, rules: NameRules = PLAIN, **facts: bool) -> str:
    return names([call(route, lists=facts.get("lists"))], rules)[0]


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("GET /teams", "teams.list"),
        ("POST /teams", "teams.create"),
        ("GET /teams/{id}", "teams.get"),
        ("PATCH /teams/{id}", "teams.update"),
        ("PUT /teams/{id}", "teams.set"),
        ("POST /teams/{id}", "teams.update"),
        ("DELETE /teams/{id}", "teams.delete"),
        ("DELETE /teams", "teams.delete_all"),
        ("PUT /teams", "teams.set_all"),
        ("PATCH /teams", "teams.update_many"),
        ("HEAD /teams/{id}", "teams.exists"),
        ("GET /teams/{id}/users/{userId}/bookings", "teams.users.bookings.list"),
        ("GET /me", "me.get"),
        ("PATCH /me", "me.update"),
        ("DELETE /users/{id}/avatar", "users.avatar.delete"),
        ("GET /", "root.get"),
        ("QUERY /teams", "teams.query"),
        ("QUERY /teams/{id}/users", "teams.users.query"),
        ("QUERY /teams/search", "teams.search"),
        ("QUERY /search", "search.run"),
        ("COPY /teams/{id}", "teams.copy"),
        ("PURGE /teams", "teams.purge"),
        ("M-SEARCH /teams", "teams.m_search"),
    ],
)
def test_what_a_method_means(route: str, expected: str) -> None:
    assert one(route) == expected


@pytest.mark.parametrize(
    "route",
    [
        "GET /v1/teams",
        "GET /api/teams/",
        "GET /api/v2.1/teams",
        "GET /v3/rest/teams",
        "GET /2024-08-13/teams.json",
    ],
)
def test_prefixes_that_say_nothing(route: str) -> None:
    assert one(route) == "teams.list"


def test_a_prefix_is_kept_where_nothing_else_is_left() -> None:
    assert names([call("GET /api"), call("GET /api/v1")]) == ["api.get", "api.v1.get"]


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("POST /orders/{id}/cancel", "orders.cancel"),
        ("POST /orders/{id}/mark-absent", "orders.mark_absent"),
        ("POST /orders/{id}/mark-absent/{reason}", "orders.mark_absent_by_reason"),
        ("POST /orders/search", "orders.search"),
        ("POST /orders:batchGet", "orders.batch_get"),
        ("POST /orders/{id}:cancel", "orders.cancel"),
        ("PUT /orders/{id}#add_link", "orders.add_link"),
        ("GET /files/check", "files.check"),
        ("GET /jobs/{id}/archive", "jobs.get_archive"),
        ("DELETE /apps/{app}/disconnect", "apps.disconnect"),
        ("PUT /issues/{id}/lock", "issues.lock"),
        ("DELETE /issues/{id}/lock", "issues.unlock"),
        ("POST /points/delete", "points.delete_many"),
        ("POST /runs/{id}/check-runs", "runs.check_runs.create"),
        ("GET /repos/{id}/import/authors", "repos.import_authors.list"),
        ("POST /template-clone", "templates.clone"),
        ("POST /validateAddress", "address.validate"),
        ("POST /search", "search.run"),
        ("GET /search/users", "search.users.list"),
    ],
)
def test_actions(route: str, expected: str) -> None:
    assert one(route) == expected


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("GET /bookings/by-seat/{seatUid}", "bookings.get_by_seat"),
        ("POST /cards/from-gift", "cards.create_from_gift"),
        ("GET /schedules/default", "schedules.get_default"),
        ("POST /apps/{app}/default", "apps.set_default"),
        ("POST /tags/{id}/relationships/lists", "tags.relationships.lists.add"),
        ("DELETE /tags/{id}/relationships/lists", "tags.relationships.lists.remove"),
        ("POST /files/{id}/content", "files.content.upload"),
        ("GET /files/{id}/thumbnail.{extension}", "files.thumbnail.get"),
        ("GET /trees/{base}...{head}", "trees.get_by_head"),
        ("GET /messages?beta=true", "beta.messages.list"),
        ("GET /{index}/search", "index.search"),
        ("GET /{index_id}", "index.get"),
        ("PUT /labels/Secret-6VMVochwUWo", "labels.secret.set"),
        ("GET /a/{b}/c/{d}/e/f/g/{h}/i", "a.c.e.f_g_i.get"),
    ],
)
def test_forms_of_a_route(route: str, expected: str) -> None:
    assert one(route) == expected


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        (("GET /user", "GET /user/{account_id}"), ("get", "get_by_account_id")),
        (("GET /gists/{gist_id}", "GET /gists/{gist_id}/{sha}"), ("get", "get_by_sha")),
        (("PUT /x/{id}", "PATCH /x/{id}"), ("set_by_id", "update_by_id")),
        (
            ("GET /issues/{n}/comments", "GET /issues/comments"),
            ("list", "list_all"),
        ),
        (("DELETE /roles", "DELETE /roles/{role}"), ("delete_all", "delete")),
        (
            ("DELETE /parts/{part_type_id}", "DELETE /parts/{part_type_id}/{part_id}"),
            ("delete_by_part_type_id", "delete"),
        ),
        (
            ("POST /orders/{id}/assign", "POST /orders/{id}/assign/{user}"),
            ("assign", "assign_by_user"),
        ),
        (("POST /companies/list", "GET /companies"), ("list_companies", "list")),
    ],
)
def test_structure_alone_keeps_near_routes_apart(
    routes: tuple[str, str], expected: tuple[str, str]
) -> None:
    together = names([call(route) for route in routes])
    assert tuple(name.rpartition(".")[2] for name in together) == expected
    assert together == [one(route) for route in routes]


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("GET /users/{id}/ooo", "users.ooo.list"),
        ("GET /options/{userId}", "options.list_by_user_id"),
        ("GET /workflows/{workflowId}", "workflows.get"),
        ("GET /gists/public", "gists.list_public"),
    ],
)
def test_an_answer_that_is_a_list(route: str, expected: str) -> None:
    assert one(route, lists=True) == expected


def test_rules_of_a_profile() -> None:
    rules = NameRules(
        drop_prefixes=("/v2", "/v2/core"),
        segments=(("organizations", "orgs"), ("orgs/invite", "invites"), ("hub", "")),
        tails=(("GET connect", "get_url"), ("DELETE roles/{}", "roles.remove")),
        verbs=(("PUT item", "update"),),
        actions=("frobnicate",),
        collections=("ooo",),
        singles=("news_items",),
        dependents=("event_types",),
    )
    table = {
        "GET /v2/core/organizations/{id}": "orgs.get",
        "POST /v2/hub/orgs/{id}/invite": "orgs.invites.create",
        "GET /v2/apps/{app}/connect": "apps.get_url",
        "DELETE /v2/users/{id}/roles/{roleId}": "users.roles.remove",
        "PUT /v2/users/{id}": "users.update",
        "POST /v2/users/{id}/frobnicate": "users.frobnicate",
        "GET /v2/ooo": "ooo.list",
        "GET /v2/news_items": "news_items.get",
        "GET /v2/teams/event-types": "teams.event_types.list_all",
    }
    assert {route: one(route, rules) for route in table} == table


def test_tags_that_name_resources() -> None:
    rules = NameRules(tags_name_resources=True)
    calls = [
        call("GET /bookings/{uid}/recordings", tag="Bookings", lists=True),
        call("PATCH /bookings/{uid}/location", tag="Bookings"),
        call("GET /bookings/{uid}/attendees", tag="Bookings / Attendees", lists=True),
        call("GET /calendars/busy-times", tag="Calendars", lists=True),
        call("GET /verified-resources/emails", tag="Verified Resources", lists=True),
        call("POST /slots/reservations", tag="Slots"),
    ]
    assert names(calls, rules) == [
        "bookings.list_recordings",
        "bookings.update_location",
        "bookings.attendees.list",
        "calendars.list_busy_times",
        "verified_resources.emails.list",
        "slots.reservations.create",
    ]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        (
            [
                call("GET /x/{a}/items/{id}", tag="Old"),
                call("GET /x/items/{id}", tag="New"),
            ],
            ["x.items.get_for_old", "x.items.get"],
        ),
        (
            [call("POST /pay/{id}/cancel"), call("POST /pay/cancel")],
            ["pay.cancel_by_id", "pay.cancel"],
        ),
        (
            [call("POST /things/search"), call("GET /things/search")],
            ["things.search_via_post", "things.search"],
        ),
        (
            [
                call("GET /a-b", operation_id="getB"),
                call("GET /a_b", operation_id="getOtherB"),
            ],
            ["a_b.get", "a_b.get_other"],
        ),
        ([call("GET /teams"), call("GET /v1/teams")], ["teams.list", "v1.teams.list"]),
    ],
)
def test_context_decides_a_collision(calls: list[Call], expected: list[str]) -> None:
    assert names(calls) == expected
    assert names(calls[::-1]) == expected[::-1]


def test_no_path_is_both_a_method_and_a_resource() -> None:
    calls = [call("POST /a/{id}/export"), call("GET /a/export/{x}/files")]
    assert names(calls) == ["a.run_export", "a.export.files.list"]


def test_older_versions_have_a_namespace() -> None:
    calls = [call("GET /slots"), call("GET /slots", version="2024-08-13")]
    assert names(calls) == ["slots.list", "v2024_08_13.slots.list"]


def test_clients_keep_their_own_attributes() -> None:
    for word in RESERVED:
        assert one(f"GET /{word}/things") == f"{word}_.things.list"


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("GET /shops/models/{id}/notes", "shops.models_.notes.list"),
        ("GET /shops/{id}/date", "shops.date_.get"),
        ("GET /shops/list/{id}/notes", "shops.list_.notes.list"),
        ("GET /shops/list", "shops.list"),
        ("GET /models/{id}", "models.get"),
        ("GET /cached_property/{id}", "cached_property_.get_by_id"),
    ],
)
def test_no_attribute_of_a_resource_is_called_like_a_type(
    route: str, name: str
) -> None:
    assert one(route) == name


def test_pins_stand_and_the_others_give_way() -> None:
    calls = [
        call("GET /teams"),
        call("GET /users", tag="People"),
        call("GET /users", version="2020-01-01"),
        call("GET /users/list/old"),
    ]
    pins = {("GET", "/teams"): "users.list", ("GET", "/users"): "users.everyone"}
    assert [".".join(name) for name in name_calls(calls, PLAIN, pins)] == [
        "users.list",
        "users.everyone",
        "v2020_01_01.users.everyone",
        "users.list_old.get",
    ]


@pytest.mark.parametrize(
    "pins",
    [
        {("GET", "/a"): "users"},
        {("GET", "/a"): "users.__class__"},
        {("GET", "/a"): "users.class"},
        {("GET", "/a"): "send.list"},
        {("GET", "/a"): "users.str"},
        {("GET", "/a"): "users.list.get"},
        {("GET", "/a"): "users.list", ("GET", "/b"): "users.list"},
        {("GET", "/a"): "users.list", ("GET", "/b"): "users.list.get"},
    ],
)
def test_pins_that_cannot_stand(pins: dict[tuple[str, str], str]) -> None:
    with pytest.raises(ValueError, match=r"name|client|call"):
        name_calls([call("GET /a"), call("GET /b")], PLAIN, pins)


def test_equal_calls_are_an_error() -> None:
    with pytest.raises(ValueError, match="two calls are equal: GET /a"):
        name_calls([call("GET /a"), call("GET /a")], PLAIN, {})


def test_the_published_verbs_are_few_and_plain() -> None:
    assert len(VERBS) == len(set(VERBS)) <= 60
    assert all(verb.isalpha() and verb.islower() for verb in VERBS)


_SEGMENT = st.sampled_from(
    (
        *("a", "users", "user", "{id}", "{user_id}", "search", "export", "list"),
        *("v1", "import", "+1", "@me", "{a}.{b}", "x:run", "close", "日", "0", "by-x"),
        "default",
    )
)
_ROUTE = st.builds(
    lambda method, segments, end: f"{method} /{'/'.join(segments)}{end}",
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "QUERY"]),
    st.lists(_SEGMENT, max_size=6),
    st.sampled_from(["", "/", "?beta=true", "#go", ".json"]),
)


@given(st.lists(_ROUTE, unique=True, max_size=25), st.randoms(use_true_random=False))
def test_names_are_legal_and_unique_in_any_order(
    routes: list[str], random: Random
) -> None:
    calls = [call(route) for route in routes]
    found = dict(zip(routes, name_calls(calls, PLAIN, {}), strict=True))
    assert len(set(found.values())) == len(found)
    resources = {name[:at] for name in found.values() for at in range(1, len(name))}
    assert resources.isdisjoint(found.values())
    for name in found.values():
        assert len(name) >= 2
        assert name[0] not in RESERVED
        for part in name:
            assert part.isidentifier()
            assert not keyword.iskeyword(part)
            assert not part.startswith("_")
    shuffled = random.sample(routes, len(routes))
    again = name_calls([call(route) for route in shuffled], PLAIN, {})
    assert dict(zip(shuffled, again, strict=True)) == found


@example("?0", "", "")
@example("\u00b2", "", "")
@given(st.text(max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_hostile_text_makes_legal_names(path: str, method: str, tag: str) -> None:
    made = [
        Call(method=method, path=path, tag=tag, lists=None, operation_id=tag),
        Call(method="GET", path=path + "/x", tag=None, lists=True, version=tag),
    ]
    for name in name_calls(made, PLAIN, {}):
        assert all(part.isidentifier() and part.isascii() for part in name)

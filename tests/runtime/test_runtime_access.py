"""Calls that would be refused are not sent: no credential, or too few scopes."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import httpx2
import pytest
from runtime_caller import BASE, Caller

from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.auth import Bearer
from calgen.runtime.client import BaseClient
from calgen.runtime.errors import (
    AccessError,
    ApiError,
    Forbidden,
    MissingCredentialError,
    MissingScopeError,
    Unauthorized,
)
from calgen.runtime.operation import Operation
from calgen.runtime.scopes import with_held
from calgen.runtime.settings import SchemeSpec, Settings

SETTINGS = Settings(
    token_env="T_TOKEN",
    token_scheme="bearer",
    schemes={
        "bearer": SchemeSpec("bearer", "Authorization"),
        "key": SchemeSpec("query", "api_key"),
        "client": SchemeSpec("headers", names=("X-Id", "X-Pass")),
    },
    scope_implies=(("ORG_(.+)", r"TEAM_\1"), ("(.+)_WRITE", r"\1_READ")),
)
EITHER = (("bearer",), ("key",), ("client",))


def operation(**more: Any) -> Operation[None]:
    given = {"auth": EITHER, **more}
    return Operation(id="books.get", method="GET", path="/books", returns=None, **given)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseClient, "_settings", SETTINGS)
    monkeypatch.setattr(AsyncBaseClient, "_settings", SETTINGS)
    monkeypatch.delenv("T_TOKEN", raising=False)


def test_no_credential_no_request(caller: Caller) -> None:
    with pytest.raises(MissingCredentialError) as caught:
        caller.send(operation(bearers=("API key", "OAuth token")))
    error = caught.value
    assert caller.requests == []
    assert str(error) == (
        "the client has no credential: give it a bearer token (API key or OAuth token) "
        "or the query parameter api_key or the headers X-Id and X-Pass, by auth=… or "
        "the environment variable T_TOKEN; auth=None sends calls without one (books.get)"
    )
    assert error.attempts == 0
    assert error.request.url == f"{BASE}/books"
    assert isinstance(error, AccessError)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.accepts) == (str(error), error.accepts)
    assert str(copy.copy(error)) == str(error)


@pytest.mark.parametrize(
    "client",
    [
        {"auth": None},
        {"auth": "t0ken"},
        {"headers": {"Authorization": "mine"}},
        {"headers": {"X-Pass": "mine"}},
    ],
)
def test_a_credential_in_any_place_will_do(
    caller: Caller, client: dict[str, Any]
) -> None:
    caller.send(operation(), client=client)
    assert len(caller.requests) == 1


def test_a_proxys_password_is_no_credential_of_the_api(caller: Caller) -> None:
    with pytest.raises(MissingCredentialError):
        caller.send(operation(), client={"headers": {"Proxy-Authorization": "x"}})


def test_a_credential_of_one_call_will_do(caller: Caller) -> None:
    caller.send(operation(), options={"headers": {"authorization": "mine"}})
    caller.send(operation(), options={"query": {"api_key": "mine"}})
    with pytest.raises(MissingCredentialError):
        caller.send(operation(), options={"query": {"page": "2"}})


@pytest.mark.parametrize(
    "more",
    [
        {"public": True},
        {"oauth": "public"},
        {"auth": ()},
        {"auth": (("bearer",), ())},
        {"auth": (("certificate",),)},
        {"auth": (("bearer",), ("certificate",))},
    ],
)
def test_calls_that_need_none(caller: Caller, more: dict[str, Any]) -> None:
    caller.send(operation(**more))
    assert "authorization" not in caller.request.headers


@pytest.mark.parametrize(
    "made",
    [
        {"auth": ("me", "pass")},
        {"headers": {"X-Api-Key": "k"}},
        {"cookies": {"s": "1"}},
    ],
)
def test_the_callers_own_http_client_may_bring_it(made: dict[str, Any]) -> None:
    done = httpx2.MockTransport(lambda _: httpx2.Response(204))
    with httpx2.Client(transport=done, **made) as http:
        BaseClient(base_url=BASE, http_client=http).send(operation())
    with httpx2.Client(transport=done) as http, pytest.raises(MissingCredentialError):
        BaseClient(base_url=BASE, http_client=http).send(operation())


def test_copies_keep_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers.get("authorization"))
        return httpx2.Response(204)

    with httpx2.Client(transport=httpx2.MockTransport(handle)) as http:
        anonymous = BaseClient(None, base_url=BASE, http_client=http)
        monkeypatch.setenv("T_TOKEN", "t0ken")
        anonymous.with_options(timeout=3).send(operation())
        anonymous.with_options(auth="mine").send(operation())
        known = BaseClient(base_url=BASE, http_client=http)
        known.with_options(timeout=3).send(operation())
        known.with_options(auth=None).send(operation())
    assert seen == [None, "Bearer mine", "Bearer t0ken", None]


@pytest.mark.parametrize(
    ("scopes", "choices", "enough"),
    [
        (["A_READ"], (("A_READ",),), True),
        (["A_WRITE"], (("A_READ",),), True),
        (["ORG_A_WRITE"], (("TEAM_A_READ",),), True),
        (["TEAM_A_READ"], (("ORG_A_READ",),), False),
        ([], (("A_READ",),), False),
        (["A", "B"], (("A", "B"),), True),
        (["A"], (("A", "B"),), False),
        (["B"], (("A", "C"), ("B",)), True),
        (["C"], (("A",), ("B",)), False),
        (["a_read"], (("A_READ",),), False),
        ([], (), True),
    ],
)
def test_scopes(
    caller: Caller,
    scopes: list[str],
    choices: tuple[tuple[str, ...], ...],
    enough: bool,
) -> None:
    called = operation(
        scopes=tuple(name for each in choices for name in each), scope_choices=choices
    )
    caller.send(called, client={"auth": "t"})
    client = {"auth": "t", "scopes": scopes}
    if enough:
        caller.send(called, client=client)
        return
    with pytest.raises(MissingScopeError) as caught:
        caller.send(called, client=client)
    assert caught.value.required == choices
    assert caught.value.granted == tuple(scopes)
    assert len(caller.requests) == 1
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.required, str(again)) == (choices, str(caught.value))


def test_the_text_names_all(caller: Caller) -> None:
    called = operation(scopes=("A", "B", "C"), scope_choices=(("A", "B"), ("C",)))
    with pytest.raises(MissingScopeError) as caught:
        caller.send(called, client={"auth": "t", "scopes": ("X", "Y")})
    assert str(caught.value) == (
        "this call needs the scope A and B or C; the token has X, Y (books.get)"
    )


def test_a_call_that_takes_no_oauth_token(caller: Caller) -> None:
    called = operation(oauth="not-accessible")
    caller.send(called, client={"auth": "t"})
    with pytest.raises(MissingScopeError, match="takes no OAuth token") as caught:
        caller.send(called, client={"auth": "t", "scopes": ["A"]})
    assert caught.value.required == ()
    for free in (operation(oauth="public"), operation(public=True, scopes=("A",))):
        caller.send(free, client={"auth": "t", "scopes": []})


def test_scopes_change_with_options() -> None:
    called = operation(scopes=("A",))
    done = httpx2.MockTransport(lambda _: httpx2.Response(204))
    with httpx2.Client(transport=done) as http:
        client = BaseClient("t", base_url=BASE, http_client=http, scopes=["B"])
        for refused in (client, client.with_options(timeout=1)):
            with pytest.raises(MissingScopeError):
                refused.send(called)
        client.with_options(scopes=iter(["A"])).send(called)
        client.with_options(scopes=None).send(called)


@pytest.mark.parametrize("wrong", ["A B", 5, [5], [None]])
def test_scopes_are_a_list_of_texts(wrong: Any) -> None:
    with pytest.raises(TypeError, match="scope"):
        BaseClient("t", base_url=BASE, scopes=wrong)


def test_scopes_that_imply_each_other_end() -> None:
    assert with_held(["a"], (("a", "b"), ("b", "a"))) == {"a", "b"}


def test_a_401_says_what_is_taken(caller: Caller) -> None:
    refused = httpx2.Response(401, json={"message": "who are you?"})
    with pytest.raises(Unauthorized) as caught:
        caller.send(operation(bearers=("API key",)), refused, client={"auth": "t0ken"})
    assert caught.value.accepts == (
        "a bearer token (API key)",
        "the query parameter api_key",
        "the headers X-Id and X-Pass",
    )
    assert str(caught.value) == (
        "401 Unauthorized: who are you? (books.get, takes a bearer token (API key) or "
        "the query parameter api_key or the headers X-Id and X-Pass)"
    )
    with pytest.raises(Unauthorized, match="no credential was sent") as caught:
        caller.send(operation(), refused, client={"auth": None})
    assert pickle.loads(pickle.dumps(caught.value)).accepts == caught.value.accepts


def test_a_403_says_what_is_needed(caller: Caller) -> None:
    called = operation(
        scopes=("A", "B"),
        scope_choices=(("A",), ("B",)),
        roles=("admin", "owner"),
        permissions=("book.read",),
        plan="Pro",
    )
    with pytest.raises(Forbidden) as caught:
        caller.send(called, httpx2.Response(403), client={"auth": Bearer("t")})
    assert str(caught.value) == (
        "403 Forbidden (books.get, needs scope A or B, role admin or owner, "
        "permission book.read, plan Pro)"
    )
    assert caught.value.required_scopes == ("A", "B")
    assert caught.value.required_roles == ("admin", "owner")
    assert caught.value.required_permissions == ("book.read",)
    assert caught.value.required_plan == "Pro"
    assert isinstance(caught.value, ApiError)

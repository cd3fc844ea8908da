"""Credentials: where they go, and that they are seen nowhere else."""

from __future__ import annotations

import base64
import copy
import json
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from runtime_caller import BASE, Caller

from calgen.runtime.auth import ApiKey, Auth, Basic, Bearer, Headers
from calgen.runtime.client import BaseClient
from calgen.runtime.errors import DecodeError, StatusError, TransportError
from calgen.runtime.operation import Operation
from calgen.runtime.request import Request
from calgen.runtime.settings import SchemeKind, SchemeSpec, Settings

SECRET = "s3cret-value"
GET: Operation[None] = Operation(id="me.get", method="GET", path="/me", returns=None)
PUBLIC: Operation[None] = Operation(
    id="slots.list", method="GET", path="/slots", returns=None, public=True
)


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        (SECRET, {"authorization": f"Bearer {SECRET}"}),
        (lambda: SECRET, {"authorization": f"Bearer {SECRET}"}),
        (Bearer(SECRET), {"authorization": f"Bearer {SECRET}"}),
        (Bearer(lambda: SECRET), {"authorization": f"Bearer {SECRET}"}),
        (Basic("me", SECRET), {"authorization": basic(f"me:{SECRET}")}),
        (Basic("mé", "ü"), {"authorization": basic("mé:ü")}),
        (ApiKey(SECRET, name="X-Key"), {"x-key": SECRET}),
        (ApiKey(lambda: SECRET, "cookie", name="sid"), {"cookie": f"sid={SECRET}"}),
        (
            Headers({"X-Client-Id": "id", "X-Client-Secret": SECRET}),
            {"x-client-id": "id", "x-client-secret": SECRET},
        ),
    ],
)
def test_credentials_in_headers(
    caller: Caller, auth: Any, headers: dict[str, str]
) -> None:
    caller.send(GET, client={"auth": auth})
    for name, value in headers.items():
        assert caller.request.headers[name] == value
    caller.send(PUBLIC, client={"auth": auth})
    assert not headers.keys() & set(caller.request.headers)


def test_a_key_in_the_query_is_on_no_record(caller: Caller) -> None:
    auth = ApiKey("s3cret /value", "query", name="api key")
    response = caller.send(GET, query={"a": 1}, client={"auth": auth})
    assert caller.request.url.query == b"a=1&api%20key=s3cret%20%2Fvalue"
    assert response.request.url == f"{BASE}/me?a=1"


def test_a_cookie_key_joins_the_cookies(caller: Caller) -> None:
    auth = ApiKey(SECRET, "cookie", name="sid")
    caller.send(GET, cookie={"a": 1}, client={"auth": auth})
    assert caller.request.headers["cookie"] == f"a=1; sid={SECRET}"
    with pytest.raises(ValueError, match="cookie cannot carry"):
        caller.send(GET, client={"auth": ApiKey("a;b", "cookie", name="sid")})


def test_async_token_functions(caller: Caller) -> None:
    async def token() -> str:
        return SECRET

    if caller.mode == "sync":
        with pytest.raises(TypeError, match="needs the async client"):
            caller.send(GET, client={"auth": token})
    else:
        caller.send(GET, client={"auth": token})
        assert caller.request.headers["authorization"] == f"Bearer {SECRET}"


def test_headers_set_by_hand_win(caller: Caller) -> None:
    caller.send(GET, client={"auth": SECRET, "headers": {"authorization": "Mine"}})
    assert caller.request.headers.get_list("authorization") == ["Mine"]
    options = {"headers": {"AUTHORIZATION": "Mine"}}
    caller.send(GET, client={"auth": SECRET}, options=options)
    assert caller.request.headers.get_list("authorization") == ["Mine"]


@pytest.mark.parametrize(
    ("spec", "header"),
    [
        (SchemeSpec("bearer"), ("authorization", f"Bearer {SECRET}")),
        (SchemeSpec("header", "X-Key"), ("x-key", SECRET)),
        (SchemeSpec("cookie", "sid"), ("cookie", f"sid={SECRET}")),
    ],
)
def test_tokens_follow_the_scheme_and_the_environment(
    monkeypatch: pytest.MonkeyPatch, spec: SchemeSpec, header: tuple[str, str]
) -> None:
    class Client(BaseClient):
        _settings = Settings(
            base_url=BASE, token_env="T_TOKEN", token_scheme="s", schemes={"s": spec}
        )

    seen: list[httpx2.Headers] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers)
        return httpx2.Response(204)

    name, value = header
    with httpx2.Client(transport=httpx2.MockTransport(handle)) as http:
        Client(SECRET, http_client=http).send(GET)
        assert seen[-1][name] == value
        monkeypatch.delenv("T_TOKEN", raising=False)
        Client(http_client=http).send(GET)
        assert name not in seen[-1]
        monkeypatch.setenv("T_TOKEN", f"{SECRET}\n")
        Client(http_client=http).send(GET)
        assert seen[-1][name] == value


def test_a_token_needs_a_token_scheme() -> None:
    class Client(BaseClient):
        _settings = Settings(base_url=BASE, schemes={"b": SchemeSpec("basic")})

    with pytest.raises(TypeError, match="takes no plain token: pass an auth object"):
        Client(SECRET)
    kinds: tuple[SchemeKind, ...] = ("basic", "headers")
    for kind in kinds:
        with pytest.raises(TypeError, match="does not fit"):
            type(
                "Other",
                (BaseClient,),
                {
                    "_settings": Settings(
                        token_scheme="s", schemes={"s": SchemeSpec(kind)}
                    )
                },
            )(SECRET, base_url=BASE)


@pytest.mark.parametrize("bad", ["s3cret\nx", "s3cret\r\nX-A: b", "s3crét", "s3cret\0"])
@pytest.mark.parametrize(
    "make",
    [
        Bearer,
        lambda secret: Bearer(lambda: secret),
        lambda secret: ApiKey(secret, name="X-Key"),
        lambda secret: Headers({"X-Key": secret}),
    ],
)
def test_bad_tokens_are_refused_unseen(
    caller: Caller, bad: str, make: Callable[[str], Auth]
) -> None:
    with pytest.raises(ValueError, match="line break") as caught:
        caller.send(GET, client={"auth": make(bad)})
    assert "s3cr" not in repr(caught.value)
    assert caller.requests == []


@pytest.mark.parametrize("bad", [" s3cret", "s3cret ", "s3cret\n", "\ts3cret", " "])
def test_tokens_with_white_space_around_are_refused_unseen(
    caller: Caller, bad: str
) -> None:
    makers: tuple[Callable[[str], Auth], ...] = (
        Bearer,
        lambda secret: Bearer(lambda: secret),
        lambda secret: ApiKey(secret, "query", name="key"),
        lambda secret: Headers({"X-Key": secret}),
    )
    for make in makers:
        with pytest.raises(ValueError, match="white space") as caught:
            caller.send(GET, client={"auth": make(bad)})
        assert "s3cr" not in repr(caught.value)
    assert caller.requests == []


def test_tokens_are_texts(caller: Caller) -> None:
    with pytest.raises(ValueError, match="empty"):
        Bearer("")
    wrong: Any = 7
    with pytest.raises(TypeError, match="not int"):
        Bearer(wrong)
    with pytest.raises(ValueError, match="no colon"):
        Basic("a:b", "c")
    if caller.mode == "async":
        with pytest.raises(TypeError):
            caller.send(GET, client={"auth": lambda: 7})


@pytest.mark.parametrize(
    "auth",
    [
        Bearer(SECRET),
        Bearer(lambda: SECRET),
        Basic(SECRET, SECRET),
        ApiKey(SECRET, name="k"),
        Headers({"k": SECRET}),
    ],
)
def test_credentials_show_nothing(auth: Auth) -> None:
    assert SECRET not in repr(auth)
    assert SECRET not in str(auth)
    assert not hasattr(auth, "__dict__")
    with pytest.raises(TypeError, match="is not pickled"):
        pickle.dumps(auth)
    assert copy.copy(auth) is auth
    assert copy.deepcopy([auth])[0] is auth


@pytest.mark.parametrize(
    "auth",
    [
        Bearer(SECRET),
        Basic("user", SECRET),
        ApiKey(SECRET, name="X-Key"),
        ApiKey(SECRET, "query", name="key"),
        ApiKey(SECRET, "cookie", name="key"),
        Headers({"X-Secret": SECRET}),
    ],
)
def test_an_error_holds_no_credential(caller: Caller, auth: Auth) -> None:
    def echo(request: httpx2.Request) -> httpx2.Response:
        told = f"{request.url} {dict(request.headers)}"
        return httpx2.Response(401, json={"message": f"bad {SECRET} {told}"})

    with pytest.raises(StatusError) as caught:
        caller.send(GET, echo, client={"auth": auth})
    encoded = base64.b64encode(f"user:{SECRET}".encode()).decode()
    for text in (
        str(caught.value),
        repr(vars(caught.value)),
        repr(caught.value.request),
    ):
        assert SECRET not in text
        assert encoded not in text
    assert "bad ***" in str(caught.value)
    assert SECRET.encode() not in pickle.dumps(caught.value)

    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadError(f"broke with {SECRET}", request=request)

    with pytest.raises(TransportError) as failed:
        caller.send(GET, broken, client={"auth": auth})
    assert str(failed.value) == "broke with *** (me.get)"
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None
    assert SECRET not in "".join(traceback.format_exception(failed.value))


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("secret", ['p"ss/wörd99', 'a\\b"SECRET', "1234567"])
def test_an_error_spells_no_credential(
    caller: Caller, secret: str, ascii_only: bool
) -> None:
    number = [int(secret)] if secret.isdigit() else []
    said = json.dumps(
        {"message": f"bad {secret}", secret: [secret, *number, 7, None]},
        ensure_ascii=ascii_only,
    )
    # As legal as the usual spelling.
    said = said.replace("/", "\\/").replace('\\"', "\\u0022")
    with pytest.raises(StatusError) as caught:
        caller.send(
            GET, httpx2.Response(401, text=said), client={"auth": Basic("u", secret)}
        )
    hidden = ["***"] * len(number)
    assert caught.value.body == {"message": "bad ***", "***": ["***", *hidden, 7, None]}
    assert str(caught.value) == "401 Unauthorized: bad *** (me.get)"


def test_an_unreadable_answer_holds_no_credential(caller: Caller) -> None:
    def echo(request: httpx2.Request) -> httpx2.Response:
        headers = {"x-echo": request.headers["authorization"], "x-request-id": SECRET}
        return httpx2.Response(200, text=f'{{"{SECRET}": "x"}}', headers=headers)

    decoded: Operation[Any] = Operation(
        id="me.get", method="GET", path="/me", returns=lambda: dict[str, int]
    )
    client = {"auth": SECRET, "validation": "strict"}
    with pytest.raises(DecodeError, match=r"does not fit: \*\*\*") as caught:
        caller.send(decoded, echo, client=client)
    assert caught.value.headers["x-echo"] == "***"
    assert caught.value.__context__ is None
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(vars(caught.value))
    assert SECRET.encode() not in pickle.dumps(caught.value)


@pytest.mark.parametrize("host", ["", "https://other.test"])
def test_a_redirect_shows_no_key(caller: Caller, host: str) -> None:
    def move(request: httpx2.Request) -> httpx2.Response:
        moved = host + request.url.raw_path.decode().replace("/me", "/you")
        return httpx2.Response(
            301 if "/me" in str(request.url) else 404, headers={"location": moved}
        )

    auth = ApiKey(SECRET, "query", name="key")
    with pytest.raises(StatusError) as caught:
        caller.send(GET, move, query={"a": 1}, client={"auth": auth})
    assert SECRET in str(caller.request.url)
    assert SECRET not in repr(vars(caught.value))
    assert SECRET not in str(caught.value)
    assert SECRET.encode() not in pickle.dumps(caught.value)


def test_a_followed_redirect_carries_one_credential(caller: Caller) -> None:
    def move(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/base/me":
            return httpx2.Response(302, headers={"location": "you"})
        return httpx2.Response(204)

    auth = ApiKey(SECRET, "cookie", name="sid")
    response = caller.send(GET, move, client={"auth": auth})
    assert caller.request.headers["cookie"] == f"sid={SECRET}"
    assert response.request.url == f"{BASE}/you"


def test_a_redirect_that_echoes_the_query_doubles_no_key(caller: Caller) -> None:
    def move(request: httpx2.Request) -> httpx2.Response:
        target = str(request.url).replace("/me", "/you")
        if target == str(request.url):
            return httpx2.Response(204)
        return httpx2.Response(307, headers={"location": f"{target}&b=%2F#part"})

    auth = ApiKey(SECRET, "query", name="api key")
    response = caller.send(GET, move, query={"a": 1}, client={"auth": auth})
    sent = caller.request.url.raw_path.decode()
    assert sent == f"/base/you?a=1&b=%2F&api%20key={SECRET}"
    assert response.request.url == f"{BASE}/you?a=1&b=%2F"


def test_an_auth_of_ones_own(caller: Caller) -> None:
    class Signed(Auth):
        def apply(self, request: Request) -> Request:
            signature = f"{request.info.method}-signed"
            return request.with_credentials(headers={"X-Signature": signature})

    caller.send(GET, client={"auth": Signed()})
    assert caller.request.headers["x-signature"] == "GET-signed"
    # One that puts nothing on a request is told where it is made, before any call.
    with pytest.raises(TypeError, match=r"abstract method '?apply"):
        Auth()  # type: ignore[abstract]

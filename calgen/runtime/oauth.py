"""OAuth 2: access tokens that are fetched, and fetched anew when they are refused.

A person signs in: `OAuth.authorize(…)` gives the address to send them to; with the code
that comes back, `OAuth(code=…, …)` is a credential. A program of its own has
`ClientCredentials`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from .grants import Granted, OnTokens
from .tokens import ClientAuth, Tokens, discovered


class Authorization(NamedTuple):
    """A sign-in under way. Keep `state` and `verifier` with the person's session: `state`
    has to come back unchanged, and `OAuth(code=…)` needs the `verifier`."""

    url: str
    state: str
    verifier: str

    def __repr__(self) -> str:
        return "Authorization(***)"

    def code(self, address: str) -> str:
        """The code in the address that the person was sent back to.

        Raises ValueError where the server says no, or where the `state` is not ours:
        then somebody else began this sign-in.
        """
        from secrets import compare_digest

        answer = parse_qs(urlsplit(address).query)
        state, code = answer.get("state", [""])[0], answer.get("code", [""])[0]
        if not compare_digest(state.encode(), self.state.encode()):
            raise ValueError("the state is not that of this sign-in")
        if error := answer.get("error", [""])[0]:
            more = answer.get("error_description", [""])[0]
            raise ValueError(f"the sign-in failed: {more or error} ({error})")
        if not code:
            raise ValueError("the address holds no code")
        return code


def authorize(
    authorization_url: str,
    *,
    client_id: str,
    redirect_uri: str,
    scopes: Iterable[str] = (),
    state: str | None = None,
    extra: Mapping[str, str] | None = None,
) -> Authorization:
    """The address at which a person grants access (authorization code with PKCE).

    `extra` are further query parameters that the server knows.
    """
    from base64 import urlsafe_b64encode
    from hashlib import sha256
    from secrets import token_urlsafe

    verifier = token_urlsafe(64)
    digest = sha256(verifier.encode()).digest()
    state = state or token_urlsafe(24)
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    if isinstance(scopes, str):
        raise TypeError("scopes is a list of scopes, not a text")
    if wanted := " ".join(scopes):
        query["scope"] = wanted
    query.update(extra or {})
    join = "&" if "?" in authorization_url else "?"
    return Authorization(
        f"{authorization_url}{join}{urlencode(query)}", state, verifier
    )


class OAuth(Granted):
    """A person's grant: an access token, refreshed when it ends or is refused.

    Give `code` with `verifier` and `redirect_uri` after a sign-in, the `tokens` that
    you stored, or a `refresh_token` alone. `on_tokens` is told every new pair: servers
    often rotate refresh tokens, so what it does not store is lost. `client_auth` says
    how the token endpoint knows the client; without a secret it is "none". `token_url`
    is needed where the API's description does not name it.
    """

    __slots__ = ("_first",)

    def __init__(
        self,
        tokens: Tokens | None = None,
        *,
        client_id: str,
        client_secret: str | None = None,
        code: str | None = None,
        verifier: str | None = None,
        redirect_uri: str | None = None,
        refresh_token: str | None = None,
        on_tokens: OnTokens | None = None,
        token_url: str | None = None,
        client_auth: ClientAuth | None = None,
    ) -> None:
        if sum(each is not None for each in (tokens, code, refresh_token)) != 1:
            raise TypeError("pass tokens, a refresh_token, or the code of a sign-in")
        super().__init__(
            tokens,
            on_tokens,
            token_url=token_url,
            client_id=client_id,
            client_secret=client_secret,
            client_auth=client_auth or ("none" if client_secret is None else "post"),
        )
        given = {
            "grant_type": "refresh_token" if code is None else "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
            "refresh_token": refresh_token,
        }
        self._first: Final = {k: v for k, v in given.items() if v is not None}

    @classmethod
    def authorize(
        cls,
        *,
        client_id: str,
        redirect_uri: str,
        scopes: Iterable[str] = (),
        state: str | None = None,
        extra: Mapping[str, str] | None = None,
        authorization_url: str | None = None,
    ) -> Authorization:
        """The address at which a person grants access (authorization code with PKCE).

        `extra` are further query parameters that the server knows. Raises TypeError
        where the API's description does not name the address and you do not. With
        OpenID Connect the server is asked for it, by one blocking request.
        """
        url = authorization_url or cls.endpoints.authorization
        if url is None and cls.endpoints.discovery:
            url = discovered(cls.endpoints.discovery, "authorization_endpoint")
        if url is None:
            raise TypeError("pass authorization_url: nobody names it")
        return authorize(
            url,
            client_id=client_id,
            redirect_uri=redirect_uri,
            scopes=scopes,
            state=state,
            extra=extra,
        )

    def _grant(self) -> Mapping[str, str] | None:
        return self._first if self._tokens is None else self._refresh()


class ClientCredentials(Granted):
    """A program's own grant: an access token for a client id and secret.

    `token_url` is needed where the API's description does not name it.
    """

    __slots__ = ("_scopes",)

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        scopes: Iterable[str] = (),
        on_tokens: OnTokens | None = None,
        token_url: str | None = None,
        client_auth: ClientAuth = "post",
    ) -> None:
        super().__init__(
            None,
            on_tokens,
            token_url=token_url,
            client_id=client_id,
            client_secret=client_secret,
            client_auth=client_auth,
        )
        if isinstance(scopes, str):
            raise TypeError("scopes is a list of scopes, not a text")
        self._scopes: Final = " ".join(scopes)

    def _grant(self) -> Mapping[str, str] | None:
        grant = {"grant_type": "client_credentials"}
        return {**grant, "scope": self._scopes} if self._scopes else grant


class Password(Granted):
    """A grant for a user's name and password, for servers that still take them.

    `token_url` is needed where the API's description does not name it.
    """

    __slots__ = ("_first",)

    def __init__(
        self,
        username: str,
        password: str,
        *,
        client_id: str = "",
        client_secret: str | None = None,
        scopes: Iterable[str] = (),
        on_tokens: OnTokens | None = None,
        token_url: str | None = None,
        client_auth: ClientAuth | None = None,
    ) -> None:
        super().__init__(
            None,
            on_tokens,
            token_url=token_url,
            client_id=client_id,
            client_secret=client_secret,
            client_auth=client_auth or ("none" if client_secret is None else "post"),
        )
        if isinstance(scopes, str):
            raise TypeError("scopes is a list of scopes, not a text")
        first = {"grant_type": "password", "username": username, "password": password}
        wanted = " ".join(scopes)
        self._first: Final = {**first, "scope": wanted} if wanted else first

    def _grant(self) -> Mapping[str, str] | None:
        return self._refresh() or self._first

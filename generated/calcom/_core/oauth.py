"""OAuth 2: access tokens that are fetched, and fetched anew when they are refused.

A person signs in: `authorize(…)` gives the address to send them to; with the code that
comes back, `OAuth(code=…, …)` is a credential. A program of its own has
`ClientCredentials`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from threading import Lock
from time import time
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias
from urllib.parse import urlencode

from .auth import Auth
from .tokens import ClientAuth, TokenClient, Tokens, read_tokens

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from asyncio import Lock as AsyncLock

    from .reply import Reply
    from .request import Request

OnTokens: TypeAlias = Callable[[Tokens], object]
"""Is told new tokens, to store them before the old ones are forgotten; may be async."""

# A token that is about to end would end on its way.
_MARGIN: Final = 10.0


class Authorization(NamedTuple):
    """A sign-in under way. Keep `state` and `verifier` with the person's session: `state`
    has to come back unchanged, and `OAuth(code=…)` needs the `verifier`."""

    url: str
    state: str
    verifier: str

    def __repr__(self) -> str:
        return "Authorization(***)"


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
    if wanted := " ".join(scopes):
        query["scope"] = wanted
    query.update(extra or {})
    join = "&" if "?" in authorization_url else "?"
    return Authorization(
        f"{authorization_url}{join}{urlencode(query)}", state, verifier
    )


class _Granted(Auth):
    """Tokens of a token endpoint; of many callers at once, one fetches them anew."""

    __slots__ = ("_client", "_gate", "_lock", "_on_tokens", "_tokens")

    def __init__(
        self, client: TokenClient, tokens: Tokens | None, on_tokens: OnTokens | None
    ) -> None:
        self._client: Final = client
        self._on_tokens: Final = on_tokens
        self._tokens = tokens
        self._lock: Final = Lock()
        self._gate: tuple[AbstractEventLoop, AsyncLock] | None = None

    @property
    def tokens(self) -> Tokens | None:
        """The tokens of this moment; None before the first call."""
        return self._tokens

    @property
    def stale(self) -> bool:
        tokens = self._tokens
        if tokens is None:
            return True
        ends = tokens.expires_at
        return ends is not None and ends - _MARGIN <= time() and bool(self._grant())

    def apply(self, request: Request) -> Request:
        tokens = self._tokens
        if tokens is None:
            raise RuntimeError("there is no access token yet")
        return request.with_credentials(headers={"Authorization": _header(tokens)})

    def renew(self, refused: Request | None, send: Callable[[Request], Reply]) -> bool:
        with self._lock:
            if self._is_newer(refused):
                return True
            grant = self._grant()
            if grant is None:
                return False
            told = self._take(send(self._client.request(grant)))
        close = getattr(told, "close", None)
        if callable(close):
            close()  # a coroutine that nobody awaits would warn
            raise TypeError("an async on_tokens function needs the async client")
        return True

    async def renew_async(
        self, refused: Request | None, send: Callable[[Request], Awaitable[Reply]]
    ) -> bool:
        async with self._async_lock():
            if self._is_newer(refused):
                return True
            grant = self._grant()
            if grant is None:
                return False
            told = self._take(await send(self._client.request(grant)))
            if isinstance(told, Awaitable):
                await told
        return True

    def _grant(self) -> Mapping[str, str] | None:
        """What is shown to the token endpoint; None when nothing is left to show."""
        raise NotImplementedError

    def _take(self, reply: Reply) -> object:
        self._tokens = read_tokens(reply, self._tokens)
        return self._on_tokens(self._tokens) if self._on_tokens else None

    def _is_newer(self, refused: Request | None) -> bool:
        """Whether somebody fetched tokens while we waited for our turn."""
        if self._tokens is None:
            return False
        if refused is None:
            return not self.stale
        return refused.headers.get("Authorization") != _header(self._tokens)

    def _async_lock(self) -> AsyncLock:
        from asyncio import Lock as AsyncLock
        from asyncio import get_running_loop

        loop = get_running_loop()
        if self._gate is None or self._gate[0] is not loop:
            self._gate = (loop, AsyncLock())
        return self._gate[1]


class OAuth(_Granted):
    """A person's grant: an access token, refreshed when it ends or is refused.

    Give `code` with `verifier` and `redirect_uri` after a sign-in, or the `tokens` that
    you stored. `on_tokens` is told every new pair: servers often rotate refresh tokens,
    so what it does not store is lost. `client_auth` says how the token endpoint knows
    the client; without a secret it is "none".
    """

    __slots__ = ("_code",)

    def __init__(
        self,
        tokens: Tokens | None = None,
        *,
        token_url: str,
        client_id: str,
        client_secret: str | None = None,
        code: str | None = None,
        verifier: str | None = None,
        redirect_uri: str | None = None,
        on_tokens: OnTokens | None = None,
        client_auth: ClientAuth | None = None,
    ) -> None:
        if (tokens is None) == (code is None):
            raise TypeError("pass tokens, or the code of a sign-in")
        how = client_auth or ("none" if client_secret is None else "post")
        client = TokenClient(token_url, client_id, client_secret, how)
        super().__init__(client, tokens, on_tokens)
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        self._code: Final = {k: v for k, v in given.items() if v is not None}

    def _grant(self) -> Mapping[str, str] | None:
        if self._tokens is None:
            return self._code
        refresh = self._tokens.refresh
        if refresh is None:
            return None
        return {"grant_type": "refresh_token", "refresh_token": refresh}


class ClientCredentials(_Granted):
    """A program's own grant: an access token for a client id and secret."""

    __slots__ = ("_scopes",)

    def __init__(
        self,
        *,
        token_url: str,
        client_id: str,
        client_secret: str,
        scopes: Iterable[str] = (),
        on_tokens: OnTokens | None = None,
        client_auth: ClientAuth = "post",
    ) -> None:
        client = TokenClient(token_url, client_id, client_secret, client_auth)
        super().__init__(client, None, on_tokens)
        self._scopes: Final = " ".join(scopes)

    def _grant(self) -> Mapping[str, str] | None:
        grant = {"grant_type": "client_credentials"}
        return {**grant, "scope": self._scopes} if self._scopes else grant


def _header(tokens: Tokens) -> str:
    return f"Bearer {tokens.access}"

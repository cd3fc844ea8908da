"""Tokens of a token endpoint, shared by all callers of a client."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from time import time
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, TypeAlias

from .auth import Auth
from .connection import ProcessLock
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


class Endpoints(NamedTuple):
    """Where people sign in and tokens come from; None is what nobody states.

    `refresh` is where tokens are refreshed if not at `token`; `discovery` answers with
    the others (OpenID Connect).
    """

    authorization: str | None = None
    token: str | None = None
    refresh: str | None = None
    discovery: str | None = None


class Granted(Auth):
    """Tokens of a token endpoint; of many callers at once, one fetches them anew.

    A generated client has subclasses that know the `endpoints` of its API, and in
    `SCOPES` what each scope grants.
    """

    __slots__ = ("_client", "_gate", "_lock", "_on_tokens", "_tokens")

    endpoints: ClassVar[Endpoints] = Endpoints()
    SCOPES: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        tokens: Tokens | None,
        on_tokens: OnTokens | None,
        *,
        token_url: str | None,
        client_id: str,
        client_secret: str | None,
        client_auth: ClientAuth,
    ) -> None:
        known = self.endpoints
        self._client = TokenClient(
            token_url or known.token,
            client_id,
            client_secret,
            client_auth,
            # Where another server answers, the description's addresses do not hold.
            None if token_url else known.refresh,
            None if token_url else known.discovery,
        ).checked()
        self._on_tokens: Final = on_tokens
        self._tokens = tokens
        self._lock: Final = ProcessLock()
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
            if self._client.url is None:
                self._client = self._client.located(send(self._client.discovery()))
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
            if self._client.url is None:
                reply = await send(self._client.discovery())
                self._client = self._client.located(reply)
            told = self._take(await send(self._client.request(grant)))
            if isinstance(told, Awaitable):
                await told
        return True

    @abstractmethod
    def _grant(self) -> Mapping[str, str] | None:
        """What is shown to the token endpoint; None when nothing is left to show."""

    def _refresh(self) -> Mapping[str, str] | None:
        """The refresh token at hand, as a grant."""
        if self._tokens is None or self._tokens.refresh is None:
            return None
        return {"grant_type": "refresh_token", "refresh_token": self._tokens.refresh}

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


def _header(tokens: Tokens) -> str:
    return f"Bearer {tokens.access}"

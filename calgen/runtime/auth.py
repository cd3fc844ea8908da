"""Credentials. None shows its secret: not in `repr`, in errors or in pickles."""

from __future__ import annotations

from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from re import compile as pattern
from typing import TYPE_CHECKING, Final, Literal, NoReturn, TypeAlias, TypeVar

from .unset import Unset

if TYPE_CHECKING:
    from .reply import Reply
    from .request import Request
    from .settings import Settings

Place = Literal["header", "query", "cookie"]
Token: TypeAlias = str | Callable[[], str]
AsyncToken: TypeAlias = str | Callable[[], str | Awaitable[str]]
Self = TypeVar("Self", bound="Auth")

_FORBIDDEN: Final = pattern(r"[^\x20-\x7e]")


class Auth(ABC):
    """A credential, put on each request just before it is sent.

    A subclass defines `apply`, and `apply_async` too where it has to wait for
    something. Both return a copy of the request (`request.with_credentials(…)`).
    """

    __slots__ = ()

    @abstractmethod
    def apply(self, request: Request) -> Request:
        """The request with this credential."""

    async def apply_async(self, request: Request) -> Request:
        """The request with this credential, for the async client."""
        return self.apply(request)

    @property
    def stale(self) -> bool:
        """Whether there is no credential yet, or one that has ended: then it is renewed
        before a request is sent."""
        return False

    def renew(self, refused: Request | None, send: Callable[[Request], Reply]) -> bool:
        """Get another credential: the server refused (401) the one on `refused`, or (None)
        this one is stale.

        True: there is one, and a refused request is sent once more. `send` reaches
        servers.
        """
        return False

    async def renew_async(
        self,
        refused: Request | None,
        send: Callable[[Request], Awaitable[Reply]],
    ) -> bool:
        """The same for the async client."""
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    def __copy__(self: Self) -> Self:
        return self

    def __deepcopy__(self: Self, memo: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds a secret and is not pickled")


class _TokenAuth(Auth):
    __slots__ = ("_token",)

    def __init__(self, token: AsyncToken) -> None:
        # From outside the type checker's reach: an environment value, a None.
        if not callable(token):
            _check(token)
        self._token = token

    def apply(self, request: Request) -> Request:
        token = self._token if isinstance(self._token, str) else self._token()
        if not isinstance(token, str):
            close = getattr(token, "close", None)
            if callable(close):
                close()  # a coroutine that nobody awaits would warn
            raise TypeError("an async token function needs the async client")
        return self._carry(request, _check(token))

    async def apply_async(self, request: Request) -> Request:
        token = self._token if isinstance(self._token, str) else self._token()
        return self._carry(
            request, _check(token if isinstance(token, str) else await token)
        )

    @abstractmethod
    def _carry(self, request: Request, token: str) -> Request:
        """The request with the token where it belongs."""


class Bearer(_TokenAuth):
    """`Authorization: Bearer …`.

    `token` may be a function that returns it for each request; with the async client
    an async one too.
    """

    __slots__ = ()

    def _carry(self, request: Request, token: str) -> Request:
        return request.with_credentials(headers={"Authorization": f"Bearer {token}"})


class ApiKey(_TokenAuth):
    """A key in a header, in the query or in a cookie called `name`."""

    __slots__ = ("_name", "_place")

    def __init__(
        self, value: AsyncToken, place: Place = "header", *, name: str
    ) -> None:
        super().__init__(value)
        self._place: Place = place
        self._name = name

    def _carry(self, request: Request, token: str) -> Request:
        if self._place == "query":
            return request.with_credentials(query={self._name: token})
        if self._place == "cookie":
            return request.with_credentials(cookies={self._name: _cookie(token)})
        return request.with_credentials(headers={self._name: token})


class Basic(Auth):
    """HTTP basic authentication."""

    __slots__ = ("_password", "_value")

    def __init__(self, user: str, password: str) -> None:
        if ":" in user:
            raise ValueError("the user of HTTP basic authentication may hold no colon")
        encoded = b64encode(f"{user}:{password}".encode()).decode()
        self._value = f"Basic {encoded}"
        self._password = password

    def apply(self, request: Request) -> Request:
        return request.with_credentials(
            headers={"Authorization": self._value}, secrets=(self._password,)
        )


class Headers(Auth):
    """Several secret headers that go together, such as a client's id and secret."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name: _check(value) for name, value in values.items()}

    def apply(self, request: Request) -> Request:
        return request.with_credentials(headers=self._values)


def resolve_auth(
    auth: AsyncToken | Auth | Unset | None,
    settings: Settings,
    environment: Mapping[str, str],
) -> Auth | None:
    """The credential for what a caller passed as `auth`.

    A string or a function is a token of the API's token scheme; `UNSET` reads the
    environment variable of the settings, and no variable is no credential. None is no
    credential, whatever the environment holds.
    """
    if auth is None or isinstance(auth, Auth):
        return auth
    if isinstance(auth, Unset):
        name = settings.token_env
        auth = environment.get(name, "").strip() if name else ""
        if not auth:
            return None
    scheme = settings.schemes.get(settings.token_scheme or "")
    if scheme is None and settings.schemes and settings.token_scheme is None:
        raise TypeError(
            "this API takes no plain token: pass an auth object such as "
            "Basic(user, password), ApiKey(value, name=…) or Headers({…})"
        )
    if scheme is None or scheme.kind == "bearer":
        return Bearer(auth)
    if scheme.kind in ("header", "query", "cookie"):
        return ApiKey(auth, scheme.kind, name=scheme.name)
    raise TypeError(f"a plain token does not fit a scheme of kind {scheme.kind!r}")


def _check(secret: object) -> str:
    # Said here: the HTTP library would quote the secret in its message.
    if not isinstance(secret, str):
        raise TypeError(f"a token is a string, not {type(secret).__name__}")
    if not secret:
        raise ValueError("the token is empty")
    if secret != secret.strip():
        raise ValueError("the token begins or ends with white space")
    if _FORBIDDEN.search(secret):
        raise ValueError(
            "the token holds a line break, a control character or a character that is "
            "not ASCII"
        )
    return secret


def _cookie(secret: str) -> str:
    if any(character in ' ",;\\' for character in secret):
        raise ValueError("the key holds a character that a cookie cannot carry")
    return secret

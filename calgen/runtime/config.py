"""What the two clients know: their arguments, resolved once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from .auth import AsyncToken, Auth, resolve_auth
from .settings import DEFAULT_RETRIES, is_count
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from .limiter import Limiter
    from .middleware import AsyncMiddleware, Middleware
    from .operation import RateLimit
    from .options import Timeout
    from .settings import Settings

Validation = Literal["lenient", "strict"]


class Config:
    """The settings of one client; immutable, shared by threads."""

    __slots__ = (
        "anonymous",
        "api_version",
        "auth",
        "base_url",
        "headers",
        "held",
        "limiter",
        "max_retries",
        "middleware",
        "moved",
        "scopes",
        "settings",
        "timeout",
        "user_agent",
        "validation",
    )

    def __init__(
        self,
        settings: Settings,
        *,
        auth: AsyncToken | Auth | Unset | None,
        base_url: str | None,
        timeout: Timeout | Unset,
        api_version: str | None,
        headers: Mapping[str, str] | None,
        validation: Validation,
        max_retries: int = DEFAULT_RETRIES,
        rate_limit: RateLimit | Limiter | bool = False,
        scopes: Iterable[str] | None = None,
        middleware: Sequence[Middleware | AsyncMiddleware] = (),
        anonymous: bool = False,
        http_client: object = None,
    ) -> None:
        if validation not in ("lenient", "strict"):
            raise ValueError(f"validation is 'lenient' or 'strict', not {validation!r}")
        if not is_count(max_retries):
            raise ValueError("max_retries is a whole number from 0 on")
        self.max_retries: Final = max_retries
        self.limiter: Final = _limiter(rate_limit, settings)
        self.settings: Final = settings
        # Whether calls go out without a credential of ours, because somebody wants it.
        self.anonymous: Final = anonymous or auth is None or _lends(http_client)
        self.scopes, self.held = _scopes(scopes, settings)
        self.auth: Final = resolve_auth(auth, settings, os.environ)
        self.base_url: Final = _base_url(base_url, settings)
        # Whether a caller's address takes the place of the API's own.
        self.moved: Final = is_absolute(settings.base_url) and self.base_url != (
            settings.base_url or ""
        ).rstrip("/")
        self.timeout: Final = timeout
        self.api_version: Final = api_version
        self.headers: Final = dict(headers or {})
        self.validation: Final[Validation] = validation
        self.user_agent: Final = settings.user_agent
        # Checked to be functions; the client's class says whether they are async.
        self.middleware: Final = _middleware(middleware)
        _set_up_log()

    def server(self, stated: str | None) -> str:
        """Where an operation is called that states a server of its own, or none.

        Credentials go there, too: the API's document names it. An address that the
        caller gave in the place of the API's own is for all operations; of those that
        state another path on the API's host it takes the place of the host.
        """
        if stated is None:
            return self.base_url
        if stated.startswith("/"):
            parts = urlsplit(self.base_url)
            return f"{parts.scheme}://{parts.netloc}{stated}".rstrip("/")
        return self.base_url if self.moved else stated

    def changed(self, *, headers: Mapping[str, str] | Unset, **changes: Any) -> Config:
        """The settings with some changed; `UNSET` ones stay, `headers` are added."""
        given: dict[str, Any] = {
            "auth": self.auth if self.auth or self.anonymous else UNSET,
            "base_url": self.base_url,
            "timeout": self.timeout,
            "api_version": self.api_version,
            "validation": self.validation,
            "max_retries": self.max_retries,
            "rate_limit": self.limiter or False,
            "scopes": self.scopes,
            "middleware": self.middleware,
            "anonymous": self.anonymous,
        }
        given |= {name: new for name, new in changes.items() if new is not UNSET}
        if given["rate_limit"] is True and self.limiter is not None:
            given["rate_limit"] = self.limiter  # what is counted so far still counts
        more: Mapping[str, str] = {} if isinstance(headers, Unset) else headers
        names = {name.lower() for name in more}
        kept = {n: v for n, v in self.headers.items() if n.lower() not in names}
        return Config(self.settings, headers={**kept, **more}, **given)


def is_absolute(url: str | None) -> bool:
    """Whether an address names its host."""
    return url is not None and not url.startswith("/")


def _set_up_log() -> None:
    """Read the environment variable `<PACKAGE>_LOG`."""
    name = f"{__name__.partition('.')[0].upper()}_LOG"
    level = os.environ.get(name)
    if level:
        from .calllog import configure

        configure(name, level)


def _middleware(given: Sequence[object]) -> tuple[Any, ...]:
    if given == ():
        return ()
    from .middleware import checked

    return checked(given)


def _lends(http_client: object) -> bool:
    if http_client is None:
        return False
    from .guard import lends

    return lends(http_client)


def _scopes(
    scopes: Iterable[str] | None, settings: Settings
) -> tuple[tuple[str, ...] | None, frozenset[str]]:
    """The scopes that the token has, as they were given and with all that they imply."""
    if scopes is None:
        return None, frozenset()
    from .scopes import listed, with_held

    given = listed(scopes)
    return given, with_held(given, settings.scope_implies)


def _limiter(
    rate_limit: RateLimit | Limiter | bool, settings: Settings
) -> Limiter | None:
    """True keeps to the limits that the API states; a limit takes the place of the one
    for all calls together."""
    if rate_limit is False:
        return None
    from .limiter import Limiter

    if isinstance(rate_limit, Limiter):
        return rate_limit
    return Limiter(settings.limit if rate_limit is True else rate_limit)


def _base_url(given: str | None, settings: Settings) -> str:
    """The address that paths are appended to: absolute, no trailing slash.

    Raises ValueError that says what to pass.
    """
    url = given or settings.base_url
    if url and not given and not is_absolute(url):
        raise ValueError(
            f"this API is at {url!r} on a server that its description does not name: "
            f'pass base_url, for example base_url="https://api.example.com{url}"'
        )
    if not url:
        raise ValueError(
            "this API names no server: pass base_url, for example "
            'base_url="https://api.example.com"'
        )
    parts = urlsplit(url)
    if "@" in parts.netloc:
        # Not shown: it may hold a password.
        raise ValueError(
            "base_url holds a user: pass auth=Basic(user, password) instead"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(
            f"base_url {url!r} is not absolute: pass the whole address, for example "
            '"https://api.example.com/v1"'
        )
    if parts.query or parts.fragment:
        raise ValueError(f"base_url {parts.hostname!r} may have no query or fragment")
    return url.rstrip("/")

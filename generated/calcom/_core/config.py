"""What the two clients know: their arguments, resolved once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from .auth import AsyncToken, Auth, resolve_auth
from .unset import Unset

if TYPE_CHECKING:
    from .options import Timeout
    from .settings import Settings

Validation = Literal["lenient", "strict"]


class Config:
    """The settings of one client; immutable, shared by threads."""

    __slots__ = (
        "api_version",
        "auth",
        "base_url",
        "headers",
        "timeout",
        "user_agent",
        "validation",
    )

    def __init__(
        self,
        settings: Settings,
        *,
        auth: AsyncToken | Auth | None,
        base_url: str | None,
        timeout: Timeout | Unset,
        api_version: str | None,
        headers: Mapping[str, str] | None,
        validation: Validation,
    ) -> None:
        if validation not in ("lenient", "strict"):
            raise ValueError(f"validation is 'lenient' or 'strict', not {validation!r}")
        self.auth: Final = resolve_auth(auth, settings, os.environ)
        self.base_url: Final = _base_url(base_url, settings)
        self.timeout: Final = timeout
        self.api_version: Final = api_version
        self.headers: Final = dict(headers or {})
        self.validation: Final[Validation] = validation
        self.user_agent: Final = settings.user_agent


def _base_url(given: str | None, settings: Settings) -> str:
    """The address that paths are appended to: absolute, no trailing slash.

    Raises ValueError that says what to pass.
    """
    url = given or settings.base_url
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

"""The token endpoint of OAuth 2: what it is asked, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import time
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast
from urllib.parse import quote_plus, urlencode, urlsplit

from .body import Body
from .headers import HeaderMap
from .operation import Operation
from .request import Request, RequestInfo
from .unset import UNSET

if TYPE_CHECKING:
    from .reply import Reply

ClientAuth = Literal["post", "basic", "none"]
"""How a client names itself to the token endpoint: in the body, in an Authorization
header, or by its id alone (public clients, which use PKCE)."""

TOKEN: Final[Operation[object]] = Operation(
    id="oauth.token", method="POST", path="", returns=None, public=True
)
DISCOVERY: Final[Operation[object]] = Operation(
    id="oauth.discovery", method="GET", path="", returns=None, public=True
)
_FORM: Final = "application/x-www-form-urlencoded"
_HIDDEN: Final = frozenset(
    {"client_secret", "code", "code_verifier", "password", "refresh_token"}
)


class Tokens(NamedTuple):
    """What a token endpoint gives; `expires_at` is in seconds since 1970, None unknown.

    `scopes` are those that were granted; None where the server does not say.
    """

    access: str
    refresh: str | None = None
    expires_at: float | None = None
    scopes: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        return f"Tokens(***, expires_at={self.expires_at}, scopes={self.scopes})"


class TokenClient(NamedTuple):
    """Who asks which token endpoint; without a `url` its server is asked for it."""

    url: str | None
    id: str
    secret: str | None
    auth: ClientAuth
    refresh_url: str | None = None
    discovery_url: str | None = None

    def __repr__(self) -> str:
        return f"TokenClient({self.url!r}, ***)"

    def checked(self) -> TokenClient:
        """Itself; raises TypeError without an address, ValueError for one that is none."""
        if self.url is None and self.discovery_url is None:
            raise TypeError("pass token_url: the API's description does not name it")
        if self.url is not None and not _is_address(self.url):
            raise ValueError("token_url is no whole address of https or http")
        return self

    def request(self, grant: Mapping[str, str]) -> Request:
        """What asks for tokens; its secrets appear in no message."""
        from base64 import b64encode

        url = self.url or ""
        if grant.get("grant_type") == "refresh_token":
            url = self.refresh_url or url
        fields = dict(grant)
        headers = [("Accept", "application/json"), ("Content-Type", _FORM)]
        if self.auth == "basic":
            pair = f"{quote_plus(self.id)}:{quote_plus(self.secret or '')}"
            encoded = b64encode(pair.encode()).decode()
            headers.append(("Authorization", f"Basic {encoded}"))
        else:
            if self.id:
                fields["client_id"] = self.id
            if self.auth == "post" and self.secret is not None:
                fields["client_secret"] = self.secret
        return Request(
            TOKEN,
            RequestInfo("POST", url),
            HeaderMap(headers),
            Body(_FORM, urlencode(fields).encode()),
            secrets=(
                *(value for name, value in fields.items() if name in _HIDDEN),
                *((self.secret,) if self.secret else ()),
            ),
        )

    def discovery(self) -> Request:
        """What asks a server of OpenID Connect for its addresses."""
        return _discovery(self.discovery_url or "")

    def located(self, reply: Reply) -> TokenClient:
        """Itself, with the token endpoint of that answer."""
        return self._replace(url=_endpoint(reply, "token_endpoint"))


def discovered(url: str, name: str) -> str:
    """One address of an OpenID Connect server, asked for by a request of its own."""
    from .transport import Transport

    transport = Transport(None, UNSET)
    try:
        return _endpoint(transport.send(_discovery(url)), name)
    finally:
        transport.close()


def _discovery(url: str) -> Request:
    info = RequestInfo("GET", url)
    return Request(DISCOVERY, info, HeaderMap([("Accept", "application/json")]))


def _endpoint(reply: Reply, name: str) -> str:
    """An address out of a discovery document; raises StatusError or DecodeError."""
    from .problem import decode_error, status_error

    if not 200 <= reply.status < 300:
        raise status_error(reply) from None
    found = _object(reply.content).get(name)
    # Secrets do not follow from https to http because an answer says so.
    secure = reply.request.url.lower().startswith("https:")
    if not isinstance(found, str) or not _is_address(found, secure=secure):
        raise decode_error(reply, f"the answer names no {name}") from None
    return found


def _is_address(url: str, *, secure: bool = False) -> bool:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
    schemes = ("https",) if secure else ("https", "http")
    return named and parts.scheme in schemes and url.isprintable() and " " not in url


def _object(content: bytes) -> Mapping[str, object]:
    """The JSON object of a body; empty where it holds none."""
    try:
        body = cast("object", json.loads(content))
    except (ValueError, RecursionError):
        return {}
    return cast("Mapping[str, object]", body) if isinstance(body, dict) else {}


def read_tokens(reply: Reply, before: Tokens | None) -> Tokens:
    """The tokens of an answer; a refresh token that is not rotated stays.

    Raises `StatusError` (`code` is OAuth's, such as `invalid_grant`) or `DecodeError`.
    """
    from .problem import decode_error, status_error

    if not 200 <= reply.status < 300:
        raise status_error(reply) from None
    fields = _object(reply.content)
    inner = fields.get("data")
    if "access_token" not in fields and isinstance(inner, dict):
        fields = cast("Mapping[str, object]", inner)  # some answer in their envelope
    access = fields.get("access_token")
    if not isinstance(access, str) or not access:
        # Not quoted: a body that was misread may hold a token.
        hidden = reply._replace(content=b"")
        raise decode_error(hidden, "the answer holds no access_token") from None
    refresh = fields.get("refresh_token")
    lasts = fields.get("expires_in")
    scope = fields.get("scope")
    return Tokens(
        access,
        refresh if isinstance(refresh, str) else before.refresh if before else None,
        (
            time() + float(lasts)
            if isinstance(lasts, int | float | str) and lasts
            else None
        ),
        tuple(scope.split()) if isinstance(scope, str) else None,
    )

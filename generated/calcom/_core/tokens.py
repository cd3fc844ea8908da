"""The token endpoint of OAuth 2: what it is asked, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import time
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast
from urllib.parse import quote_plus, urlencode

from .body import Body
from .headers import HeaderMap
from .operation import Operation
from .request import Request, RequestInfo

if TYPE_CHECKING:
    from .reply import Reply

ClientAuth = Literal["post", "basic", "none"]
"""How a client names itself to the token endpoint: in the body, in an Authorization
header, or by its id alone (public clients, which use PKCE)."""

TOKEN: Final[Operation[object]] = Operation(
    id="oauth.token", method="POST", path="", returns=None, public=True
)
_FORM: Final = "application/x-www-form-urlencoded"


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
    """Who asks which token endpoint."""

    url: str
    id: str
    secret: str | None
    auth: ClientAuth

    def __repr__(self) -> str:
        return f"TokenClient({self.url!r}, ***)"

    def request(self, grant: Mapping[str, str]) -> Request:
        """What asks for tokens; its secrets appear in no message."""
        from base64 import b64encode

        fields = dict(grant)
        headers = [("Accept", "application/json"), ("Content-Type", _FORM)]
        if self.auth == "basic":
            pair = f"{quote_plus(self.id)}:{quote_plus(self.secret or '')}"
            encoded = b64encode(pair.encode()).decode()
            headers.append(("Authorization", f"Basic {encoded}"))
        else:
            fields["client_id"] = self.id
            if self.auth == "post" and self.secret is not None:
                fields["client_secret"] = self.secret
        hidden = {"code", "code_verifier", "refresh_token", "client_secret"}
        return Request(
            TOKEN,
            RequestInfo("POST", self.url),
            HeaderMap(headers),
            Body(_FORM, urlencode(fields).encode()),
            secrets=(
                *(value for name, value in fields.items() if name in hidden),
                *((self.secret,) if self.secret else ()),
            ),
        )


def read_tokens(reply: Reply, before: Tokens | None) -> Tokens:
    """The tokens of an answer; a refresh token that is not rotated stays.

    Raises `StatusError` (`code` is OAuth's, such as `invalid_grant`) or `DecodeError`.
    """
    from .problem import decode_error, status_error

    if not 200 <= reply.status < 300:
        raise status_error(reply) from None
    try:
        body = cast("object", json.loads(reply.content))
    except (ValueError, RecursionError):
        body = None
    fields: Mapping[str, object] = {}
    if isinstance(body, dict):
        fields = cast("Mapping[str, object]", body)
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

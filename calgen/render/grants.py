"""The classes of `auth.py` that get tokens, from the flows of the schemes."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.ir import AuthScheme, OAuthFlow
from calgen.record import record

# The classes of the runtime, and the flows of OAuth that they are for.
GRANTS = {
    "ClientCredentials": "clientCredentials",
    "OAuth": "authorizationCode",
    "Password": "password",
}
_DOCS = {
    "ClientCredentials": "A program's own grant: an access token for a client id and "
    "secret.",
    "OAuth": "A person's grant: an access token, refreshed when it ends or is refused.",
    "Password": "A grant for a user's name and password.",
}


@record
class GrantView:
    """A class of `auth.py` that gets tokens."""

    class_name: str
    """What it is called."""
    base: str
    """The class of the runtime that it extends: `ClientCredentials`, `OAuth` or
    `Password`."""
    doc: str
    """The text of the docstring."""
    endpoints: tuple[tuple[str, str], ...]
    """The addresses that are known: (`authorization`, `token`, `refresh` or `discovery`,
    address)."""
    scopes: tuple[tuple[str, str], ...]
    """(scope, what it grants)."""

    @property
    def takes(self) -> str:
        """Its arguments in short, with values that say what they are."""
        return {
            "ClientCredentials": 'client_id="id", client_secret="secret"',
            "OAuth": 'refresh_token="token", client_id="id"',
            "Password": '"user", "password"',
        }[self.base]

    @property
    def signs_in(self) -> bool:
        """Whether it knows where a person signs in."""
        known = dict(self.endpoints)
        return self.base == "OAuth" and bool(
            {"authorization", "discovery"} & known.keys()
        )


def grants_in(scheme: AuthScheme) -> Iterator[tuple[str, OAuthFlow]]:
    """The ways to get a token that a scheme has, by the classes of the runtime."""
    for base, kind in GRANTS.items():
        flow = _flow(scheme, kind)
        if flow is not None:
            yield base, flow


def _flow(scheme: AuthScheme, kind: str) -> OAuthFlow | None:
    for flow in scheme.flows:
        if flow.kind == kind:
            return flow
    if scheme.discovery is not None and kind == "authorizationCode":
        return OAuthFlow(kind="authorizationCode", doc=scheme.doc)
    return None


def grant_view(
    scheme: AuthScheme, class_name: str, base: str, flow: OAuthFlow
) -> GrantView:
    """A class of `auth.py`, as templates see it."""
    known = {
        "authorization": flow.authorization_url if base == "OAuth" else None,
        "token": flow.token_url,
        "refresh": flow.refresh_url,
        "discovery": None if flow.token_url else scheme.discovery,
    }
    endpoints = tuple((name, url) for name, url in known.items() if url)
    parts = [_DOCS[base]]
    if not {"token", "discovery"} & dict(endpoints).keys():
        parts.append("Pass `token_url`: the description does not name it.")
    if flow.doc.strip():
        parts.append(" ".join(flow.doc.split()))
    return GrantView(
        class_name=class_name,
        base=base,
        doc="\n\n".join(parts),
        endpoints=endpoints,
        scopes=flow.scopes,
    )

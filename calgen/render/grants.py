"""The classes of `auth.py` that get tokens, from the flows of the schemes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from calgen.ir import AuthScheme, OAuthFlow
from calgen.naming import pascal

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
# What a name says that every scheme of OAuth could say.
_PLAIN = re.compile(r"O?[Aa]uth\d*(?:Security|Scheme)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantView:
    """A class of `auth.py` that gets tokens. `base` is the class of the runtime that it
    extends; `endpoints` are its known addresses as (argument, address), `scopes` are
    (scope, what it grants)."""

    class_name: str
    base: str
    doc: str
    endpoints: tuple[tuple[str, str], ...]
    scopes: tuple[tuple[str, str], ...]

    @property
    def takes(self) -> str:
        """Its arguments in short."""
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


def grants_of(
    schemes: Sequence[AuthScheme], taken: set[str]
) -> dict[str, tuple[GrantView, ...]]:
    """Scheme -> its classes. Where one scheme alone has any, they are called as those of
    the runtime; else by their scheme."""
    found = {
        scheme.name: [
            (base, flow)
            for base, kind in GRANTS.items()
            if (flow := _flow(scheme, kind)) is not None
        ]
        for scheme in schemes
    }
    found = {name: grants for name, grants in found.items() if grants}
    by_name = {scheme.name: scheme for scheme in schemes}
    made: dict[str, tuple[GrantView, ...]] = {}
    for name, grants in found.items():
        views = []
        for base, flow in grants:
            class_name = base if len(found) == 1 else _named(name, base, taken)
            taken.add(class_name)
            views.append(_view(by_name[name], class_name, base, flow))
        made[name] = tuple(views)
    return made


def _named(scheme: str, base: str, taken: set[str]) -> str:
    whole = pascal(scheme)
    name = f"{_PLAIN.sub('', whole)}{base}"
    while name in taken:
        name, whole = f"{whole}{base}", f"{whole}{base}"
    return name


def _flow(scheme: AuthScheme, kind: str) -> OAuthFlow | None:
    for flow in scheme.flows:
        if flow.kind == kind:
            return flow
    if scheme.discovery is not None and kind == "authorizationCode":
        return OAuthFlow(kind="authorizationCode", doc=scheme.doc)
    return None


def _view(scheme: AuthScheme, class_name: str, base: str, flow: OAuthFlow) -> GrantView:
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

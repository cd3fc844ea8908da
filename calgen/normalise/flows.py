"""The ways of OAuth to a token: where people sign in, and who gives tokens out."""

from __future__ import annotations

import re
from typing import get_args
from urllib.parse import urljoin, urlsplit

from calgen.diagnostics import Report
from calgen.ir import FlowKind, Json, OAuthFlow
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.profile import AuthRule

_KINDS: tuple[FlowKind, ...] = get_args(FlowKind)
_ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl")
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\"<>\\^`{|}]")


def flows_of(
    node: Json, place: Place, base: str | None, report: Report
) -> tuple[OAuthFlow, ...]:
    """The flows that a scheme declares; relative addresses begin at the server `base`."""
    stated, at = js.mapping(node.get("flows")), place.child("flows")
    found = []
    for kind in _KINDS:
        if not isinstance(stated.get(kind), dict):
            continue
        flow, here = js.mapping(stated[kind]), at.child(kind)
        urls = [
            _address(flow.get(key), here.child(key), base, report) for key in _ADDRESSES
        ]
        scopes = js.mapping(flow.get("scopes"))
        found.append(
            OAuthFlow(
                kind=kind,
                authorization_url=urls[0],
                token_url=urls[1],
                refresh_url=urls[2] if urls[2] != urls[1] else None,
                scopes=tuple(
                    (name, " ".join(text.split()) if isinstance(text, str) else "")
                    for name, text in scopes.items()
                ),
                doc=str(node.get("description") or ""),
            )
        )
    return tuple(found)


def discovery_of(
    node: Json, place: Place, base: str | None, report: Report
) -> str | None:
    """Where a scheme of OpenID Connect says its addresses."""
    key = "openIdConnectUrl"
    return _address(node.get(key), place.child(key), base, report)


def flows_by(rule: AuthRule) -> tuple[OAuthFlow, ...]:
    """The flows that a profile knows."""
    return tuple(
        OAuthFlow(
            kind=kind,
            authorization_url=flow.authorization_url,
            token_url=flow.token_url,
            refresh_url=flow.refresh_url,
        )
        for kind in _KINDS
        if (flow := rule.flows.get(kind)) is not None
    )


def _address(
    stated: object, place: Place, base: str | None, report: Report
) -> str | None:
    """A whole address that can be asked; None where there is none."""
    if not isinstance(stated, str) or not stated.strip():
        return None  # reading reports what is of a wrong type
    url = stated.strip()
    try:
        # As paths do, an address without host begins behind the server.
        whole = url
        if base and not urlsplit(url).scheme:
            whole = urljoin(f"{base.rstrip('/')}/", url)
        parts = urlsplit(whole)
        _ = parts.port
    except ValueError:
        _refuse(place, report)
        return None
    if not _UNSAFE.search(whole) and "@" not in parts.netloc:
        if parts.scheme in ("https", "http") and parts.hostname:
            return parts._replace(fragment="").geturl()
        if not parts.scheme and not base:
            return None  # the server has no name, and the caller will say both
    _refuse(place, report)
    return None


def _refuse(place: Place, report: Report) -> None:
    # Not quoted: it may hold a password, or signs that no terminal should see.
    report.warning(
        "CG059",
        "this address of OAuth cannot be asked; the client has to be told another",
        place,
        hint="write it as https://host/path, without a user and without braces",
    )

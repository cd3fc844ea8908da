"""Ways to authenticate: declared ones, and those that a profile knows by their headers."""

from __future__ import annotations

from calgen.diagnostics import Report
from calgen.ir import AuthKind, AuthScheme, Json, OAuthFlow
from calgen.merge import Merged, Target
from calgen.normalise.extensions import grouped_schemes
from calgen.normalise.flows import discovery_of, flows_by, flows_of
from calgen.normalise.places import Node, follow
from calgen.profile import Profile

_KINDS: dict[tuple[str, str], AuthKind] = {
    ("http", "bearer"): "bearer",
    ("http", "basic"): "basic",
    ("apiKey", "header"): "header",
    ("apiKey", "query"): "query",
    ("apiKey", "cookie"): "cookie",
}


def auth_header(name: str, profile: Profile) -> str | None:
    """The scheme whose credential a header parameter of this name carries."""
    for scheme, rule in profile.auth.items():
        if name.casefold() in {each.casefold() for each in rule.headers.values()}:
            return scheme
    return None


def schemes_of(
    merged: Merged,
    profile: Profile,
    used: set[str],
    base: str | None,
    report: Report,
) -> tuple[AuthScheme, ...]:
    """Every scheme that an operation uses: declared ones, and the profile's. `base` is
    the server's address, if it has one."""
    declared = merged.section("securitySchemes")
    found = [
        _declared(name, _found(declared[name], merged), profile, base, report)
        for name in sorted(declared)
        if name in used and not _is_certificate(declared[name], merged)
    ]
    for name, rule in profile.auth.items():
        if name in used and name not in declared:
            headers = tuple(rule.headers.items())
            found.append(
                AuthScheme(
                    name=name,
                    kind=rule.kind,
                    headers=headers,
                    doc=rule.doc,
                    flows=flows_by(rule),
                )
            )
    others = sorted(used - {*declared, *profile.auth})
    return (*found, *grouped_schemes(declared, others))


def certificates_of(merged: Merged, used: set[str], report: Report) -> tuple[str, ...]:
    """The schemes that an operation uses and that are client certificates: no request
    carries them, so the client cannot either."""
    found = []
    for name, scheme in sorted(merged.section("securitySchemes").items()):
        if name in used and _is_certificate(scheme, merged):
            found.append(name)
            report.info(
                "CG058",
                f"{name!r} is a client certificate, which no request carries",
                scheme.place,
                hint="a caller passes an HTTP client that has one: context = "
                "ssl.create_default_context(); context.load_cert_chain('client.pem'); "
                "Client(http_client=httpx2.Client(verify=context))",
            )
    return tuple(found)


def _is_certificate(scheme: Target, merged: Merged) -> bool:
    return followed(scheme, merged).get("type") == "mutualTLS"


def followed(scheme: Target, merged: Merged) -> Json:
    """A security scheme, its references followed."""
    return _found(scheme, merged)[0]


def _found(scheme: Target, merged: Merged) -> Node:
    return follow(scheme.node, scheme.place, merged) or ({}, scheme.place)


def _declared(
    name: str, found: Node, profile: Profile, base: str | None, report: Report
) -> AuthScheme:
    node, place = found
    kind = str(node.get("type"))
    how = str(node.get("scheme") or node.get("in") or "").lower()
    known = _KINDS.get((kind, how), "bearer")
    carrier = str(node.get("name") or "Authorization")
    flows = flows_of(node, place, base, report)
    discovery = discovery_of(node, place, base, report)
    if known == "bearer" and not flows and discovery is None:
        flows = _known_flows(name, profile)
    return AuthScheme(
        name=name,
        kind=known,
        headers=(("token", carrier),),
        doc=str(node.get("description") or ""),
        flows=flows,
        discovery=discovery,
    )


def _known_flows(name: str, profile: Profile) -> tuple[OAuthFlow, ...]:
    """What the profile knows of the tokens of a scheme: by its name, else of any."""
    rules = [profile.auth[name]] if name in profile.auth else []
    rules += [rule for rule in profile.auth.values() if rule.kind == "bearer"]
    return next((flows_by(rule) for rule in rules if rule.flows), ())

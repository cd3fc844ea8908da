"""Ways to authenticate: declared ones, and those that a profile knows by their headers."""

from __future__ import annotations

from calgen.ir import AuthKind, AuthScheme, Json
from calgen.merge import Merged, Target
from calgen.normalise.extensions import grouped_schemes
from calgen.normalise.places import follow
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
    merged: Merged, profile: Profile, used: set[str]
) -> tuple[AuthScheme, ...]:
    """Every scheme that an operation uses: declared ones, and the profile's."""
    declared = merged.section("securitySchemes")
    found = [
        _declared(name, followed(declared[name], merged))
        for name in sorted(declared)
        if name in used
    ]
    for name, rule in profile.auth.items():
        if name in used and name not in declared:
            headers = tuple(rule.headers.items())
            found.append(
                AuthScheme(name=name, kind=rule.kind, headers=headers, doc=rule.doc)
            )
    others = sorted(used - {*declared, *profile.auth})
    return (*found, *grouped_schemes(declared, others))


def followed(scheme: Target, merged: Merged) -> Json:
    """A security scheme, its references followed."""
    found = follow(scheme.node, scheme.place, merged)
    return found[0] if found else {}


def _declared(name: str, node: Json) -> AuthScheme:
    kind = str(node.get("type"))
    how = str(node.get("scheme") or node.get("in") or "").lower()
    doc = str(node.get("description") or "")
    known = _KINDS.get((kind, how), "bearer")
    carrier = str(node.get("name") or "Authorization")
    return AuthScheme(name=name, kind=known, headers=(("token", carrier),), doc=doc)

"""Servers and credentials of Swagger 2.0."""

from __future__ import annotations

from calgen.ir import Json, JsonValue
from calgen.upgrade.nodes import Setting, mapping, medias

_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_OF_A_FLOW = ("authorizationUrl", "tokenUrl", "scopes")


def servers(data: Json, setting: Setting) -> list[JsonValue]:
    """The servers that host, base path and schemes make; secure ones first."""
    host, base = data.get("host"), data.get("basePath")
    path = base.strip() if isinstance(base, str) else ""
    path = path if path.startswith("/") or not path else f"/{path}"
    if not isinstance(host, str) or not host.strip():
        if not path.strip("/"):
            return []
        setting.moves.move("/basePath", "/servers/0")
        return [{"url": path}]
    host = host.strip().rstrip("/")
    schemes = medias(data.get("schemes")) or ("https",)
    schemes = tuple(s for s in schemes if s in ("https", "http")) or schemes
    stated, slashes, rest = host.partition("://")
    if slashes:  # a slip: the scheme stands in the host
        host, schemes = rest, (stated,)
    found: list[JsonValue] = []
    for scheme in sorted(schemes, key=lambda each: each != "https"):
        setting.moves.move("/host", f"/servers/{len(found)}")
        found.append({"url": f"{scheme}://{host}{path}"})
    return found


def scheme(node: JsonValue, old: str, new: str, setting: Setting) -> JsonValue:
    """A security scheme."""
    if not isinstance(node, dict):
        return node
    kind = node.get("type")
    if kind == "basic":
        return {**node, "type": "http", "scheme": "basic"}
    if kind != "oauth2" or "flows" in node:
        return node
    made: Json = {
        key: value
        for key, value in node.items()
        if key not in _OF_A_FLOW and key != "flow"
    }
    name = _FLOWS.get(str(node.get("flow")), "authorizationCode")
    inside = f"{new}/flows/{name}"
    setting.moves.move(f"{old}/flow", inside)
    flow: Json = {}
    for key in _OF_A_FLOW:
        if key in node:
            setting.moves.move(f"{old}/{key}", f"{inside}/{key}")
            flow[key] = node[key]
    flow["scopes"] = mapping(node.get("scopes"))
    return {**made, "flows": {name: flow}}

"""Security: schemes that a profile or prose knows, as OpenAPI declares them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calgen.bundle.objects import extensions
from calgen.bundle.references import References
from calgen.ir import Access, AuthScheme, Json, JsonValue, Operation
from calgen.normalise import jsonschema as js
from calgen.normalise.extensions import ARGUMENT, SCHEME
from calgen.normalise.schemes import followed

_PLACES = {"header": "header", "query": "query", "cookie": "cookie"}
_FLOWS = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "clientCredentials": ("tokenUrl",),
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
}


class Security:
    """The security schemes of a bundle, and the requirements that name them."""

    def __init__(self, auth: Sequence[AuthScheme], references: References) -> None:
        self._references = references
        self._declared = references.merged.section("securitySchemes")
        self._parts: dict[str, tuple[str, ...]] = {}
        self._made: Json = {}
        for name, target in sorted(self._declared.items()):
            new = references.name("securitySchemes", name)
            if made := _declared(followed(target, references.merged)):
                self._made[new] = made
            self._parts[name] = (new,)
        for scheme in auth:
            if scheme.name not in self._parts:
                self._parts[scheme.name] = tuple(self._add(scheme))
        self._carriers = {
            name
            for name, parts in self._parts.items()
            if any(_carries_scopes(js.mapping(self._made.get(part))) for part in parts)
        }

    def _add(self, scheme: AuthScheme) -> Iterable[str]:
        """Declare a scheme that only a profile knows; gives the components' names."""
        about: Json = {"description": scheme.doc} if scheme.doc else {}
        if scheme.kind in ("bearer", "basic"):
            self._made[scheme.name] = {"type": "http", "scheme": scheme.kind, **about}
            yield scheme.name
        elif scheme.kind != "headers":
            (_, wire), *_ = scheme.headers
            place = _PLACES[scheme.kind]
            self._made[scheme.name] = {
                "type": "apiKey",
                "in": place,
                "name": wire,
                **about,
            }
            yield scheme.name
        else:
            # OpenAPI knows one header a scheme: several are needed together.
            for argument, wire in scheme.headers:
                name = f"{scheme.name}.{argument}"
                part: Json = {"type": "apiKey", "in": "header", "name": wire, **about}
                self._made[name] = {**part, ARGUMENT: argument, SCHEME: scheme.name}
                yield name

    def requirements(self, operation: Operation, raw: JsonValue) -> list[JsonValue]:
        """What an operation's `security` says, scopes of its text included.

        Alternatives that the document gives with scopes stay as they are. Scopes that
        are stated elsewhere go to the schemes that carry scopes; each set of them that
        is enough makes an alternative of its own.
        """
        access = operation.access
        if _names_scopes(raw):
            return [
                self._renamed(js.mapping(each), js.mapping(each))
                for each in js.items(raw)
            ]
        choices = access.scope_choices or ((),)
        found: list[JsonValue] = []
        for names in access.schemes:
            carrier = self._carrier(names, access)
            for choice in choices if carrier else ((),):
                scopes: Json = {carrier: [*choice]} if carrier else {}
                made = self._renamed(dict.fromkeys(names), scopes)
                if made not in found:
                    found.append(made)
        return found

    def _carrier(self, names: Sequence[str], access: Access) -> str | None:
        """The scheme of an alternative that the scopes belong to.

        OpenAPI 3.1 lets any scheme name what a credential must allow; where some can
        carry OAuth scopes, the others do not.
        """
        every = {name for each in access.schemes for name in each}
        able = [name for name in names if name in self._carriers]
        if able or every & self._carriers:
            return able[0] if able else None
        return names[0] if names else None

    def _renamed(self, names: Json, scopes: Json) -> Json:
        made: Json = {}
        for name in names:
            for part in self._parts.get(name, (name,)):
                made[part] = [*js.items(scopes.get(name))]
        return made

    def schemes(self, used: Iterable[JsonValue]) -> Json:
        """The components, with every scope that a requirement in `used` names."""
        made: Json = {name: dict(js.mapping(node)) for name, node in self._made.items()}
        for requirement in used:
            for name, scopes in js.mapping(requirement).items():
                scheme = js.mapping(made.get(name))
                if scheme.get("type") == "oauth2":
                    scheme["flows"] = _with_scopes(js.mapping(scheme["flows"]), scopes)
        return dict(sorted(made.items()))


def _names_scopes(security: JsonValue) -> bool:
    return any(
        js.items(scopes)
        for each in js.items(security)
        for scopes in js.mapping(each).values()
    )


def _carries_scopes(scheme: Json) -> bool:
    kind, how = scheme.get("type"), str(scheme.get("scheme")).lower()
    return kind in ("oauth2", "openIdConnect") or (kind == "http" and how == "bearer")


def _with_scopes(flows: Json, scopes: JsonValue) -> Json:
    return {
        kind: {
            **js.mapping(flow),
            "scopes": {
                **js.mapping(js.mapping(flow).get("scopes")),
                **{
                    str(each): ""
                    for each in js.items(scopes)
                    if each not in js.mapping(js.mapping(flow).get("scopes"))
                },
            },
        }
        for kind, flow in flows.items()
    }


def _declared(node: Json) -> Json:
    """A scheme as it was declared, with the keys that its type has; {} if it is none."""
    text = node.get("description")
    about: Json = {"description": text} if isinstance(text, str) else {}
    kind = node.get("type")
    more: Json = extensions(node)
    if kind == "basic":  # Swagger 2
        return {"type": "http", "scheme": "basic", **about, **more}
    if kind == "apiKey" and node.get("in") in _PLACES and "name" in node:
        return {
            "type": kind,
            "in": node["in"],
            "name": node["name"],
            **about,
            **more,
        }
    if kind == "http" and isinstance(node.get("scheme"), str):
        made: Json = {"type": kind, "scheme": node["scheme"]}
        if isinstance(node.get("bearerFormat"), str):
            made["bearerFormat"] = node["bearerFormat"]
        return {**made, **about, **more}
    if kind == "oauth2" and (flows := _flows(js.mapping(node.get("flows")))):
        return {"type": kind, "flows": flows, **about, **more}
    if kind == "openIdConnect" and isinstance(node.get("openIdConnectUrl"), str):
        url = node["openIdConnectUrl"]
        return {"type": kind, "openIdConnectUrl": url, **about, **more}
    if kind == "mutualTLS":
        return {"type": kind, **about, **more}
    # What cannot be told is how the token travels; a bearer token is what most mean.
    return {"type": "http", "scheme": "bearer", **about, **more}


def _flows(stated: Json) -> Json:
    made: Json = {}
    for kind, needed in _FLOWS.items():
        flow = js.mapping(stated.get(kind))
        if all(isinstance(flow.get(key), str) for key in needed):
            urls: Json = {
                key: flow[key]
                for key in ("authorizationUrl", "tokenUrl", "refreshUrl")
                if key in needed or (key == "refreshUrl" and flow.get(key))
            }
            scopes = {k: str(v) for k, v in js.mapping(flow.get("scopes")).items()}
            made[kind] = {**urls, "scopes": {**scopes}, **extensions(flow)}
    return made

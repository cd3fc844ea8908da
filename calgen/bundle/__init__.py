"""One normalised OpenAPI 3.1 document of all inputs.

Components stand under their final names, references are rewritten, and what prose states
has become data: `security` with scopes, the version header with its value, and `x-` keys
for what OpenAPI has no word for (`calgen.normalise.extensions` reads them back).
Descriptions keep their sentences, since other readers show nothing else. Bundling a
bundle changes nothing, and its facts are those of the inputs.

A path may stand once in OpenAPI, but a route may have several versions. The newest has
the plain path; an older one stands at `/books#2024-06-14` beside it, with the true path
in `x-calgen-path`. A fragment never travels in a request and does not make another path
template, so validators check the older operations like all others and other tools still
see them; under an `x-` key both would pass them over.
"""

from __future__ import annotations

import json

from calgen.bundle.objects import Objects, example, extensions, external_docs, link
from calgen.bundle.operations import Operations, note_moves, path_items, plan
from calgen.bundle.references import References
from calgen.bundle.security import Security
from calgen.bundle.yaml_writer import yaml_text
from calgen.document import Document
from calgen.ir import Api, Json, JsonValue
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import extensions as keys
from calgen.normalise import jsonschema as js
from calgen.normalise.notes import facts_in
from calgen.normalise.places import document_of, follow
from calgen.normalise.prose import prose_of
from calgen.normalise.schemes import auth_header
from calgen.normalise.versions import is_version_header
from calgen.profile import DEFAULT, Profile

_SECTIONS = {
    "responses": Objects.response,
    "parameters": Objects.parameter,
    "requestBodies": Objects.body,
    "headers": Objects.header,
    "callbacks": Objects.callback,
    "examples": example,
    "links": link,
}


def bundle(merged: Merged, api: Api, profile: Profile) -> Json:
    """The document, as JSON data."""
    references = References(merged)
    objects = Objects(references)
    planned = plan(merged, api, profile)
    note_moves(planned, references)
    security = Security(api.auth, references)
    writer = Operations(objects, security, scoped=_rules_unscoped(merged, profile))
    paths = path_items(planned, writer)
    webhooks = _webhooks(merged, objects)
    components = _components(objects, profile)
    if schemes := security.schemes(writer.requirements):
        components["securitySchemes"] = schemes
    made: Json = {
        "openapi": "3.2.0" if objects.newer else "3.1.0",
        "info": _info(merged, api),
        "servers": _servers(merged, api),
        "tags": _tags(merged),
        "externalDocs": _first_docs(merged),
        "paths": paths,
        "webhooks": webhooks,
        "components": dict(sorted(components.items())),
        **_extensions(merged, profile),
    }
    return {key: made[key] for key in made if made[key] or key == "paths"}


def _rules_unscoped(merged: Merged, profile: Profile) -> bool:
    """Whether stating no scope means something, which then has to be said of each."""
    kinds = profile.of("unscoped")
    told = any(facts_in(text, place, kinds) for text, place in prose_of(merged))
    return told or profile.oauth.unstated is not None


def bundle_text(document: Json, *, as_json: bool) -> str:
    """The document as text, in YAML or JSON."""
    if as_json:
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return yaml_text(document)


def _components(objects: Objects, profile: Profile) -> Json:
    """All components: what nobody uses still has a say in how schemas are named."""
    references = objects.references
    merged = references.merged
    made: dict[str, Json] = {}
    for section, make in _SECTIONS.items():
        for name, target in sorted(merged.section(section).items()):
            node = js.mapping(target.node)
            if section == "parameters" and _is_client_state(node, profile):
                continue
            found = objects.either(node, target.place, make)
            if found is not None:
                made.setdefault(section, {})[references.name(section, name)] = found
    schemas: Json = {
        references.name("schemas", name): objects.schemas.converted(
            target.node, target.place
        )
        for name, target in sorted(merged.section("schemas").items())
    }
    while len(references.extra) > len(schemas) - len(merged.section("schemas")):
        for place, name in list(references.extra.items()):
            if name not in schemas:
                found_at = document_of(place).at(place.pointer)
                schemas[name] = objects.schemas.converted(found_at, place)
    if schemas:
        made["schemas"] = dict(sorted(schemas.items()))
    return {**made}


def _is_client_state(node: Json, profile: Profile) -> bool:
    """Whether a parameter component became security or a version header of its own."""
    name = str(node.get("name", ""))
    return node.get("in") == "header" and (
        auth_header(name, profile) is not None or is_version_header(name, profile)
    )


def _info(merged: Merged, api: Api) -> Json:
    made: Json = {"title": api.title}
    for key in ("summary", "description", "termsOfService"):
        value, _ = merged.first("info", key)
        if isinstance(value, str):
            made[key] = value
    contact, _ = merged.first("info", "contact")
    if isinstance(contact, dict):
        made["contact"] = contact
    law, _ = merged.first("info", "license")
    if isinstance(js.mapping(law).get("name"), str):
        made["license"] = law
    made["version"] = api.version
    return made


def _servers(merged: Merged, api: Api) -> JsonValue:
    """The documents' servers; the profile's where none of them can be called."""
    stated, _ = merged.first("servers")
    callable_ones = [
        each
        for each in js.items(stated)
        if not api.servers or "://" in str(js.mapping(each).get("url"))
    ]
    return callable_ones or [{"url": each} for each in api.servers]


def _tags(merged: Merged) -> JsonValue:
    """The tags of all documents, each once; one that says something is preferred."""
    found: dict[str, Json] = {}
    for document in merged.documents:
        for tag in js.items(js.mapping(document.data).get("tags")):
            node = js.mapping(tag)
            name, text = node.get("name"), node.get("description")
            if not isinstance(name, str):
                continue
            made: Json = {"name": name}
            if isinstance(text, str):
                made["description"] = text
            if docs := external_docs(node):
                made["externalDocs"] = docs
            made |= extensions(node)
            if name not in found or ("description" not in found[name] and text):
                found[name] = made
    return [*found.values()]


def _first_docs(merged: Merged) -> Json:
    for document in merged.documents:
        if docs := external_docs(js.mapping(document.data)):
            return docs
    return {}


def _webhooks(merged: Merged, objects: Objects) -> Json:
    made: Json = {}
    for document in merged.documents:
        for name, node in _hooks(document).items():
            place = Place(document).child("webhooks", name)
            found = follow(node, place, merged)
            if name not in made and found is not None:
                made[name] = objects.path_item(*found)
    return dict(sorted(made.items()))


def _hooks(document: Document) -> Json:
    return js.mapping(js.mapping(document.data).get("webhooks"))


def _extensions(merged: Merged, profile: Profile) -> Json:
    """The documents' own `x-` keys, the profile, and prose that states something."""
    made: Json = {}
    for document in merged.documents:
        for key, value in extensions(js.mapping(document.data)).items():
            if not key.startswith("x-calgen-"):
                made.setdefault(key, value)
    if profile.name != DEFAULT:
        made[keys.PROFILE] = profile.name
    if prose := _prose(merged, profile):
        made["x-calgen-prose"] = prose
    return dict(sorted(made.items()))


def _prose(merged: Merged, profile: Profile) -> list[JsonValue]:
    first, _ = merged.first("info", "description")
    found: list[JsonValue] = []
    for text, place in prose_of(merged):
        page: Json = {"text": text}
        states = facts_in(text, place, profile.recognisers)
        if text != first and states and page not in found:
            found.append(page)
    return found

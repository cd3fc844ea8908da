"""A Swagger 2.0 document in the form of OpenAPI 3.1."""

from __future__ import annotations

from calgen.ir import Json, JsonValue
from calgen.location import escape
from calgen.methods import METHODS
from calgen.upgrade.access import scheme, servers
from calgen.upgrade.bodies import body, request_body, response, stated_medias
from calgen.upgrade.nodes import JSON, Setting, mapping, medias
from calgen.upgrade.parameters import BODY, FORM, Parameters, parameter
from calgen.upgrade.references import pointer_of, reference_to, rewritten
from calgen.upgrade.schemas import schema

_REPLACED = {
    *("swagger", "host", "basePath", "schemes", "consumes", "produces", "paths"),
    *("definitions", "parameters", "responses", "securityDefinitions", "components"),
}
_OF_2 = {"consumes", "produces", "schemes", "parameters", "responses"}


def upgraded_swagger(data: Json, setting: Setting) -> Json:
    """The document; what is of a wrong type is kept as it is, or left out where only
    another type means something."""
    setting.consumes = medias(data.get("consumes")) or (JSON,)
    setting.produces = medias(data.get("produces")) or (JSON,)
    setting.moves.move("/swagger", "/openapi")
    made: Json = {"openapi": "3.1.0"}
    made |= {key: value for key, value in data.items() if key not in _REPLACED}
    if found := servers(data, setting):
        made.setdefault("servers", found)
    components = _components(data, setting)
    made["paths"] = {
        path: _path_item(node, f"/paths{escape(path)}", setting)
        for path, node in mapping(data.get("paths")).items()
    }
    if components:
        made["components"] = components

    def change(reference: str, _: str) -> str:
        if not reference.startswith("#"):
            return reference
        old = pointer_of(reference)
        new = setting.moves.now(old)
        # One that leads nowhere is told as it was written, if that still leads nowhere.
        same = new == old or not (old.startswith("/paths") or _exists(setting, old))
        return reference if same else reference_to(new)

    return mapping(rewritten(made, change))


def _exists(setting: Setting, pointer: str) -> bool:
    try:
        setting.document.at(pointer)
    except KeyError:
        return False
    return True


def _components(data: Json, setting: Setting) -> Json:
    stated = mapping(data.get("components"))
    made: dict[str, Json] = {key: {**mapping(value)} for key, value in stated.items()}

    def add(section: str, name: str, node: JsonValue) -> None:
        made.setdefault(section, {}).setdefault(name, node)

    setting.moves.move("/definitions", "/components/schemas")
    for name, node in mapping(data.get("definitions")).items():
        add("schemas", name, schema(node))
    for name, node in mapping(data.get("parameters")).items():
        old = f"/parameters{escape(name)}"
        found = setting.follow(node, old)
        where = found[0].get("in") if found else None
        if found and where == BODY:
            new = f"/components/requestBodies{escape(name)}"
            add("requestBodies", name, body(found, setting.consumes, new, setting))
            setting.moves.move(old, new)
        elif where != FORM:
            new = f"/components/parameters{escape(name)}"
            setting.moves.move(old, new)
            add("parameters", name, parameter(node, old, new, setting))
    for name, node in mapping(data.get("responses")).items():
        old, new = f"/responses{escape(name)}", f"/components/responses{escape(name)}"
        setting.moves.move(old, new)
        add("responses", name, response(node, setting.produces, old, new, setting))
    for name, node in mapping(data.get("securityDefinitions")).items():
        old = f"/securityDefinitions{escape(name)}"
        new = f"/components/securitySchemes{escape(name)}"
        setting.moves.move(old, new)
        add("securitySchemes", name, scheme(node, old, new, setting))
    return {**made}


def _path_item(node: JsonValue, pointer: str, setting: Setting) -> JsonValue:
    if not isinstance(node, dict):
        return node
    shared = Parameters(setting)
    where = f"{pointer}/parameters"
    kept = shared.read(node.get("parameters"), where, where)
    made: Json = {}
    for key, value in node.items():
        if key == "parameters":
            made[key] = kept
        elif key in METHODS and isinstance(value, dict):
            made[key] = _operation(value, f"{pointer}/{key}", shared, setting)
        else:
            made[key] = value
    return made


def _operation(
    node: Json, pointer: str, shared: Parameters, setting: Setting
) -> JsonValue:
    own = Parameters(setting)
    where = f"{pointer}/parameters"
    kept = own.read(node.get("parameters"), where, where)
    made: Json = {key: value for key, value in node.items() if key not in _OF_2}
    if kept:
        made["parameters"] = kept
    consumes = stated_medias(node, "consumes", setting.consumes)
    found = request_body(own.over(shared), consumes, f"{pointer}/requestBody", setting)
    if found is not None:
        made.setdefault("requestBody", found)
    produces = stated_medias(node, "produces", setting.produces)
    if "responses" in node:
        made["responses"] = _responses(
            node["responses"], produces, f"{pointer}/responses", setting
        )
    return made


def _responses(
    stated: JsonValue, produces: tuple[str, ...], pointer: str, setting: Setting
) -> JsonValue:
    made: Json = {}
    for status, node in mapping(stated).items():
        here = pointer + escape(status)
        found = setting.follow(node, here)
        if found is None or found[0] is node or produces == setting.produces:
            made[status] = response(node, produces, here, here, setting)
        else:
            # A shared response was made for the media types of the whole document.
            setting.moves.copy(found[1], here)
            made[status] = response(found[0], produces, found[1], here, setting)
    return made

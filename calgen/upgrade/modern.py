"""A document of OpenAPI 3 in the one form that is read: methods, query strings, names."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.ir import Json, JsonValue
from calgen.location import escape
from calgen.methods import METHODS, OTHERS, is_other
from calgen.upgrade.bodies import request_body, stated_medias
from calgen.upgrade.nodes import JSON, Found, Setting, items, mapping
from calgen.upgrade.parameters import BODY, FORM, Parameters, is_typed
from calgen.upgrade.references import pointer_of, reference_to, rewritten

_URLENCODED = "application/x-www-form-urlencoded"
_WHOLE_QUERY = "querystring"


def upgraded_openapi(data: Json, setting: Setting) -> Json:
    """The document; the very same object where nothing has to change."""
    made, setting.unstated = data, "multi"
    paths = mapping(made.get("paths"))
    items_made: Json = {
        path: _path_item(node, f"/paths{escape(path)}", setting)
        for path, node in paths.items()
    }
    if any(items_made[path] is not node for path, node in paths.items()):
        made = {**made, "paths": items_made}
    if not setting.moves:
        return made

    def change(reference: str, _: str) -> str:
        if not reference.startswith("#/paths"):
            return reference
        old = pointer_of(reference)
        new = setting.moves.now(old)
        return reference if new == old else reference_to(new)

    return mapping(rewritten(made, change))


def _path_item(node: JsonValue, pointer: str, setting: Setting) -> JsonValue:
    if not isinstance(node, dict):
        return node
    made: Json = {}
    shared = Parameters(setting)
    where = f"{pointer}/parameters"
    given = node.get("parameters")
    kept = _parameters(given, where, shared, setting)
    changed = kept is not given
    for key, value in node.items():
        lower = key.lower()
        if key != lower and lower in METHODS and lower not in node:
            # A slip: methods are written small.
            setting.moves.move(pointer + escape(key), f"{pointer}/{lower}")
            key, changed = lower, True
        new = value
        if key in METHODS and isinstance(value, dict):
            new = _operation(value, f"{pointer}/{key}", shared, setting)
        elif key == OTHERS and isinstance(value, dict):
            new = _others(value, pointer + escape(key), node, shared, setting)
        elif key == "parameters":
            new = kept
        changed = changed or new is not value
        made[key] = new
    return made if changed else node


def _others(
    node: Json, pointer: str, item: Json, shared: Parameters, setting: Setting
) -> Json:
    for method in node:
        if not is_other(method, item):
            setting.report.warning(
                "CG019",
                f"{method!r} is no method, or has a key of its own here; it is left out",
                setting.place(pointer + escape(method)),
                hint="a method is a token such as COPY",
            )
    made: Json = {
        method: (
            _operation(value, pointer + escape(method), shared, setting)
            if isinstance(value, dict)
            else value
        )
        for method, value in node.items()
    }
    same = all(made[method] is value for method, value in node.items())
    return node if same else made


def _operation(node: Json, pointer: str, shared: Parameters, setting: Setting) -> Json:
    stated = node.get("parameters")
    own = Parameters(setting)
    found = _parameters(stated, f"{pointer}/parameters", own, setting)
    made = node if found is stated else {**node, "parameters": found}
    whole = own.over(shared)
    if "requestBody" not in node and (whole.body or whole.form):
        consumes = stated_medias(node, "consumes", (JSON,))
        body = request_body(whole, consumes, f"{pointer}/requestBody", setting)
        made = {**made, "requestBody": body}
    return made


def _parameters(
    stated: JsonValue, pointer: str, given: Parameters, setting: Setting
) -> JsonValue:
    """Parameters in the way of OpenAPI 3; `given` takes those of a body."""
    if any(_is_old(each) for each in items(stated)):
        # A slip, but a common one: written in the way of Swagger 2.0.
        return given.read(stated, setting.moves.was(pointer), pointer)
    return _without_whole(stated, pointer, setting)


def _is_old(node: JsonValue) -> bool:
    return isinstance(node, dict) and (
        node.get("in") in (BODY, FORM) or ("name" in node and is_typed(node))
    )


def _without_whole(stated: JsonValue, pointer: str, setting: Setting) -> JsonValue:
    """Parameters, a whole query string among them as its parts."""
    whole: dict[int, Found] = {}
    old = setting.moves.was(pointer)
    for index, each in enumerate(items(stated)):
        node = mapping(each)
        if node.get("in") == _WHOLE_QUERY or "$ref" in node:
            found = setting.follow(each, f"{old}/{index}")
            if found is not None and found[0].get("in") == _WHOLE_QUERY:
                whole[index] = found
    if not whole:
        return stated
    made: list[JsonValue] = []
    for index, each in enumerate(items(stated)):
        if index not in whole:
            setting.moves.move(f"{old}/{index}", f"{pointer}/{len(made)}")
            made.append(each)
            continue
        parts = list(_parts(whole[index], setting))
        for part, place in parts:
            setting.moves.copy(place, f"{pointer}/{len(made)}")
            setting.moves.copy(place, f"{pointer}/{len(made)}/schema")
            made.append(part)
        if not parts:
            setting.report.warning(
                "CG019",
                "a query string whose parts are not described is left out",
                setting.place(f"{old}/{index}"),
                hint=f"describe it as {_URLENCODED} with properties; a caller may still add "
                "to the query by options",
            )
    return made


def _parts(parameter: Found, setting: Setting) -> Iterator[Found]:
    """The parts of a query string that is described as a form, as query parameters."""
    node, pointer = parameter
    content = mapping(node.get("content"))
    for media, inside in content.items():
        if media.partition(";")[0].strip().lower() == _URLENCODED:
            where = f"{pointer}/content{escape(media)}/schema"
            spelled = mapping(mapping(inside).get("encoding"))
            properties: dict[str, Found] = {}
            required: set[str] = set()
            _gather(mapping(inside).get("schema"), where, setting, properties, required)
            for name, (schema, place) in properties.items():
                made: Json = {"name": name, "in": "query", "schema": schema}
                if name in required:
                    made["required"] = True
                style = mapping(spelled.get(name))
                made |= {k: style[k] for k in ("style", "explode") if k in style}
                yield made, place
            return


def _gather(
    schema: JsonValue,
    pointer: str,
    setting: Setting,
    properties: dict[str, Found],
    required: set[str],
    depth: int = 0,
) -> None:
    found = setting.follow(schema, pointer)
    if found is None or depth > 16:
        return
    node, place = found
    for index, part in enumerate(items(node.get("allOf"))):
        where = f"{place}/allOf/{index}"
        _gather(part, where, setting, properties, required, depth + 1)
    for name, each in mapping(node.get("properties")).items():
        properties[name] = mapping(each), f"{place}/properties{escape(name)}"
    required |= {each for each in items(node.get("required")) if isinstance(each, str)}

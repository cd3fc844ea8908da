"""Bodies of Swagger 2.0, which are parameters and media types apart, to contents."""

from __future__ import annotations

from calgen.ir import Json, JsonValue
from calgen.location import escape
from calgen.upgrade.nodes import JSON, Found, Setting, mapping, medias
from calgen.upgrade.parameters import (
    Parameters,
    headers,
    is_typed,
    move_keywords,
    report_lost,
    style,
)
from calgen.upgrade.schemas import KEYWORDS, beside, schema

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_BINARY = "application/octet-stream"
# Of a form's field, what the schema does not take over.
_FIELD = {*KEYWORDS, "name", "in", "required", "collectionFormat", "allowEmptyValue"}


def request_body(
    given: Parameters, consumes: tuple[str, ...], new: str, setting: Setting
) -> JsonValue:
    """The request body that body and form parameters make; None where there are none."""
    if given.body is not None:
        found, above = given.body, given.body_reference
        if given.form:
            _, place = next(iter(given.form.values()))
            setting.report.warning(
                "CG019",
                "a request has a body or form fields; these fields are left out",
                setting.place(place),
                hint="describe the fields as properties of the body, or the body as fields",
            )
        # The component was made for the media types of the whole document.
        if above and _is_component(found[1]) and consumes == setting.consumes:
            setting.moves.move(above[1], new)
            return above[0]
        if above:
            setting.moves.move(above[1], new)
        return body(found, consumes, new, setting)
    return form(list(given.form.values()), consumes, new, setting)


def _is_component(pointer: str) -> bool:
    return pointer.startswith("/parameters/") and pointer.count("/") == 2


def body(
    found: Found, consumes: tuple[str, ...], new: str, setting: Setting
) -> JsonValue:
    """A body parameter as a request body."""
    node, old = found
    setting.moves.move(old, new)
    dropped = {"in", "name", "schema", *(KEYWORDS if is_typed(node) else ())}
    made: Json = {key: value for key, value in node.items() if key not in dropped}
    whole = beside(node) if is_typed(node) else schema(node.get("schema", {}))
    content: Json = {}
    for media in consumes or (JSON,):
        inside = f"{new}/content{escape(media)}/schema"
        setting.moves.move(f"{old}/schema", inside)
        move_keywords(node, old, inside, setting)
        content[media] = {"schema": whole}
    return {**made, "content": content}


def form(
    fields: list[Found], consumes: tuple[str, ...], new: str, setting: Setting
) -> JsonValue:
    """Form parameters as one request body."""
    if not fields:
        return None
    asked: tuple[str, ...] = tuple(
        each
        for each in consumes
        if each.partition(";")[0].strip() in (URLENCODED, MULTIPART)
    )
    if any(node.get("type") == "file" for node, _ in fields):
        asked = (MULTIPART,)
    properties: Json = {}
    required: list[JsonValue] = []
    encoding: Json = {}
    for node, old in fields:
        name = str(node.get("name") or "")
        properties[name] = _field(node)
        if node.get("required") is True:
            required.append(name)
        if spelled := style(node, setting.unstated):
            encoding[name] = spelled
        report_lost(node, old, setting)
    whole: Json = {"type": "object", "properties": properties}
    if required:
        whole["required"] = required
    content: Json = {}
    for media in asked or (URLENCODED,):
        inside = f"{new}/content{escape(media)}/schema/properties"
        for node, old in fields:
            setting.moves.move(old, inside + escape(str(node.get("name") or "")))
        content[media] = {
            "schema": whole,
            **({"encoding": encoding} if encoding else {}),
        }
    return {"content": content, "required": bool(required)}


def _field(node: Json) -> Json:
    kept: Json = {key: value for key, value in node.items() if key not in _FIELD}
    if "schema" in kept and not is_typed(node):
        inner = schema(kept.pop("schema"))
        return {**mapping(inner), **kept}
    return {**beside(node), **kept}


def response(
    node: JsonValue, produces: tuple[str, ...], old: str, new: str, setting: Setting
) -> JsonValue:
    """A response object that stands at `old` and will stand at `new`."""
    if not isinstance(node, dict) or "$ref" in node:
        return node
    dropped = ("schema", "examples", "headers")
    made: Json = {key: value for key, value in node.items() if key not in dropped}
    if isinstance(node.get("headers"), dict):
        made["headers"] = headers(
            node["headers"], f"{old}/headers", f"{new}/headers", setting
        )
    examples = mapping(node.get("examples"))
    chosen = _medias(node, produces, examples)
    content: Json = {}
    whole = schema(node.get("schema"))
    for media in chosen:
        inside = f"{new}/content{escape(media)}"
        entry: Json = {}
        if "schema" in node:
            setting.moves.move(f"{old}/schema", f"{inside}/schema")
            entry["schema"] = whole
        if media in examples:
            example = f"{old}/examples{escape(media)}"
            setting.moves.move(example, f"{inside}/example")
            entry["example"] = examples[media]
        content[media] = entry
    if content:
        made["content"] = {**content, **mapping(node.get("content"))}
    return made


def _medias(node: Json, produces: tuple[str, ...], examples: Json) -> tuple[str, ...]:
    """The media types of an answer; a file is none of JSON."""
    if "schema" not in node:
        return tuple(media for media in examples if "/" in media)
    if mapping(node["schema"]).get("type") == "file":
        others = tuple(each for each in produces if not _is_json(each))
        return others or (_BINARY,)
    return produces or (JSON,)


def _is_json(media: str) -> bool:
    plain = media.partition(";")[0].strip().lower()
    return plain.endswith(("/json", "+json", "/*"))


def stated_medias(node: Json, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """The media types of an operation: its own list, else the document's."""
    return medias(node[key]) if isinstance(node.get(key), (list, str)) else default

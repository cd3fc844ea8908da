"""Common slips in schemas, mended: what is meant is plain."""

from __future__ import annotations

from calgen.ir import Json, JsonValue
from calgen.normalise import jsonschema as js

# Types that are formats: what such a type says beside being a string.
_AS_FORMAT = {
    "date": "date",
    "datetime": "date-time",
    "date-time": "date-time",
    "file": "binary",
}


def mended(json: Json) -> Json:
    """Common slips: types in other words, an enum on an array that means its items,
    values without a type that no choice can list."""
    stated = js.stated_types(json)
    if any(js.meant_type(each) != each for each in stated):
        json = _with_types(json, stated)
    if js.types(json) == ("array",) and "enum" in json:
        below = js.mapping(json.get("items"))
        rest = {key: value for key, value in json.items() if key != "enum"}
        rest["items"] = below if "enum" in below else {**below, "enum": json["enum"]}
        return rest
    values = [json["const"]] if "const" in json else js.items(json.get("enum"))
    if not stated and any(isinstance(v, (float, list, dict)) for v in values):
        kinds: list[JsonValue] = [*dict.fromkeys(map(_type_of, values))]
        rest = {k: v for k, v in json.items() if k not in {"enum", "const"}}
        return {**rest, "type": kinds}
    return json


def _with_types(json: Json, stated: list[JsonValue]) -> Json:
    meant: list[JsonValue] = [*dict.fromkeys(filter(None, map(js.meant_type, stated)))]
    rest = {key: value for key, value in json.items() if key != "type"}
    for each in stated:
        if isinstance(each, str) and each.lower() in _AS_FORMAT:
            rest.setdefault("format", _AS_FORMAT[each.lower()])
    if not meant or (len(meant) < len(stated) and meant == ["null"]):
        return rest
    return {**rest, "type": meant[0] if len(meant) == 1 else meant}


def _type_of(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (int, float)):
        return "integer" if isinstance(value, int) else "number"
    return "array" if isinstance(value, list) else "object"

"""Answers made from a raw schema: what a server that keeps its word would send."""

from __future__ import annotations

import base64
import json
from typing import Any, NamedTuple

from .source import Place, Route, follow

_TEXTS = {
    "date-time": "2024-05-06T07:08:09Z",
    "date": "2024-05-06",
    "time": "07:08:09Z",
    "duration": "P1D",
    "uuid": "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
    "uri": "https://example.test/a",
    "url": "https://example.test/a",
    "email": "a@example.test",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": base64.b64encode(b"text").decode(),
}
_ALL_FIELDS = 3  # levels of an answer in which optional properties are present, too
_DEEPEST = 12


class Answer(NamedTuple):
    """A response of the fake server; `fits` is False where none could be made that does."""

    status: int
    media: str | None
    content: bytes
    fits: bool = True


_Seen = tuple[tuple[int, int], ...]  # (levels down, the id of a schema)
_NOTHING: Any = object()  # what a schema of prose alone says about a value


class _Endless(Exception):
    """A schema that no finite value fits, or none that can be made here."""


def answer(route: Route, swagger: bool, produces: list[str]) -> Answer:
    """The first success that the operation states; 204 where it states none."""
    responses = route.place.node.get("responses")
    stated = {str(k): v for k, v in responses.items()} if responses else {}
    for status in sorted(stated, key=_preference):
        number = int(status.upper().replace("X", "0")) if status[:1].isdigit() else 200
        if not 200 <= number < 300:
            # An operation whose only answer is a redirect, say.
            return Answer(204, None, b"", fits=False)
        response = follow(Place(stated[status], route.place.file))
        media, schema = _content(response, swagger, produces)
        if media is None or number in (204, 205):
            return Answer(number, None, b"")
        return _answer(number, media, schema)
    return Answer(204, None, b"")


def _preference(status: str) -> tuple[int, str]:
    if status[:1] == "2":
        return 0, status
    return (1, "") if status == "default" else (2, status)


def _content(
    response: Place, swagger: bool, produces: list[str]
) -> tuple[str | None, Place]:
    node, none = response.node, Place({}, response.file)
    if swagger:
        if "schema" not in node:
            return None, none
        media = next((m for m in produces if "json" in m), None)
        media = media or next(iter(produces), "application/json")
        return media, Place(node["schema"], response.file)
    content = node.get("content")
    if not isinstance(content, dict) or not content:
        return None, none
    media = next((m for m in content if "json" in m), next(iter(content)))
    body = follow(Place(content[media], response.file))
    schema = body.node.get("schema", {}) if isinstance(body.node, dict) else {}
    return media, Place(schema, body.file)


def _answer(status: int, media: str, schema: Place) -> Answer:
    if "json" not in media and "*" not in media:
        return Answer(status, media, b"text")
    try:
        made = value(schema)
        return Answer(status, media, json.dumps(made).encode())
    except _Endless:
        return Answer(status, media, b"null", fits=False)


def value(schema: Place, depth: int = 0, seen: _Seen = ()) -> Any:
    """A JSON value that fits; raises _Endless."""
    made = _value(schema, depth, seen, frozenset())
    return "x" if made is _NOTHING else made


def _value(schema: Place, depth: int, seen: _Seen, required: frozenset[str]) -> Any:
    place = follow(schema)
    node = place.node
    if not isinstance(node, dict):
        return "x"
    # Met again within one value it is a union or a sum of itself; met again further
    # down it is a tree, which may go on for a while.
    again = (depth, id(node)) in seen
    if (
        again
        or depth > _DEEPEST
        or (depth > _ALL_FIELDS and id(node) in {i for _, i in seen})
    ):
        raise _Endless
    seen = (*seen, (depth, id(node)))
    if "const" in node:
        return node["const"]
    if isinstance(node.get("enum"), list) and node["enum"] and not _is_list(node):
        return next((each for each in node["enum"] if each is not None), None)
    required |= _required(place)
    own = _own(place, depth, seen, required)
    for part in node.get("allOf") or ():
        own = _joined(own, _value(Place(part, place.file), depth, seen, required))
    for word in ("oneOf", "anyOf"):
        if isinstance(node.get(word), list) and node[word]:
            branch = _branch(node, word, place, depth, seen)
            own = _joined(own, branch)
    return own


def _is_list(node: dict[str, Any]) -> bool:
    # An enum beside `type: array` is meant for the items, or says nothing.
    return node.get("type") == "array" and not isinstance(node["enum"][0], list)


def _required(place: Place, depth: int = 0) -> frozenset[str]:
    """The properties that a schema or a part of it requires; each may be in another."""
    place = follow(place)
    if not isinstance(place.node, dict) or depth > _DEEPEST:
        return frozenset()
    stated = place.node.get("required")
    found = frozenset(map(str, stated)) if isinstance(stated, list) else frozenset()
    parts = place.node.get("allOf") or ()
    return found.union(*(_required(Place(p, place.file), depth + 1) for p in parts))


def _joined(one: Any, other: Any) -> Any:
    """Both at once, where that can be; else the other."""
    if one is _NOTHING or other is _NOTHING:
        return other if one is _NOTHING else one
    if isinstance(one, dict) and isinstance(other, dict):
        both = {k: _joined(one[k], v) if k in one else v for k, v in other.items()}
        return {**one, **both}
    if isinstance(one, list) and isinstance(other, list) and one and other:
        return [_joined(one[0], other[0])]
    # What one part tells of a value another may leave open: any text, any number.
    return other if other not in ({}, [], "x", 1, 1.5) else one


def _branch(
    node: dict[str, Any], word: str, place: Place, depth: int, seen: _Seen
) -> Any:
    for branch in node[word]:
        if isinstance(branch, dict) and branch.get("type") == "null":
            continue
        try:
            found = _value(Place(branch, place.file), depth, seen, _required(place))
        except _Endless:
            continue
        tag = node.get("discriminator")
        if isinstance(tag, dict) and isinstance(found, dict) and "$ref" in branch:
            name = tag.get("propertyName")
            mapping = tag.get("mapping") or {}
            names = [k for k, ref in mapping.items() if ref == branch["$ref"]]
            last = branch["$ref"].rpartition("/")[2]
            if (
                name
                and not mapping.keys() & {found.get(name)}
                and _open(branch, name, place)
            ):
                found = {**found, name: names[0] if names else last}
        return found
    raise _Endless


def _open(branch: dict[str, Any], name: str, place: Place) -> bool:
    """Whether a branch leaves to the discriminator what its property holds."""
    target = follow(Place(branch, place.file))
    parts = [target, *(Place(p, target.file) for p in target.node.get("allOf") or ())]
    for part in map(follow, parts):
        stated = follow(Place((part.node.get("properties") or {}).get(name), part.file))
        if isinstance(stated.node, dict) and stated.node.keys() & {"const", "enum"}:
            return False
    return True


def _own(place: Place, depth: int, seen: _Seen, required: frozenset[str]) -> Any:
    node = place.node
    kind = node.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if kind is None:
        hinted = "properties" in node or "additionalProperties" in node
        kind = "object" if hinted else "array" if "items" in node else None
    if kind is None:
        return _NOTHING
    if kind == "object":
        return _object(place, depth, seen, required)
    if kind == "array":
        if not isinstance(node.get("items"), dict):
            return []
        try:
            return [value(Place(node["items"], place.file), depth + 1, seen)]
        except _Endless:
            return []
    scalars = {"integer": 1, "number": 1.5, "boolean": True, "null": None}
    if kind == "string":
        return _TEXTS.get(node.get("format"), "x") if node.get("format") else "x"
    return scalars.get(kind, "x") if isinstance(kind, str) else "x"


def _object(
    place: Place, depth: int, seen: _Seen, required: frozenset[str]
) -> dict[str, Any]:
    node = place.node
    made: dict[str, Any] = {}
    properties = node.get("properties")
    for name, schema in properties.items() if isinstance(properties, dict) else ():
        needed = name in required
        if not needed and depth >= _ALL_FIELDS:
            continue
        if isinstance(schema, dict) and schema.get("writeOnly") and not needed:
            continue
        try:
            made[str(name)] = value(Place(schema, place.file), depth + 1, seen)
        except _Endless:
            if needed:
                raise
    extra = node.get("additionalProperties")
    if isinstance(extra, dict) and not made and depth < _ALL_FIELDS:
        try:
            made["key"] = value(Place(extra, place.file), depth + 1, seen)
        except _Endless:
            return made
    return made

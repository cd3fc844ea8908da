"""Answers that hold one value after the other: events, a JSON value a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from calgen.ir import Body, Json, JsonValue, Scalar, Streamed, Success, Switch
from calgen.location import Place
from calgen.media import EVENTS, essence, is_stream
from calgen.merge import Entry, Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.contents import held
from calgen.normalise.places import Node, follow
from calgen.normalise.schemas import SchemaBook

_SWITCH = "stream"
_EVENT = {"event", "data", "id", "retry", "comment"}
_DEEPEST = 16
_UNDESCRIBED = (Scalar("any"), Scalar("string"), Scalar("bytes"))


def streamed_of(
    node: Json, place: Place, merged: Merged, book: SchemaBook, hint: str
) -> Streamed | None:
    """What an answer sends piece by piece; None where it is described to do no such thing.

    `schema` describes the whole body where it says array, as the standard has it, and
    else one value, as most documents mean it.
    """
    content = js.mapping(node.get("content"))
    offered = sorted(filter(is_stream, content), key=lambda m: essence(m) != EVENTS)
    if not offered:
        return None
    media = offered[0]
    events = essence(media) == EVENTS
    found = follow(content[media], place.child("content", media), merged)
    if found is None:
        return Streamed(media=media, item=Scalar("event" if events else "any"))
    key = "itemSchema" if "itemSchema" in found[0] else "schema"
    schema, where = found[0].get(key), found[1].child(key)
    if key == "schema":
        schema, where = _item(schema, where, merged)
    schema = _opened(schema) if events else schema
    kind = book.type_of(schema, where, hint + ("Event" if events else "Item"))
    if key == "schema" and kind in _UNDESCRIBED:
        # Text is what every such body is.
        return Streamed(media=media, item=Scalar("event" if events else "any"))
    whole = events and _is_event(schema, where, merged, key == "itemSchema", 0)
    return Streamed(media=media, item=kind, events=whole)


def _item(schema: JsonValue, place: Place, merged: Merged) -> tuple[JsonValue, Place]:
    """One value: of a list, what it lists."""
    found = follow(schema, place, merged)
    if found is not None and js.types(found[0]) == ("array",):
        return found[0].get("items"), found[1].child("items")
    return schema, place


def _opened(schema: JsonValue) -> JsonValue:
    """An event whose data is a text that holds JSON, as one whose data is that JSON."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return schema
    found = dict(schema)
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            found[key] = [_opened(each) for each in js.items(schema[key])]
    properties = js.mapping(schema.get("properties"))
    inside = js.mapping(properties.get("data")).get("contentSchema")
    if isinstance(inside, dict):
        found["properties"] = {**properties, "data": inside}
    return found


def _is_event(
    schema: JsonValue, place: Place, merged: Merged, meant: bool, depth: int
) -> bool:
    """Whether a schema describes whole events, and not their data.

    One that is `meant` for that need not name the data.
    """
    names: set[str] = set()
    branches: list[Node] = []
    for node, where in _parts(schema, place, merged, depth):
        names |= js.mapping(node.get("properties")).keys()
        branches += [(js.mapping(each), where) for each in js.options(node)]
    if names:
        return names <= _EVENT and ({"event", "data"} <= names or meant)
    return bool(branches) and all(
        _is_event(node, where, merged, meant, depth + 1) for node, where in branches
    )


def _parts(
    schema: JsonValue, place: Place, merged: Merged, depth: int
) -> Iterator[Node]:
    """A schema and the parts of its `allOf`, references followed."""
    found = follow(schema, place, merged) if depth < _DEEPEST else None
    if found is not None:
        yield found
        for index, part in enumerate(js.items(found[0].get("allOf"))):
            below = found[1].child("allOf", index)
            yield from _parts(part, below, merged, depth + 1)


def with_switch(
    body: Body | None, success: Success, entry: Entry, merged: Merged
) -> Body | None:
    """The body of a call that can be streamed, with the property that asks for it."""
    stated = entry.node.get("requestBody")
    found = follow(stated, entry.place.child("requestBody"), merged)
    content = held(*found, merged) if found else None
    if body is None or success.stream is None or content is None:
        return body
    return replace(body, switch=_switch(content.schema, content.place, merged, 0))


def _switch(
    schema: JsonValue, place: Place, merged: Merged, depth: int
) -> Switch | None:
    needed = False
    found: Node | None = None
    for node, where in _parts(schema, place, merged, depth):
        needed = needed or _SWITCH in js.items(node.get("required"))
        stated = js.mapping(node.get("properties")).get(_SWITCH)
        below = where.child("properties", _SWITCH)
        if _is_boolean(stated, below, merged):
            found = follow(stated, below, merged)
        for index, branch in enumerate(js.options(node)):
            inside = _switch(branch, where.child("oneOf", index), merged, depth + 1)
            if inside is not None and found is None:
                return inside
    if found is None:
        return None
    default = found[0].get("default")
    return Switch(_SWITCH, stated=needed or default is True)


def _is_boolean(schema: JsonValue, place: Place, merged: Merged) -> bool:
    found = follow(schema, place, merged)
    if found is None:
        return False
    branches = js.options(found[0])
    return js.types(found[0]) == ("boolean",) or (
        bool(branches)
        and all(js.types(js.mapping(each)) == ("boolean",) for each in branches)
    )

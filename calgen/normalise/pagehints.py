"""What shows how a list goes on, besides the names of parameters and fields."""

from __future__ import annotations

from calgen.ir import JsonValue, Parameter
from calgen.location import Place
from calgen.merge import Entry, Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of, follow

_ADDRESS = ("href", "url", "uri")


def first_page(parameter: Parameter, merged: Merged) -> int:
    """The number of the first page: 0 where the parameter may be or begins with it."""
    if parameter.place is None:
        return 1
    stated = merged.resolve(document_of(parameter.place), f"#{parameter.place.pointer}")
    node = js.mapping(stated.node) if stated else {}
    found = follow(node.get("schema"), parameter.place.child("schema"), merged)
    schema = found[0] if found else {}
    told = schema.get("default", schema.get("minimum"))
    return 0 if told == 0 and not isinstance(told, bool) else 1


def has_link(entry: Entry, status: str, merged: Merged) -> bool:
    """Whether the answer is described with a `Link` header."""
    responses = js.mapping(entry.node.get("responses"))
    place = entry.place.child("responses", status)
    answer = follow(responses.get(status), place, merged)
    headers = js.mapping(answer[0].get("headers")) if answer else {}
    return "link" in {name.lower() for name in headers}


def way_in(
    role: str, node: JsonValue, place: Place, merged: Merged
) -> tuple[str, ...] | None:
    """The path from a field to the value of its role; None where its type says that it
    is something else. An address may be an object that holds it."""
    found = follow(node, place, merged)
    kinds = js.types(found[0]) if found else ()
    if role == "next":
        if "object" in kinds and found is not None:
            inside = js.mapping(found[0].get("properties"))
            return next(((name,) for name in _ADDRESS if name in inside), None)
        return () if not kinds or "string" in kinds else None
    if role == "total_pages":
        return () if not kinds or {"integer", "number"} & set(kinds) else None
    return ()

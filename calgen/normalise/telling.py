"""A word for one branch of a union."""

from __future__ import annotations

from calgen.ir import Json
from calgen.naming import pascal
from calgen.normalise import jsonschema as js


def telling(node: Json) -> str:
    """A word for one branch of a union, from the branch itself."""
    for key in ("title", "format"):
        if isinstance(node.get(key), str) and pascal(str(node[key])) != "Empty":
            return pascal(str(node[key]))
    for child in js.mapping(node.get("properties")).values():
        told = js.mapping(child)
        values = [told["const"]] if "const" in told else js.items(told.get("enum"))
        if len(values) == 1 and isinstance(values[0], str) and values[0]:
            return pascal(values[0])
    required = [str(each) for each in js.items(node.get("required"))]
    fields = required or list(js.mapping(node.get("properties")))
    if fields:
        return "With" + pascal(fields[0])
    return pascal("".join(js.types(node))) if js.types(node) else "Option"

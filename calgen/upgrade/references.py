"""`$ref`s of a document whose parts have moved."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from calgen.ir import Json, JsonValue
from calgen.location import escape

# Data, in which a `$ref` is nothing but a key.
_DATA = {"default", "enum", "example", "const", "value"}
# Maps whose keys are names that somebody chose.
NAMED = {
    *("properties", "patternProperties", "dependentSchemas", "definitions", "$defs"),
    *("paths", "webhooks", "callbacks", "additionalOperations", "responses", "headers"),
    *("content", "encoding", "links", "schemas", "requestBodies", "securitySchemes"),
    *("pathItems", "mediaTypes", "variables"),
}
Change = Callable[[str, str], str]


def rewritten(node: JsonValue, change: Change) -> JsonValue:
    """The node with every reference changed; `change` gets the reference and the
    pointer of the object that holds it. What does not change is not copied."""
    return _walked(node, "", change, named=False)


def without_dynamic(node: JsonValue, change: Change) -> JsonValue:
    """The node with a `$ref` in the place of every `$dynamicRef`; `change` gives what it
    says. Where both stand the `$ref` stays alone."""

    def static(below: Json, pointer: str) -> Json:
        stated = below.get("$dynamicRef")
        if not isinstance(stated, str):
            return below
        rest = {key: value for key, value in below.items() if key != "$dynamicRef"}
        return {"$ref": change(stated, pointer), **rest}

    return _walked(node, "", lambda reference, _: reference, named=False, first=static)


def _walked(
    node: JsonValue,
    pointer: str,
    change: Change,
    *,
    named: bool,
    first: Callable[[Json, str], Json] | None = None,
) -> JsonValue:
    if isinstance(node, list):
        found = [
            _walked(each, f"{pointer}/{index}", change, named=False, first=first)
            for index, each in enumerate(node)
        ]
        same = all(a is b for a, b in zip(found, node, strict=True))
        return node if same else found
    if not isinstance(node, dict):
        return node
    whole = node if named or first is None else first(node, pointer)
    made: Json | None = None
    for key, value in whole.items():
        new = _value(key, value, pointer, change, named=named, first=first)
        if new is not value:
            made = dict(whole) if made is None else made
            made[key] = new
    return whole if made is None else made


def _value(
    key: str,
    value: JsonValue,
    pointer: str,
    change: Change,
    *,
    named: bool,
    first: Callable[[Json, str], Json] | None,
) -> JsonValue:
    if not named:
        if key == "$ref" and isinstance(value, str):
            new = change(value, pointer)
            return value if new == value else new
        if key in _DATA or key.startswith("x-"):
            return value
        if key == "examples" and isinstance(value, list):
            return value
        if key == "discriminator" and isinstance(value, dict):
            return _mapped(value, pointer + "/discriminator", change)
    if not isinstance(value, (dict, list)):
        return value
    below = (key in NAMED or key in ("examples", "parameters")) and not named
    return _walked(value, pointer + escape(key), change, named=below, first=first)


def _mapped(node: Json, pointer: str, change: Change) -> Json:
    """A discriminator; a bare name in its mapping is no reference."""
    mapping = node.get("mapping")
    if not isinstance(mapping, dict):
        return node
    found: Json = {
        name: (
            change(value, pointer) if isinstance(value, str) and "#" in value else value
        )
        for name, value in mapping.items()
    }
    return node if found == mapping else {**node, "mapping": found}


def pointer_of(reference: str) -> str:
    """The JSON pointer of a reference inside the document."""
    pointer = reference[1:]
    return unquote(pointer) if "%" in pointer else pointer


def reference_to(pointer: str) -> str:
    """The reference to a JSON pointer."""
    return "#" + pointer.replace("%", "%25")

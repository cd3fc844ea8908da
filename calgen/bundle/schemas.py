"""Schemas in the form of OpenAPI 3.1: JSON Schema 2020-12, references rewritten.

What a schema means stays; what it says wrongly, and nobody could use, goes: defaults that
do not fit, bounds that are no numbers, types that do not exist.
"""

from __future__ import annotations

from collections.abc import Callable

from calgen.bundle.references import References, is_reference, reference_of
from calgen.document import Document
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of
from calgen.normalise.values import misfit, same

# Of 3.0, and of a draft that 2020-12 has replaced.
_GONE = ("nullable", "example", "$recursiveAnchor", "$recursiveRef")
_TYPES = ("null", "boolean", "object", "array", "number", "string", "integer")
_COUNTS = (
    *("minLength", "maxLength", "minItems", "maxItems"),
    *("minProperties", "maxProperties", "minContains", "maxContains"),
)
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_TEXTS = ("title", "description", "format", "pattern", "$comment", "contentEncoding")
_FLAGS = ("deprecated", "readOnly", "writeOnly", "uniqueItems")
_SUBSCHEMAS = (*js.ONE, "if", "then", "else", "unevaluatedItems", "contentSchema")
_GROUPS = (*js.NAMED, "dependentSchemas", "$defs")


class Schemas:
    """Converts schemas; the same schema gives the same bytes."""

    def __init__(self, references: References) -> None:
        self._references = references

    def converted(self, node: JsonValue, place: Place) -> Json:
        """One schema that stands at `place` in its document."""
        if not isinstance(node, dict):
            return {} if node is not False else {"not": {}}
        made: Json = {}
        for key, value in node.items():
            if key in _GONE:
                continue
            if key == "const" or key.startswith("x-"):
                made[key] = value
            elif key == "default":
                if not misfit(value, node, place, self._references.merged):
                    made[key] = value
            elif (kept := self._keyword(key, value, node, place)) is not None:
                made[key] = kept
        _mend_type(made, node)
        _mend_bounds(made)
        if "example" in node and "examples" not in made:
            made["examples"] = [node["example"]]
        return _with_null(made) if node.get("nullable") is True else made

    def _keyword(
        self, key: str, value: JsonValue, node: Json, place: Place
    ) -> JsonValue:
        """The value of one keyword; None leaves it out."""
        if key == "$ref":
            return self._reference(value, place)
        if key in _GROUPS:
            return {
                name: self._child(child, place.child(key, name))
                for name, child in js.mapping(value).items()
            }
        if key in js.MANY:
            branches: list[JsonValue] = [
                self._child(child, place.child(key, index))
                for index, child in enumerate(js.items(value))
            ]
            return branches or None
        if key in _SUBSCHEMAS:
            return self._subschema(key, value, place)
        if key == "discriminator":
            return self._discriminator(value, place)
        return _plain(key, value)

    def _child(self, node: JsonValue, place: Place) -> JsonValue:
        return node if isinstance(node, bool) else self.converted(node, place)

    def _subschema(self, key: str, value: JsonValue, place: Place) -> JsonValue:
        if isinstance(value, (dict, bool)):
            return self._child(value, place.child(key))
        return {} if key == "items" and value is not None else None

    def _reference(self, value: JsonValue, place: Place) -> JsonValue:
        if not isinstance(value, str):
            return None
        return self._references.rewritten(value, document_of(place))

    def _discriminator(self, value: JsonValue, place: Place) -> JsonValue:
        told: Json = {"propertyName": value} if isinstance(value, str) else {}
        told = told or dict(js.mapping(value))
        if not isinstance(told.get("propertyName"), str):
            return None
        mapped: Json = {}
        for word, reference in js.mapping(told.get("mapping")).items():
            if new := self._mapped(str(reference), document_of(place)):
                mapped[word] = new
        told.pop("mapping", None)
        return {**told, **({"mapping": mapped} if mapped else {})}

    def _mapped(self, reference: str, document: Document) -> str | None:
        """A reference of a discriminator, which may be a schema's bare name."""
        references = self._references
        found = references.rewritten(reference, document)
        if found is None and "/" not in reference and "#" not in reference:
            found = references.rewritten(f"{js.REF}{reference}", document)
            found = found or references.named("schemas", reference)
        return found


def _plain(key: str, value: JsonValue) -> JsonValue:
    """A keyword that holds no schema, if its value is one that it can have."""
    checks: dict[str, Callable[[JsonValue], bool]] = {
        **dict.fromkeys(_COUNTS, _is_count),
        **dict.fromkeys(_NUMBERS, lambda v: isinstance(v, (int, float))),
        **dict.fromkeys(_TEXTS, lambda v: isinstance(v, str)),
        **dict.fromkeys(_FLAGS, lambda v: isinstance(v, bool)),
        "externalDocs": lambda v: isinstance(js.mapping(v).get("url"), str),
        "xml": lambda v: isinstance(v, dict),
    }
    if key == "enum":
        distinct: list[JsonValue] = []
        for each in js.items(value):
            if not any(same(each, before) for before in distinct):
                distinct.append(each)
        return distinct or None
    if key == "required":
        names = [each for each in js.items(value) if isinstance(each, str)]
        return list(dict.fromkeys(names)) or None
    if key == "examples":
        return js.items(value) or list(js.mapping(value).values()) or None
    return value if key not in checks or checks[key](value) else None


def _is_count(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _mend_type(made: Json, node: Json) -> None:
    """A type that JSON Schema has; `file` is how Swagger 2 said bytes."""
    stated = node.get("type")
    if stated == "file":
        made.update(type="string", format="binary")
        return
    names = stated if isinstance(stated, list) else [stated]
    known = [each for each in names if each in _TYPES]
    made.pop("type", None)
    if known:
        one = not isinstance(stated, list)
        kept: JsonValue = known[0] if one else list(dict.fromkeys(known))
        # `type` stands where it stood: the order of keywords is the author's.
        order = [key for key in node if key in made or key == "type"]
        values = {**made, "type": kept}
        made.clear()
        made.update({key: values[key] for key in order} | values)


def _mend_bounds(made: Json) -> None:
    """3.0 writes true beside the bound where 3.1 writes the bound itself."""
    for strict, plain in (
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ):
        if isinstance(made.get(strict), bool):
            if made[strict] and plain in made:
                made[strict] = made.pop(plain)
            else:
                del made[strict]


def _with_null(made: Json) -> Json:
    """3.0's `nullable`, in a form that reads the same to whoever names schemas."""
    kinds = made.get("type")
    if isinstance(kinds, str):
        made["type"] = [kinds, "null"]
    elif isinstance(kinds, list):
        made["type"] = [*(k for k in kinds if k != "null"), "null"]
    elif any(
        map(_allows_null, [*js.items(made.get("oneOf")), *js.items(made.get("anyOf"))])
    ):
        return made
    else:
        return js.with_null(_unwrapped(made))
    if "enum" in made and None not in js.items(made["enum"]):
        made["enum"] = [*js.items(made["enum"]), None]
    return made


def _allows_null(branch: JsonValue) -> bool:
    return isinstance(branch, dict) and (js.is_null(branch) or js.is_nullable(branch))


def _unwrapped(made: Json) -> Json:
    """`allOf` around one reference was 3.0's way to write something beside it."""
    parts = js.items(made.get("allOf"))
    if len(parts) == 1 and is_reference(parts[0]) and "$ref" not in made:
        rest = {key: value for key, value in made.items() if key != "allOf"}
        return {"$ref": reference_of(js.mapping(parts[0])), **rest}
    return made

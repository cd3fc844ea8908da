"""Request bodies, and what contents are in general: one media type of several."""

from __future__ import annotations

from collections.abc import Iterable

from calgen.diagnostics import Report
from calgen.ir import Body, Field, Json, JsonValue, Scalar, TypeRef
from calgen.location import Place
from calgen.merge import Entry, Merged
from calgen.naming import Name, pascal, snake
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of
from calgen.normalise.schemas import SchemaBook

Node = tuple[Json, Place]
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def is_json(media: str) -> bool:
    """Whether a media type holds JSON, `+json` and parameters included."""
    plain = media.partition(";")[0].strip().lower()
    return plain.endswith(("/json", "+json")) or plain in ("*/*", "application/*")


def follow(node: JsonValue, place: Place, merged: Merged) -> Node | None:
    """The object behind a node that may be a reference; None when it leads nowhere."""
    for _ in range(16):
        if not isinstance(node, dict):
            return None
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return node, place
        target = merged.resolve(document_of(place), reference)
        if target is None:
            return None
        node, place = target.node, target.place
    return None


def body_of(
    entry: Entry, merged: Merged, book: SchemaBook, hint: str, report: Report
) -> Body | None:
    """The request body of an operation."""
    stated = entry.node.get("requestBody")
    if stated is None:
        return None
    place = entry.place.child("requestBody")
    found = follow(stated, place, merged)
    if found is None:
        report.warning(
            "CG020", "the request body leads nowhere; any value is taken", place
        )
        book.fault()
        return Body(media="application/json", type=Scalar("any"), required=False)
    node, place = found
    content = js.mapping(node.get("content"))
    media = preferred(content)
    if media is None:
        return None
    schema = js.mapping(content[media]).get("schema")
    where = place.child("content", media, "schema")
    sent = "application/json" if "*" in media and is_json(media) else media
    kind: TypeRef = Scalar("bytes")
    fields = None
    if is_json(media) or media in _FORMS:
        properties = Properties(merged).of(schema, where)
        if properties is None:
            kind = book.type_of(schema, where, hint + "Body")
        else:
            # Its arguments are all that anybody names: the body needs no class.
            kind = Scalar("object")
            fields = tuple(properties.fields(book, hint))
    elif media.startswith("text/"):
        kind = Scalar("string")
    return Body(
        media=sent,
        type=kind,
        required=_is_required(node, fields),
        fields=fields,
        doc=str(node.get("description") or ""),
    )


def _is_required(node: Json, fields: tuple[Field, ...] | None) -> bool:
    """Whether a call needs a body: as stated, else whether the body needs a field."""
    stated = node.get("required")
    if isinstance(stated, bool):
        return stated
    return any(field.required for field in fields or ())


class Properties:
    """The properties of an object schema, references and `allOf` followed.

    They become the arguments of a call. A schema that is also a union, or open to other
    keys alone, has no fixed arguments: then there are none, and the body stays whole.
    """

    def __init__(self, merged: Merged) -> None:
        self._merged = merged
        self._found: dict[str, tuple[JsonValue, Place]] = {}
        self._required: set[str] = set()
        self._whole = False

    def of(self, schema: JsonValue, place: Place) -> Properties | None:
        self._gather(schema, place, 0)
        return None if self._whole or not self._found else self

    def _gather(self, schema: JsonValue, place: Place, depth: int) -> None:
        found = follow(schema, place, self._merged)
        if found is None or depth > 16:
            self._whole = True
            return
        node, where = found
        if (
            js.options(node)
            or js.is_nullable(node)
            or (js.types(node) or ("object",)) != ("object",)
        ):
            self._whole = True
            return
        for index, part in enumerate(js.items(node.get("allOf"))):
            self._gather(part, where.child("allOf", index), depth + 1)
        for wire, child in js.mapping(node.get("properties")).items():
            self._found[wire] = (child, where.child("properties", wire))
        self._required |= {str(each) for each in js.items(node.get("required"))}

    def fields(self, book: SchemaBook, hint: str) -> Iterable[Field]:
        for wire, (node, place) in self._found.items():
            told = js.mapping(node) if isinstance(node, dict) else {}
            if told.get("readOnly") is True:
                continue
            name = pascal(wire)
            yield Field(
                name=Name(wire, snake(wire), name),
                type=book.type_of(told, place, hint + name),
                required=wire in self._required,
                doc=js.told(told),
                deprecated=told.get("deprecated") is True,
            )


def preferred(content: Json) -> str | None:
    """The media type to use: JSON, then forms, then text, then the first."""
    order = [*filter(is_json, content), *(m for m in _FORMS if m in content)]
    order += [m for m in content if m.startswith("text/")] + list(content)
    return order[0] if order else None

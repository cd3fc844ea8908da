"""Request bodies, and what contents are in general: one media type of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from calgen.diagnostics import Report
from calgen.ir import Body, Field, Json, JsonValue, Limits, Scalar, TypeRef
from calgen.location import Place
from calgen.media import FORMS, essence, is_form, is_json, is_stream
from calgen.merge import Entry, Merged
from calgen.naming import Name, pascal, snake
from calgen.normalise import jsonschema as js
from calgen.normalise.families import Families
from calgen.normalise.places import Node, follow, report_lost
from calgen.normalise.schemas import SchemaBook

_STYLES = ("form", "spaceDelimited", "pipeDelimited", "deepObject")


def body_of(
    entry: Entry,
    raws: Iterable[Node],
    merged: Merged,
    book: SchemaBook,
    hint: str,
    report: Report,
) -> Body | None:
    """The request body of an operation; parameters from other files may still describe
    it in the way of Swagger 2.0."""
    stated = entry.node.get("requestBody")
    if stated is None:
        return _old_body(list(raws), merged, book, hint)
    place = entry.place.child("requestBody")
    found = follow(stated, place, merged)
    if found is None:
        report_lost(stated, place, merged, report, "any body is taken")
        book.fault()
        return Body(media="application/json", type=Scalar("any"), required=False)
    node, place = found
    if merged.is_flawed(place):
        book.fault()
    content = held(node, place, merged)
    if content is None:
        if "content" not in node:
            said = "this request body has no `content`; none is sent"
            hinted = "say which media type it has, and its schema"
            report.warning("CG029", said, place, hint=hinted)
            book.fault()
        return None
    return _body(content, node, merged, book, hint)


def _body(
    content: Held, node: Json, merged: Merged, book: SchemaBook, hint: str
) -> Body:
    media, schema, where, encoding = content
    sent = "application/json" if "*" in media and is_json(media) else media
    kind: TypeRef = Scalar("bytes")
    fields = None
    if is_json(media) or is_form(media):
        properties = Properties(merged, book.families).of(schema, where)
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
        styles=tuple(_styles(media, encoding)),
    )


def _styles(media: str, encoding: Json) -> Iterable[tuple[str, str]]:
    """The properties of a form that are not written in the usual way: name and style."""
    for name, each in encoding.items() if is_form(media) else ():
        node = js.mapping(each)
        style, explode = node.get("style"), node.get("explode")
        if style is None and explode is None:
            if is_json(str(node.get("contentType"))) and essence(media) == FORMS[0]:
                yield name, "json"
            continue
        known = style if style in _STYLES else _STYLES[0]
        exploded = explode if isinstance(explode, bool) else known == _STYLES[0]
        if (known, exploded) != (_STYLES[0], True):
            yield name, f"{known}{'*' if exploded else ''}"


def _old_body(
    raws: list[Node], merged: Merged, book: SchemaBook, hint: str
) -> Body | None:
    for node, place in raws:
        if node.get("in") == "body":
            content = held(node, place, merged)
            return content and _body(content, node, merged, book, hint)
    fields = [raw for raw in raws if raw[0].get("in") == "formData"]
    if not fields:
        return None
    files = any(
        js.mapping(n.get("schema")).get("format") == "binary" for n, _ in fields
    )
    found = Properties(merged, book.families).given(fields)
    return Body(
        media=FORMS[1] if files else FORMS[0],
        type=Scalar("object"),
        required=any(node.get("required") is True for node, _ in fields),
        fields=tuple(found.fields(book, hint)),
        styles=tuple(_styles(FORMS[0], {str(n["name"]): n for n, _ in fields})),
    )


def _is_required(node: Json, fields: tuple[Field, ...] | None) -> bool:
    """Whether a call needs a body: as stated, else whether the body needs a field."""
    stated = node.get("required")
    if isinstance(stated, bool):
        return stated
    return any(field.required for field in fields or ())


class Properties:
    """The properties of an object schema, references and `allOf` followed.

    They become the arguments of a call. A schema that is also a union, the head of a
    family, or open to other keys alone, has no fixed arguments: then there are none, and
    the body stays whole.
    """

    def __init__(self, merged: Merged, families: Families) -> None:
        self._merged = merged
        self._families = families
        self._found: dict[str, tuple[JsonValue, Place]] = {}
        self._required: set[str] = set()
        self._whole = False

    def of(self, schema: JsonValue, place: Place) -> Properties | None:
        self._gather(schema, place, 0)
        return None if self._whole or not self._found else self

    def given(self, fields: Iterable[Node]) -> Properties:
        """Those that stand one by one, as parameters with a schema."""
        for node, place in fields:
            wire = str(node["name"])
            text = {key: node[key] for key in ("description",) if key in node}
            schema = {**js.mapping(node.get("schema")), **text}
            self._found[wire] = (schema, place.child("schema"))
            self._required |= {wire} if node.get("required") is True else set()
        return self

    def _gather(self, schema: JsonValue, place: Place, depth: int) -> None:
        found = follow(schema, place, self._merged)
        if found is None or depth > 16:
            self._whole = True
            return
        node, where = found
        if (
            js.options(node)
            or js.is_nullable(node)
            or (not depth and self._families.is_head_at(where))
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
            if self._is_held(told, place):
                continue
            name = pascal(wire)
            yield Field(
                name=Name(wire, snake(wire), name),
                type=book.type_of(told, place, hint + name),
                required=wire in self._required,
                doc=js.told(told),
                deprecated=told.get("deprecated") is True,
                limits=limits_of(told, place, self._merged),
            )

    def _is_held(self, node: Json, place: Place) -> bool:
        """Whether only answers hold a property, as it or what it refers to says."""
        if node.get("readOnly") is True:
            return True
        found = follow(node, place, self._merged)
        return found is not None and found[0].get("readOnly") is True


def limits_of(schema: JsonValue, place: Place, merged: Merged) -> Limits:
    """What bounds the values of a schema and is no part of their type."""
    found = follow(schema, place, merged)
    return js.limits(found[0]) if found is not None else ()


class Held(NamedTuple):
    """What a body or an answer holds: the media type to use, and its schema."""

    media: str
    schema: JsonValue
    place: Place
    encoding: Json


def held(node: Json, place: Place, merged: Merged) -> Held | None:
    """The content of a request body or response; None where it has none.

    One from another file may have its schema where Swagger 2.0 has it.
    """
    content = js.mapping(node.get("content"))
    media = preferred(content)
    if media is None:
        if "schema" not in node:
            return None
        is_file = js.mapping(node["schema"]).get("type") == "file"
        media = "application/octet-stream" if is_file else "application/json"
        return Held(media, node["schema"], place.child("schema"), {})
    where = place.child("content", media)
    found = follow(content[media], where, merged)
    if found is None:
        # A reference that leads nowhere is reported where its schema is read.
        return Held(media, content[media], where, {})
    node, place = found
    encoding = js.mapping(node.get("encoding"))
    return Held(media, node.get("schema"), place.child("schema"), encoding)


def preferred(content: Json) -> str | None:
    """The media type to use: JSON, then forms, then text, then the first; one that comes
    piece by piece only if there is no other."""
    whole = [media for media in content if not is_stream(media)]
    order = [*filter(is_json, whole)]
    order += [m for form in FORMS for m in whole if essence(m) == form]
    order += [m for m in whole if m.startswith("text/")] + whole + list(content)
    return order[0] if order else None

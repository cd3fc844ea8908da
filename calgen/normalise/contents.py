"""Request bodies and answers: one media type each, envelopes opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from calgen.diagnostics import Report
from calgen.ir import Body, Field, Json, JsonValue, Scalar, Success, TypeRef
from calgen.location import Place
from calgen.merge import Entry, Merged
from calgen.naming import Name, pascal, snake
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of
from calgen.normalise.schemas import SchemaBook
from calgen.profile import Profile

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
    media = _preferred(content)
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
        required=node.get("required") is True,
        fields=fields,
        doc=str(node.get("description") or ""),
    )


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


def _preferred(content: Json) -> str | None:
    """The media type to use: JSON, then forms, then text, then the first."""
    order = [*filter(is_json, content), *(m for m in _FORMS if m in content)]
    order += [m for m in content if m.startswith("text/")] + list(content)
    return order[0] if order else None


def success_of(
    entry: Entry,
    merged: Merged,
    book: SchemaBook,
    profile: Profile,
    hint: str,
    report: Report,
) -> tuple[Success, Node | None]:
    """What a good answer holds, and the schema node of its whole body."""
    for status, stated, place in _good(entry):
        found = follow(stated, place, merged)
        if found is None:
            report.warning(
                "CG020", "this answer leads nowhere; any value is taken", place
            )
            book.fault()
            return Success(status=status, media=None, type=Scalar("any")), None
        content = js.mapping(found[0].get("content"))
        media = _preferred(content)
        if media is not None:
            where = found[1].child("content", media, "schema")
            schema = js.mapping(content[media]).get("schema")
            return _answer(status, media, schema, where, merged, book, profile, hint)
    first = next((status for status, _, _ in _good(entry)), "204")
    return Success(status=first, media=None, type=Scalar("none")), None


def _good(entry: Entry) -> list[tuple[str, JsonValue, Place]]:
    """The answers that mean success: 2xx; else a redirect that is meant, else `default`."""
    responses = js.mapping(entry.node.get("responses"))
    for pattern in (r"2\d\d|2XX", r"3\d\d", "default"):
        found = [
            c for c in sorted(responses) if re.fullmatch(pattern, c, re.IGNORECASE)
        ]
        if found:
            place = entry.place.child("responses")
            return [(code, responses[code], place.child(code)) for code in found]
    return []


def _answer(
    status: str,
    media: str,
    schema: JsonValue,
    place: Place,
    merged: Merged,
    book: SchemaBook,
    profile: Profile,
    hint: str,
) -> tuple[Success, Node | None]:
    kind: TypeRef
    if not is_json(media):
        kind = Scalar("string") if media.startswith("text/") else Scalar("bytes")
        return Success(status=status, media=media, type=kind), None
    whole = follow(schema, place, merged)
    if schema is None or whole is None:
        kind = book.type_of(schema, place, hint)
        return Success(status=status, media=media, type=kind), None
    node, where = whole
    for envelope in profile.envelopes:
        inside = js.mapping(node.get("properties"))
        if envelope.unwrap in inside and all(
            each in inside for each in envelope.beside
        ):
            below = where.child("properties", envelope.unwrap)
            word = hint + pascal(envelope.unwrap)
            kind = book.type_of(inside[envelope.unwrap], below, word)
            unwrap = (envelope.unwrap,)
            return Success(status=status, media=media, type=kind, unwrap=unwrap), whole
    kind = book.type_of(schema, place, hint + "Response")
    return Success(status=status, media=media, type=kind), whole


def narrowed(
    success: Success,
    answer: Node | None,
    path: tuple[str, ...],
    merged: Merged,
    book: SchemaBook,
    hint: str,
) -> Success:
    """The same answer, seen as the list that stands at `path` in it."""
    if answer is None or path == success.unwrap:
        return success
    node, place = answer
    below: JsonValue = node
    for key in path:
        found = follow(below, place, merged)
        assert found is not None
        place = found[1].child("properties", key)
        below = js.mapping(found[0].get("properties")).get(key)
    kind = book.type_of(below, place, hint + pascal(path[-1]))
    return replace(success, type=kind, unwrap=path)


def answers_with_list(entry: Entry, merged: Merged, profile: Profile) -> bool:
    """Whether a good answer is a list, or an object around one."""
    for _, stated, place in _good(entry):
        found = follow(stated, place, merged)
        content = js.mapping(found[0].get("content")) if found else {}
        media = _preferred(content)
        if found is None or media is None or not is_json(media):
            continue
        schema = js.mapping(content[media]).get("schema")
        whole = follow(schema, found[1].child("content", media, "schema"), merged)
        return whole is not None and _holds_list(whole, merged, profile)
    return False


def _holds_list(whole: Node, merged: Merged, profile: Profile) -> bool:
    node, place = whole
    if js.types(node) == ("array",):
        return True
    inside = js.mapping(node.get("properties"))
    names = [each.unwrap for each in profile.envelopes] + list(profile.pagination.items)
    for name in names:
        below = follow(inside.get(name), place.child("properties", name), merged)
        if below is not None and js.types(below[0]) == ("array",):
            return True
    return False

"""Good answers: what a call returns, envelopes opened."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from calgen.diagnostics import Report
from calgen.ir import JsonValue, Scalar, Streamed, Success, TypeRef
from calgen.location import Place
from calgen.media import is_json, is_stream
from calgen.merge import Entry, Merged
from calgen.naming import pascal
from calgen.normalise import jsonschema as js
from calgen.normalise.contents import held
from calgen.normalise.named import is_named
from calgen.normalise.places import Node, follow, report_lost
from calgen.normalise.schemas import SchemaBook
from calgen.normalise.streams import streamed_of
from calgen.normalise.types import nullable, union
from calgen.profile import Envelope, Profile

_GOOD = ((r"2\d\d|2XX",), (r"3\d\d",), ("default",))
_MOST = 4  # different bodies of one call; more say nothing


class Answer(NamedTuple):
    """One good answer with a body."""

    status: str
    media: str
    schema: JsonValue
    place: Place


def success_of(
    entry: Entry,
    merged: Merged,
    book: SchemaBook,
    profile: Profile,
    hint: str,
    report: Report,
) -> tuple[Success, Node | None]:
    """What a good answer holds, and the schema node of its whole body."""
    good = _good(entry)
    first = good[0][0] if good else "204"
    nothing = Success(status=first, media=None, type=Scalar("none")), None
    if entry.method.upper() == "HEAD":
        return nothing
    answers: list[Answer] = []
    silent = False
    stream: Streamed | None = None
    for status, stated, place in good:
        if stated is None and status in ("204", "205"):
            silent = True  # the number says it all
            continue
        found = follow(stated, place, merged)
        if found is None:
            report_lost(stated, place, merged, report, "any value is taken")
            book.fault()
            return Success(status=status, media=None, type=Scalar("any")), None
        content = held(*found, merged)
        if content is None:
            silent = True
            continue
        stream = stream or streamed_of(*found, merged, book, hint)
        answers.append(Answer(status, *content[:3]))
    if not answers:
        return nothing
    success, whole = _either(_told_apart(answers), merged, book, profile, hint)
    if silent:
        success = replace(success, type=nullable(success.type))
    success = replace(success, stream=stream)
    return success, whole


def check_answers(
    entry: Entry, merged: Merged, book: SchemaBook, report: Report
) -> None:
    """Count an operation as degraded where an answer of it, good or bad, has a part of
    a wrong type or leads nowhere."""
    good = {code for code, _, _ in _good(entry)}
    for code, stated in js.mapping(entry.node.get("responses")).items():
        if code.startswith("x-") or stated is None:
            continue
        place = entry.place.child("responses", code)
        found = follow(stated, place, merged)
        if found is None and code not in good:
            so = "nothing is known of this answer"
            report_lost(stated, place, merged, report, so)
        if found is None or merged.is_flawed(found[1]):
            book.fault()


def _told_apart(answers: list[Answer]) -> list[Answer]:
    """The first answer, and those whose body is another one: a call asks for one media
    type, so what comes in another is not among them. Only 2xx answers stand side by side.
    """
    first = answers[0]
    found = [first]
    for each in answers[1:] if first.status.startswith("2") else ():
        if is_json(each.media) != is_json(first.media):
            continue
        if not is_json(each.media) and each.media != first.media:
            continue
        if all(each.schema != known.schema for known in found):
            found.append(each)
    return found


def _either(
    answers: list[Answer],
    merged: Merged,
    book: SchemaBook,
    profile: Profile,
    hint: str,
) -> tuple[Success, Node | None]:
    first, *others = answers
    if not others:
        return _answer(first, merged, book, profile.envelopes, hint)
    if len(answers) > _MOST:
        return Success(status=first.status, media=first.media, type=Scalar("any")), None
    # Whole bodies: an envelope of one answer need not be around the others.
    success, _ = _answer(first, merged, book, (), hint)
    more = [_answer(o, merged, book, (), hint + o.status)[0].type for o in others]
    return replace(success, type=union([success.type, *more])), None


def _good(entry: Entry) -> list[tuple[str, JsonValue, Place]]:
    """The answers that mean success: 2xx; else a redirect that is meant, else `default`."""
    responses = js.mapping(entry.node.get("responses"))
    for patterns in _GOOD:
        found = [code for code in sorted(responses) if is_named(code, patterns)]
        if found:
            place = entry.place.child("responses")
            return [(code, responses[code], place.child(code)) for code in found]
    return []


def _answer(
    answer: Answer,
    merged: Merged,
    book: SchemaBook,
    envelopes: tuple[Envelope, ...],
    hint: str,
) -> tuple[Success, Node | None]:
    status, media, schema, place = answer
    kind: TypeRef
    if is_stream(media):
        # What it holds is said apart, as the stream of the operation.
        return Success(status=status, media=media, type=Scalar("any")), None
    if not is_json(media):
        kind = Scalar("string") if media.startswith("text/") else Scalar("bytes")
        return Success(status=status, media=media, type=kind), None
    whole = follow(schema, place, merged)
    if schema is None or whole is None:
        kind = book.type_of(schema, place, hint)
        return Success(status=status, media=media, type=kind), None
    node, where = whole
    for envelope in envelopes:
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
        content = held(*found, merged) if found else None
        if content is None or not is_json(content.media):
            continue
        whole = follow(content.schema, content.place, merged)
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

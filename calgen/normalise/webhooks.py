"""What the server calls: from the `webhooks` of documents, else from the profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.ir import (
    Json,
    JsonValue,
    Scalar,
    Signature,
    Tag,
    TypeRef,
    Webhook,
    Webhooks,
)
from calgen.location import Place
from calgen.media import is_json
from calgen.merge import Merged
from calgen.methods import operations_in
from calgen.naming import Name, pascal, snake
from calgen.normalise import jsonschema as js
from calgen.normalise.choosing import Choice, check_webhooks
from calgen.normalise.places import Node, follow
from calgen.normalise.schemas import SchemaBook
from calgen.profile import Profile, WebhookRules

_DEEPEST = 8


def webhooks_of(
    merged: Merged,
    profile: Profile,
    book: SchemaBook,
    choice: Choice,
    report: Report,
) -> Webhooks | None:
    """What the server calls; None where nobody says.

    A choice of calls alone leaves them out, so that a client of one call has the models
    of one call.
    """
    rules = profile.webhooks
    found: dict[str, Webhook] = {}
    headers: list[str] = []
    stated = [(_name(key), found) for key, found in _stated(merged, rules)]
    check_webhooks((name.snake for name, _ in stated), choice, report)
    for name, operation in stated:
        if name.snake in found or not choice.takes_webhook(name.snake):
            continue
        node, place = operation
        parameters = [*_parameters(node, place, merged)]
        headers += [each for each, _ in parameters]
        kind, schema = _payload(node, place, merged, book, name.pascal)
        found[name.snake] = Webhook(
            name=name,
            type=kind,
            tags=(
                *(Tag("header", each, values) for each, values in parameters if values),
                *(_tags(schema, merged) if schema is not None else ()),
            ),
            doc=str(node.get("summary") or node.get("description") or "").strip(),
        )
    if not found:
        return None
    return Webhooks(
        events=tuple(found[key] for key in sorted(found)),
        signature=_signature(headers, rules),
        time=rules.time,
    )


def _stated(merged: Merged, rules: WebhookRules) -> Iterator[tuple[str, Node]]:
    """The requests that the server sends, by key; the profile's where no document has
    any."""
    documents = [each for each in merged.documents if _hooks(each)]
    if not documents and rules.events:
        documents = [Document("profile", "", {"webhooks": dict(rules.events)})]
    for document in documents:
        root = Place(document).child("webhooks")
        for key, item in _hooks(document).items():
            found = follow(item, root.child(key), merged)
            if found is None:
                continue
            for _, keys, node in operations_in(found[0]):
                below = follow(node, found[1].child(*keys), merged)
                if below is not None:
                    yield key, below
                    break


def _hooks(document: Document) -> Json:
    return js.mapping(js.mapping(document.data).get("webhooks"))


def _name(key: str) -> Name:
    return Name(key, snake(key) or "event", pascal(key) or "Event")


def _parameters(
    node: Json, place: Place, merged: Merged
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The headers of a request, and the values that they are known to have."""
    at = place.child("parameters")
    for index, each in enumerate(js.items(node.get("parameters"))):
        found = follow(each, at.child(index), merged)
        if found is None or found[0].get("in") != "header":
            continue
        schema = follow(found[0].get("schema"), found[1].child("schema"), merged)
        values = _values(schema[0]) if schema is not None else ()
        yield str(found[0].get("name")), values


def _payload(
    node: Json, place: Place, merged: Merged, book: SchemaBook, hint: str
) -> tuple[TypeRef, Node | None]:
    body = follow(node.get("requestBody"), place.child("requestBody"), merged)
    content = js.mapping(body[0].get("content")) if body is not None else {}
    media = next((each for each in content if is_json(each)), None)
    if body is None or media is None:
        return Scalar("any"), None
    at = body[1].child("content", media, "schema")
    schema = js.mapping(content[media]).get("schema")
    return book.type_of(schema, at, f"{hint}Event"), follow(schema, at, merged)


def _tags(schema: Node, merged: Merged) -> tuple[Tag, ...]:
    """The properties at the top of a payload whose values are known, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for name, node in _properties(schema, merged, 0):
        values = _values(node)
        if values and name not in found:
            found[name] = values
    return tuple(Tag("body", name, values) for name, values in found.items())


def _properties(schema: Node, merged: Merged, depth: int) -> Iterator[tuple[str, Json]]:
    node, place = schema
    if depth > _DEEPEST:
        return
    required = set(map(str, js.items(node.get("required"))))
    for name, child in js.mapping(node.get("properties")).items():
        below = follow(child, place.child("properties", name), merged)
        # What may be absent shows nothing.
        if below is not None and name in required:
            yield name, below[0]
    for index, part in enumerate(js.items(node.get("allOf"))):
        below = follow(part, place.child("allOf", index), merged)
        if below is not None:
            yield from _properties(below, merged, depth + 1)


def _values(node: Json) -> tuple[str, ...]:
    stated: list[JsonValue] = [node["const"]] if "const" in node else []
    stated = stated or js.items(node.get("enum"))
    texts = [each for each in stated if isinstance(each, str)]
    return tuple(texts) if texts and len(texts) == len(stated) else ()


def _signature(headers: Iterable[str], rules: WebhookRules) -> Signature | None:
    """How the server signs: as the profile says, or as a header that it declares shows."""
    if rules.signature is not None:
        return rules.signature.made(rules.signature.header)
    counts = Counter(headers)
    for rule in rules.signatures:
        for name in sorted(counts, key=lambda each: (-counts[each], each)):
            if re.search(rule.header, name, re.IGNORECASE):
                return rule.made(name)
    return None

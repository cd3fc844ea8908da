"""Schemas as requests have them: what only answers hold is not asked for.

A schema that requires a property which is `readOnly`, or reaches one that does, has a
twin for requests (`Pet` and `PetInput`), in which such properties are optional. The twin
does not depend on what else uses the schema, so that no name moves with another operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from calgen import memo
from calgen.content import data_bytes
from calgen.ir import (
    Json,
    JsonValue,
    ListOf,
    MapOf,
    Model,
    Nullable,
    Operation,
    Schema,
    TypeRef,
    Union,
)
from calgen.naming import Name
from calgen.normalise import jsonschema as js
from calgen.normalise.identity import Identity
from calgen.normalise.readonly import SAME, Book, below, held_of, references
from calgen.trace import digest

_TOLD = "As requests send it: what the server sets is optional."


def directed(
    operations: Iterable[Operation],
    schemas: Iterable[Schema],
    free: Callable[[str, Identity], Name],
    told: Iterable[TypeRef] = (),
) -> tuple[tuple[Operation, ...], tuple[Schema, ...]]:
    """The operations, their requests with the twins, and all schemas that are used.

    `free` gives a name for a wanted one and what it is for; `told` are further types that the
    server sends.
    """
    calls = tuple(operations)
    book = Book({schema.name.pascal: schema for schema in schemas})
    told_of = data_bytes([(name, each.json) for name, each in book.items()])
    # Most documents never speak of it, and this tells it without looking at every node.
    if b"readOnly" not in told_of:
        return calls, tuple(book.values())
    sent = _reached(book, (n for each in calls for n in _sent(each)))
    affected = memo.recall("affected", digest(told_of), lambda: _affected(book))
    twins = sorted(sent & affected)
    if not twins:
        return calls, tuple(book.values())
    keys = {each: Identity(book[each].keys or (each,)).of("input") for each in twins}
    names = {each: free(f"{each}Input", keys[each]) for each in twins}
    given = [*told, *(kind for each in calls for kind in _answers(each))]
    others = [name for kind in given for name in _named(kind)]
    left = _reached(book, [*others, *(book.keys() - sent)])
    kept = {n: s for n, s in book.items() if n not in names or n in left}
    for name in twins:
        twin = _twin(book[name], names, book)
        kept[twin.name.pascal] = replace(twin, keys=keys[name].keys)
    wider = {name: (twin, name in left) for name, twin in names.items()}
    return tuple(_call(each, wider) for each in calls), tuple(
        kept[key] for key in sorted(kept)
    )


def _answers(operation: Operation) -> Iterator[TypeRef]:
    yield operation.success.type
    if operation.success.stream is not None:
        yield operation.success.stream.item


def _affected(book: Book) -> set[str]:
    """The schemas that require what only answers hold, and all that lead to them."""
    users: dict[str, list[str]] = {}
    waiting: list[str] = []
    for name, schema in book.items():
        for used in references(schema.json):
            users.setdefault(used, []).append(name)
        if _asks(schema.json, frozenset(), book):
            waiting.append(name)
    found = set(waiting)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found


def _reached(book: Book, names: Iterable[str]) -> set[str]:
    waiting = [name for name in names if name in book]
    found = set(waiting)
    while waiting:
        for used in references(book[waiting.pop()].json):
            if used in book and used not in found:
                found.add(used)
                waiting.append(used)
    return found


# --- nodes -------------------------------------------------------------------------


def _asks(node: Json, above: frozenset[str], book: Book) -> bool:
    """Whether a node requires a property that only answers hold; `above` are those of
    the value that the nodes around it describe."""
    if "$ref" in node:
        return False
    held = above | held_of(node, book)
    return bool(held.intersection(map(str, js.items(node.get("required"))))) or any(
        _asks(child, held if same else frozenset(), book) for child, same in below(node)
    )


def _twin(schema: Schema, names: Mapping[str, Name], book: Book) -> Schema:
    json = _relaxed(schema.json, frozenset(), names, book)
    told = str(json.get("description") or "").strip()
    json["description"] = f"{told}\n\n{_TOLD}" if told else _TOLD
    return replace(schema, name=names[schema.name.pascal], json=json)


def _relaxed(
    node: Json,
    above: frozenset[str],
    names: Mapping[str, Name],
    book: Book,
) -> Json:
    """A node as requests have it."""
    # What only requests hold is promised here: it is asked for as it is stated.
    made = {key: value for key, value in node.items() if key != "writeOnly"}
    if "$ref" in node:
        return {**made, "$ref": _renamed(node["$ref"], names)}
    held = above | held_of(node, book)
    if "required" in made:
        made["required"] = [
            each for each in js.items(node["required"]) if str(each) not in held
        ]

    def inside(child: JsonValue, same: bool) -> JsonValue:
        if not isinstance(child, dict):
            return child
        return _relaxed(child, held if same else frozenset(), names, book)

    for key, value in node.items():
        if key in js.NAMED:
            made[key] = {w: inside(c, False) for w, c in js.mapping(value).items()}
        elif key in js.MANY:
            made[key] = [inside(each, key in SAME) for each in js.items(value)]
        elif key in js.ONE:
            made[key] = inside(value, False)
        elif key == "discriminator":
            made[key] = _tag(js.mapping(value), names)
    return made


def _tag(tag: Json, names: Mapping[str, Name]) -> Json:
    made = dict(tag)
    if "mapping" in tag:
        made["mapping"] = {
            value: _renamed(each, names)
            for value, each in js.mapping(tag["mapping"]).items()
        }
    if "default" in tag:
        made["default"] = _renamed(tag["default"], names)
    return made


def _renamed(reference: JsonValue, names: Mapping[str, Name]) -> str:
    name = str(reference).removeprefix(js.REF)
    return js.REF + (names[name].pascal if name in names else name)


# --- types -------------------------------------------------------------------------


def _sent(call: Operation) -> Iterator[str]:
    """The schemas that a request names."""
    for parameter in call.parameters:
        yield from _named(parameter.type)
    if call.body is not None:
        yield from _named(call.body.type)
        for field in call.body.fields or ():
            yield from _named(field.type)


def _named(kind: TypeRef) -> Iterator[str]:
    match kind:
        case Model():
            yield kind.name.pascal
        case ListOf() | Nullable():
            yield from _named(kind.item)
        case MapOf():
            yield from _named(kind.value)
        case Union():
            for each in kind.options:
                yield from _named(each)


_Twins = Mapping[str, tuple[Name, bool]]


def _call(call: Operation, twins: _Twins) -> Operation:
    parameters = tuple(replace(p, type=_type(p.type, twins)) for p in call.parameters)
    body = call.body
    if body is not None:
        fields = body.fields
        if fields is not None:
            fields = tuple(replace(f, type=_type(f.type, twins)) for f in fields)
        body = replace(body, type=_type(body.type, twins), fields=fields)
    return replace(call, parameters=parameters, body=body)


def _type(kind: TypeRef, twins: _Twins) -> TypeRef:
    """A type as it is sent: the twin, or the whole thing as an answer held it."""
    match kind:
        case Model() if kind.name.pascal in twins:
            twin, is_kept = twins[kind.name.pascal]
            return Union((Model(twin), kind)) if is_kept else Model(twin)
        case ListOf():
            return ListOf(_type(kind.item, twins))
        case Nullable():
            return Nullable(_type(kind.item, twins))
        case MapOf():
            return MapOf(_type(kind.value, twins))
        case Union():
            return Union(tuple(_type(each, twins) for each in kind.options))
    return kind

"""What only answers hold: the `readOnly` properties of a schema and of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calgen.ir import Json, Schema
from calgen.normalise import jsonschema as js

SAME = ("allOf", "anyOf", "oneOf")  # keywords whose schemas describe the same value


_Share = tuple[frozenset[str], list[str]]


class Book(dict[str, Schema]):
    """The schemas by name, and what was found out about each."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        super().__init__(schemas)
        self._shares: dict[str, _Share] = {}

    def share(self, name: str) -> _Share:
        """What the schema itself says of the properties that only answers hold."""
        if name not in self._shares:
            self._shares[name] = _share(self[name].json, self)
        return self._shares[name]


def references(node: Json) -> Iterator[str]:
    """The names of the schemas that a node refers to, one as often as it does."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here.get("$ref"), str):
            yield str(here["$ref"]).removeprefix(js.REF)
        else:
            waiting += [child for child, _ in below(here)]


def below(node: Json) -> Iterator[tuple[Json, bool]]:
    """The schemas inside a node, and whether they describe the same value."""
    for key in js.NAMED:
        for child in js.mapping(node.get(key)).values():
            yield js.mapping(child), False
    for key in js.MANY:
        for child in js.items(node.get(key)):
            yield js.mapping(child), key in SAME
    for key in js.ONE:
        if key in node:
            yield js.mapping(node[key]), False


def held_of(node: Json, book: Book) -> frozenset[str]:
    """The properties of a node, of its parts and branches, that only answers hold."""
    held, waiting = _share(node, book)
    if not waiting:
        return held
    found, waiting = set(held), list(waiting)
    seen = set(waiting)
    while waiting:
        held, parts = book.share(waiting.pop())
        found |= held
        waiting += [name for name in parts if name not in seen]
        seen.update(parts)
    return frozenset(found)


def _share(node: Json, book: Book) -> _Share:
    """The properties that a node says only answers hold, and the schemas that are
    parts or branches of it and may say more."""
    found: set[str] = set()
    names: dict[str, None] = {}
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here.get("$ref"), str):
            name = str(here["$ref"]).removeprefix(js.REF)
            if name in book:
                names[name] = None
            continue
        for wire, child in js.mapping(here.get("properties")).items():
            if _is_held(js.mapping(child), book):
                found.add(wire)
        waiting += [child for child, same in below(here) if same]
    return frozenset(found), list(names)


def _is_held(node: Json, book: Book) -> bool:
    if node.get("readOnly") is True:
        return True
    # A schema that stood in its place says it itself, under the name it got.
    schema = book.get(str(node.get("$ref")).removeprefix(js.REF))
    return schema is not None and schema.json.get("readOnly") is True

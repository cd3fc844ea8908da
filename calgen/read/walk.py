"""A walk over what documents describe: references, and parts of a wrong type."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from calgen.document import Document
from calgen.ir import JsonValue
from calgen.location import Place, escape
from calgen.read.grammar import EXTENSIBLE, FIELDS, TOLD

Path = tuple["Path", str | int] | None
# A mapping of a discriminator may name a schema; these are addresses.
_ADDRESS = re.compile(r"[/#]|\.(?:json|ya?ml)$")


class Reference(NamedTuple):
    """A `$ref` that stands at a place, and the kind of what it should lead to."""

    document: Document
    text: str
    kind: str
    place: Place


class Flaw(NamedTuple):
    """A part that is of another type than its kind has."""

    kind: str
    place: Place
    node: JsonValue


class Identity(NamedTuple):
    """A part that says what else it is called: `$id`, `$self` or `$anchor`."""

    document: Document
    key: str
    text: str
    pointer: str


Event = Reference | Flaw | Identity


class Walk:
    """Visits every node once for a kind, however many references lead to it."""

    def __init__(self) -> None:
        self._seen: dict[str, set[int]] = defaultdict(set)

    def over(
        self, document: Document, pointer: str, node: JsonValue, kind: str
    ) -> Iterator[Event]:
        """What is found at and below a node, in the order of the document."""
        waiting: list[tuple[JsonValue, str, Path]] = [(node, kind, None)]

        def place(path: Path) -> Place:
            steps: list[str] = []
            while path is not None:
                path, step = path
                steps.append(escape(step))
            return Place(document, pointer + "".join(reversed(steps)))

        while waiting:
            node, kind, path = waiting.pop()
            if isinstance(node, list) and (kind[:2] == "[]" or _is_tuple(kind, path)):
                below = kind.removeprefix("[]")
                inside = [(each, below, (path, i)) for i, each in enumerate(node)]
                waiting += reversed(inside)
                continue
            if not isinstance(node, dict) or kind[:2] == "[]":
                if kind == "mapped" and isinstance(node, str):
                    if _ADDRESS.search(node):
                        yield Reference(document, node, kind, place(path))
                elif not _is_tolerable(node, kind):
                    yield Flaw(kind, place(path), node)
                continue
            seen = self._seen[kind]
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(reference := node.get("$ref"), str):
                at = place(path)
                yield Reference(document, reference, kind, at)
            if kind[0] == "*":
                fields, each = None, kind[1:]
            elif kind == "callback":
                fields, each = None, "pathItem"
            else:
                fields, each = FIELDS.get(kind), ""
                if kind in ("schema", "document"):
                    yield from _identities(document, node, place, path)
            if fields is None and not each:
                continue
            found = []
            for key, value in node.items():
                if fields is not None:
                    each = fields.get(key, "")
                    if not each:
                        continue
                elif _is_apart(key, value, kind):
                    continue
                found.append((value, each, (path, key)))
            waiting += reversed(found)


def _is_apart(key: str, value: JsonValue, kind: str) -> bool:
    """Whether an entry of a mapping is none of its members."""
    if key == "$ref":
        return isinstance(value, str)
    return key[:2] == "x-" and kind in EXTENSIBLE


def _is_tuple(kind: str, path: Path) -> bool:
    """Whether a list may stand in a schema's place: `items` of tuples, `dependencies`."""
    if kind != "schema" or path is None:
        return False
    above, step = path
    return step in ("items", "dependencies") or (
        above is not None and above[1] == "dependencies"
    )


def _is_tolerable(node: JsonValue, kind: str) -> bool:
    """Whether nothing is lost with a value that is no object."""
    if node is None:
        return kind != "operation"
    if kind == "schema":
        return isinstance(node, bool)
    return kind in TOLD or (kind == "discriminator" and isinstance(node, str))


def _identities(
    document: Document, node: dict[str, JsonValue], place: object, path: Path
) -> Iterator[Event]:
    for key in ("$id", "$self", "$anchor", "$dynamicAnchor"):
        if isinstance(text := node.get(key), str) and callable(place):
            yield Identity(document, key, text, place(path).pointer)

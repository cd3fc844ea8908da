"""Nodes to definitions: an object is a class, a choice a name, all else in place."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from calgen.frozen import NOTHING, Frozen, unpacked
from calgen.ir import Json, JsonValue
from calgen.models.attributes import attributes
from calgen.models.catalog import Catalog
from calgen.models.definition import (
    ANY,
    NULL,
    AliasDefinition,
    ClassDefinition,
    Definition,
    FieldDefinition,
    any_of,
    options,
    untangled,
)
from calgen.models.labels import labels_of
from calgen.models.node import SURROGATE, Choice, Node
from calgen.models.tags import telling
from calgen.naming import pascal
from calgen.record import record

# What a JSON type is in Python when nothing else is said.
OPEN: Mapping[str, Json] = {
    "array": {"type": "array", "items": ANY},
    "object": {"type": "object", "additionalProperties": ANY},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
}
Path: TypeAlias = tuple[str, ...]
_LEGAL = re.compile("[A-Za-z][0-9A-Za-z_]*")
LONGEST = 60
# A few schemas that merge each other can ask for any number of classes; the largest
# documents have a fifth of this.
MOST = 30_000


@record(kw_only=False, frozen=False)
class Definer:
    """Turns the catalog into definitions.

    The name of a nested type is the path to it (of a long one, where it begins and ends);
    where that is taken, a word that says what it is comes behind. Given names never move,
    and neither do those of the lock: `names` has the name of each nested type by its way,
    `avoided` the names of the lock that others made way for.
    """

    catalog: Catalog
    frozen: Frozen = NOTHING
    found: dict[str, Definition] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    avoided: set[str] = field(default_factory=set)
    _reserved: frozenset[str] = frozenset()
    _open: frozenset[str] = frozenset()

    def read(self) -> None:
        """Define every given schema and what is inside."""
        self._reserved = frozenset(self.frozen.nested.values())
        for name in sorted(self.catalog.nodes):
            self._open = frozenset({name})
            self.found[name] = self._given(name, self.catalog.nodes[name])

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Every definition, by name."""
        return untangled(self.found[name] for name in sorted(self.found))

    def _given(self, name: str, node: Node) -> Definition:
        if self.catalog.is_class(name):
            return self._class(name, node, (name,))
        if node.choices is not None and "array" not in node.types:
            plain = _nullable(node, _choice(node))
        else:
            plain = self._plain(node, (name,))
        told = telling(self.catalog, node, map(_ref, options(plain)))
        return AliasDefinition(name=name, plain=plain, doc=_doc(node), telling=told)

    def _named(self, path: Path, kind: str) -> str:
        """The name that a nested type had, or one that nothing has."""
        way = ".".join(path)
        while way in self.names:
            way += "+"
        name = self.frozen.nested.get(way, "")
        if not _is_legal(name) or name in self.catalog.nodes or name in self.found:
            name = self._free(path, kind)
        self.names[way] = name
        return name

    def _free(self, path: Path, kind: str) -> str:
        full = "".join(path)
        ends = range(2, len(path) - 1) if len(full) > LONGEST else ()
        short = ["".join((path[0], *path[-size:])) for size in ends]
        for name in (*short, full, full + kind):
            if name in self.catalog.nodes or name in self.found:
                continue
            if name not in self._reserved:
                return name
            self.avoided.add(name)
        return self._free((*path, kind), "_")

    # --- types ----------------------------------------------------------------------

    def _plain(self, node: Node, path: Path) -> Json:
        return _nullable(node, self._shape(node, path))

    def _shape(self, node: Node, path: Path) -> Json:
        if node.ref:
            return {"$ref": node.ref}
        if node.choices is not None:
            return self._choices(node, path)
        branches = self.catalog.branches(node)
        if branches:
            return self._union(branches, path)
        only = self._wrapped(node)
        if only is not None:
            return self._plain(only, path)
        if self.catalog.has_fields(node):
            return self._nested(node, path)
        if not node.types:
            return self._untyped(node, path)
        return any_of([self._typed(node, kind, path) for kind in node.types])

    def _untyped(self, node: Node, path: Path) -> Json:
        if node.items is not None:
            return self._typed(node, "array", path)
        if node.values is not None or self.catalog.is_object(node):
            return self._typed(node, "object", path)
        return NULL if node.nullable and not node.parts else ANY

    def _typed(self, node: Node, kind: str, path: Path) -> Json:
        if kind == "array" and node.items is not None:
            items = self._plain(node.items, (*path, "Item"))
            return {"type": "array", "items": items}
        if kind == "object" and self.catalog.has_fields(_object(node)):
            return self._nested(_object(node), path)
        if kind == "object" and node.values is not None:
            values = self._plain(node.values, (*path, "Value"))
            return {"type": "object", "additionalProperties": values}
        if kind == "string" and node.format:
            return {"type": "string", "format": node.format}
        return OPEN[kind]

    def _wrapped(self, node: Node) -> Node | None:
        """The part of an `allOf` that says it all: the others only narrow or explain."""
        parts = [part for part in node.parts if part.shapes]
        if not parts or node.properties or node.values or node.items or node.unions:
            return None
        if not any(map(self.catalog.is_object, parts)):
            return next((part for part in parts if part.choices), parts[-1])
        required = self.catalog.shape(parts[0]).required
        adds = len(parts) > 1 or not node.required <= required
        return None if adds or node.types not in ((), ("object",)) else parts[0]

    def _union(self, branches: tuple[Node, ...], path: Path) -> Json:
        labels = labels_of(branches)
        return any_of(
            [
                self._plain(branch, (*path, label) if label else path)
                for branch, label in zip(branches, labels, strict=True)
            ]
        )

    # --- choices --------------------------------------------------------------------

    def _choices(self, node: Node, path: Path) -> Json:
        if "array" in node.types:  # written one level too high
            items = self._choices(_item(node), (*path, "Item"))
            return {"type": "array", "items": items}
        plain = _choice(node)
        if node.closed or len(_literals(node)) < 2:
            return plain
        same = AliasDefinition(name="".join(path), plain=plain)
        if self.found.get(same.name) == same:
            return {"$ref": same.name}
        name = self._named(path, "Choice")
        self.found[name] = AliasDefinition(name=name, plain=plain)
        return {"$ref": name}

    # --- classes --------------------------------------------------------------------

    def _nested(self, node: Node, path: Path) -> Json:
        shape = self.catalog.inherited(node)
        merged = frozenset() if shape.bases else self.catalog.made_of(node)
        if merged & self._open:
            # Its fields would hold a copy of itself, and that one another.
            return {"$ref": min(merged & self._open)}
        if len(self.found) > MOST:
            return OPEN["object"]
        name = self._named(path, "Object")
        # Hold the name while the fields are read: they may want the same one.
        self.found[name] = ClassDefinition(name=name)
        outer, self._open = self._open, self._open | merged
        self.found[name] = self._class(name, node, path)
        self._open = outer
        return {"$ref": name}

    def _known(self, name: str, node: Node) -> dict[str, str]:
        """The attributes that a class and those that it is made of had."""
        known: dict[str, str] = {}
        if self.frozen.attributes:
            for each in (*sorted(self.catalog.made_of(node)), name):
                known |= unpacked(self.frozen.attributes.get(each, ""))
        return known

    def _class(self, name: str, node: Node, path: Path) -> ClassDefinition:
        shape = self.catalog.inherited(node)
        named = attributes(shape.properties, self._known(name, node))
        fields = tuple(
            FieldDefinition(
                wire=wire,
                attribute=named[wire],
                plain=self._plain(each, (*path, pascal(wire).rstrip("_"))),
                required=wire in shape.required and not each.sent_only,
                doc=each.doc,
                deprecated=each.deprecated,
            )
            for wire, each in shape.properties.items()
        )
        return ClassDefinition(
            name=name, doc=_doc(node), bases=shape.bases, fields=fields
        )


def _is_legal(name: str) -> bool:
    return bool(_LEGAL.fullmatch(name)) and not keyword.iskeyword(name)


def _nullable(node: Node, plain: Json) -> Json:
    return any_of([plain, NULL]) if node.nullable else plain


def _ref(plain: Json) -> str:
    return str(plain.get("$ref", ""))


def _doc(node: Node) -> str:
    paragraphs = [node.doc, "Deprecated." if node.deprecated else ""]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _object(node: Node) -> Node:
    return Node(
        types=("object",),
        properties=node.properties,
        required=node.required,
        doc=node.doc,
    )


def _item(node: Node) -> Node:
    types = node.items.types if node.items is not None else ()
    return Node(choices=node.choices, types=types, closed=node.closed)


def _choice(node: Node) -> Json:
    """The listed values, and any other of their types unless the node is closed."""
    listed: list[JsonValue] = list(_literals(node))
    if node.closed and len(listed) == len(node.choices or ()):
        return {"enum": listed}
    types = {_json_type(choice) for choice in node.choices or ()}
    types |= {kind for kind in node.types if kind in OPEN and kind != "object"}
    first: list[Json] = [{"enum": listed}] if listed else []
    return any_of(first + [OPEN[kind] for kind in sorted(types)])


def _literals(node: Node) -> list[Choice]:
    """The values worth listing: an open `True | bool` says no more than `bool`."""
    return [
        choice
        for choice in node.choices or ()
        if not (isinstance(choice, str) and SURROGATE.search(choice))
        and (node.closed or not isinstance(choice, bool))
    ]


def _json_type(choice: Choice) -> str:
    if isinstance(choice, bool):
        return "boolean"
    return "integer" if isinstance(choice, int) else "string"

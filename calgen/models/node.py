"""A schema as the models see it: the keywords that shape a type, whatever was written.

Reading never fails. What cannot shape a type (limits, patterns, formats without a type
of their own, defaults, examples) is left out: an answer that breaks a limit is still an
answer, and a default is never sent unasked.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import field
from typing import TypeAlias

from calgen.ir import Json, JsonValue
from calgen.record import record

Choice: TypeAlias = str | int | bool

# No UTF-8 text holds one of these, and no type checker reads a file with one.
SURROGATE = re.compile("[\ud800-\udfff]")
REF = "#/components/schemas/"
TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
DEEPEST = 60
FORMATS = {"date-time", "date", "binary"}


@record
class Tag:
    """A discriminator: the property `wire`, and which given schema each value means.

    `default` is the schema that any other value means; "" where nobody says.
    """

    wire: str
    meanings: tuple[tuple[str, str], ...]
    default: str = ""


@record(frozen=False)
class Node:
    """One schema. `choices` is None without an enum; `nullable` says null is allowed.

    `closed` marks choices that no other value may join; `sent_only` a property that only
    requests have.
    """

    ref: str | None = None
    types: tuple[str, ...] = ()
    format: str = ""
    nullable: bool = False
    choices: tuple[Choice, ...] | None = None
    closed: bool = False
    properties: dict[str, Node] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Node | None = None
    values: Node | None = None
    parts: tuple[Node, ...] = ()
    unions: tuple[tuple[Node, ...], ...] = ()
    tag: Tag | None = None
    title: str = ""
    doc: str = ""
    deprecated: bool = False
    sent_only: bool = False

    @property
    def shapes(self) -> bool:
        """Whether anything here says what the value looks like."""
        return bool(
            self.ref
            or self.types
            or self.nullable
            or self.choices is not None
            or self.properties
            or self.items
            or self.values
            or self.parts
            or self.unions
        )


@record(kw_only=False, frozen=False)
class NodeReader:
    """Reads schemas; a `$ref` to a name that is not `known` means anything.

    `missing` collects such `$ref`s.
    """

    known: Collection[str]
    missing: list[str] = field(default_factory=list)
    _depth: int = 0

    def read(self, schema: JsonValue) -> Node:
        """The node of a schema; what is nested deeper than `DEEPEST` means anything."""
        if not isinstance(schema, dict) or self._depth > DEEPEST:
            return Node()
        node = Node(
            title=_text(schema, "title"),
            doc=_text(schema, "description"),
            deprecated=schema.get("deprecated") is True,
            nullable=schema.get("nullable") is True,
            sent_only=schema.get("writeOnly") is True,
        )
        if "$ref" in schema:
            self._ref(node, schema["$ref"])
            return node
        _read_types(node, schema)
        _read_choices(node, schema)
        self._depth += 1
        self._members(node, schema)
        self._depth -= 1
        return node

    def _ref(self, node: Node, ref: JsonValue) -> None:
        name = self._name(ref)
        if name:
            node.ref = name
        else:
            self.missing.append(str(ref))

    def _members(self, node: Node, schema: Json) -> None:
        properties = schema.get("properties")
        if isinstance(properties, dict):
            node.properties = {
                key: self.read(item)
                for key, item in properties.items()
                if not SURROGATE.search(key)
            }
        required = schema.get("required")
        if isinstance(required, list):
            node.required = frozenset(i for i in required if isinstance(i, str))
        node.items = self._either(
            [*_listed(schema.get("prefixItems")), *_listed(schema.get("items"))]
        )
        patterns = schema.get("patternProperties")
        values = list(patterns.values()) if isinstance(patterns, dict) else []
        if schema.get("additionalProperties", False) is not False:
            values.append(schema["additionalProperties"])
        node.values = self._either(values)
        node.parts = self._all(schema.get("allOf"))
        unions = (self._all(schema.get(key)) for key in ("oneOf", "anyOf"))
        node.unions = tuple(union for union in unions if union)
        node.tag = self._tag(schema.get("discriminator")) if node.unions else None

    def _tag(self, stated: JsonValue) -> Tag | None:
        if not isinstance(stated, dict):
            return None
        wire, mapping = stated.get("propertyName"), stated.get("mapping")
        if not isinstance(wire, str) or not isinstance(mapping, dict):
            return None
        meanings = [(value, self._name(ref)) for value, ref in mapping.items()]
        return Tag(
            wire=wire,
            meanings=tuple((value, name) for value, name in meanings if name),
            default=self._name(stated.get("default")),
        )

    def _name(self, ref: JsonValue) -> str:
        name = ref.removeprefix(REF) if isinstance(ref, str) else ""
        return name if name in self.known else ""

    def _either(self, schemas: list[JsonValue]) -> Node | None:
        nodes = self._all(schemas)
        if not nodes:
            return None
        return nodes[0] if len(nodes) == 1 else Node(unions=(nodes,))

    def _all(self, schemas: JsonValue) -> tuple[Node, ...]:
        if not isinstance(schemas, list):
            return ()
        return tuple(map(self.read, schemas))


def _read_types(node: Node, schema: Json) -> None:
    written = schema.get("type")
    given = written if isinstance(written, list) else [written]
    types = [name for name in TYPES if name in given]
    node.nullable = node.nullable or "null" in types
    node.types = tuple(name for name in types if name != "null")
    written_format = schema.get("format")
    if isinstance(written_format, str) and written_format in FORMATS:
        node.format = written_format


def _read_choices(node: Node, schema: Json) -> None:
    """The values of `enum` or `const`, unless one of them cannot be a literal type."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if not isinstance(values, list) or not values:
        return
    node.nullable = node.nullable or None in values
    choices: dict[tuple[type, Choice], None] = {}
    for value in values:
        if value is None:
            continue
        if not isinstance(value, (str, int)):
            return
        choices[type(value), value] = None
    if choices:
        node.choices = tuple(value for _, value in choices)
    else:
        node.types = ()  # null alone


def _listed(value: JsonValue) -> list[JsonValue]:
    """Schemas of items: one, several (the older form of a tuple) or none."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def _text(schema: Json, key: str) -> str:
    value = schema.get(key)
    return value.strip() if isinstance(value, str) else ""

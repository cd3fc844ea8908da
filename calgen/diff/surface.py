"""One side of a diff: the calls of a client, and the classes that they use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from calgen.diff.shape import Ref, Shape, of_plain
from calgen.frozen import Frozen
from calgen.ir import Api, Json, JsonValue, Schema
from calgen.location import Place
from calgen.models import Models, outline
from calgen.models.definition import (
    AliasDefinition,
    ClassDefinition,
    Definition,
    FieldDefinition,
)
from calgen.normalise import jsonschema as js
from calgen.record import record

_INPUT = "input of "


@record(kw_only=False)
class Held:
    """A field of a class, and the class that states it: the class itself or a base."""

    field: FieldDefinition
    owner: str


@dataclass(frozen=True)
class Surface:
    """What a caller can name: calls, and definitions by name.

    `models` says how they are called, `within` leads from a nested type to the schema
    that holds it.
    """

    api: Api
    definitions: Mapping[str, Definition]
    schemas: Mapping[str, Schema]
    models: Models
    within: Mapping[str, str]

    @cached_property
    def inner(self) -> dict[str, JsonValue]:
        """Aliases that nobody named: what they stand for is meant."""
        return {
            name: each.plain
            for name, each in self.definitions.items()
            if isinstance(each, AliasDefinition) and name not in self.schemas
        }

    @cached_property
    def inside(self) -> dict[str, frozenset[str]]:
        """The nested types of each schema."""
        found: dict[str, set[str]] = {}
        for name, owner in self.within.items():
            if name != owner:
                found.setdefault(owner, set()).add(name)
        return {owner: frozenset(names) for owner, names in found.items()}

    def shape(self, plain: JsonValue) -> Shape:
        return of_plain(plain, self.inner)

    def refs(self, name: str) -> frozenset[str]:
        """The definitions that a definition names, those inside of it too."""
        found: set[str] = set()
        waiting: list[JsonValue] = _plains(self.definitions.get(name))
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                if isinstance(node.get("$ref"), str):
                    found.add(str(node["$ref"]))
                waiting += node.values()
            elif isinstance(node, list):
                waiting += node
        return frozenset(found)

    def alias(self, name: str) -> AliasDefinition | None:
        found = self.definitions.get(name)
        return found if isinstance(found, AliasDefinition) else None

    def class_of(self, name: str) -> ClassDefinition | None:
        found = self.definitions.get(name)
        return found if isinstance(found, ClassDefinition) else None

    def expanded(self, shape: Shape) -> Shape:
        """The shape with what aliases stand for in their place."""
        made = replace(
            shape,
            options=frozenset(o for o in shape.options if not self._is_alias(o)),
        )
        for option in shape.options:
            if self._is_alias(option):
                alias = self.alias(option.name) if isinstance(option, Ref) else None
                assert alias is not None
                more = self.shape(alias.plain)
                made = Shape(
                    made.options | more.options,
                    made.values | more.values,
                    made.null or more.null,
                )
        return made

    def _is_alias(self, option: object) -> bool:
        return isinstance(option, Ref) and self.alias(option.name) is not None

    def bases(self, name: str) -> frozenset[str]:
        """All classes that a class inherits from, however far away."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            one = self.class_of(waiting.pop())
            more = [each for each in (one.bases if one else ()) if each not in found]
            found.update(more)
            waiting += more
        return frozenset(found)

    def fields(self, name: str) -> dict[str, Held]:
        """The fields of a class with those that it inherits, by wire name."""
        found: dict[str, Held] = {}
        one = self.class_of(name)
        if one is not None:
            for base in one.bases:
                found |= self.fields(base)
            found |= {each.wire: Held(each, name) for each in one.fields}
        return found

    def key(self, name: str) -> str:
        """What a definition is, whatever it is called: for ids."""
        schema = self.schemas.get(name)
        if schema is not None and schema.keys:
            return min(schema.keys)
        owner = self.within.get(name, "")
        return f"{self.key(owner)} {name}" if owner and owner != name else name

    def twin_of(self, name: str) -> str:
        """The schema whose form for requests a schema is; "" for one that is none."""
        wanted = {k.removeprefix(_INPUT) for k in self._inputs(name)}
        if not wanted:
            return ""
        return next((n for n in self._by_key if wanted & self._by_key[n]), "")

    def _inputs(self, name: str) -> Iterator[str]:
        schema = self.schemas.get(name)
        for each in schema.keys if schema else ():
            if each.startswith(_INPUT):
                yield each

    @cached_property
    def _by_key(self) -> dict[str, set[str]]:
        return {name: set(each.keys) for name, each in self.schemas.items()}

    def place(self, name: str, wire: str | None = None) -> Place | None:
        """Where a definition, or one of its fields, is described."""
        schema = self.schemas.get(name) or self.schemas.get(self.within.get(name, ""))
        if schema is None or schema.place is None:
            return None
        steps = _way(schema.json, wire) if wire is not None else None
        return schema.place.child(*steps) if steps else schema.place


def _plains(definition: Definition | None) -> list[JsonValue]:
    if isinstance(definition, ClassDefinition):
        return [each.plain for each in definition.fields]
    return [definition.plain] if definition is not None else []


def _way(json: Json, wire: str) -> tuple[str | int, ...] | None:
    """The steps to a property: the nearest of this name."""
    waiting: list[tuple[tuple[str | int, ...], Json]] = [((), json)]
    while waiting:
        steps, node = waiting.pop(0)
        named = js.mapping(node.get("properties"))
        if wire in named:
            return (*steps, "properties", wire)
        for way, below in _below(node):
            if isinstance(below, dict):
                waiting.append(((*steps, *way), below))
    return None


def _below(node: Json) -> Iterator[tuple[tuple[str | int, ...], JsonValue]]:
    for key, each in js.mapping(node.get("properties")).items():
        yield ("properties", key), each
    for word in js.MANY:
        for index, each in enumerate(js.items(node.get(word))):
            yield (word, index), each
    for word in ("items", "additionalProperties"):
        yield (word,), node.get(word)


def surface_of(api: Api, names: Frozen) -> Surface:
    """The surface of an API; `names` are those that it was read with."""
    definitions, models = outline(api.schemas, names)
    schemas = {each.name.pascal: each for each in api.schemas}
    within = {name: way.partition(".")[0] for way, name in models.nested}
    return Surface(
        api=api,
        definitions={each.name: each for each in definitions},
        schemas=schemas,
        models=models,
        within={**within, **{name: name for name in schemas}},
    )

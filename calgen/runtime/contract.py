"""What an API takes and answers, as JSON Schema: faults of a value, and examples.

The part of JSON Schema that descriptions of requests use. Of `oneOf` any branch will do,
as it does for servers; an unknown keyword asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import Any, Final

from .drift import is_array, is_object, json_kind, member

Schema = Mapping[str, Any]

_DEEPEST: Final = 24
_FULL: Final = 2  # levels of an example in which optional properties are present, too
_REF: Final = "#/components/schemas/"
_LIMITS: Final[tuple[tuple[str, Callable[[float, float], bool], str], ...]] = (
    ("minimum", lt, "less than"),
    ("maximum", gt, "more than"),
    ("exclusiveMinimum", le, "not more than"),
    ("exclusiveMaximum", ge, "not less than"),
)
_TEXTS: Final = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05Z",
    "duration": "PT15M",
    "email": "user@example.com",
    "uuid": "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}


class Contract:
    """Named schemas, and what can be said of values by them."""

    __slots__ = ("_schemas",)

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def faults(self, schema: Schema, value: Any, at: str = "$") -> list[str]:
        """What is wrong with a JSON value; each fault begins with its place."""
        return list(self._faults(schema, value, at, 0))

    def takes_list(self, schema: Schema) -> bool:
        """Whether a schema asks for an array."""
        return "array" in _kinds(self._target(schema))

    def _faults(self, schema: Schema, value: Any, at: str, depth: int) -> Iterator[str]:
        schema = self._target(schema)
        if depth > _DEEPEST:
            return
        if "const" in schema and not _same(value, schema["const"]):
            yield f"{at}: {schema['const']!r} is the only value"
            return
        choices = schema.get("enum")
        if is_array(choices) and not any(_same(value, each) for each in choices):
            shown = ", ".join(map(repr, choices[:8]))
            yield f"{at}: {value!r} is none of {shown}{', …' * (len(choices) > 8)}"
            return
        kinds = _kinds(schema)
        if kinds and not any(_is_a(value, kind) for kind in kinds):
            yield f"{at}: {json_kind(value)} where {' or '.join(kinds)} is expected"
            return
        for part in schema.get("allOf", ()):
            yield from self._faults(part, value, at, depth + 1)
        for key in ("anyOf", "oneOf"):
            branches = schema.get(key)
            if branches:
                found = [
                    list(self._faults(each, value, at, depth + 1)) for each in branches
                ]
                if all(found):
                    yield from min(found, key=len)
        if is_object(value):
            yield from self._members(schema, value, at, depth)
        elif is_array(value):
            yield from self._items(schema, value, at, depth)
        elif isinstance(value, str):
            yield from _text_faults(schema, value, at)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield from _number_faults(schema, value, at)

    def _members(
        self, schema: Schema, value: Mapping[str, Any], at: str, depth: int
    ) -> Iterator[str]:
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{member(at, name)}: is missing"
        known = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        for name, each in value.items():
            below = known.get(name, others)
            if is_object(below):
                yield from self._faults(below, each, member(at, name), depth + 1)
            elif name not in known and others is False:
                yield f"{member(at, name)}: is not expected"

    def _items(
        self, schema: Schema, value: Sequence[Any], at: str, depth: int
    ) -> Iterator[str]:
        if len(value) < schema.get("minItems", 0):
            yield f"{at}: {len(value)} items, fewer than {schema['minItems']}"
        if len(value) > schema.get("maxItems", len(value)):
            yield f"{at}: {len(value)} items, more than {schema['maxItems']}"
        first = schema.get("prefixItems", ())
        rest = schema.get("items")
        for index, each in enumerate(value):
            below = first[index] if index < len(first) else rest
            if is_object(below):
                yield from self._faults(below, each, member(at, index), depth + 1)

    # --- examples ------------------------------------------------------------------

    def example(self, schema: Schema) -> Any:
        """A value that fits: always the same for the same schema."""
        return self._example(schema, "", 0, ())

    def _example(
        self, schema: Schema, name: str, depth: int, seen: tuple[int, ...]
    ) -> Any:
        schema = self._target(schema)
        if "const" in schema:
            return schema["const"]
        choices = schema.get("enum")
        if is_array(choices) and choices:
            return choices[0]
        if depth > _DEEPEST:
            return None
        seen = (*seen, id(schema))
        below: list[Any] = [
            self._example(part, name, depth + 1, seen)
            for part in schema.get("allOf", ())
            if id(self._target(part)) not in seen
        ]
        for key in ("anyOf", "oneOf"):
            branches = schema.get(key)
            if branches:
                branch = self._shallow(branches, seen)
                below.append(self._example(branch, name, depth + 1, seen))
        kinds = _kinds(schema)
        if "object" in kinds or "properties" in schema:
            below.append(self._object(schema, depth, seen))
        if below:
            objects = [each for each in below if is_object(each)]
            if len(objects) == len(below):
                return {key: item for each in objects for key, item in each.items()}
            return below[0]
        return self._plain(schema, kinds, name, depth, seen)

    def _object(
        self, schema: Schema, depth: int, seen: tuple[int, ...]
    ) -> dict[str, Any]:
        required = schema.get("required", ())
        made: dict[str, Any] = {}
        for name, child in schema.get("properties", {}).items():
            again = id(self._target(child)) in seen
            if name in required or (depth <= _FULL and not again):
                made[name] = self._example(child, name, depth + 1, seen)
        return made

    def _plain(
        self,
        schema: Schema,
        kinds: tuple[str, ...],
        name: str,
        depth: int,
        seen: tuple[int, ...],
    ) -> Any:
        kind = next((each for each in kinds if each != "null"), "null")
        if not kinds:
            return name or "text"
        if kind == "array":
            items = schema.get("items")
            if not is_object(items) or id(self._target(items)) in seen:
                return []
            item = self._example(items, name, depth + 1, seen)
            return [item] * max(1, schema.get("minItems", 1))
        if kind == "integer":
            return int(schema.get("minimum", 1))
        if kind == "number":
            return schema.get("minimum", 1)
        if kind == "boolean":
            return True
        if kind == "string":
            text = _TEXTS.get(str(schema.get("format")), name or "text")
            return text.ljust(schema.get("minLength", 0), "x")[
                : schema.get("maxLength", None)
            ]
        return None

    def _shallow(self, branches: Sequence[Schema], seen: tuple[int, ...]) -> Schema:
        """The first branch that is not null and not open already."""
        fitting = [
            each
            for each in branches
            if _kinds(self._target(each)) != ("null",)
            and id(self._target(each)) not in seen
        ]
        return (fitting or list(branches))[0]

    def _target(self, schema: Schema) -> Schema:
        """The schema behind a reference, what stands beside it included."""
        for _ in range(_DEEPEST):
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return schema
            schema = self._schemas.get(reference.removeprefix(_REF), {})
        return {}


def _kinds(schema: Schema) -> tuple[str, ...]:
    stated = schema.get("type", ())
    return (stated,) if isinstance(stated, str) else tuple(stated)


def _is_a(value: Any, kind: str) -> bool:
    found = json_kind(value)
    if kind == "number":
        return found in ("number", "integer")
    if kind == "integer":
        return found == "integer" or (found == "number" and value == int(value))
    return found == kind


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; in Python `True` is 1, too."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _text_faults(schema: Schema, value: str, at: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{at}: shorter than {schema['minLength']} characters"
    if len(value) > schema.get("maxLength", len(value)):
        yield f"{at}: longer than {schema['maxLength']} characters"
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        try:
            if not re.search(pattern, value):
                yield f"{at}: does not match {pattern}"
        except re.error:
            pass  # the pattern of another language


def _number_faults(schema: Schema, value: float, at: str) -> Iterator[str]:
    for key, is_off, said in _LIMITS:
        limit = schema.get(key)
        if isinstance(limit, (int, float)) and is_off(value, limit):
            yield f"{at}: {value} is {said} {limit}"

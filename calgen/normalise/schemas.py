"""Schemas: final names, inline ones hoisted, plain aliases inlined, references checked.

The models engine sees only what some operation uses, under final names. A schema's name
is a function of its own component name or place; another schema matters only where two
collide, and then the longer spelling decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.ir import Json, JsonValue, Model, Schema, TypeRef
from calgen.location import Place
from calgen.merge import Merged, Target
from calgen.naming import Name, pascal
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of
from calgen.normalise.schemanames import SchemaNames, telling
from calgen.normalise.types import to_type

_LARGE_ENUM = 8


class SchemaBook:
    """All schemas of one API, built on demand."""

    def __init__(self, merged: Merged, patterns: Iterable[str], report: Report) -> None:
        self._merged = merged
        self._report = report
        self._names = SchemaNames(merged, tuple(patterns))
        self._built: dict[str, Schema] = {}
        self._waiting: list[tuple[Name, Target]] = []
        self._hoisted: dict[tuple[str, str, str], Name] = {}
        self._uses: dict[str, set[str]] = defaultdict(set)
        self._faulty: set[str] = set()
        self._owner = ""
        self._recursive: dict[str, bool] = {}
        self._open: set[tuple[str, str, str]] = set()

    # --- references ----------------------------------------------------------------

    def type_of(self, node: JsonValue, place: Place, hint: str) -> TypeRef:
        """The type of a schema node; `hint` names what has to be hoisted (PascalCase)."""
        json = self.convert(node, place, hint)
        if js.is_enum(json) and len(js.enum_values(json)) > _LARGE_ENUM:
            return Model(self._hoist(json, place, hint, closed=True))
        return to_type(json, self._named)

    def _named(self, reference: str) -> Name:
        return self._built[reference.removeprefix(js.REF)].name

    def convert(self, node: JsonValue, place: Place, hint: str) -> Json:
        """A node for the engine: 3.1 form, `$ref`s to final names, objects hoisted."""
        if not isinstance(node, dict):
            return {}
        document = document_of(place)
        key = (document.path, document.label, place.pointer)
        if key in self._open:
            return self._endless(place)
        self._open.add(key)
        json = self._converted(node, place, hint)
        self._open.remove(key)
        return json

    def _endless(self, place: Place) -> Json:
        self._faulty.add(self._owner)
        self._report.warning(
            "CG020",
            "a reference leads back to itself; any value is taken there",
            place,
            hint="define the schema under components.schemas",
        )
        return {}

    def _converted(self, node: Json, place: Place, hint: str) -> Json:
        if isinstance(node.get("$ref"), str):
            json = self._reference(node, place, hint)
        elif js.is_object(node) or js.is_choice_of_objects(node):
            return self._nullable(node, _ref(self._hoist(node, place, hint)))
        else:
            json = self.body(node, place, hint)
        return self._nullable(node, json)

    def _nullable(self, node: Json, json: Json) -> Json:
        return js.with_null(json) if js.is_nullable(node) else json

    def _reference(self, node: Json, place: Place, hint: str) -> Json:
        reference = str(node["$ref"])
        target = self._merged.resolve(document_of(place), reference)
        prose, shape = js.split_reference(node)
        if target is None:
            self._dangling(reference, place)
            return {}
        if shape and not prose.keys() - {"description", "title"}:
            plain: Json = {"$ref": reference}
            parts: list[JsonValue] = [plain, shape]
            return _ref(self._hoist({"allOf": parts, **prose}, place, hint))
        json = self._target(target, place, hint)
        told = {key: value for key, value in prose.items() if key != "title"}
        return {**json, **told}

    def _target(self, target: Target, place: Place, hint: str) -> Json:
        node = js.mapping(target.node)
        name = target.component if _is_schema(target) else None
        if name is not None and (self._deserves_name(node) or self._is_recursive(name)):
            return _ref(self._require(name))
        if name is not None:
            return self.convert(node, target.place, self._names.of(name).pascal)
        if self._deserves_name(node):
            steps = target.place.pointer.split("/")
            words = [
                w for w in steps[3:] if w not in {"properties", "schema", "content"}
            ]
            return _ref(
                self._hoist(node, target.place, pascal(" ".join(words)) or hint)
            )
        return self.convert(node, target.place, hint)

    def _dangling(self, reference: str, place: Place) -> None:
        self._faulty.add(self._owner)
        remote = not reference.startswith("#")
        self._report.warning(
            "CG021" if remote else "CG020",
            (
                f"{reference!r} lies outside the document; any value is taken there"
                if remote
                else f"{reference!r} leads nowhere; any value is taken there"
            ),
            place.child("$ref"),
            hint="" if remote else "define the schema or correct the reference",
        )

    def _deserves_name(self, node: Json) -> bool:
        return js.is_object(node) or js.is_union(node) or js.is_enum(node)

    def _is_recursive(self, name: str) -> bool:
        """Whether a plain alias leads back to itself through other plain aliases."""
        if name not in self._recursive:
            seen: set[str] = set()
            waiting = [name]
            while waiting:
                target = self._merged.section("schemas")[waiting.pop()]
                for below in self._aliases(target.node, document_of(target.place)):
                    if below not in seen:
                        seen.add(below)
                        waiting.append(below)
            self._recursive[name] = name in seen
        return self._recursive[name]

    def _aliases(self, node: JsonValue, document: Document) -> Iterable[str]:
        """The components that would be inlined into a node."""
        if isinstance(node, list):
            for each in node:
                yield from self._aliases(each, document)
        elif isinstance(node, dict) and isinstance(node.get("$ref"), str):
            target = self._merged.resolve(document, str(node["$ref"]))
            if (
                target is not None
                and target.component is not None
                and _is_schema(target)
                and not self._deserves_name(js.mapping(target.node))
            ):
                yield target.component
        elif isinstance(node, dict) and not self._deserves_name(node):
            for key in (*js.ONE, *js.MANY):
                yield from self._aliases(node.get(key), document)

    # --- building ------------------------------------------------------------------

    def _require(self, component: str) -> Name:
        name = self._names.of(component)
        self._uses[self._owner].add(name.pascal)
        if name.pascal not in self._built:
            self._built[name.pascal] = Schema(name=name, json={})
            self._waiting.append((name, self._merged.section("schemas")[component]))
        return name

    def _hoist(
        self, node: Json, place: Place, hint: str, *, closed: bool = False
    ) -> Name:
        document = document_of(place)
        key = (document.path, document.label, f"{place.pointer}#{closed}")
        if key not in self._hoisted:
            wanted = self._names.inside(place) or hint
            self._hoisted[key] = self._names.free(wanted, "\n".join(key))
            name = self._hoisted[key]
            self._built[name.pascal] = Schema(name=name, json={}, closed=closed)
            self._waiting.append((name, Target(place, node)))
        name = self._hoisted[key]
        self._uses[self._owner].add(name.pascal)
        return name

    def body(self, node: Json, place: Place, hint: str) -> Json:
        """The inside of a named schema: its own keywords, its children converted."""
        self._check_default(node, place)
        json: Json = {}
        for key, value in node.items():
            if not js.kept(key):
                continue
            if key in js.NAMED:
                json[key] = {
                    each: self.convert(
                        child, place.child(key, each), hint + pascal(each)
                    )
                    for each, child in js.mapping(value).items()
                }
            elif key in js.MANY:
                json[key] = [
                    self._branch(child, place.child(key, index), hint, key)
                    for index, child in enumerate(js.items(value))
                ]
            elif key in js.ONE and isinstance(value, dict):
                word = "Item" if key == "items" else "Value"
                json[key] = self.convert(value, place.child(key), hint + word)
            elif key == "discriminator":
                json[key] = self._discriminator(js.mapping(value), place)
            else:
                json[key] = value
        return js.mended(json)

    def _check_default(self, node: Json, place: Place) -> None:
        """Defaults are never sent, so one that does not fit loses nothing."""
        if "default" in node and not js.fits(node["default"], node):
            self._report.info(
                "CG026",
                f"the default {node['default']!r} does not fit its type; it is ignored",
                place.child("default"),
            )

    def _branch(self, node: JsonValue, place: Place, hint: str, key: str) -> Json:
        """One part of allOf (kept in place) or one branch of a union (hoisted)."""
        if not isinstance(node, dict):
            return {}
        if key == "allOf" and "$ref" not in node:
            return self.body(node, place, hint)
        return self.convert(node, place, hint + telling(node))

    def _discriminator(self, node: Json, place: Place) -> Json:
        mapped: Json = {}
        for value, reference in js.mapping(node.get("mapping")).items():
            full = str(reference)
            if "/" not in full and full in self._merged.section("schemas"):
                full = js.REF + full
            target = self._merged.resolve(document_of(place), full)
            if (
                target is not None
                and target.component is not None
                and _is_schema(target)
            ):
                mapped[value] = _ref(self._require(target.component))["$ref"]
        return {"propertyName": node.get("propertyName"), "mapping": mapped}

    def finish(self) -> tuple[Schema, ...]:
        """Build everything that was asked for, and what that asks for."""
        while self._waiting:
            name, target = self._waiting.pop()
            self._owner = name.pascal
            node = js.mapping(target.node)
            if isinstance(node.get("$ref"), str):
                json = self._reference(node, target.place, name.pascal)
            else:
                json = self._nullable(node, self.body(node, target.place, name.pascal))
            closed = self._built[name.pascal].closed
            self._built[name.pascal] = Schema(
                name=name, json=json, place=target.place, closed=closed
            )
        return tuple(self._built[key] for key in sorted(self._built))

    # --- what came of it -----------------------------------------------------------

    def owner(self, key: str) -> None:
        """Count what is asked for from now on as used by `key` (not a schema's name)."""
        self._owner = key

    def faulty(self, key: str) -> bool:
        """Whether `key` uses, however deep, something that had to be degraded."""
        seen, waiting = {key}, [key]
        while waiting:
            here = waiting.pop()
            if here in self._faulty:
                return True
            waiting += [each for each in self._uses[here] if each not in seen]
            seen |= self._uses[here]
        return False

    def fault(self) -> None:
        """Say that what is being read had to be degraded."""
        self._faulty.add(self._owner)


def _ref(name: Name) -> Json:
    return {"$ref": js.REF + name.pascal}


def _is_schema(target: Target) -> bool:
    return target.place.pointer.startswith("/components/schemas/")

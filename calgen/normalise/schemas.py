"""Schemas: final names, inline ones hoisted, plain aliases inlined, references checked.

The models engine sees only what some operation uses, under final names. A schema's name
is a function of its own component name or place; another schema matters only where two
collide, and then the longer spelling decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from calgen.diagnostics import Report
from calgen.frozen import NOTHING, Frozen, Table
from calgen.ir import Json, JsonValue, Model, Schema, TypeRef
from calgen.location import Place
from calgen.merge import Merged, Target
from calgen.naming import Name, pascal
from calgen.normalise import jsonschema as js
from calgen.normalise.aliases import DEEPEST, Aliases, deserves_name
from calgen.normalise.families import Families, is_schema, tag_of, without_tag
from calgen.normalise.faults import Faults
from calgen.normalise.identity import Identities, Identity, Spot, spot
from calgen.normalise.identity import component as identity
from calgen.normalise.places import document_of
from calgen.normalise.schemanames import SchemaNames
from calgen.normalise.slips import mended
from calgen.normalise.tags import Tags
from calgen.normalise.telling import telling
from calgen.normalise.types import to_type
from calgen.normalise.uses import Uses

_LARGE_ENUM = 8


class SchemaBook:
    """All schemas of one API, built on demand."""

    def __init__(
        self,
        merged: Merged,
        patterns: Iterable[str],
        report: Report,
        frozen: Frozen = NOTHING,
    ) -> None:
        self._merged = merged
        self._names = SchemaNames(merged, tuple(patterns), frozen, report)
        self.identities = Identities(merged)
        self.families = Families(merged)
        self._aliases = Aliases(merged, self.families)
        self._tags = Tags(merged, report)
        self._built: dict[str, Schema] = {}
        self._waiting: list[tuple[Name, Target, bool]] = []
        self._hoisted: dict[tuple[Spot, str], Name] = {}
        self._commons: dict[str, Name] = {}
        self.uses = Uses()
        self._faults = Faults(merged, report, self.uses)
        self._open: set[Spot] = set()

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
            if node is not None and not isinstance(node, bool):
                self.uses.fault()
            return {}
        key = spot(place)
        if key in self._open:
            self._faults.endless(place)
            return {}
        self._open.add(key)
        json = self._converted(node, place, hint)
        self._open.remove(key)
        return json

    def _converted(self, node: Json, place: Place, hint: str) -> Json:
        if isinstance(node.get("$ref"), str):
            json = self._reference(node, place, hint)
        elif js.is_object(node) or js.is_choice_of_objects(node) or self._is_deep(node):
            json = _ref(self._hoist(node, place, hint))
        else:
            json = self.body(node, place, hint)
        return self._nullable(node, json)

    def _is_deep(self, node: Json) -> bool:
        """Whether so much is open around a node that it has to wait its turn."""
        return len(self._open) > DEEPEST and any(k in node for k in (*js.ONE, *js.MANY))

    def _nullable(self, node: Json, json: Json) -> Json:
        return js.with_null(json) if js.is_nullable(node) else json

    def _reference(self, node: Json, place: Place, hint: str) -> Json:
        reference = str(node["$ref"])
        target = self._merged.resolve(document_of(place), reference)
        prose, shape = js.split_reference(node)
        if target is None:
            self._faults.dangling(reference, place)
            return {}
        told = {key: value for key, value in prose.items() if key != "title"}
        if shape:
            plain: Json = {"$ref": reference}
            parts: list[JsonValue] = [plain, shape]
            return {**_ref(self._hoist({"allOf": parts}, place, hint)), **told}
        return {**self._target(target, place, hint), **told}

    def _target(self, target: Target, place: Place, hint: str) -> Json:
        node = js.mapping(target.node)
        name = target.component if is_schema(target) else None
        if name is not None and (
            self._aliases.is_named(name) or len(self._open) > DEEPEST
        ):
            return _ref(self._require(name))
        if name is not None:
            return self.convert(node, target.place, self._names.of(name).pascal)
        if deserves_name(node):
            steps = target.place.pointer.split("/")
            words = [
                w for w in steps[3:] if w not in {"properties", "schema", "content"}
            ]
            return _ref(
                self._hoist(node, target.place, pascal(" ".join(words)) or hint)
            )
        return self.convert(node, target.place, hint)

    # --- building ------------------------------------------------------------------

    def _require(self, component: str) -> Name:
        """The name that stands for a component: for all of its family if it has one."""
        return self._ask(self._names.of(component), component, identity(component))

    def _common(self, component: str) -> Name:
        """The name of the class that a component describes."""
        if not self.families.is_head(component):
            return self._require(component)
        base = identity(component).of("base")
        if component not in self._commons:
            wanted = f"{self._names.of(component).pascal}Base"
            self._commons[component] = self.free(wanted, base)
        return self._ask(self._commons[component], component, base, common=True)

    def _ask(
        self, name: Name, component: str, keys: Identity, *, common: bool = False
    ) -> Name:
        self.uses.use(name.pascal)
        if name.pascal not in self._built:
            self._built[name.pascal] = Schema(name=name, json={}, keys=keys.keys)
            target = self._merged.section("schemas")[component]
            self._waiting.append((name, target, common))
        return name

    def _hoist(
        self, node: Json, place: Place, hint: str, *, closed: bool = False
    ) -> Name:
        suffix = "#closed" if closed else ""
        key = spot(place), suffix
        if key not in self._hoisted:
            wanted = self._names.inside(place) or hint
            keys = self.identities.at(place, suffix)
            name = self._hoisted[key] = self.free(wanted, keys)
            self._built[name.pascal] = Schema(
                name=name, json={}, closed=closed, keys=keys.keys
            )
            self._waiting.append((name, Target(place, node), False))
        name = self._hoisted[key]
        self.uses.use(name.pascal)
        return name

    def body(
        self, node: Json, place: Place, hint: str, *, extends: bool = False
    ) -> Json:
        """The inside of a named schema: its own keywords, its children converted.

        With `extends` a family among the parts of an `allOf` means what its members have
        in common, and not one of them.
        """
        self._faults.check(node, place)
        extends = extends or js.is_object(node)
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
            elif key == "allOf":
                json[key] = [
                    self._part(child, place.child(key, index), hint, extends)
                    for index, child in enumerate(js.items(value))
                ]
            elif key in js.MANY:
                json[key] = [
                    self._branch(child, place.child(key, index), hint)
                    for index, child in enumerate(js.items(value))
                ]
            elif key in js.ONE and isinstance(value, dict):
                word = "Item" if key == "items" else "Value"
                json[key] = self.convert(value, place.child(key), hint + word)
            else:
                json[key] = value
        if tag_of(node):
            json["discriminator"] = self._tags.of_union(node, json, place)
        return mended(json)

    def _part(self, node: JsonValue, place: Place, hint: str, extends: bool) -> Json:
        """One part of `allOf`, kept in place."""
        if not isinstance(node, dict):
            return {}
        if self._is_deep(node):
            return self.convert(node, place, hint)
        if "$ref" not in node:
            return self.body(node, place, hint, extends=extends)
        target = self._merged.resolve(document_of(place), str(node["$ref"]))
        name = target.component if target and is_schema(target) else None
        if name is not None and extends and self.families.is_head(name):
            return _ref(self._common(name))
        return self.convert(node, place, hint)

    def _branch(self, node: JsonValue, place: Place, hint: str) -> Json:
        """One branch of a union, hoisted."""
        if not isinstance(node, dict):
            return {}
        return self.convert(node, place, hint + telling(node))

    def _family(self, component: str, node: Json, place: Place) -> Json:
        """The union of a schema's heirs and of what they have in common."""
        heirs = {h: _ref(self._common(h)) for h in self.families.heirs(component)}
        common = _ref(self._common(component))
        refs: list[JsonValue] = [*heirs.values(), common]
        tag = self._tags.of_family(node, {**heirs, component: common}, common, place)
        told: Json = {k: node[k] for k in ("description", "title") if k in node}
        return {**told, "oneOf": refs, "discriminator": tag}

    def finish(self) -> tuple[Schema, ...]:
        """Build everything that was asked for, and what that asks for."""
        while self._waiting:
            name, target, common = self._waiting.pop()
            self.uses.owner(name.pascal)
            node, place = js.mapping(target.node), target.place
            component = target.component if is_schema(target) else None
            head = component is not None and self.families.is_head(component)
            heir = component is not None and self.families.is_heir(component)
            if component is not None and self._aliases.is_endless(component):
                self._faults.endless(place)
                json = {}
            elif isinstance(node.get("$ref"), str):
                json = self._reference(node, place, name.pascal)
            elif component is not None and head and not common:
                json = self._nullable(node, self._family(component, node, place))
            else:
                node = without_tag(node) if head else node
                json = self.body(node, place, name.pascal, extends=heir)
                json = self._nullable(node, json)
            if component is not None and self.families.is_wide(component):
                self._faults.wide(component, len(self.families.heirs(component)), place)
            made = self._built[name.pascal]
            self._built[name.pascal] = replace(made, json=json, place=place)
        return tuple(self._built[key] for key in sorted(self._built))

    def free(self, wanted: str, keys: Identity) -> Name:
        """The name that a schema had, or one that no schema has."""
        return self._names.free(wanted, "\n".join(keys.keys), keys)

    def ghosts(self, alive: Callable[[], Table]) -> tuple[set[str], set[str]]:
        """Names of the lock that were avoided for nothing; see `SchemaNames`."""
        return self._names.ghosts(self._built, alive)

    # --- what came of it -----------------------------------------------------------

    def owner(self, key: str) -> None:
        """Count what is asked for from now on as used by `key` (not a schema's name)."""
        self.uses.owner(key)

    def faulty(self, key: str) -> bool:
        """Whether `key` uses, however deep, something that had to be degraded."""
        return self.uses.faulty(key)

    def fault(self) -> None:
        """Say that what is being read had to be degraded."""
        self.uses.fault()


def _ref(name: Name) -> Json:
    return {"$ref": js.REF + name.pascal}

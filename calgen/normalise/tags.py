"""Discriminators: which value of a tag means which branch of a union."""

from __future__ import annotations

from collections.abc import Mapping

from calgen.diagnostics import Report
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.families import is_schema, tag_of
from calgen.normalise.places import document_of


class Tags:
    """Reads discriminators: `{"propertyName", "mapping": {value: $ref}, "default": $ref}`.

    A schema that no value maps to goes by its own name. `default` is what a value means
    that nobody lists; without it the branch has to be found by what fits.
    """

    def __init__(self, merged: Merged, report: Report) -> None:
        self._merged = merged
        self._report = report

    def of_union(self, node: Json, json: Json, place: Place) -> Json:
        """The discriminator of a union, `json` being the union with final references."""
        members: dict[str, JsonValue] = {}
        for keyword in ("oneOf", "anyOf"):
            finals = js.items(json.get(keyword))
            for index, branch in enumerate(js.items(node.get(keyword))):
                reference = js.mapping(branch).get("$ref")
                name = self._component(reference, place.child(keyword, index))
                final = js.mapping(finals[index])
                if name is not None and "$ref" in final:
                    members[name] = final["$ref"]
        if not members:
            return {"propertyName": tag_of(node), "mapping": {}}
        return self._read(node, members, place, None)

    def of_family(
        self, node: Json, members: Mapping[str, Json], common: Json, place: Place
    ) -> Json:
        """The discriminator of a schema and its heirs, `members` by component name."""
        refs = {name: each["$ref"] for name, each in members.items()}
        return self._read(node, refs, place, common["$ref"])

    def _read(
        self,
        node: Json,
        members: Mapping[str, JsonValue],
        place: Place,
        default: JsonValue,
    ) -> Json:
        stated = js.mapping(node.get("discriminator"))
        where = place.child("discriminator")
        mapped: Json = {}
        for value, reference in js.mapping(stated.get("mapping")).items():
            name = self._component(reference, where)
            if name is not None and name in members:
                mapped[value] = members[name]
            else:
                self._report.info(
                    "CG046",
                    f"the discriminator maps {value!r} to {reference!r}, which is no "
                    "branch here; such a value is taken for what fits best",
                    where.child("mapping", value),
                )
        explicit = list(mapped.values())
        for name, final in members.items():
            if final not in explicit:
                mapped.setdefault(name, final)
        if "defaultMapping" in stated:
            name = self._component(stated["defaultMapping"], where)
            default = members.get(name or "", default)
        tag: Json = {"propertyName": tag_of(node), "mapping": mapped}
        return {**tag, "default": default} if default is not None else tag

    def _component(self, reference: JsonValue, place: Place) -> str | None:
        """The component that a reference, or a bare name, leads to."""
        text, document = str(reference), document_of(place)
        if "/" not in text:
            found = self._merged.resolve(document, js.REF + text)
            known = self._merged.section("schemas").get(text)
            target = found or self._merged.resolve(document, text) or known
        else:
            target = self._merged.resolve(document, text)
        return target.component if target is not None and is_schema(target) else None

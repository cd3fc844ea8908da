"""Operations as a bundle writes them: facts of prose in their keys."""

from __future__ import annotations

from collections.abc import Sequence

from calgen.bundle.facts import fact_keys
from calgen.bundle.objects import Objects, servers_of
from calgen.bundle.references import References
from calgen.bundle.security import Security
from calgen.diagnostics import Report
from calgen.ir import Api, Json, JsonValue, Operation
from calgen.location import Place, escape
from calgen.merge import TRUE_PATH, Merged
from calgen.methods import METHODS, OTHERS, is_newer, keys_of, method_order
from calgen.normalise import jsonschema as js
from calgen.normalise.found import Found
from calgen.normalise.oauth import with_unscoped
from calgen.normalise.operations import Context, find
from calgen.normalise.order import newness
from calgen.normalise.parameters import Raw
from calgen.normalise.places import follow
from calgen.normalise.prose import prose_of
from calgen.normalise.routes import routes
from calgen.normalise.schemas import SchemaBook
from calgen.normalise.schemes import auth_header
from calgen.profile import Profile
from calgen.record import record

# OpenAPI gives these to the media types and the security of an operation.
_CARRIED = {"accept", "content-type", "authorization"}
_WHERE = ("path", "query", "header", "cookie")


@record(kw_only=False)
class Planned:
    """An operation, what it was read from, and where it goes.

    `parameters` are those it keeps, in their order, its version header among them.
    """

    operation: Operation
    found: Found
    path_key: str
    parameters: tuple[Raw, ...]

    @property
    def pointer(self) -> str:
        steps = "".join(map(escape, keys_of(self.operation.method)))
        return f"/paths{escape(self.path_key)}{steps}"


def plan(merged: Merged, api: Api, profile: Profile) -> list[Planned]:
    """Every operation with its new place, by path, method and version."""
    context = Context(
        merged, profile, Report(), SchemaBook(merged, profile.schema_names, Report())
    )
    found = [find(entry, context) for entry in merged.operations]
    scoped = with_unscoped(found, prose_of(merged), profile)
    kept = routes(scoped, merged, Report())
    by_place = {route.found.entry.place: route.found for route in kept}
    return [
        Planned(
            operation,
            by_place[operation.place],
            _path_key(operation),
            tuple(_kept(operation, by_place[operation.place].raws, profile)),
        )
        for operation in sorted(api.operations, key=_order)
    ]


def _order(operation: Operation) -> tuple[object, ...]:
    method = method_order(operation.method)
    return operation.path.text, newness(operation.older or ""), method


def _path_key(operation: Operation) -> str:
    """The path; an older version of a route has its version behind a `#`."""
    path = operation.path.text
    return path if operation.older is None else f"{path}#{operation.older}"


def _kept(operation: Operation, raws: Sequence[Raw], profile: Profile) -> list[Raw]:
    """The parameters that OpenAPI can state: credentials and media types are elsewhere."""
    kept: list[Raw] = []
    seen = False
    for node, place in raws:
        name, where = str(node.get("name", "")), node.get("in")
        surplus = where == "path" and name not in operation.path.holes
        if where not in _WHERE or surplus:
            continue
        if where == "header":
            if _is_version(name, operation):
                if seen:
                    continue
                seen = True
            elif name.casefold() in _CARRIED or auth_header(name, profile) is not None:
                continue
        kept.append((node, place))
    return kept


def _is_version(name: str, operation: Operation) -> bool:
    version = operation.version
    return version is not None and version.value.header.casefold() == name.casefold()


def note_moves(planned: Sequence[Planned], references: References) -> None:
    """Tell references where operations and their parameters go."""
    for each in planned:
        references.moved[each.operation.place] = each.pointer
        for index, (_, place) in enumerate(each.parameters):
            if not _is_component(place, references.merged):
                references.moved[place] = f"{each.pointer}/parameters/{index}"


def _is_component(place: Place, merged: Merged) -> bool:
    target = merged.component_at(place)
    return target is not None and target.section == "parameters"


class Operations:
    """Writes operations, one after the other."""

    def __init__(self, objects: Objects, security: Security, *, scoped: bool) -> None:
        self._objects = objects
        self._security = security
        self._scoped = scoped
        self.requirements: list[JsonValue] = []

    def written(self, planned: Planned) -> Json:
        """One operation."""
        operation, entry = planned.operation, planned.found.entry
        plain = {
            key: value
            for key, value in entry.node.items()
            if key not in ("parameters", "security", "deprecated")
        }
        made = self._objects.operation(plain, entry.place)
        if operation.deprecated:
            made["deprecated"] = True
        if parameters := self._parameters(planned):
            made["parameters"] = parameters
        security = self._required(planned)
        if security is not None:
            made["security"] = security
            self.requirements += security
        # One that no operation states is of a document that is not the first.
        own = [{"url": operation.server}] if operation.server else []
        if "servers" not in made and (servers := servers_of(entry.item) or own):
            made["servers"] = [*servers]
        secured = bool(security) and any(map(_has_scopes, security or []))
        made |= fact_keys(operation, secured=secured, scoped=self._scoped)
        return _ordered(made)

    def note_method(self, method: str) -> None:
        """Note a method that asks for a newer OpenAPI."""
        self._objects.newer = self._objects.newer or is_newer(method)

    def _required(self, planned: Planned) -> list[JsonValue] | None:
        operation, entry = planned.operation, planned.found.entry
        raw = entry.node.get("security")
        if raw is None:
            raw = js.mapping(entry.document.data).get("security")
        made = self._security.requirements(operation, raw)
        return made if made or operation.access.public else None

    def _parameters(self, planned: Planned) -> list[JsonValue]:
        operation = planned.operation
        made: list[JsonValue] = []
        declared: set[str] = set()
        for node, place in planned.parameters:
            if node.get("in") == "path":
                declared.add(str(node["name"]))
            if node.get("in") == "header" and _is_version(str(node["name"]), operation):
                made.append(self._version(operation, node, place))
            elif _is_component(place, self._objects.references.merged):
                whole: Json = {"$ref": f"#{place.pointer}"}
                made.append(self._objects.reference(whole, place))
            else:
                made.append(self._objects.parameter(node, place))
        for hole in operation.path.holes:
            if hole not in declared:
                schema: Json = {"type": "string"}
                plain: Json = {"name": hole, "in": "path", "required": True}
                made.append({**plain, "schema": schema})
        stated = {js.mapping(each).get("name") for each in made}
        version = operation.version
        if version is not None and version.value.header not in stated:
            node = {"name": version.value.header, "in": "header", "required": True}
            made.append(self._version(operation, node, operation.place))
        return made

    def _version(self, operation: Operation, node: Json, place: Place) -> Json:
        """The version header with the value that the operation needs.

        A header that offers several values keeps them, and says which one by its default.
        """
        made = self._objects.parameter(node, place)
        version = operation.version
        if version is None or version.value.value is None:
            return made
        value = version.value.value
        merged = self._objects.references.merged
        target = follow(node.get("schema"), place.child("schema"), merged)
        offered = js.enum_values(target[0]) if target else []
        if target and len(offered) > 1 and value in offered:
            schema = self._objects.schemas.converted(*target)
            schema = {k: v for k, v in schema.items() if k not in ("const", "examples")}
            made["schema"] = {**schema, "default": value}
        else:
            made["schema"] = {"type": "string", "const": value}
        return {k: v for k, v in made.items() if k not in ("example", "examples")}


def _has_scopes(requirement: JsonValue) -> bool:
    return any(map(js.items, js.mapping(requirement).values()))


_ORDER = (
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
)


def _ordered(made: Json) -> Json:
    """The keys in the order in which people read an operation."""
    rest = sorted(key for key in made if key not in _ORDER)
    return {key: made[key] for key in (*_ORDER, *rest) if key in made}


def path_items(planned: Sequence[Planned], writer: Operations) -> Json:
    """The `paths` of the bundle."""
    made: dict[str, Json] = {}
    for each in planned:
        item = made.setdefault(each.path_key, {})
        if each.operation.older is not None:
            item[TRUE_PATH] = each.operation.path.text
        *above, last = keys_of(each.operation.method)
        writer.note_method(each.operation.method)
        holder = item.setdefault(OTHERS, {}) if above else item
        js.mapping(holder)[last] = writer.written(each)
    return {path: _by_method(item) for path, item in made.items()}


def _by_method(item: Json) -> Json:
    return {key: item[key] for key in (TRUE_PATH, *METHODS, OTHERS) if key in item}

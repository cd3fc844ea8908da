"""Single edits of a document, each with the change that it is for callers.

An edit picks its spot by chance, from those where nothing but what it says can follow:
schemas that only requests or only answers reach, arguments that no paging needs.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

Json = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch")
REF = "#/components/schemas/"
# Words of paging and of envelopes: what a call returns may hang on them.
HUNG = (
    "cursor limit offset page take skip marker size data status items entries results"
    " next previous prev has more total count object type pagination error id code"
).split()


class NoSpot(Exception):
    """The document has nothing that this edit could change."""


class Mutation(NamedTuple):
    """An edit: what it does to a document, and the kind and severity that follow."""

    edit: Callable[[Json, Random], None]
    kind: str
    severity: str


MUTATIONS: dict[str, Mutation] = {}


def mutation(
    kind: str, severity: str, name: str = ""
) -> Callable[[Callable[[Json, Random], None]], Callable[[Json, Random], None]]:
    def keep(edit: Callable[[Json, Random], None]) -> Callable[[Json, Random], None]:
        MUTATIONS[name or edit.__name__] = Mutation(edit, kind, severity)
        return edit

    return keep


def mutated(document: Json, name: str, seed: int) -> Json:
    made = copy.deepcopy(document)
    MUTATIONS[name].edit(made, Random(f"{name} {seed}"))
    return made


def one(rng: Random, spots: list[Any]) -> Any:
    if not spots:
        raise NoSpot
    return rng.choice(spots)


# --- where something stands ------------------------------------------------------------


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def plain(name: str) -> bool:
    """Whether nothing else hangs on a property or parameter of this name."""
    return not any(word in name.lower() for word in HUNG)


def queries(document: Json, fits: Callable[[Json], bool]) -> list[tuple[Json, Json]]:
    """(operation, parameter) of plain query parameters that stand in an operation."""
    return [
        (operation, each)
        for _, _, operation in operations(document)
        for each in operation.get("parameters", [])
        if each.get("in") == "query" and plain(each["name"]) and fits(each)
    ]


def scalar(kind: str) -> Callable[[Json], bool]:
    def fits(node: Json) -> bool:
        schema = node.get("schema", node)
        shaping = {"enum", "const", "oneOf", "anyOf", "allOf", "format", "nullable"}
        shaping |= {"minLength", "maxLength", "pattern", "default"}
        return schema.get("type") == kind and not shaping & schema.keys()

    return fits


def listed(node: Json) -> bool:
    schema = node.get("schema", node)
    values = schema.get("enum", [])
    return schema.get("type") == "string" and len(values) > 2 and None not in values


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        parts = node.get("allOf", [])
        if len(parts) == 1 and "$ref" not in parts[0]:
            return  # the client may read it as anything
        found = node.get("$ref")
        if isinstance(found, str) and found.startswith(REF):
            yield found.removeprefix(REF)
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def reached(document: Json, roots: list[Any], *, inside: bool = False) -> set[str]:
    """The schemas behind some nodes; `inside`: those alone that others lead to."""
    schemas = document["components"]["schemas"]
    first = set(references(roots))
    found, waiting = set(first), [*first]
    below: set[str] = set()
    while waiting:
        for name in references(schemas.get(waiting.pop(), {})):
            below.add(name)
            if name not in found:
                found.add(name)
                waiting.append(name)
    return below if inside else found


def sides(document: Json) -> tuple[set[str], set[str], set[str]]:
    """(schemas that only requests reach, only answers, only answers and not at the top)."""
    bodies, answers, others = [], [], []
    for _, _, operation in operations(document):
        bodies.append(operation.get("requestBody"))
        for status, answer in operation.get("responses", {}).items():
            (answers if status.startswith("2") else others).append(answer)
        others.append(operation.get("parameters"))
    # What unites several classes may tell them apart by any of their properties.
    schemas = document["components"]["schemas"]
    united = {
        name
        for schema in [*schemas.values(), *document["paths"].values()]
        for name in unions(schema)
    }
    sent, got = reached(document, bodies), reached(document, answers)
    other = reached(document, others) | united
    deep = reached(document, answers, inside=True) - set(references(answers))
    return sent - got - other, got - sent - other, deep - sent - other


def unions(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for word in ("oneOf", "anyOf"):
            if word in node:
                yield from references(node[word])
        for value in node.values():
            yield from unions(value)
    elif isinstance(node, list):
        for value in node:
            yield from unions(value)


def fields(
    document: Json, names: set[str], fits: Callable[[Json], bool] = bool
) -> list[tuple[Json, str]]:
    """(schema, property) of plain properties of schemas that list them themselves."""
    schemas = document["components"]["schemas"]
    found = []
    for name in sorted(names):
        schema = schemas.get(name, {})
        if {"oneOf", "anyOf", "discriminator", "nullable"} & schema.keys():
            continue
        for wire, each in schema.get("properties", {}).items():
            if plain(wire) and "readOnly" not in each and fits(each):
                found.append((schema, wire))
    return found


def sent(document: Json, fits: Callable[[Json], bool] = bool) -> list[tuple[Json, str]]:
    return fields(document, sides(document)[0], fits) + [
        (schema, wire)
        for _, _, operation in operations(document)
        for media, found in operation.get("requestBody", {}).get("content", {}).items()
        if media == "application/json"
        for schema in [found.get("schema", {})]
        if not {"oneOf", "anyOf", "allOf"} & schema.keys()
        for wire, each in schema.get("properties", {}).items()
        if plain(wire) and fits(each)
    ]


def got(document: Json, fits: Callable[[Json], bool] = bool) -> list[tuple[Json, str]]:
    return fields(document, sides(document)[2], fits)


def is_required(spot: tuple[Json, str]) -> bool:
    return spot[1] in spot[0].get("required", [])


# --- operations ------------------------------------------------------------------------


@mutation("operation.removed", "breaking")
def operation_removed(document: Json, rng: Random) -> None:
    path, method, _ = one(rng, [*operations(document)])
    del document["paths"][path][method]
    if not any(each in document["paths"][path] for each in METHODS):
        del document["paths"][path]


@mutation("operation.added", "safe")
def operation_added(document: Json, rng: Random) -> None:
    tag = one(rng, [o.get("tags") for _, _, o in operations(document) if o.get("tags")])
    document["paths"]["/zebras"] = {
        "get": {
            "operationId": "zebrasOfTheYear",
            "tags": tag,
            "responses": {"204": {"description": "none"}},
        }
    }


@mutation("operation.deprecated", "safe")
def operation_deprecated(document: Json, rng: Random) -> None:
    found = [o for _, _, o in operations(document) if not o.get("deprecated")]
    one(rng, [o for o in found if "eprecated" not in str(o)])["deprecated"] = True


@mutation("operation.moved", "breaking")
def operation_moved(document: Json, rng: Random) -> None:
    ids = [o.get("operationId") for _, _, o in operations(document)]
    spots = [
        spot
        for spot in operations(document)
        if spot[2].get("operationId")
        and ids.count(spot[2]["operationId"]) == 1
        and not document["paths"][spot[0]].keys() - {*METHODS}
    ]
    path, method, operation = one(rng, spots)
    del document["paths"][path][method]
    document["paths"][f"{path}/zebra"] = {method: operation}


@mutation("return.type", "breaking")
def other_answer(document: Json, rng: Random) -> None:
    spots = []
    for _, _, operation in operations(document):
        for status, answer in operation.get("responses", {}).items():
            for media, found in answer.get("content", {}).items():
                if status.startswith("2") and media == "application/json":
                    spots.append(found)
    one(rng, spots)["schema"] = {"type": "array", "items": {"type": "boolean"}}


@mutation("auth.changed", "breaking")
def other_credentials(document: Json, rng: Random) -> None:
    scheme = {"type": "apiKey", "in": "header", "name": "X-Zebra"}
    document["components"].setdefault("securitySchemes", {})["zebra"] = scheme
    spots = [o for _, _, o in operations(document) if "security" not in o]
    one(rng, spots)["security"] = [{"zebra": []}]


# --- arguments -------------------------------------------------------------------------


@mutation("parameter.added", "safe")
def parameter_added(document: Json, rng: Random) -> None:
    _, _, operation = one(rng, [*operations(document)])
    zebra = {"name": "zebra", "in": "query", "schema": {"type": "string"}}
    operation.setdefault("parameters", []).append(zebra)


@mutation("parameter.added-required", "breaking")
def required_parameter_added(document: Json, rng: Random) -> None:
    parameter_added(document, rng)
    for _, _, operation in operations(document):
        for each in operation.get("parameters", []):
            if each.get("name") == "zebra":
                each["required"] = True


@mutation("parameter.removed", "breaking")
def parameter_removed(document: Json, rng: Random) -> None:
    operation, each = one(rng, queries(document, bool))
    operation["parameters"].remove(each)


@mutation("parameter.required", "breaking")
def parameter_required(document: Json, rng: Random) -> None:
    one(rng, queries(document, lambda p: not p.get("required")))[1]["required"] = True


@mutation("parameter.optional", "safe")
def parameter_optional(document: Json, rng: Random) -> None:
    one(rng, queries(document, lambda p: bool(p.get("required"))))[1][
        "required"
    ] = False


@mutation("parameter.type", "breaking")
def parameter_retyped(document: Json, rng: Random) -> None:
    _, each = one(rng, queries(document, scalar("string")))
    each["schema"]["type"] = "boolean"


@mutation("parameter.enum-added", "safe")
def parameter_value_added(document: Json, rng: Random) -> None:
    one(rng, queries(document, listed))[1]["schema"]["enum"].append("zebra")


@mutation("parameter.enum-removed", "breaking")
def parameter_value_removed(document: Json, rng: Random) -> None:
    one(rng, queries(document, listed))[1]["schema"]["enum"].pop()


@mutation("argument.renamed", "breaking")
def hole_renamed(document: Json, rng: Random) -> None:
    spots = []
    for path, item in document["paths"].items():
        own = [o for m, o in item.items() if m in METHODS]
        if len(own) != 1 or item.keys() - {*METHODS}:
            continue
        spots += [
            (path, own[0], each)
            for each in own[0].get("parameters", [])
            if each.get("in") == "path" and f"{{{each['name']}}}" in path
        ]
    path, _, each = one(rng, spots)
    item = document["paths"].pop(path)
    document["paths"][path.replace(f"{{{each['name']}}}", "{zebra}")] = item
    each["name"] = "zebra"


# --- bodies ----------------------------------------------------------------------------


@mutation("body.added", "safe")
def field_added(document: Json, rng: Random) -> None:
    one(rng, sent(document))[0]["properties"]["zebra"] = {"type": "string"}


@mutation("body.added-required", "breaking")
def required_field_added(document: Json, rng: Random) -> None:
    schema, _ = one(rng, sent(document))
    schema["properties"]["zebra"] = {"type": "string"}
    schema["required"] = [*schema.get("required", []), "zebra"]


@mutation("body.removed", "breaking")
def field_removed(document: Json, rng: Random) -> None:
    spots = [s for s in sent(document, scalar("string")) if len(s[0]["properties"]) > 2]
    schema, wire = one(rng, spots)
    del schema["properties"][wire]
    if wire in schema.get("required", []):
        schema["required"].remove(wire)


@mutation("body.required", "breaking")
def field_required(document: Json, rng: Random) -> None:
    spots = [s for s in sent(document) if not is_required(s)]
    schema, wire = one(rng, spots)
    schema["required"] = [*schema.get("required", []), wire]


@mutation("body.optional", "safe")
def field_optional(document: Json, rng: Random) -> None:
    schema, wire = one(rng, [s for s in sent(document) if is_required(s)])
    schema["required"].remove(wire)


@mutation("body.type", "breaking")
def field_retyped(document: Json, rng: Random) -> None:
    schema, wire = one(rng, sent(document, scalar("string")))
    schema["properties"][wire]["type"] = "boolean"


@mutation("body.enum-added", "safe")
def field_value_added(document: Json, rng: Random) -> None:
    schema, wire = one(rng, sent(document, listed))
    schema["properties"][wire]["enum"].append("zebra")


@mutation("body.enum-removed", "breaking")
def field_value_removed(document: Json, rng: Random) -> None:
    schema, wire = one(rng, sent(document, listed))
    schema["properties"][wire]["enum"].pop()


# --- answers ---------------------------------------------------------------------------


@mutation("response.field-added", "safe")
def attribute_added(document: Json, rng: Random) -> None:
    one(rng, got(document))[0]["properties"]["zebra"] = {"type": "string"}


@mutation("response.field-removed", "breaking")
def attribute_removed(document: Json, rng: Random) -> None:
    spots = [s for s in got(document, scalar("string")) if len(s[0]["properties"]) > 2]
    schema, wire = one(rng, spots)
    del schema["properties"][wire]
    if wire in schema.get("required", []):
        schema["required"].remove(wire)


@mutation("response.type", "breaking")
def attribute_retyped(document: Json, rng: Random) -> None:
    schema, wire = one(rng, got(document, scalar("string")))
    schema["properties"][wire]["type"] = "boolean"


@mutation("response.nullable", "risky")
def attribute_left_out(document: Json, rng: Random) -> None:
    spots = [s for s in got(document, scalar("string")) if is_required(s)]
    schema, wire = one(rng, spots)
    schema["required"].remove(wire)


@mutation("response.nullable", "risky")
def attribute_null(document: Json, rng: Random) -> None:
    spots = [s for s in got(document, scalar("string")) if is_required(s)]
    schema, wire = one(rng, spots)
    old = document["openapi"].startswith("3.0")
    null = {"nullable": True} if old else {"type": ["string", "null"]}
    schema["properties"][wire].update(null)


@mutation("response.non-nullable", "safe")
def attribute_required(document: Json, rng: Random) -> None:
    spots = [s for s in got(document, scalar("string")) if not is_required(s)]
    schema, wire = one(rng, spots)
    schema["required"] = [*schema.get("required", []), wire]


@mutation("response.enum-added", "risky")
def attribute_value_added(document: Json, rng: Random) -> None:
    schema, wire = one(rng, got(document, listed))
    schema["properties"][wire]["enum"].append("zebra")


@mutation("response.enum-removed", "breaking")
def attribute_value_removed(document: Json, rng: Random) -> None:
    schema, wire = one(rng, got(document, listed))
    schema["properties"][wire]["enum"].pop()


# --- texts and servers -----------------------------------------------------------------


@mutation("docs.changed", "safe")
def operation_described(document: Json, rng: Random) -> None:
    _, _, operation = one(rng, [*operations(document)])
    said = operation.get("description", "")
    operation["description"] = f"{said}\n\nZebras have stripes.".strip()


@mutation("docs.changed", "safe")
def parameter_described(document: Json, rng: Random) -> None:
    _, each = one(rng, queries(document, bool))
    each["description"] = "How many stripes the zebra has."


@mutation("docs.changed", "safe")
def field_described(document: Json, rng: Random) -> None:
    schema, wire = one(
        rng, [*got(document, scalar("string")), *sent(document, scalar("string"))]
    )
    schema["properties"][wire]["description"] = "The stripes of the zebra."


@mutation("server.changed", "risky")
def other_server(document: Json, rng: Random) -> None:
    document["servers"] = [{"url": "https://zebra.test/api"}]

"""Edits of a document, as people make them: one thing at a time, at random."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

Document = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


def edited(document: Document, chance: random.Random) -> tuple[str, Document]:
    """The document with one thing changed, and what that was."""
    while True:
        made = copy.deepcopy(document)
        edit = chance.choice(EDITS)
        if edit(made, chance) is not False and made != document:
            return edit.__name__, made


def _operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _operation(document: Document, chance: random.Random) -> dict[str, Any]:
    return chance.choice([each for *_, each in _operations(document)])


def _objects(document: Document) -> list[dict[str, Any]]:
    schemas = document.get("components", {}).get("schemas", {})
    return [each for each in schemas.values() if each.get("properties")]


def reword(document: Document, chance: random.Random) -> None:
    """Another summary."""
    _operation(document, chance)["summary"] = f"Reworded {chance.random()}"


def state_fact(document: Document, chance: random.Random) -> None:
    """A sentence that says something about the call."""
    sentence = chance.choice(
        [
            "Rate limited to 7 requests per minute.",
            "Requires the `THINGS_READ` scope.",
            "This endpoint is deprecated.",
            "Nothing that anybody recognises.",
        ]
    )
    operation = _operation(document, chance)
    operation["description"] = f"{operation.get('description', '')}\n\n{sentence}"


def add_parameter(document: Document, chance: random.Random) -> None:
    """One more argument."""
    parameter = {
        "name": f"added{chance.randrange(10)}",
        "in": "query",
        "required": chance.random() < 0.3,
        "schema": {"type": chance.choice(["string", "integer", "boolean"])},
    }
    _operation(document, chance).setdefault("parameters", []).append(parameter)


def drop_parameter(document: Document, chance: random.Random) -> bool:
    """One argument less."""
    having = [o for *_, o in _operations(document) if o.get("parameters")]
    if not having:
        return False
    parameters = chance.choice(having)["parameters"]
    parameters.pop(chance.randrange(len(parameters)))
    return True


def drop_operation(document: Document, chance: random.Random) -> bool:
    """One call less."""
    found = list(_operations(document))
    if len(found) < 2:
        return False
    path, method, _ = chance.choice(found)
    del document["paths"][path][method]
    return True


def add_operation(document: Document, chance: random.Random) -> None:
    """A call like another one, at a path of its own."""
    path, method, operation = chance.choice(list(_operations(document)))
    made = copy.deepcopy(operation)
    made["operationId"] = f"added_{chance.randrange(10**6)}"
    document["paths"].setdefault(f"{path}/added", {})[method] = made


def add_property(document: Document, chance: random.Random) -> bool:
    """A property more in a schema."""
    if not (objects := _objects(document)):
        return False
    kind = chance.choice([{"type": "string"}, {"type": "array", "items": {}}])
    chance.choice(objects)["properties"][f"added{chance.randrange(10)}"] = kind
    return True


def drop_property(document: Document, chance: random.Random) -> bool:
    """A property less in a schema."""
    if not (objects := _objects(document)):
        return False
    properties = chance.choice(objects)["properties"]
    del properties[chance.choice(list(properties))]
    return True


def require(document: Document, chance: random.Random) -> bool:
    """A property that must be there now, or need not."""
    if not (objects := _objects(document)):
        return False
    schema = chance.choice(objects)
    name = chance.choice(list(schema["properties"]))
    required = schema.setdefault("required", [])
    if name in required:
        required.remove(name)
    else:
        required.append(name)
    return True


def retype(document: Document, chance: random.Random) -> bool:
    """A property of another type."""
    if not (objects := _objects(document)):
        return False
    schema = chance.choice(objects)
    name = chance.choice(list(schema["properties"]))
    schema["properties"][name] = {"type": chance.choice(["string", "number", "null"])}
    return True


def rename_schema(document: Document, chance: random.Random) -> bool:
    """A schema of another name, wherever it is referred to."""
    schemas = document.get("components", {}).get("schemas", {})
    if not schemas:
        return False
    old = chance.choice(list(schemas))
    new = f"{old}Renamed"
    schemas[new] = schemas.pop(old)
    before, after = (f"#/components/schemas/{name}" for name in (old, new))

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "$ref" and value == before:
                    node[key] = after
                else:
                    walk(value)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(document)
    return True


def retag(document: Document, chance: random.Random) -> None:
    """A call under another heading."""
    _operation(document, chance)["tags"] = [f"Tag {chance.randrange(3)}"]


def reorder(document: Document, chance: random.Random) -> None:
    """The same calls in another order."""
    paths = list(document["paths"].items())
    chance.shuffle(paths)
    document["paths"] = dict(paths)


def retitle(document: Document, chance: random.Random) -> None:
    """Another title and version of the whole."""
    document["info"]["version"] = f"{chance.randrange(9)}.{chance.randrange(9)}"
    document["info"]["description"] = f"About {chance.random()}"


def deprecate(document: Document, chance: random.Random) -> None:
    """A call that goes out of use."""
    _operation(document, chance)["deprecated"] = True


EDITS: tuple[Callable[[Document, random.Random], bool | None], ...] = (
    reword,
    state_fact,
    add_parameter,
    drop_parameter,
    drop_operation,
    add_operation,
    add_property,
    drop_property,
    require,
    retype,
    rename_schema,
    retag,
    reorder,
    retitle,
    deprecate,
)

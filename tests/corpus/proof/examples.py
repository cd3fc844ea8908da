"""Requests made from the examples of a document: what its authors say one may send."""

from __future__ import annotations

import ast
import datetime
import inspect
import textwrap
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from openapi_schema_validator import OAS30Validator

from .sample import value as sampled
from .source import Place, Route, follow, load

_ABSENT: Any = object()
_DEEPEST = 8


def keywords(route: Route, method: Callable[..., Any]) -> dict[str, Any]:
    """The arguments of a generated method for an operation: all that it requires, and
    what else has an example."""
    names = _arguments(method)
    hints = typing.get_type_hints(method)
    made: dict[str, Any] = {}
    for parameter in _parameters(route):
        name = names.get((parameter.node["in"], parameter.node["name"]))
        found = _parameter(parameter)
        if name is not None and found is not _ABSENT:
            made[name] = _typed(found, hints[name])
    body = _body(route)
    if body is not _ABSENT:
        whole = names.get(("body", ""))
        if whole is not None:
            made[whole] = body
        else:
            made |= {
                name: _typed(body[wire], hints[name])
                for (where, wire), name in names.items()
                if where == "body" and isinstance(body, dict) and wire in body
            }
    return made


def _arguments(method: Callable[..., Any]) -> dict[tuple[str, str], str]:
    """(place, wire name) -> argument, as the method's own source has it; a body that is
    given whole has no wire name."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    found: dict[tuple[str, str], str] = {}
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        for keyword in call.keywords:
            if keyword.arg not in ("path", "query", "header", "cookie", "body"):
                continue
            if isinstance(keyword.value, ast.Dict):
                pairs = zip(keyword.value.keys, keyword.value.values, strict=True)
                for key, name in pairs:
                    if isinstance(key, ast.Constant) and isinstance(name, ast.Name):
                        found[keyword.arg, str(key.value)] = name.id
            elif isinstance(keyword.value, ast.Name):
                found[keyword.arg, ""] = keyword.value.id
    return found


def _parameters(route: Route) -> Iterator[Place]:
    own = [*(route.item.node.get("parameters") or ())]
    for each in (*own, *(route.place.node.get("parameters") or ())):
        yield follow(Place(each, route.place.file))


def _parameter(place: Place) -> Any:
    schema = Place(place.node.get("schema", {}), place.file)
    stated = _fitting(place, schema)
    if stated is not _ABSENT:
        return stated
    if place.node.get("required") or _stated(follow(schema)) is not _ABSENT:
        return example(schema)
    return _ABSENT


def _body(route: Route) -> Any:
    body = follow(Place(route.place.node.get("requestBody", {}), route.place.file))
    content = body.node.get("content") or {}
    media = next((each for each in content if "json" in each), None)
    if media is None:
        return _ABSENT
    schema = Place(content[media].get("schema", {}), body.file)
    stated = _fitting(Place(content[media], body.file), schema)
    return example(schema) if stated is _ABSENT else stated


def _fitting(place: Place, schema: Place) -> Any:
    """The example of a place if it fits its schema: some that documents give do not."""
    stated = _stated(place)
    return stated if stated is not _ABSENT and fits(stated, schema) else _ABSENT


def fits(value: Any, schema: Place) -> bool:
    """Whether a value is one of a schema."""
    root = load(schema.file)
    node = {"components": root.get("components", {}), "allOf": [schema.node]}
    try:
        return bool(OAS30Validator(node).is_valid(value))
    except Exception:  # a schema that is none judges nothing
        return True


def _stated(place: Place) -> Any:
    """The example of a parameter, a media type or a schema."""
    node = place.node
    if "example" in node:
        return node["example"]
    examples = node.get("examples")
    if isinstance(examples, list) and examples:
        return examples[0]
    if isinstance(examples, dict):
        for each in examples.values():
            found = follow(Place(each, place.file)).node
            if isinstance(found, dict) and "value" in found:
                return found["value"]
    return _ABSENT


def example(schema: Place, depth: int = 0) -> Any:
    """A value of a schema, from its examples as far as there are any."""
    place = follow(schema)
    node = place.node
    if not isinstance(node, dict) or depth > _DEEPEST:
        return sampled(schema)
    stated = _fitting(place, place)
    if stated is not _ABSENT:
        return stated
    below = [example(Place(p, place.file), depth + 1) for p in node.get("allOf") or ()]
    below += [
        _branch([Place(each, place.file) for each in node[key]], key, depth)
        for key in ("oneOf", "anyOf")
        if node.get(key)
    ]
    if "properties" in node:
        below.append(_object(place, depth))
    if below:
        if all(isinstance(each, dict) for each in below):
            return {name: item for each in below for name, item in each.items()}
        return below[0]
    if node.get("type") == "array":
        size = max(1, node.get("minItems", 1))
        item = example(Place(node.get("items", {}), place.file), depth + 1)
        return [item] * size
    return _scalar(place)


def _scalar(place: Place) -> Any:
    node = place.node
    tried = [node[key] for key in ("const", "default", "minimum") if key in node]
    # A pattern that is plain text is its own example.
    tried += [sampled(place), node.get("pattern"), "x" * (node.get("minLength") or 0)]
    return next((each for each in tried if fits(each, place)), sampled(place))


def _branch(branches: list[Place], key: str, depth: int) -> Any:
    """A value of the first branch that takes it, and takes it alone if that matters."""
    made = [example(each, depth + 1) for each in branches]
    for value, branch in zip(made, branches, strict=True):
        takers = sum(fits(value, each) for each in branches)
        if fits(value, branch) and (key == "anyOf" or takers == 1):
            return value
    return made[0]


def _object(place: Place, depth: int) -> Mapping[str, Any]:
    """What is required, and what has an example that leads to a value that fits."""
    required = place.node.get("required") or ()
    made = {}
    for name, child in place.node["properties"].items():
        below = Place(child, place.file)
        if name in required:
            made[name] = example(below, depth + 1)
        elif _stated(follow(below)) is not _ABSENT:
            found = example(below, depth + 1)
            if fits(found, below):
                made[name] = found
    return made


def _typed(value: Any, hint: Any) -> Any:
    """A moment where the argument takes one: text is all that a document can hold."""
    arms = typing.get_args(hint) or (hint,)
    if isinstance(value, str) and datetime.datetime in arms:
        return datetime.datetime.fromisoformat(value)
    if isinstance(value, str) and datetime.date in arms:
        return datetime.date.fromisoformat(value)
    return value

"""Whatever a document holds, its package imports, and its models and calls work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shapekit import Json, calls, document, names, prove

FEW, MANY = 12, 300


def rich(examples: int) -> Callable[[Any], Any]:
    # An example is a package: nothing to shrink within the time of a merge.
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=phases if examples == FEW else [*phases, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


# --- references -----------------------------------------------------------------------

WRAPPERS: dict[str, Callable[[Json], Json]] = {
    "itself": lambda ref: ref,
    "list": lambda ref: {"type": "array", "items": ref},
    "map": lambda ref: {"type": "object", "additionalProperties": ref},
    "union": lambda ref: {"oneOf": [ref, {"type": "integer"}]},
    "optional": lambda ref: {"anyOf": [ref, {"type": "null"}]},
    "all": lambda ref: {"allOf": [ref, {"description": "that one"}]},
    "tuple": lambda ref: {"type": "array", "prefixItems": [ref, {"type": "string"}]},
    "inline": lambda ref: {
        "type": "object",
        "properties": {"in": ref},
        "required": ["in"],
    },
}


DIRECTIONS = st.sampled_from(
    [{}, {}, {}, {"readOnly": True}, {"writeOnly": True}, {"readOnly": False}]
)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Json]:
    """Schemas that hold one another in every way, in circles too."""
    size = draw(st.integers(1, 14))
    nodes = [f"Node{number}" for number in range(size)]

    def reference() -> Json:
        wrapped: Json = {"$ref": f"#/components/schemas/{draw(st.sampled_from(nodes))}"}
        for _ in range(draw(st.integers(1, 2))):
            wrapped = WRAPPERS[draw(st.sampled_from(sorted(WRAPPERS)))](wrapped)
        return {**wrapped, **draw(DIRECTIONS)}

    def node(name: str) -> Json:
        kind = draw(
            st.sampled_from(["object"] * 5 + ["child", "union", "alias", "tagged"])
        )
        if kind == "alias":
            return reference()
        if kind == "union":
            word = draw(st.sampled_from(["oneOf", "anyOf"]))
            return {word: [reference() for _ in range(draw(st.integers(1, 3)))]}
        fields = {f"f{n}": reference() for n in range(draw(st.integers(0, 4)))}
        own: Json = {"type": "object", "properties": fields}
        if draw(st.booleans()) and fields:
            own["required"] = sorted(fields)[:1]
        if kind == "child":
            parents = draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=2))
            refs = [{"$ref": f"#/components/schemas/{parent}"} for parent in parents]
            return {"allOf": [*refs, own]}
        if kind == "tagged":
            own["properties"]["kind"] = {"type": "string"}
            own["discriminator"] = {"propertyName": "kind"}
        return own

    return {name: node(name) for name in nodes}


def check_graph(schemas: dict[str, Json]) -> None:
    prove(document(schemas, calls(schemas)), len(schemas))


@rich(FEW)
@given(graphs())
def test_reference_graphs(schemas: dict[str, Json]) -> None:
    check_graph(schemas)


@pytest.mark.slow
@rich(MANY)
@given(graphs())
def test_many_reference_graphs(schemas: dict[str, Json]) -> None:
    check_graph(schemas)


# --- names ----------------------------------------------------------------------------


@st.composite
def named(draw: st.DrawFn) -> tuple[Json, int]:
    """A document in which everything that has a name has an odd one."""
    titles = draw(st.lists(names, min_size=1, max_size=6, unique=True))
    schemas: Json = {}
    for title in titles:
        fields = draw(st.lists(names, max_size=8, unique=True))
        kinds = [
            {"type": "string", "enum": draw(st.lists(names, min_size=1, max_size=4))}
        ]
        kinds += [{"type": "integer"}, {"type": "object", "properties": {"a b": {}}}]
        schemas[title] = {
            "type": "object",
            "properties": {field: draw(st.sampled_from(kinds)) for field in fields},
            "required": fields[:2],
        }
    paths = calls(schemas)
    for path in list(paths):
        operation = paths[path]["post"]
        operation["tags"] = [draw(names)]
        operation["operationId"] = draw(names)
        piece = "".join(
            c for c in draw(names) if c.isprintable() and c not in "/{}?#%\\"
        )
        key = draw(names).translate({ord(c): None for c in "/{}?#"}) or "k"
        same = draw(st.lists(names, max_size=4))
        operation["parameters"] = [
            {"name": key, "in": "path", "required": True, "schema": {"type": "string"}},
            *(
                {"name": name, "in": "query", "schema": {"type": "string"}}
                for name in dict.fromkeys([*same, key])
            ),
            {"name": "X-A", "in": "header", "schema": {"type": "string"}},
            {"name": "x_a", "in": "cookie", "schema": {"type": "string"}},
        ]
        paths[f"{path}/{piece}/{{{key}}}"] = paths.pop(path)
    return document(schemas, paths), len(paths)


def check_names(found: tuple[Json, int]) -> None:
    prove(*found)


@rich(FEW)
@given(named())
def test_names(found: tuple[Json, int]) -> None:
    check_names(found)


@pytest.mark.slow
@rich(MANY)
@given(named())
def test_many_names(found: tuple[Json, int]) -> None:
    check_names(found)


# --- schema trees ---------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "a", "A", "B c", "null", "1", "2024-01-01", '"', "\\", "\n"]),
)
FORMATS = (
    "date date-time time duration uuid uri email byte binary int32 int64 float double"
    " decimal password ipv4 hostname unknown"
).split()
TYPES = ["string", "integer", "number", "boolean", "object", "array", "null"]


def leaves() -> st.SearchStrategy[Json]:
    enums = st.lists(SCALARS, min_size=1, max_size=5)
    return st.one_of(
        st.sampled_from(
            [{}, True, False, {"description": "prose"}, {"nullable": True}]
        ),
        st.sampled_from(TYPES).map(lambda kind: {"type": kind}),
        st.sampled_from(FORMATS).map(lambda kind: {"type": "string", "format": kind}),
        st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True).map(
            lambda kinds: {"type": kinds}
        ),
        enums.map(lambda values: {"enum": values}),
        enums.map(lambda values: {"type": "string", "enum": values, "default": 7}),
        SCALARS.map(lambda value: {"const": value}),
        SCALARS.map(lambda value: {"type": "integer", "default": value}),
        st.sampled_from(["(", "^a+$", "\\p{L}", "(?<n>a)", "[[:alpha:]]"]).map(
            lambda pattern: {"type": "string", "pattern": pattern, "minLength": 1}
        ),
        st.just(
            {"type": "number", "minimum": 0, "exclusiveMaximum": 5, "multipleOf": 0.1}
        ),
    )


def branches(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    some = st.lists(inner, min_size=1, max_size=3)
    keys = st.sampled_from(["a", "b", "aB", "a_b", "list", "date", "self", "1", "type"])
    sided = st.builds(
        lambda schema, side: {**schema, **side} if isinstance(schema, dict) else schema,
        inner,
        DIRECTIONS,
    )
    fields = st.dictionaries(keys, sided, max_size=4)
    objects = st.builds(
        lambda properties, needed, extra, flags: {
            "type": "object",
            "properties": properties,
            "required": sorted(properties)[:needed] + ["undeclared"] * flags,
            **({} if extra is None else {"additionalProperties": extra}),
        },
        fields,
        st.integers(0, 4),
        st.one_of(st.none(), st.booleans(), inner),
        st.booleans(),
    )
    words = st.sampled_from(["oneOf", "anyOf", "allOf"])
    return st.one_of(
        objects,
        objects,
        inner.map(lambda items: {"type": "array", "items": items}),
        inner.map(lambda items: {"type": ["array", "null"], "items": items}),
        some.map(lambda items: {"type": "array", "prefixItems": items, "items": False}),
        inner.map(
            lambda values: {"type": "object", "patternProperties": {"^x": values}}
        ),
        inner.map(lambda schema: {"not": schema}),
        st.builds(lambda word, parts: {word: parts}, words, some),
        st.builds(lambda word, parts, own: {**own, word: parts}, words, some, objects),
        st.builds(lambda a, b: {"oneOf": a, "allOf": b}, some, some),
        st.builds(lambda a, b: {"if": a, "then": b, "else": a}, inner, inner),
    )


trees = st.recursive(leaves(), branches, max_leaves=14)


def check_trees(found: list[Json]) -> None:
    schemas = {f"Tree{number}": tree for number, tree in enumerate(found)}
    paths = calls(schemas)
    for number, tree in enumerate(found):
        content = {"application/json": {"schema": tree}}
        paths[f"/inline{number}"] = {
            "put": {
                "parameters": [{"name": "q", "in": "query", "schema": tree}],
                "requestBody": {"required": True, "content": content},
                "responses": {"default": {"description": "", "content": content}},
            }
        }
    prove(document(schemas, paths), len(paths))


@rich(FEW)
@given(st.lists(trees, min_size=1, max_size=5))
def test_schema_trees(found: list[Json]) -> None:
    check_trees(found)


@pytest.mark.slow
@rich(MANY)
@given(st.lists(trees, min_size=1, max_size=5))
def test_many_schema_trees(found: list[Json]) -> None:
    check_trees(found)


# --- depth ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [3, 400])
def test_chains_deeper_than_the_recursion_limit(size: int) -> None:
    """Schemas that nest in one another deeper than Python's stack is by default."""
    schemas: dict[str, Json] = {
        f"Link{n}": {
            "type": "object",
            "properties": {
                "next": {"$ref": f"#/components/schemas/Link{(n + 1) % size}"}
            },
        }
        for n in range(size)
    }
    first = {"Link0": schemas["Link0"]}
    # Each of them built by itself would be the square of this.
    prove(document(schemas, calls(first)), 1, build=False)

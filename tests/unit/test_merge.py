"""Many documents to one."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from calgen.diagnostics import Report
from calgen.document import Document, parse
from calgen.merge import Merged, fullness, merge


def document(path: str, schemas: str = "{}", paths: str = "{}") -> Document:
    return parse(path, f"paths: {paths}\ncomponents: {{schemas: {schemas}}}\n")


def merged(*documents: Document) -> tuple[Merged, list[Any]]:
    report = Report()
    found = merge(documents, report)
    return found, list(report)


def schemas(found: Merged) -> dict[str, Any]:
    return {name: target.node for name, target in found.section("schemas").items()}


# --- components -----------------------------------------------------------------------------


def test_different_names_stand_side_by_side() -> None:
    found, said = merged(
        document("a.yaml", "{A: {type: string}}"),
        document("b.yaml", "{B: {type: null}}"),
    )
    assert sorted(schemas(found)) == ["A", "B"]
    assert said == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{type: string}", "{type: string}"),
        ("{type: string, description: short}", "{type: string, description: longer}"),
        ("{type: string}", "{type: string, example: x, title: T, x-order: 3}"),
        (
            "{type: object, properties: {a: {type: string, description: x}}}",
            "{properties: {a: {type: string}}, type: object}",
        ),
    ],
)
def test_equal_bodies_fold(one: str, two: str) -> None:
    found, said = merged(
        document("a.yaml", f"{{A: {one}}}"), document("b.yaml", f"{{A: {two}}}")
    )
    assert list(schemas(found)) == ["A"]
    assert said == []
    # The fuller text is the one that is kept.
    fuller = max(one, two, key=len)
    assert (
        schemas(found)["A"]
        == schemas(merged(document("c", f"{{A: {fuller}}}"))[0])["A"]
    )


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{type: string}", "{type: integer}"),
        ("{type: string}", "{type: string, enum: [a]}"),
        # A property called like a keyword for prose is no prose.
        (
            "{properties: {description: {type: string}}}",
            "{properties: {title: {type: string}}}",
        ),
        ("{properties: {x-a: {type: string}}}", "{properties: {}}"),
    ],
)
def test_different_bodies_are_both_kept(one: str, two: str) -> None:
    found, said = merged(
        document("a.yaml", f"{{A: {one}}}"), document("api/b.yaml", f"{{A: {two}}}")
    )
    bodies = schemas(found)
    assert len(bodies) == 2
    assert "A" in bodies
    (warning,) = said
    assert (warning.level, warning.code) == ("warning", "CG010")
    places = {warning.position.path, *(each.position.path for each in warning.related)}
    assert places == {"a.yaml", "api/b.yaml"}


def test_the_body_of_most_documents_keeps_the_name() -> None:
    found, _ = merged(
        document("one.yaml", "{A: {type: integer, description: the fullest of all}}"),
        document("two.yaml", "{A: {type: string}}"),
        document("three.yaml", "{A: {type: string}}"),
    )
    bodies = schemas(found)
    assert bodies["A"]["type"] == "string"
    assert bodies["A_one"]["type"] == "integer"


def test_as_many_folders_as_tell_the_second_body_apart() -> None:
    found, _ = merged(
        document("x/api.yaml", "{A: {type: string, minLength: 1}}"),
        document("y/api.yaml", "{A: {type: integer}}"),
        document("z/api.yaml", "{A: {type: boolean}}"),
    )
    names = sorted(schemas(found))
    assert names[0] == "A"
    assert set(names[1:]) <= {"A_api", "A_x_api", "A_y_api", "A_z_api"}
    assert len(names) == 3


def test_equality_looks_through_references() -> None:
    a = "{A: {$ref: '#/components/schemas/B'}, B: {type: %s}}"
    found, said = merged(
        document("a.yaml", a % "string"), document("b.yaml", a % "null")
    )
    assert len(schemas(found)) == 4
    assert len(said) == 2
    found, said = merged(
        document("a.yaml", a % "string"), document("b.yaml", a % "string")
    )
    assert len(schemas(found)) == 2
    assert said == []


def test_recursive_bodies_fold() -> None:
    tree = "{T: {properties: {next: {$ref: '#/components/schemas/T'}}}}"
    found, said = merged(document("a.yaml", tree), document("b.yaml", tree))
    assert list(schemas(found)) == ["T"]
    assert said == []


def test_references_lead_to_the_body_of_their_own_document() -> None:
    one = document("a.yaml", "{A: {type: string}}")
    two = document("b.yaml", "{A: {type: integer, minimum: 3}}")
    found, _ = merged(one, two)
    for each, kind in ((one, "string"), (two, "integer")):
        target = found.resolve(each, "#/components/schemas/A")
        assert target is not None
        assert isinstance(target.node, dict)
        assert target.node["type"] == kind
        assert found.section("schemas")[str(target.component)].node == target.node


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("#/components/schemas/a~1b", {"type": "string"}),
        ("#/components/schemas/a%2Fb", None),
        ("#/components/schemas/%C3%BC", {"type": "integer"}),
        ("#/paths", {}),
        ("#/nowhere", None),
        ("other.yaml#/components/schemas/a~1b", None),
        ("https://somewhere.example/a.yaml", None),
    ],
)
def test_resolving(reference: str, value: object) -> None:
    one = document("a.yaml", "{a/b: {type: string}, ü: {type: integer}}")
    found, _ = merged(one)
    target = found.resolve(one, reference)
    assert (target and target.node) == value


# --- operations -----------------------------------------------------------------------------


def test_operations_are_found_in_a_fixed_order() -> None:
    one = document("a.yaml", paths="{/b: {post: {}, get: {}}, /a: {x-note: {}}}")
    two = document("b.yaml", paths="{/a: {delete: {}, parameters: []}}")
    for order in permutations([one, two]):
        found, _ = merged(*order)
        keys = [(each.method, each.path) for each in found.operations]
        assert keys == [("DELETE", "/a"), ("GET", "/b"), ("POST", "/b")]


def test_equal_operations_have_one_signature() -> None:
    def operation(text: str) -> Any:
        found, _ = merged(
            document("a.yaml", paths="{/a: {get: {parameters: [{name: x}]}}}"),
            document("b.yaml", paths=f"{{/a: {text}}}"),
        )
        return [found.signature(each) for each in found.operations]

    same = operation("{get: {summary: more, parameters: [{name: x}]}}")
    assert len(set(same)) == 1
    assert len(set(operation("{get: {parameters: [{name: y}]}}"))) == 2
    # What stands beside the operation counts as well.
    shared = operation("{get: {parameters: [{name: x}]}, parameters: [{name: z}]}")
    assert len(set(shared)) == 2


def test_the_fuller_operation_comes_first() -> None:
    found, _ = merged(
        document("a.yaml", paths="{/a: {get: {}}}"),
        document("b.yaml", paths="{/a: {get: {summary: more}}}"),
    )
    first, *_ = sorted(found.operations, key=fullness)
    assert first.document.path == "b.yaml"


def test_a_path_item_behind_a_reference() -> None:
    text = (
        "paths: {/a: {$ref: '#/components/pathItems/Shared'}, /b: {$ref: '#/no'}}\n"
        "components: {pathItems: {Shared: {get: {operationId: shared}}}}\n"
    )
    found, _ = merged(parse("a.yaml", text))
    (entry,) = found.operations
    assert (entry.path, entry.node) == ("/a", {"operationId": "shared"})
    assert entry.place.pointer == "/components/pathItems/Shared/get"


def test_the_order_of_documents_does_not_matter() -> None:
    documents = [
        document("a.yaml", "{A: {type: string}, B: {$ref: '#/components/schemas/A'}}"),
        document("b.yaml", "{A: {type: integer}, B: {$ref: '#/components/schemas/A'}}"),
        document("c.yaml", "{A: {type: boolean}}"),
    ]
    results = set()
    for order in permutations(documents):
        found, said = merged(*order)
        results.add((repr(schemas(found)), repr([each.message for each in said])))
    assert len(results) == 1

"""References: what is a reference, where it leads, and what may be read for it."""

from __future__ import annotations

import json
import time
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from calgen.diagnostics import Report
from calgen.document import Document, Library, parse
from calgen.merge import Merged, merge
from calgen.read import Allowed, Input, load_references, read_all

OK = "{'200': {description: ''}}"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def api(schemas: str = "{}", paths: str = "{}") -> str:
    return f"openapi: 3.1.0\npaths: {paths}\ncomponents: {{schemas: {schemas}}}\n"


class Loaded:
    """A folder, or some of its files, with everything that references lead to."""

    def __init__(self, folder: Path, *files: str, names: tuple[str, ...] = ()) -> None:
        self.report = Report()
        paths = [folder / each for each in files] or [folder]
        loose: list[Document] = []
        self.inputs, self.documents = read_all(
            paths, self.report, base=folder, loose=loose
        )
        folders = tuple(each if each.is_dir() else each.parent for each in paths)
        self.library, self.more = load_references(
            self.inputs,
            self.documents,
            loose,
            Allowed(folders, names),
            self.report,
            base=folder,
        )
        self.merged = merge(self.documents, self.report, self.library)

    @property
    def said(self) -> list[str]:
        return [f"{each.code} {each.position}" for each in self.report]

    @property
    def schemas(self) -> list[str]:
        return sorted(self.merged.section("schemas"))

    def node(self, reference: str, path: str = "api.yaml") -> Any:
        (document,) = self.library.documents[path]
        target = self.merged.resolve(document, reference)
        return target and target.node


# --- what is a reference --------------------------------------------------------------------


@pytest.mark.parametrize(
    "schema",
    [
        "{example: {$ref: gone.yaml}}",
        "{examples: [{$ref: gone.yaml}]}",
        "{default: {$ref: gone.yaml}}",
        "{const: {$ref: gone.yaml}}",
        "{enum: [{$ref: gone.yaml}]}",
        "{x-data: {$ref: gone.yaml}}",
        "{properties: {$ref: {type: string}}}",
        "{$ref: {type: string}}",
        "{discriminator: {propertyName: a, mapping: {b: gone}}}",
    ],
)
def test_data_and_names_are_no_references(schema: str, tmp_path: Path) -> None:
    write(tmp_path, api_yaml=api(f"{{A: {schema}}}"))
    assert Loaded(tmp_path, "api.yaml").said == []


def test_an_example_object_is_not_asked_for_what_it_holds(tmp_path: Path) -> None:
    media = "{examples: {a: {value: {$ref: gone.yaml}}, b: {$ref: gone.yaml}}}"
    answer = f"{{'200': {{description: '', content: {{application/json: {media}}}}}}}"
    write(tmp_path, api_yaml=api(paths=f"{{/a: {{get: {{responses: {answer}}}}}}}"))
    assert Loaded(tmp_path, "api.yaml").said == []


@pytest.mark.parametrize(
    "name", ["default", "example", "enum", "const", "x-a", "examples", "$ref"]
)
def test_a_property_of_any_name_is_followed(name: str, tmp_path: Path) -> None:
    schemas = f"{{A: {{properties: {{{name}: {{$ref: gone.yaml}}}}}}}}"
    write(tmp_path, api_yaml=api(schemas))
    assert [each[:5] for each in Loaded(tmp_path, "api.yaml").said] == ["CG020"]


# --- where it leads -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("schemas/Pet.yaml", "Pet"),
        ("./schemas/../schemas/Pet.yaml#", "Pet"),
        ("schemas/all.yaml#/definitions/Pet", "Pet"),
        ("schemas/all.yaml#/Bird", "Bird"),
        ("schemas/one%20two.yaml", "one_two"),
        ("schemas/all.yaml#/a~1b", "a_b"),
        ("schemas/all.yaml#/%C3%BC", "ü"),
        ("schemas/all.yaml#bird", "Bird"),
        ("other.json#/components/schemas/Fish", "Fish"),
    ],
)
def test_a_reference_finds_its_file(reference: str, name: str, tmp_path: Path) -> None:
    kind = "{type: object, properties: {a: {type: string}}}"
    write(
        tmp_path,
        api_yaml=api(f"{{Own: {{items: {{$ref: '{reference}'}}}}}}"),
        schemas__Pet_yaml=kind,
        schemas__all_yaml=f"definitions: {{Pet: {kind}}}\n"
        f"Bird: {{$anchor: bird, {kind[1:]}\na/b: {kind}\nü: {kind}\n",
    )
    (tmp_path / "schemas" / "one two.yaml").write_text(kind)
    fish = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"Fish": {}}}}
    (tmp_path / "other.json").write_text(json.dumps(fish))
    if "#bird" in reference:
        first = "{not: {$ref: 'schemas/all.yaml#/Bird'}}"
        both = f"{{A: {first}, Own: {{items: {{$ref: '{reference}'}}}}}}"
        write(tmp_path, api_yaml=api(both))
    loaded = Loaded(tmp_path, "api.yaml")
    assert loaded.said == []
    assert loaded.node(reference) is not None
    assert name in loaded.schemas


def test_an_address_that_a_document_gives_itself(tmp_path: Path) -> None:
    far = "https://zoo.example/schemas/Named.yaml"
    schemas = f"{{A: {{items: {{$ref: '{far}'}}}}, B: {{items: {{$ref: s.yaml}}}}}}"
    write(tmp_path, api_yaml=api(schemas), s_yaml=f"$id: {far}\ntype: object")
    loaded = Loaded(tmp_path, "api.yaml")
    assert (loaded.schemas, loaded.said) == (["A", "B", "s"], [])
    assert loaded.node(far) == {"$id": far, "type": "object"}


def test_two_spellings_of_one_path_are_one_schema(tmp_path: Path) -> None:
    two = "{A: {properties: {b: {$ref: s/B.yaml}, c: {$ref: './s/x/..//B.yaml#'}}}}"
    write(tmp_path, api_yaml=api(two), s__B_yaml="{type: object}")
    (tmp_path / "s" / "x").mkdir()
    loaded = Loaded(tmp_path, "api.yaml")
    assert loaded.schemas == ["A", "B"]
    assert [each.name for each in loaded.more] == ["s/B.yaml"]


def test_a_component_that_only_refers_is_what_it_refers_to(tmp_path: Path) -> None:
    schemas = "{Pet: {$ref: s/animal.yaml}, Pets: {items: {$ref: s/animal.yaml}}}"
    write(tmp_path, api_yaml=api(schemas), s__animal_yaml="{type: object}")
    loaded = Loaded(tmp_path, "api.yaml")
    assert loaded.schemas == ["Pet", "Pets"]
    assert loaded.merged.section("schemas")["Pet"].place.source.path == "s/animal.yaml"


def test_names_that_collide_are_told_apart_by_context(tmp_path: Path) -> None:
    schemas = (
        "{A: {properties: {x: {$ref: one/Error.yaml}, y: {$ref: two/Error.yaml}}}, "
        "B: {items: {$ref: 'three.yaml#/B'}}}"
    )
    write(
        tmp_path,
        api_yaml=api(schemas),
        one__Error_yaml="{type: object, properties: {a: {type: string}}}",
        two__Error_yaml="{type: object, properties: {b: {type: integer}}}",
        three_yaml="B: {type: string}",
    )
    loaded = Loaded(tmp_path, "api.yaml")
    assert loaded.schemas == ["A", "B", "B_three", "Error", "Error_one"]
    assert loaded.said == [], "other files may call anything what they like"


def test_equal_schemas_of_two_files_are_one(tmp_path: Path) -> None:
    schemas = "{A: {properties: {x: {$ref: one/E.yaml}, y: {$ref: two/E.yaml}}}}"
    body = "{type: object, properties: {e: {$ref: E.yaml}}}"
    write(tmp_path, api_yaml=api(schemas), one__E_yaml=body, two__E_yaml=body)
    assert Loaded(tmp_path, "api.yaml").schemas == ["A", "E"]


def test_circles_across_files_end(tmp_path: Path) -> None:
    write(
        tmp_path,
        api_yaml=api("{A: {$ref: a.yaml}}", "{/x: {$ref: p.yaml}, /y: {$ref: q.yaml}}"),
        a_yaml="{$ref: b.yaml}",
        b_yaml="{$ref: a.yaml}",
        p_yaml="{$ref: p.yaml}",
        q_yaml=f"get: {{responses: {OK}}}",
    )
    loaded = Loaded(tmp_path, "api.yaml")
    assert [each.path for each in loaded.merged.operations] == ["/y"]
    assert loaded.said == ["CG020 p.yaml:1:2"]
    assert len(loaded.merged.lost) == 1


def test_a_path_item_may_stand_in_a_path_of_another_file(tmp_path: Path) -> None:
    paths = f"{{'/a/{{id}}': {{get: {{operationId: one, responses: {OK}}}}}}}"
    write(
        tmp_path,
        api_yaml=api(paths="{/b: {$ref: 'other.yaml#/paths/~1a~1%7Bid%7D'}}"),
        other_yaml=api(paths=paths),
    )
    loaded = Loaded(tmp_path, "api.yaml")
    (entry,) = loaded.merged.operations
    assert (entry.path, entry.node["operationId"]) == ("/b", "one")
    assert entry.place.position.path == "other.yaml"
    assert entry.document.path == "api.yaml"


def test_whole_maps_may_stand_elsewhere(tmp_path: Path) -> None:
    text = "openapi: 3.1.0\npaths: {$ref: paths.yaml}\ncomponents: {schemas: {$ref: s.yaml}}\n"
    media = "{application/json: {schema: {$ref: 's.yaml#/A'}}}"
    answer = f"{{'200': {{description: '', content: {media}}}}}"
    write(
        tmp_path,
        api_yaml=text,
        paths_yaml=f"/a: {{get: {{responses: {answer}}}}}",
        s_yaml="{A: {type: object, properties: {b: {$ref: '#/B'}}}, B: {type: string}}",
    )
    loaded = Loaded(tmp_path, "api.yaml")
    assert [each.path for each in loaded.merged.operations] == ["/a"]
    assert (loaded.schemas, loaded.said) == (["A", "B"], [])


def test_files_of_the_folder_are_read_once(tmp_path: Path) -> None:
    write(
        tmp_path, api_yaml=api("{A: {items: {$ref: B.yaml}}}"), B_yaml="{type: string}"
    )
    loaded = Loaded(tmp_path)
    assert [each.name for each in loaded.inputs] == ["B.yaml", "api.yaml"]
    assert (loaded.more, loaded.said) == ((), [])


def test_a_named_file_that_is_referred_to_needs_no_paths(tmp_path: Path) -> None:
    write(
        tmp_path,
        specs__api_yaml=api("{A: {items: {$ref: ../common/B.yaml}}}"),
        common__B_yaml="{type: string}",
        common__C_yaml="{type: string}",
    )
    files = ["specs/api.yaml", "common/B.yaml"]
    assert Loaded(tmp_path, *files).said == []
    said = Loaded(tmp_path, *files, "common/C.yaml").said
    assert said == ["CG004 common/C.yaml:1:1"]


def test_the_order_of_inputs_does_not_matter(tmp_path: Path) -> None:
    write(
        tmp_path,
        one_yaml=api(
            "{A: {items: {$ref: x/E.yaml}}}", f"{{/a: {{get: {{responses: {OK}}}}}}}"
        ),
        two_yaml=api(
            "{B: {items: {$ref: y/E.yaml}}}", "{/b: {$ref: 'one.yaml#/paths/~1a'}}"
        ),
        three_yaml=api("{A: {items: {$ref: y/E.yaml}}}"),
        x__E_yaml="{type: string}",
        y__E_yaml="{type: integer}",
    )
    found = set()
    for files in permutations(["one.yaml", "two.yaml", "three.yaml"]):
        loaded = Loaded(tmp_path, *files)
        schemas = {k: t.node for k, t in loaded.merged.section("schemas").items()}
        paths = [each.path for each in loaded.merged.operations]
        found.add(json.dumps([schemas, paths, loaded.said], sort_keys=True))
    assert len(found) == 1


# --- what may be read -----------------------------------------------------------------------


def test_only_the_inputs_folders_are_read(tmp_path: Path) -> None:
    schemas = (
        "{A: {$ref: ../out.yaml}, B: {$ref: link.yaml}, C: {$ref: .hidden.yaml}, "
        "D: {$ref: below/in.yaml}}"
    )
    write(
        tmp_path,
        specs__api_yaml=api(schemas),
        out_yaml="{type: string}",
        specs__below__in_yaml="{type: string}",
    )
    (tmp_path / "specs" / ".hidden.yaml").write_text("{type: string}")
    (tmp_path / "specs" / "link.yaml").symlink_to(tmp_path / "out.yaml")
    loaded = Loaded(tmp_path, "specs/api.yaml")
    assert [each.name for each in loaded.more] == ["specs/below/in.yaml"]
    assert [each[:5] for each in loaded.said] == ["CG021"] * 3
    assert all("--allow-remote" in each.hint for each in loaded.report)
    # The same by name: a folder, or the one file.
    for name in (tmp_path, tmp_path / "out.yaml"):
        more = Loaded(tmp_path, "specs/api.yaml", names=(str(name),)).more
        assert "out.yaml" in [each.name for each in more]


@pytest.mark.parametrize(
    ("name", "url", "may"),
    [
        ("https://a.example/s/", "https://a.example/s/b.json", True),
        ("https://a.example/s", "https://a.example/s/b.json", True),
        ("https://a.example/s", "https://a.example/secret.json", False),
        ("https://a.example/s/", "https://a.example/s/../b.json", False),
        ("https://a.example/s/", "https://a.example/s/%2e%2e/b.json", False),
        ("https://a.example/s/", "https://a.example/s\\..\\b.json", False),
        ("https://a.example/s/b.json", "https://a.example/s/b.json", True),
        ("https://a.example", "https://a.example.evil.example/b.json", False),
        ("https://a.example", "https://a.example@evil.example/b.json", False),
        ("https://a.example", "http://a.example/b.json", False),
        ("https://a.example", "https://a.example:8443/b.json", False),
        ("https://A.example", "https://a.EXAMPLE:443/b.json", True),
        ("a.example", "http://a.example/b.json", True),
        ("a.example", "https://a.example/b.json", True),
        ("a.example", "https://a.example:8443/b.json", False),
        ("a.example:8443", "https://a.example:8443/b.json", True),
        ("a.example", "ftp://a.example/b.json", False),
        ("a.example", "https://b.a.example/b.json", False),
    ],
)
def test_what_a_name_allows(name: str, url: str, may: bool) -> None:
    assert Allowed((), (name,)).url(url) is may


def test_a_file_that_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    schemas = "{A: {$ref: bad.yaml}, B: {$ref: bad.yaml#/b}, C: {$ref: gone.yaml}}"
    write(tmp_path, api_yaml=api(schemas), bad_yaml="a: [1")
    loaded = Loaded(tmp_path, "api.yaml")
    codes = [each.code for each in loaded.report]
    assert codes == ["CG028", "CG020"]
    first, second = loaded.report
    assert "bad.yaml:1:6" in first.message
    assert "2 references" in first.message
    assert "there is no file gone.yaml" in second.message


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        (r'"a\u0000b.yaml"', "CG020"),
        (r'"\ud800.yaml"', "CG020"),
        ('"http://[host/a.yaml"', "CG020"),
        ('"urn:a:b"', "CG020"),
        ('"file:///no/such/file.yaml"', "CG021"),
        ('"/no/such/file.yaml"', "CG021"),
        ('"//host/a.yaml"', "CG021"),
        ('"."', "CG028"),
        ('"https://user:word@a.example/b.yaml"', "CG021"),
        (f'"{"x" * 5000}"', "CG028"),
    ],
)
def test_what_no_file_can_be_called(reference: str, code: str, tmp_path: Path) -> None:
    text = '{"openapi": "3.1.0", "components": {"schemas": {"A": {"$ref": %s}}}}'
    (tmp_path / "api.json").write_text(text % reference)
    (found,) = Loaded(tmp_path, "api.json").report
    assert found.code == code


# --- parts of a wrong type ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("paths: []", "`paths` is a list, not an object"),
        ("paths: {/a: [1]}", "this path item is a list"),
        ("paths: {/a: {get: text}}", "this operation is a string"),
        ("paths: {/a: {get: }}", "this operation is nothing"),
        ("paths: {/a: {parameters: {a: b}}}", "`parameters` is an object, not a list"),
        ("paths: {/a: {get: {responses: []}}}", "`responses` is a list"),
        ("paths: {/a: {get: {parameters: [3]}}}", "this parameter is a number"),
        ("paths: {/a: {get: {requestBody: yes}}}", "this request body is a string"),
        ("components: []", "`components` is a list"),
        ("components: {schemas: []}", "`schemas` is a list"),
        ("components: {schemas: {A: text}}", "this schema is a string"),
        ("components: {schemas: {A: {properties: []}}}", "`properties` is a list"),
        ("components: {schemas: {A: {allOf: {}}}}", "`allOf` is an object, not a list"),
        ("components: {schemas: {A: {items: 3}}}", "this schema is a number"),
        ("components: {responses: {A: 3}}", "this response is a number"),
        ("servers: {url: a}", "`servers` is an object, not a list"),
        ("tags: a", "`tags` is a string, not a list"),
        ("info: a", "`info` is a string"),
    ],
)
def test_a_part_of_a_wrong_type_is_said(text: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, api_yaml=f"openapi: 3.1.0\n{text}\n")
    (found,) = Loaded(tmp_path, "api.yaml").report
    assert (found.code, found.position and found.position.line) == ("CG029", 2)
    assert said in found.message


@pytest.mark.parametrize(
    "text",
    [
        "components: {schemas: {A: true, B: {additionalProperties: false, not: {}}}}",
        "components: {schemas: {A: {items: [{type: string}]}, B: null}}",
        "components: {schemas: {A: {discriminator: kind}}, examples: {a: text}}",
        "paths: {x-list: [1], /a: null}",
        "paths: {/a: {x-b: 1, get: {responses: {'200': {description: ''}, x-c: 1}}}}",
    ],
)
def test_a_part_of_a_fitting_type_is_not(text: str, tmp_path: Path) -> None:
    write(tmp_path, api_yaml=f"openapi: 3.1.0\n{text}\n")
    assert Loaded(tmp_path, "api.yaml").said == []


# --- how long it takes ----------------------------------------------------------------------


def test_time_grows_with_the_number_of_references() -> None:
    def seconds(count: int) -> float:
        names = [f"S{index}" for index in range(count // 10)]
        schemas = {
            name: {
                "type": "object",
                "properties": {
                    f"p{at}": {
                        "$ref": f"#/components/schemas/{names[(at * 7 + i) % len(names)]}"
                    }
                    for at in range(10)
                },
            }
            for i, name in enumerate(names)
        }
        data: Any = {
            "openapi": "3.1.0",
            "paths": {},
            "components": {"schemas": schemas},
        }
        text = json.dumps(data)
        one, two = parse("one.json", text), parse("two.json", text)
        files = [Input(each.path, b"", True) for each in (one, two)]
        report = Report()
        start = time.perf_counter()
        library, _ = load_references(
            files, [one, two], [], Allowed(()), report, base=Path()
        )
        merged: Merged = merge([one, two], report, library)
        assert len(merged.section("schemas")) == len(names)
        return time.perf_counter() - start

    seconds(1_000)
    small, large = seconds(5_000), seconds(40_000)
    assert large < 8 * small * 3, (small, large)


def test_without_a_library_only_the_document_is_known() -> None:
    one = parse("a.yaml", "paths: {/a: {$ref: other.yaml}}")
    found = merge([one], Report())
    assert (found.operations, len(found.lost)) == ((), 1)
    assert isinstance(found.library, Library)

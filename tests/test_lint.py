"""`calgen lint`: every rule finds what it is for and nothing else; formats, choices."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from calgen.codes import CODES

HEAD = {
    "openapi": "3.1.0",
    "info": {"title": "Books", "version": "1"},
    "servers": [{"url": "https://books.example.org"}],
}
OK = {"200": {"description": "done"}}


def operation(**more: Any) -> dict[str, Any]:
    return {"operationId": "listBooks", "responses": OK, **more}


def document(node: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A document with one operation, GET /books, and nothing to find."""
    return {**HEAD, "paths": {"/books": {"get": node or operation()}}, **more}


def with_schema(schema: dict[str, Any], **components: Any) -> dict[str, Any]:
    """A document whose one answer has a schema."""
    answer = {
        "description": "done",
        "content": {"application/json": {"schema": schema}},
    }
    whole = document(operation(responses={"200": answer}))
    if components:
        whole["components"] = {"schemas": components}
    return whole


def with_parameter(*parameters: dict[str, Any], path: str = "/books") -> dict[str, Any]:
    return {**HEAD, "paths": {path: {"get": operation(parameters=list(parameters))}}}


def parameter(**more: Any) -> dict[str, Any]:
    return {"name": "status", "in": "query", "schema": {"type": "string"}, **more}


def version(**more: Any) -> dict[str, Any]:
    node = {"name": "api-version", "in": "header", "required": True}
    return with_parameter({**node, "schema": {"type": "string"}, **more})


CAT = {"type": "object", "properties": {"kind": {"const": "cat"}}}
DOG = {"type": "object", "properties": {"name": {"type": "string"}}}
PETS = {
    "oneOf": [
        {"$ref": "#/components/schemas/Cat"},
        {"$ref": "#/components/schemas/Dog"},
    ]
}
BASE = {
    "type": "object",
    "properties": {"kind": {"type": "string"}},
    "required": ["kind"],
    "discriminator": {"propertyName": "kind"},
}
HEIR = {"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["kind"]}]}


def two(**second: Any) -> dict[str, Any]:
    """Two operations of one resource; the first states a scope."""
    schemes = {"oauth": {"type": "http", "scheme": "bearer"}}
    first = operation(security=[{"oauth": ["books.read"]}])
    other = {"operationId": "getBook", "responses": OK, **second}
    name = parameter(**{"name": "id", "in": "path", "required": True})
    return {
        **HEAD,
        "components": {"securitySchemes": schemes},
        "paths": {
            "/books": {"get": first},
            "/books/{id}": {"get": {**other, "parameters": [name]}},
        },
    }


def secured(security: list[Any], **more: Any) -> dict[str, Any]:
    schemes = {"oauth": {"type": "http", "scheme": "bearer"}}
    node = operation(security=security, **more)
    return document(node, components={"securitySchemes": schemes})


SCOPE = "The `books.write` scope is required."
# code -> documents that it is about, documents that it is not about
CASES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "CG023": (
        [with_parameter(parameter(**{"name": "id", "in": "path", "required": True}))],
        [with_parameter(parameter())],
    ),
    "CG024": (
        [with_parameter(path="/books/{id}")],
        [
            with_parameter(
                parameter(**{"name": "id", "in": "path", "required": True}),
                path="/books/{id}",
            )
        ],
    ),
    "CG050": (
        [document(operation(description="<Note>Shipped on Mondays.</Note>"))],
        [document(operation(description=f"<Note>{SCOPE}</Note>"))],
    ),
    "CG051": (
        [version()],
        [version(schema={"const": "2024-08-13"}), version(example="2024-08-13")],
    ),
    "CG052": (
        [version(schema={"default": "2024-06-14"}, example="2024-08-13")],
        [version(schema={"default": "2024-08-13"}, example="2024-08-13")],
    ),
    "CG080": (
        [
            with_parameter(parameter(example="?status=upcoming")),
            with_parameter(parameter(example="status=upcoming")),
            with_parameter(parameter(example="https://books.example.org?status=new")),
            with_parameter(
                parameter(schema={"type": "string", "example": "&status=new"})
            ),
            with_parameter(parameter(examples={"one": {"value": 7}})),
            with_parameter(parameter(example="old", schema={"enum": ["new", "used"]})),
            with_schema({"type": "object", "properties": {}, "example": "a book"}),
            with_schema(
                {"type": "string", "format": "date-time", "example": "tomorrow"}
            ),
            with_schema(
                {"type": "array", "items": {"type": "integer"}, "examples": [["1"]]}
            ),
        ],
        [
            with_parameter(parameter(example="upcoming")),
            with_parameter(
                parameter(name="url", example="https://example.org/?page=2")
            ),
            with_parameter(parameter(name="filter", example="a=b")),
            with_parameter(parameter(example="new", schema={"enum": ["new", "used"]})),
            with_parameter(parameter(examples={"one": {"value": "new"}})),
            with_schema({"type": "number", "example": 7}),
            with_schema({"type": ["string", "null"], "examples": [None]}),
            with_schema(
                {
                    "type": "string",
                    "format": "date-time",
                    "example": "2024-08-13T09:00:00Z",
                }
            ),
            with_schema(
                {
                    "type": "object",
                    "required": ["id", "name"],
                    "example": {"id": 1},
                    "properties": {"id": {"type": "integer"}, "name": {}},
                }
            ),
        ],
    ),
    "CG081": (
        [
            with_schema({"type": "integer", "default": "ten"}),
            with_schema({"enum": ["new", "used"], "default": "old"}),
            with_schema({"type": "integer", "maximum": 5, "default": 6}),
            with_parameter(parameter(schema={"type": "boolean", "default": "true"})),
        ],
        [
            with_schema({"type": "integer", "default": 10}),
            with_schema({"enum": ["new", "used"], "default": "new"}),
            with_schema({"type": "number", "default": 1}),
            with_schema({"type": "string", "nullable": True, "default": None}),
        ],
    ),
    "CG082": (
        [
            with_schema(
                {"type": "object", "required": ["titel"], "properties": {"title": {}}}
            ),
            with_schema({"type": "object", "required": ["title"]}),
        ],
        [
            with_schema(
                {"type": "object", "required": ["title"], "properties": {"title": {}}}
            ),
            with_schema(
                {"allOf": [{"properties": {"title": {}}}, {"required": ["title"]}]}
            ),
            with_schema({"required": ["title"], "additionalProperties": True}),
            with_schema({"$ref": "#/components/schemas/Heir"}, Base=BASE, Heir=HEIR),
        ],
    ),
    "CG083": (
        [with_schema({"type": "string", "enum": ["new", "used", "new"]})],
        [with_schema({"enum": [1, True, "1", None]})],
    ),
    "CG084": (
        [
            {
                **HEAD,
                "paths": {
                    "/books": {"get": operation()},
                    "/authors": {"get": operation()},
                },
            }
        ],
        [document(operation())],
    ),
    "CG085": (
        [document({"responses": OK})],
        [document(operation())],
    ),
    "CG086": (
        [
            document(components={"schemas": {"Forgotten": {"type": "object"}}}),
            document(components={"parameters": {"Limit": parameter()}}),
            with_schema(
                {"type": "string"}, A={"items": {"$ref": "#/components/schemas/A"}}
            ),
        ],
        [
            with_schema({"$ref": "#/components/schemas/Used"}, Used={"type": "string"}),
            with_schema({"$ref": "#/components/schemas/Base"}, Base=BASE, Heir=HEIR),
            secured([{"oauth": []}]),
        ],
    ),
    "CG087": (
        [
            document(operation(responses={"404": {"description": "no"}})),
            document({"operationId": "listBooks"}),
        ],
        [
            document(operation(responses={"204": {"description": "done"}})),
            document(operation(responses={"2XX": {"description": "done"}})),
            document(operation(responses={"302": {"description": "there"}})),
            document(operation(responses={"default": {"description": "done"}})),
        ],
    ),
    "CG088": (
        [with_schema({"type": "array"}), with_schema({"type": ["array", "null"]})],
        [
            with_schema({"type": "array", "items": {}}),
            with_schema({"prefixItems": [{}], "type": "array"}),
        ],
    ),
    "CG089": (
        [
            with_schema({"type": "string", "pattern": "[a-z"}),
            with_schema({"patternProperties": {"(": {}}}),
        ],
        [with_schema({"type": "string", "pattern": "^[a-z]+$"})],
    ),
    "CG090": (
        [two()],
        [
            two(security=[{"oauth": ["books.read"]}]),
            two(security=[]),
            two(description=SCOPE),
            document(),
        ],
    ),
    "CG091": (
        [with_parameter(parameter(**{"name": "id", "in": "path"}), path="/books/{id}")],
        [
            with_parameter(
                parameter(**{"name": "id", "in": "path", "required": True}),
                path="/books/{id}",
            )
        ],
    ),
    "CG092": (
        [
            with_parameter(parameter(), parameter()),
            with_parameter(
                parameter(**{"name": "X-Shop", "in": "header"}),
                parameter(**{"name": "x-shop", "in": "header"}),
            ),
        ],
        [
            with_parameter(
                parameter(), parameter(**{"in": "header"}), parameter(name="Status")
            )
        ],
    ),
    "CG093": (
        [
            secured([{"oauth": ["books.read"]}], description=SCOPE),
            document(
                operation(deprecated=False, description="This endpoint is deprecated.")
            ),
        ],
        [
            secured([{"oauth": ["books.write"]}], description=SCOPE),
            secured([{"oauth": []}], description=SCOPE),
            document(
                operation(deprecated=True, description="This endpoint is deprecated.")
            ),
        ],
    ),
    "CG094": (
        [
            with_schema({"type": "integer", "enum": ["1", "2"]}),
            with_schema({"type": "array", "items": {}, "enum": ["a", "b"]}),
        ],
        [
            with_schema({"type": "integer", "enum": [1, 2]}),
            with_schema({"type": ["string", "null"], "enum": ["a", None]}),
        ],
    ),
    "CG095": (
        [
            with_schema({"type": "integer", "minimum": 10, "maximum": 1}),
            with_schema({"type": "string", "minLength": 10, "maxLength": 1}),
        ],
        [with_schema({"type": "integer", "minimum": 1, "maximum": 1})],
    ),
    "CG096": (
        [{**document(), "servers": []}, {**document(), "servers": [{"url": "/api"}]}],
        [document()],
    ),
    "CG097": (
        [secured([{"misspelt": []}])],
        [secured([{"oauth": []}]), secured([{}])],
    ),
    "CG098": (
        [
            with_schema(
                {**PETS, "discriminator": {"propertyName": "kind"}}, Cat=CAT, Dog=DOG
            ),
            with_schema(
                {
                    **PETS,
                    "discriminator": {
                        "propertyName": "kind",
                        "mapping": {"cow": "Cow"},
                    },
                },
                Cat=CAT,
                Dog=CAT,
            ),
        ],
        [
            with_schema(
                {**PETS, "discriminator": {"propertyName": "kind"}}, Cat=CAT, Dog=CAT
            ),
            with_schema(
                {
                    **PETS,
                    "discriminator": {
                        "propertyName": "kind",
                        "mapping": {"cat": "Cat", "dog": "#/components/schemas/Dog"},
                    },
                },
                Cat=CAT,
                Dog=CAT,
            ),
        ],
    ),
}


def cases(index: int) -> list[Any]:
    return [
        pytest.param(code, each, id=f"{code}-{number}")
        for code, both in CASES.items()
        for number, each in enumerate(both[index])
    ]


def lint(calgen: Any, folder: Path, data: dict[str, Any], *flags: str) -> Any:
    """The findings about a document, and how the command ended."""
    (folder / "api.yaml").write_text(yaml.safe_dump(data, sort_keys=False))
    ran = calgen(
        "lint", "-i", "api.yaml", "--config", "none", "--json", *flags, cwd=folder
    )
    assert ran.code in (0, 1), ran.stderr
    return json.loads(ran.stdout), ran.code


@pytest.mark.parametrize(("code", "data"), cases(0))
def test_a_fault_is_found(
    code: str, data: dict[str, Any], calgen: Any, tmp_path: Path
) -> None:
    said, status = lint(calgen, tmp_path, data)
    found = [each for each in said["findings"] if each["code"] == code]
    assert len(found) == 1
    assert found[0]["level"] == CODES[code].level
    assert found[0]["place"]["path"] == "api.yaml"
    assert found[0]["place"]["line"] >= 1
    assert found[0]["hint"] or code in ("CG023", "CG024", "CG050", "CG052")
    assert status == any(each["level"] == "warning" for each in said["findings"])


@pytest.mark.parametrize(("code", "data"), cases(1))
def test_what_is_right_is_not_found(
    code: str, data: dict[str, Any], calgen: Any, tmp_path: Path
) -> None:
    said, _ = lint(calgen, tmp_path, data)
    assert [each for each in said["findings"] if each["code"] == code] == []


def test_every_rule_is_tested() -> None:
    own = {code for code in CODES if "CG080" <= code < "CG100"}
    assert own - CASES.keys() == {"CG099"}


def test_a_sound_document_has_no_finding(calgen: Any, tmp_path: Path) -> None:
    said, status = lint(calgen, tmp_path, document())
    assert said == {
        "findings": [],
        "ignored": [],
        "counts": {"error": 0, "warning": 0, "info": 0},
    }
    assert status == 0


def test_a_default_is_reported_once(calgen: Any, tmp_path: Path) -> None:
    said, _ = lint(calgen, tmp_path, with_schema({"type": "integer", "default": "ten"}))
    assert [each["code"] for each in said["findings"]] == ["CG081"]


def test_an_example_is_reported_once(calgen: Any, tmp_path: Path) -> None:
    """What stands in a schema is looked at as a parameter's and as a schema's."""
    schema = {"type": "integer", "example": "?status=7"}
    said, _ = lint(calgen, tmp_path, with_parameter(parameter(schema=schema)))
    (found,) = said["findings"]
    assert found["message"] == 'the example "?status=7" is a piece of a URL'


def test_findings_name_their_operation(calgen: Any, tmp_path: Path) -> None:
    data = with_parameter(parameter(example="?status=upcoming"))
    said, _ = lint(calgen, tmp_path, data)
    assert said["findings"][0]["operation"] == "books.list"
    assert said["findings"][0]["place"]["pointer"].endswith("/parameters/0/example")


FAULTY = with_parameter(
    parameter(example="?status=upcoming"),
    parameter(name="limit", schema={"type": "integer", "default": "ten"}),
    parameter(name="order", schema={"enum": ["up", "up"]}),
)


@pytest.mark.parametrize(
    ("flags", "left"),
    [
        ((), ["CG080", "CG081", "CG083"]),
        (("--select", "CG080"), ["CG080"]),
        (("--select", "cg081,CG083"), ["CG081", "CG083"]),
        (("--select", "CG081", "--select", "CG083"), ["CG081", "CG083"]),
        (("--ignore", "CG08"), []),
        (("--select", "CG08", "--ignore", "CG080,CG083"), ["CG081"]),
    ],
)
def test_codes_are_chosen(
    flags: tuple[str, ...], left: list[str], calgen: Any, tmp_path: Path
) -> None:
    said, status = lint(calgen, tmp_path, FAULTY, *flags)
    assert [each["code"] for each in said["findings"]] == left
    assert status == bool(left)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_code_that_does_not_exist_is_a_mistake(
    option: str, calgen: Any, tmp_path: Path
) -> None:
    (tmp_path / "api.yaml").write_text(yaml.safe_dump(document()))
    ran = calgen("lint", "-i", "api.yaml", option, "CG8O", cwd=tmp_path)
    assert ran.code == 2
    assert "no code begins with 'CG8O'" in ran.stderr


def settings(folder: Path, text: str, data: dict[str, Any] = FAULTY) -> None:
    (folder / "calgen.toml").write_text(f'inputs = ["api.yaml"]\n{text}')
    (folder / "api.yaml").write_text(yaml.safe_dump(data, sort_keys=False))


IGNORE = '[[lint.ignore]]\ncode = "{code}"\nreason = "known"\n{more}\n'


@pytest.mark.parametrize(
    ("more", "ignored"),
    [
        ("", True),
        ('path = "api.*"', True),
        ('path = "other/*"', False),
        ('operation = "books.*"', True),
        ('operation = "GET /books"', True),
        ('operation = "authors.*"', False),
        ('path = "api.yaml"\noperation = "listBooks"', True),
    ],
)
def test_settings_ignore_findings_with_a_reason(
    more: str, ignored: bool, calgen: Any, tmp_path: Path
) -> None:
    settings(tmp_path, IGNORE.format(code="CG080", more=more))
    ran = calgen("lint", "--json", cwd=tmp_path)
    said = json.loads(ran.stdout)
    codes = [each["code"] for each in said["findings"]]
    if ignored:
        assert codes == ["CG081", "CG083"]
        assert [(e["code"], e["reason"]) for e in said["ignored"]] == [
            ("CG080", "known")
        ]
    else:
        assert codes == ["CG080", "CG081", "CG083", "CG099"]
        assert said["findings"][-1]["place"]["path"].endswith("calgen.toml")
        assert said["findings"][-1]["place"]["line"] == 2
    assert ran.code == 1


def test_everything_ignored_is_success(calgen: Any, tmp_path: Path) -> None:
    settings(tmp_path, IGNORE.format(code="CG08", more=""))
    ran = calgen("lint", cwd=tmp_path)
    assert ran.code == 0
    assert "no findings (3 ignored by the settings)" in ran.stderr


def test_an_ignore_that_matches_nothing_is_a_note(calgen: Any, tmp_path: Path) -> None:
    settings(tmp_path, IGNORE.format(code="CG09", more=""), document())
    ran = calgen("lint", cwd=tmp_path)
    assert ran.code == 0
    assert "info: the ignore of CG09 matches nothing [CG099]" in ran.stdout


def test_an_ignore_that_was_not_asked_for_is_not_idle(
    calgen: Any, tmp_path: Path
) -> None:
    settings(tmp_path, IGNORE.format(code="CG080", more=""))
    said = json.loads(
        calgen("lint", "--json", "--select", "CG081,CG099", cwd=tmp_path).stdout
    )
    assert [each["code"] for each in said["findings"]] == ["CG081"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[lint.ignore]]\ncode = "CG080"\n', "gives no `reason`"),
        ('[[lint.ignore]]\ncode = "CG080"\nreason = " "\n', "gives no `reason`"),
        ('[[lint.ignore]]\nreason = "known"\n', "needs a `code`"),
        ('[[lint.ignore]]\ncode = "E501"\nreason = "known"\n', "needs a `code`"),
        (
            '[[lint.ignore]]\ncode = "CG080"\nreason = "known"\nline = "1"\n',
            "has no 'line'",
        ),
        ('[[lint.ignore]]\ncode = 80\nreason = "known"\n', "must be a string"),
        ("[lint]\nselect = ['CG080']\n", "nothing but"),
        ("lint = 'CG080'\n", "must be a table"),
    ],
)
def test_bad_ignores_are_refused(
    text: str, said: str, calgen: Any, tmp_path: Path
) -> None:
    settings(tmp_path, text)
    ran = calgen("lint", cwd=tmp_path)
    assert ran.code == 2
    assert "CG042" in ran.stderr
    assert said in ran.stderr
    assert ran.stdout == ""


def test_text_shows_place_excerpt_and_hint(calgen: Any, tmp_path: Path) -> None:
    settings(tmp_path, "")
    ran = calgen("lint", "--select", "CG080", cwd=tmp_path)
    assert ran.code == 1
    assert re.match(
        r"api\.yaml:\d+:\d+: warning: the example .* \[CG080\]\n", ran.stdout
    )
    assert "example: ?status=upcoming" in ran.stdout
    assert "hint: " in ran.stdout
    assert "1 warning" in ran.stderr
    assert "CG080" not in ran.stderr


def test_github_annotations(calgen: Any, tmp_path: Path) -> None:
    settings(tmp_path, "")
    ran = calgen("lint", "--format", "github", cwd=tmp_path)
    lines = ran.stdout.splitlines()
    assert len(lines) == 3
    assert all(
        re.match(r"::warning file=api\.yaml,line=\d+,col=\d+::", x) for x in lines
    )
    assert ran.code == 1


def test_strict_makes_a_warning_an_error(calgen: Any, tmp_path: Path) -> None:
    settings(tmp_path, "")
    assert calgen("lint", "--strict", cwd=tmp_path).code == 2
    settings(tmp_path, "", document())
    assert calgen("lint", "--strict", cwd=tmp_path).code == 0


def test_bad_input_is_bad_input(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("a: [\n")
    ran = calgen("lint", "-i", "api.yaml", cwd=tmp_path)
    assert ran.code == 2
    assert "CG003" in ran.stderr
    assert ran.stdout == ""


def test_the_same_findings_whatever_the_order(calgen: Any, tmp_path: Path) -> None:
    for name, data in (("a", FAULTY), ("b", document(operation(operationId="other")))):
        path = f"/{name}"
        data = {**data, "paths": {path: next(iter(data["paths"].values()))}}
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(data, sort_keys=False))
    flags = ("--config", "none", "--json")
    one = calgen("lint", "-i", "a.yaml", "-i", "b.yaml", *flags, cwd=tmp_path)
    other = calgen("lint", "-i", "b.yaml", "-i", "a.yaml", *flags, cwd=tmp_path)
    assert one == other


ODD = {
    **HEAD,
    "paths": {
        "/books": {
            "get": operation(
                parameters=[parameter(schema={"enum": ["100%\r\n::x", "100%\r\n::x"]})]
            )
        }
    },
}


def test_github_annotations_are_escaped(calgen: Any, tmp_path: Path) -> None:
    """Neither a path nor a message of a document ends a command or begins one."""
    name = "a,b:c%\n::error::.yaml"
    (tmp_path / name).write_text(yaml.safe_dump(ODD))
    flags = ("--config", "none", "--format", "github")
    (line,) = calgen("lint", "-i", name, *flags, cwd=tmp_path).stdout.splitlines()
    assert line.startswith("::warning file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3A.yaml,line=")
    message = line.split("::", 2)[2]
    assert "100%25" in message
    assert "%\r" not in message


OAUTH = """
oauth:
  unstated: not-accessible
  exceptions:
    - {value: VALUE, operations: ['GET /books/*']}
"""


@pytest.mark.parametrize(
    ("exceptions", "found"), [("public", 0), ("null", 0), (None, 1)]
)
def test_a_profile_speaks_of_scopes_by_name(
    exceptions: str | None, found: int, calgen: Any, tmp_path: Path
) -> None:
    """A rule for whatever states no scope excuses nothing; an exception by name does."""
    text = OAUTH.replace("VALUE", exceptions or "public")
    text = text if exceptions else text.partition("  exceptions")[0]
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "profile.yaml").write_text(text)
    flags = ("--profile", "house", "--select", "CG090")
    said, _ = lint(calgen, tmp_path, two(), *flags)
    assert len(said["findings"]) == found


def test_the_client_of_this_repository_is_clean(calgen: Any) -> None:
    """`specs/` has no finding that the settings do not excuse, and no idle excuse."""
    ran = calgen("lint", "--json", cwd=Path(__file__).parents[1])
    said = json.loads(ran.stdout)
    assert said["findings"] == []
    assert ran.code == 0
    assert {each["code"] for each in said["ignored"]} == {"CG081"}


# --- SARIF ---------------------------------------------------------------------------


def sarif(calgen: Any, folder: Path) -> dict[str, Any]:
    said = calgen("lint", "--format", "sarif", cwd=folder).stdout
    loaded: dict[str, Any] = json.loads(said)
    return loaded


def test_sarif_has_the_shape_of_2_1_0(calgen: Any, tmp_path: Path) -> None:
    """What the schema of SARIF 2.1.0 requires of the objects that are used."""
    first = two()
    first["paths"]["/books"]["get"]["parameters"] = [parameter(), parameter()]
    first["servers"] = []
    settings(tmp_path, IGNORE.format(code="CG090", more=""), first)
    log = sarif(calgen, tmp_path)
    assert log.keys() == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    assert log["$schema"].startswith("https://")
    (run,) = log["runs"]
    assert run.keys() <= {"tool", "results", "columnKind"}
    driver = run["tool"]["driver"]
    assert driver["name"] == "calgen"
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["id"] in CODES
        assert rule["name"].isalnum()
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert {each["ruleId"] for each in run["results"]} >= {"CG090", "CG092", "CG096"}
    for each in run["results"]:
        assert each.keys() <= {
            "ruleId",
            "ruleIndex",
            "level",
            "message",
            "locations",
            "relatedLocations",
            "suppressions",
        }
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
        assert each["level"] in ("error", "warning", "note")
        assert each["message"]["text"]
        assert each["locations"]
        for where in (*each["locations"], *each.get("relatedLocations", ())):
            physical = where["physicalLocation"]
            assert not physical["artifactLocation"]["uri"].startswith("/")
            assert physical["region"]["startLine"] >= 1
            assert physical["region"]["startColumn"] >= 1
        for one in each.get("suppressions", ()):
            assert one == {"kind": "external", "justification": "known"}
    suppressed = [each["ruleId"] for each in run["results"] if "suppressions" in each]
    assert suppressed == ["CG090"]


def test_sarif_levels_are_those_of_the_findings(calgen: Any, tmp_path: Path) -> None:
    settings(tmp_path, "", {**FAULTY, "servers": []})
    results = sarif(calgen, tmp_path)["runs"][0]["results"]
    assert [(each["ruleId"], each["level"]) for each in results] == [
        ("CG096", "note"),
        ("CG080", "warning"),
        ("CG081", "warning"),
        ("CG083", "warning"),
    ]


def test_sarif_paths_are_uris(calgen: Any, tmp_path: Path) -> None:
    name = "books & authors.yaml"
    (tmp_path / name).write_text(yaml.safe_dump(FAULTY))
    flags = ("--config", "none", "--format", "sarif")
    said = calgen("lint", "-i", name, *flags, cwd=tmp_path).stdout
    result = json.loads(said)["runs"][0]["results"][0]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "books%20%26%20authors.yaml"

"""Parameters in every place and every style, called on a real server."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest

HEAD = "openapi: 3.1.0\ninfo: {title: Places, version: '1'}\npaths:\n"
_ARRAY = "{type: array, items: {type: string}}"
_OBJECT = "{type: object, additionalProperties: {type: integer}}"
SCHEMAS = {"scalar": "{type: string}", "array": _ARRAY, "object": _OBJECT}
GIVEN: dict[str, Any] = {
    "scalar": "blue",
    "array": ["blue", "a b"],
    "object": {"R": 100, "G": 200},
}


def _route(place: str, style: str, explode: str, kind: str) -> str:
    mark = "e" if explode == "true" else ""
    return f"{place}-{style}{mark}-{kind}".lower()


def _operation(place: str, style: str, explode: str, kind: str) -> str:
    route = _route(place, style, explode, kind)
    path = f"/{route}" + ("/{color}" if place == "path" else "")
    required = ", required: true" if place == "path" else ""
    return f"""  {path}:
    get:
      operationId: {route}
      tags: [calls]
      parameters:
        - {{name: color, in: {place}, style: {style}, explode: {explode}, schema: {SCHEMAS[kind]}{required}}}
      responses: {{'204': {{description: done}}}}
"""


STYLES = [
    *(("path", style) for style in ("simple", "label", "matrix")),
    *(
        ("query", style)
        for style in ("form", "spaceDelimited", "pipeDelimited", "deepObject")
    ),
    ("header", "simple"),
    ("cookie", "form"),
]
# What RFC 6570 and OpenAPI's table of styles say, by place, style and explode: scalar,
# array, object. None: the table has nothing there, and nobody should rely on it.
TABLE: dict[tuple[str, str, str], tuple[str | None, str | None, str | None]] = {
    ("path", "simple", "false"): ("blue", "blue,a%20b", "R,100,G,200"),
    ("path", "simple", "true"): ("blue", "blue,a%20b", "R=100,G=200"),
    ("path", "label", "false"): (".blue", ".blue,a%20b", ".R,100,G,200"),
    ("path", "label", "true"): (".blue", ".blue.a%20b", ".R=100.G=200"),
    ("path", "matrix", "false"): (
        ";color=blue",
        ";color=blue,a%20b",
        ";color=R,100,G,200",
    ),
    ("path", "matrix", "true"): (
        ";color=blue",
        ";color=blue;color=a%20b",
        ";R=100;G=200",
    ),
    ("query", "form", "false"): (
        "color=blue",
        "color=blue,a%20b",
        "color=R,100,G,200",
    ),
    ("query", "form", "true"): (
        "color=blue",
        "color=blue&color=a%20b",
        "R=100&G=200",
    ),
    ("query", "spaceDelimited", "false"): (
        "color=blue",
        "color=blue%20a%20b",
        "color=R%20100%20G%20200",
    ),
    ("query", "spaceDelimited", "true"): (
        "color=blue",
        "color=blue&color=a%20b",
        None,
    ),
    ("query", "pipeDelimited", "false"): (
        "color=blue",
        "color=blue%7Ca%20b",
        "color=R%7C100%7CG%7C200",
    ),
    ("query", "pipeDelimited", "true"): ("color=blue", "color=blue&color=a%20b", None),
    ("query", "deepObject", "false"): (
        "color=blue",
        None,
        "color%5BR%5D=100&color%5BG%5D=200",
    ),
    ("query", "deepObject", "true"): (
        "color=blue",
        None,
        "color%5BR%5D=100&color%5BG%5D=200",
    ),
    ("header", "simple", "false"): ("blue", "blue,a b", "R,100,G,200"),
    ("header", "simple", "true"): ("blue", "blue,a b", "R=100,G=200"),
    ("cookie", "form", "false"): ("color=blue", "color=blue,a%20b", None),
    ("cookie", "form", "true"): ("color=blue", None, None),
}


CASES = [
    (place, style, explode, kind)
    for place, style in STYLES
    for explode in ("false", "true")
    for kind, wanted in zip(SCHEMAS, TABLE[place, style, explode], strict=True)
    if wanted is not None
]
SPEC = HEAD + "".join(_operation(*case) for case in CASES)


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    made: ModuleType = generate(SPEC)
    return made


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case))
def test_a_style(
    api: ModuleType, call: Any, server: Any, case: tuple[str, str, str, str]
) -> None:
    place, style, explode, kind = case
    wanted = TABLE[place, style, explode][list(SCHEMAS).index(kind)]
    assert wanted is not None
    operation = _constants(api)[_route(*case)]
    given = {place: {"color": GIVEN[kind]}}
    call(api, lambda c: c.send(operation, **given))
    request = server.request
    sent = {
        "path": request.path.rpartition("/")[2],
        "query": request.query,
        "header": request.headers.get("color"),
        "cookie": request.headers.get("cookie"),
    }[place]
    # Both spellings of a comma and a bar mean the same to a server.
    assert sent.replace("%2C", ",").replace("|", "%7C") == wanted


def _constants(api: ModuleType) -> dict[str, Any]:
    return {each.path.split("/")[1]: each for each in _all(api)}


def _all(api: ModuleType) -> list[Any]:
    folder = import_module(f"{api.__name__}.operations")
    return [
        each
        for module in iter_modules(folder.__path__)
        for each in vars(import_module(f"{folder.__name__}.{module.name}")).values()
        if type(each).__name__ == "Operation"
    ]


OTHERS = HEAD + """  /others/{a}.{b}/{c}:
    get:
      tags: [others]
      parameters:
        - {name: a, in: path, required: true, schema: {type: string}}
        - {name: b, in: path, required: true, schema: {type: boolean}}
        - {name: c, in: path, required: true, content: {application/json: {schema: {type: object}}}}
        - {name: X-Ids, in: header, required: true, schema: {type: array, items: {type: integer}}}
        - {name: X-Flag, in: header, schema: {type: boolean}}
        - {name: X-Filter, in: header, content: {application/json: {schema: {type: object}}}}
        - {name: session, in: cookie, required: true, schema: {type: string}}
        - {name: seen, in: cookie, schema: {type: array, items: {type: integer}}, explode: false}
        - {name: 'filter[name]', in: query, schema: {type: string}}
        - {name: '$top', in: query, schema: {type: integer}}
        - {name: 'a b', in: query, schema: {type: number}}
        - {name: rows, in: query, style: deepObject, explode: true, schema: {type: object, properties: {x: {type: array, items: {type: integer}}}}}
      responses: {'204': {description: done}}
"""


@pytest.fixture(scope="module")
def others(generate: Any) -> ModuleType:
    made: ModuleType = generate(OTHERS)
    return made


def test_all_places_at_once(others: ModuleType, call: Any, server: Any) -> None:
    call(
        others,
        lambda c: c.others.get_by_c(
            "x/y",
            True,
            {"k": [1]},
            x_ids=[1, 2],
            x_flag=False,
            x_filter={"n": "ü"},
            session="s;1",
            seen=[3, 4],
            filter_name="a&b",
            top=5,
            a_b=2.0,
            rows={"x": [7, 8]},
        ),
    )
    request = server.request
    assert request.path == "/others/x%2Fy.true/%7B%22k%22%3A%5B1%5D%7D"
    assert request.headers["x-ids"] == "1,2"
    assert request.headers["x-flag"] == "false"
    assert request.headers["x-filter"] == '{"n":"\\u00fc"}'
    assert request.headers["cookie"] == "session=s%3B1; seen=3,4"
    assert request.query == (
        "filter%5Bname%5D=a%26b&%24top=5&a%20b=2&rows%5Bx%5D%5B0%5D=7&rows%5Bx%5D%5B1%5D=8"
    )


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [({"session": "s"}, "x_ids"), ({"x_ids": [1]}, "session")],
)
def test_what_is_required_has_to_be_given(
    others: ModuleType, call: Any, server: Any, arguments: Any, missing: str
) -> None:
    with pytest.raises(TypeError, match=missing):
        call(others, lambda c: c.others.get_by_c("x", True, {"k": 1}, **arguments))
    assert server.requests == []


def test_what_is_not_given_is_not_sent(
    others: ModuleType, call: Any, server: Any
) -> None:
    call(
        others, lambda c: c.others.get_by_c("x", True, {"k": 1}, x_ids=[1], session="s")
    )
    assert server.request.query == ""
    assert server.request.headers["cookie"] == "session=s"
    assert not {"x-flag", "x-filter"} & server.request.headers.keys()


LITERALS = HEAD + """  "/grün e/{id}/100%/a%20b\\t":
    get: &get
      tags: [paths]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: done}}
  "/files/{id}#add_link":
    get:
      tags: [paths]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: fields, in: query, required: true, schema: {type: string}}
      responses: {'204': {description: done}}
  "/files/{id}#remove_link": {get: *get}
  "/odd/{}/{id}/{open":
    get: *get
  "/search?kind=ä b&page={page}&size={size}":
    get:
      tags: [paths]
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'204': {description: done}}
  "/hits/{a}?{flag}&q=name:{name} kind:{kind}":
    get:
      tags: [hits]
      parameters:
        - {name: a, in: path, required: true, schema: {type: string}}
        - {name: flag, in: query, schema: {type: integer}}
        - {name: name, in: query, schema: {type: string}}
        - {name: kind, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: done}}
"""


@pytest.fixture(scope="module")
def literals(generate: Any) -> ModuleType:
    made: ModuleType = generate(LITERALS)
    return made


@pytest.mark.parametrize(
    ("key", "given", "target"),
    [
        (
            "/gr%C3%BCn%20e/{id}/100%25/a%20b%09",
            {"path": {"id": "ü"}},
            "/gr%C3%BCn%20e/%C3%BC/100%25/a%20b%09",
        ),
        (
            "/odd/%7B%7D/{id}/%7Bopen",
            {"path": {"id": "x"}},
            "/odd/%7B%7D/x/%7Bopen",
        ),
        (
            "/search?kind=%C3%A4%20b",
            {"query": {"page": 2, "size": "5"}},
            "/search?kind=%C3%A4%20b&page=2&size=5",
        ),
    ],
)
def test_what_a_path_spells(
    literals: ModuleType, call: Any, server: Any, key: str, given: Any, target: str
) -> None:
    constant = next(each for each in _all(literals) if each.path == key)
    call(literals, lambda c: c.send(constant, **given))
    assert server.request.target == target


def test_a_text_around_a_hole_of_the_query(
    literals: ModuleType, call: Any, server: Any
) -> None:
    (found,) = [each for each in _all(literals) if each.path.startswith("/hits")]
    given: Any = {"path": {"a": "x", "name": "n&", "kind": "k"}, "query": {"flag": 1}}
    call(literals, lambda c: c.send(found, **given))
    assert server.request.target == "/hits/x?q=name:n%26%20kind:k&flag=1"


def test_a_fragment_is_never_sent(literals: ModuleType, call: Any, server: Any) -> None:
    found = [each for each in _all(literals) if each.path == "/files/{id}"]
    assert len(found) == 2
    for each in found:
        call(
            literals,
            lambda c, each=each: c.send(each, path={"id": "f"}, query={"a": 1}),
        )
        assert server.requests[-1].target == "/files/f?a=1"


def test_what_becomes_of_a_path_is_told(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(LITERALS, encoding="utf-8")
    done = calgen("generate", "-i", "api.yaml", "-o", "out", "--verbose", cwd=tmp_path)
    assert done.code == 0
    assert "is sent as '/gr%C3%BCn%20e/{id}/100%25/a%20b%09' [CG057]" in done.stderr
    assert "'/files/{id}#add_link' is sent as '/files/{id}' [CG057]" in done.stderr
    (line,) = [each for each in done.stderr.splitlines() if "[CG024]" in each]
    assert "{size} is not declared as a parameter" in line
    assert line.startswith("api.yaml:2")


COMMAS = HEAD + """  /ships:
    get:
      parameters:
        - {name: plain, in: query, description: Ids of ships., schema: &list {type: array, items: {type: string}}}
        - {name: told, in: query, description: A comma-separated list of ids., schema: *list}
        - {name: below, in: query, schema: {type: array, description: 'Separate several by commas.', items: {type: integer}}}
        - {name: shared, in: query, description: Ids delimited with commas., schema: {$ref: '#/components/schemas/Ids'}}
        - {name: either, in: query, style: form, description: Comma-separated list of ids., schema: {oneOf: [{type: string}, *list]}}
        - {name: exploded, in: query, explode: true, description: A comma-separated list of ids., schema: *list}
        - {name: piped, in: query, style: pipeDelimited, explode: false, description: A comma-separated list of ids., schema: *list}
        - {name: text, in: query, description: A comma-separated list of ids., schema: {type: string}}
        - {name: names, in: query, description: Names; commas are allowed in them., schema: *list}
      responses: {'204': {description: done}}
components: {schemas: {Ids: {type: array, items: {type: string}}}}
"""


@pytest.fixture(scope="module")
def ships(generate: Any) -> ModuleType:
    made: ModuleType = generate(COMMAS)
    return made


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("plain", "plain=a&plain=b%2Cc"),
        ("told", "told=a,b%2Cc"),
        ("shared", "shared=a,b%2Cc"),
        ("either", "either=a,b%2Cc"),
        # What keywords say stands before any sentence.
        ("exploded", "exploded=a&exploded=b%2Cc"),
        ("piped", "piped=a%7Cb%2Cc"),
        ("names", "names=a&names=b%2Cc"),
    ],
)
def test_a_sentence_that_wants_commas(
    ships: ModuleType, call: Any, server: Any, name: str, query: str
) -> None:
    given: Any = {name: ["a", "b,c"]}
    call(ships, lambda c: c.ships.list(**given))
    assert server.request.query.replace("|", "%7C") == query


def test_commas_beside_other_values(ships: ModuleType, call: Any, server: Any) -> None:
    call(ships, lambda c: c.ships.list(below=[1, 2], text="a,b", either="a"))
    assert sorted(server.request.query.replace("%2C", ",").split("&")) == [
        *("below=1,2", "either=a", "text=a,b"),
    ]

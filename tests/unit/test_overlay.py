"""Overlays to documents: each rule of the specification, and where values stand then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from calgen.diagnostics import Report, Stop
from calgen.document import Document, parse
from calgen.inputs import Input, names_of
from calgen.ir import JsonValue
from calgen.location import Place
from calgen.overlay import Overlay, overlaid, read_overlays
from calgen.overlay.query import BadQuery, Query

BASE = """openapi: 3.1.0
info:
  title: Books
  version: '1'
tags: [{name: one}, {name: two}, {name: three}]
paths:
  /books:
    get:
      tags: [one, two]
      summary: All books
      parameters:
        - {name: a, in: query}
        - {name: b, in: query}
        - {name: c, in: query}
      x-limits: {day: 10, hour: 1}
  /authors: {get: {summary: All authors}}
"""


def read(folder: Path, *texts: str) -> tuple[tuple[Overlay, ...], Report]:
    """Overlays of these texts, saved as fix0.yaml, fix1.yaml and so on."""
    paths = [folder / f"fix{number}.yaml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    report = Report()
    inputs = [Input("api.yaml", b"", asked=True, path=folder / "api.yaml")]
    return read_overlays(paths, inputs, report, base=folder), report


def overlay(*actions: str, version: str = "1.1.0") -> str:
    listed = "".join(f"  - {action}\n" for action in actions)
    return f"overlay: {version}\ninfo: {{title: Fix, version: '1'}}\nactions:\n{listed}"


def changed(
    folder: Path, *texts: str, base: str = BASE
) -> tuple[dict[str, Any], Document, Report]:
    """The data of BASE after overlays, its document, and what was reported."""
    before = parse("api.yaml", base)
    kept = json.dumps(before.data)
    overlays, report = read(folder, *texts)
    (after,) = overlaid([before], overlays, report)
    assert json.dumps(before.data) == kept, "nobody may change what was read"
    assert isinstance(after.data, dict)
    return after.data, after, report


GET = "$.paths['/books'].get"
CASES = {
    "an object: a new key": (
        "{target: $.info, update: {x-new: 1}}",
        "/info",
        {"title": "Books", "version": "1", "x-new": 1},
    ),
    "an object: a plain value is replaced": (
        "{target: $.info, update: {title: Other}}",
        "/info/title",
        "Other",
    ),
    "an object: a plain value of another type": (
        "{target: $.info, update: {title: null}}",
        "/info/title",
        None,
    ),
    "an object: objects merge at every depth": (
        f'{{target: "{GET}", update: {{x-limits: {{hour: 2, week: 50}}}}}}',
        "/paths/~1books/get/x-limits",
        {"day": 10, "hour": 2, "week": 50},
    ),
    "an object: arrays are joined": (
        f'{{target: "{GET}", update: {{tags: [new, one]}}}}',
        "/paths/~1books/get/tags",
        ["one", "two", "new", "one"],
    ),
    "the root": ("{target: $, update: {info: {x-a: 1}}}", "/info/x-a", 1),
    "an array: an object is an item": (
        f'{{target: "{GET}.parameters", update: {{name: d}}}}',
        "/paths/~1books/get/parameters/3",
        {"name": "d"},
    ),
    "an array: a plain value is an item": (
        f'{{target: "{GET}.tags", update: new}}',
        "/paths/~1books/get/tags",
        ["one", "two", "new"],
    ),
    "an array: an array is joined": (
        f'{{target: "{GET}.tags", update: [new, newer]}}',
        "/paths/~1books/get/tags",
        ["one", "two", "new", "newer"],
    ),
    "a plain value is replaced": (
        "{target: $.info.title, update: Other}",
        "/info/title",
        "Other",
    ),
    "an item that is a plain value": (
        f'{{target: "{GET}.tags[1]", update: new}}',
        "/paths/~1books/get/tags",
        ["one", "new"],
    ),
    "many places": (
        "{target: $.paths.*.get, update: {x-safe: true}}",
        "/paths/~1authors/get",
        {"summary": "All authors", "x-safe": True},
    ),
    "a place that is selected twice is changed once": (
        "{target: \"$.info['title','title']\", update: Other}",
        "/info/title",
        "Other",
    ),
    "remove: a key": (
        "{target: $.info.title, remove: true}",
        "/info",
        {"version": "1"},
    ),
    "remove: items": (
        f"{{target: \"{GET}.parameters[?@.name != 'b']\", remove: true}}",
        "/paths/~1books/get/parameters",
        [{"name": "b", "in": "query"}],
    ),
    "remove: a plain item": (
        f"{{target: \"{GET}.tags[?@ == 'one']\", remove: true}}",
        "/paths/~1books/get/tags",
        ["two"],
    ),
    "remove: what lies in what is removed": (
        "{target: \"$.paths['/books']..*\", remove: true}",
        "/paths/~1books",
        {},
    ),
    "remove is stronger than update": (
        "{target: $.info.title, update: Other, remove: true}",
        "/info",
        {"version": "1"},
    ),
    "remove: false is nothing": (
        "{target: $.info.title, remove: false}",
        "/info/title",
        "Books",
    ),
    "copy into an object": (
        "{target: \"$.paths['/authors']\", copy: \"$.paths['/books']\"}",
        "/paths/~1authors/get/tags",
        ["one", "two"],
    ),
    "copy keeps what the target has": (
        "{target: $.info, copy: \"$.paths['/books'].get.x-limits\"}".replace(
            ".x-limits", "['x-limits']"
        ),
        "/info",
        {"title": "Books", "version": "1", "day": 10, "hour": 1},
    ),
    "copy an array to an array": (
        f'{{target: "{GET}.tags", copy: "{GET}.tags"}}',
        "/paths/~1books/get/tags",
        ["one", "two", "one", "two"],
    ),
    "copy a plain value": (
        "{target: $.info.title, copy: $.info.version}",
        "/info/title",
        "1",
    ),
    "an action that says nothing": ("{target: $.info}", "/info/title", "Books"),
    "extensions and descriptions are allowed": (
        "{target: $.info.title, update: Other, description: why, x-mine: {a: 1}}",
        "/info/title",
        "Other",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_action(name: str, tmp_path: Path) -> None:
    action, pointer, expected = CASES[name]
    _, document, report = changed(tmp_path, overlay(action))
    assert document.at(pointer) == expected
    assert [each.code for each in report] == ["CG038"]


def test_actions_work_on_the_result_of_those_before(tmp_path: Path) -> None:
    """The specification's own example of a path that is renamed."""
    data, _, report = changed(
        tmp_path,
        overlay(
            "{target: $.paths, update: {/works: {}}}",
            "{target: \"$.paths['/works']\", copy: \"$.paths['/books']\"}",
            "{target: \"$.paths['/books']\", remove: true}",
        ),
    )
    assert list(data["paths"]) == ["/authors", "/works"]
    assert data["paths"]["/works"] == parse("a", BASE).at("/paths/~1books")
    assert not report.has("warning")


def test_overlays_work_in_their_order(tmp_path: Path) -> None:
    one, two = (
        overlay(f"{{target: $.info.title, update: {word}}}") for word in ("one", "two")
    )
    assert changed(tmp_path, one, two)[0]["info"]["title"] == "two"
    assert changed(tmp_path, two, one)[0]["info"]["title"] == "one"


def test_a_value_is_not_shared_between_places(tmp_path: Path) -> None:
    data, _, _ = changed(
        tmp_path,
        overlay(
            "{target: $.paths.*.get, update: {x-new: {a: [1]}}}",
            "{target: \"$.paths['/books'].get['x-new'].a\", update: 2}",
        ),
    )
    assert data["paths"]["/books"]["get"]["x-new"] == {"a": [1, 2]}
    assert data["paths"]["/authors"]["get"]["x-new"] == {"a": [1]}


def test_a_copy_is_not_shared_either(tmp_path: Path) -> None:
    data, _, _ = changed(
        tmp_path,
        overlay(
            "{target: \"$.paths['/authors']\", copy: \"$.paths['/books']\"}",
            "{target: \"$.paths['/authors'].get.tags\", update: new}",
        ),
    )
    assert data["paths"]["/books"]["get"]["tags"] == ["one", "two"]


def test_an_alias_is_changed_in_one_place_only(tmp_path: Path) -> None:
    base = "openapi: 3.1.0\npaths: {/a: &a {get: {tags: [one]}}, /b: *a}\n"
    action = "{target: \"$.paths['/a'].get.tags\", update: two}"
    data, _, _ = changed(tmp_path, overlay(action), base=base)
    assert data["paths"]["/a"]["get"]["tags"] == ["one", "two"]
    assert data["paths"]["/b"]["get"]["tags"] == ["one"]


def test_a_document_that_no_action_changes_is_returned_as_it_is(tmp_path: Path) -> None:
    document = parse("api.yaml", BASE)
    overlays, report = read(tmp_path, overlay("{target: $.nothing, remove: true}"))
    assert overlaid([document], overlays, report) == (document,)


# --- where values stand ---------------------------------------------------------------------


def place(document: Document, pointer: str) -> str:
    return str(document.position(pointer))


def test_what_stays_stands_where_it_was(tmp_path: Path) -> None:
    """Also behind an item that was removed."""
    action = f"{{target: \"{GET}.parameters[?@.name == 'a']\", remove: true}}"
    _, after, _ = changed(tmp_path, overlay(action))
    at = "/paths/~1books/get/parameters"
    assert after.at(f"{at}/1/name") == "c"
    assert place(after, f"{at}/0") == "api.yaml:13:11"
    assert place(after, f"{at}/1/name") == "api.yaml:14:12"
    assert place(after, "/paths/~1authors/get") == "api.yaml:16:14"
    assert after.line_at(f"{at}/1").strip() == "- {name: c, in: query}"


def test_what_an_overlay_brings_stands_in_the_overlay(tmp_path: Path) -> None:
    _, after, _ = changed(
        tmp_path,
        overlay(
            f'{{target: "{GET}", update: {{summary: Other, parameters: [{{name: d}}]}}}}',
            f'{{target: "{GET}.tags", update: three}}',
            f'{{target: "{GET}.tags[0]", update: four}}',
        ),
    )
    get = "/paths/~1books/get"
    assert place(after, f"{get}/summary").startswith("fix0.yaml:4:")
    assert place(after, f"{get}/parameters/3/name").startswith("fix0.yaml:4:")
    assert after.line_at(f"{get}/parameters/3").startswith("  - {target")
    assert place(after, f"{get}/tags/2").startswith("fix0.yaml:5:")
    assert place(after, f"{get}/tags/0").startswith("fix0.yaml:6:")
    assert place(after, f"{get}/tags/1") == "api.yaml:9:19"
    assert place(after, get) == "api.yaml:8:5"


def test_a_copy_stands_where_its_values_were_read(tmp_path: Path) -> None:
    _, after, _ = changed(
        tmp_path,
        overlay(
            f'{{target: "{GET}.parameters[0]", remove: true}}',
            f'{{target: "{GET}.parameters", update: {{name: d}}}}',
            "{target: $.paths, update: {/works: {}}}",
            "{target: \"$.paths['/works']\", copy: \"$.paths['/books']\"}",
            "{target: \"$.paths['/books']\", remove: true}",
        ),
    )
    at = "/paths/~1works/get/parameters"
    assert place(after, "/paths/~1works").startswith("fix0.yaml:6:")
    assert place(after, f"{at}/1") == "api.yaml:14:11"
    assert place(after, f"{at}/2").startswith("fix0.yaml:5:")


def test_json_and_blocks_of_pages_have_places_too(tmp_path: Path) -> None:
    text = '{"openapi": "3.1.0", "tags": [\n{"name": "a"},\n{"name": "b"}]}'
    action = "{target: '$.tags[0]', remove: true}"
    _, after, _ = changed(tmp_path, overlay(action), base=text)
    assert place(after, "/tags/0") == "api.yaml:3:1"
    block = parse("page.md", BASE, whole=f"# A\n\n{BASE}", first_line=2)
    overlays, report = read(tmp_path, overlay(action))
    (page,) = overlaid([block], overlays, report)
    assert place(page, "/tags/0") == "page.md:7:21"
    assert page.line_at("/tags/0").startswith("tags: ")


# --- what cannot be done --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("{target: $.info, update: text}", "a string cannot be merged into an object"),
        ("{target: $.info, update: [1]}", "an array cannot be merged into an object"),
        ("{target: $.info.title, update: {}}", "an object cannot be merged into a s"),
        (
            "{target: $.info, update: {title: [a]}}",
            "an array cannot be merged into a s",
        ),
        ("{target: $, update: {tags: {}}}", "an object cannot be merged into an array"),
        ("{target: $, update: {tags: a}}", "a string cannot be merged into an array"),
        ("{target: $, update: {info: null}}", "null cannot be merged into an object"),
        ("{target: $, remove: true}", "the root of a document cannot be removed"),
        (
            "{target: '$.info[*,\"x\"]', copy: $.tags}",
            "an array cannot be merged into a string",
        ),
        (
            "{target: $.*, update: {a: 1}}",
            "selects a string and an object and an array",
        ),
        (
            "{target: $.info, copy: $.nothing}",
            "must select one value; '$.nothing' selects 0",
        ),
        ("{target: $.info, copy: '$.tags[*]'}", "'$.tags[*]' selects 3"),
    ],
)
def test_an_action_that_does_not_fit(action: str, said: str, tmp_path: Path) -> None:
    overlays, report = read(tmp_path, overlay(action))
    with pytest.raises(Stop):
        overlaid([parse("api.yaml", BASE)], overlays, report)
    (found,) = [each for each in report if each.level == "error"]
    assert found.code == "CG036"
    assert said in found.message
    assert str(found.position).startswith("fix0.yaml:4:")


def test_a_misfit_shows_both_values(tmp_path: Path) -> None:
    overlays, report = read(tmp_path, overlay("{target: $.info, update: {title: []}}"))
    with pytest.raises(Stop):
        overlaid([parse("api.yaml", BASE)], overlays, report)
    (found,) = [each for each in report if each.level == "error"]
    assert str(found.position) == "fix0.yaml:4:31"
    (other,) = found.related
    assert isinstance(other, Place)
    assert str(other.position) == "api.yaml:3:3"


def test_an_action_that_selects_nothing(tmp_path: Path) -> None:
    _, _, report = changed(
        tmp_path,
        overlay(
            "{target: $.info.title, remove: true}",
            "{target: $.info.title, update: Other}",
        ),
    )
    (found,) = [each for each in report if each.level == "warning"]
    assert (found.code, str(found.position)) == ("CG035", "fix0.yaml:5:6")


def test_an_action_needs_one_of_several_documents(tmp_path: Path) -> None:
    other = parse("other.yaml", "openapi: 3.1.0\npaths: {}\n")
    overlays, report = read(tmp_path, overlay("{target: $.tags, update: {name: x}}"))
    changed_one, same = overlaid([parse("api.yaml", BASE), other], overlays, report)
    assert len(changed_one.data["tags"]) == 4  # type: ignore[index, arg-type, call-overload]
    assert same is other
    assert not report.has("warning")


def test_a_copy_is_made_in_the_documents_that_have_the_target(tmp_path: Path) -> None:
    other = parse("other.yaml", "openapi: 3.1.0\npaths: {}\n")
    overlays, report = read(tmp_path, overlay("{target: $.info, copy: $.paths}"))
    after = overlaid([parse("api.yaml", BASE), other], overlays, report)
    assert "/books" in after[0].at("/info")  # type: ignore[operator]


# --- extends --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "applies"),
    [
        ("api.yaml", True),
        ("./api.yaml", True),
        ("sub/../api.yaml", True),
        ("{folder}/api.yaml", True),
        ("file://{folder}/api.yaml", True),
        ("https://example.com/v1/api.yaml", True),
        ("https://example.com/self", True),
        ("other.yaml", False),
        ("../api.yaml", False),
        ("https://example.com/v1/other.yaml", False),
    ],
)
def test_extends(reference: str, applies: bool, tmp_path: Path) -> None:
    text = overlay("{target: $.info.title, update: Other}")
    text = f"extends: {reference.format(folder=tmp_path)}\n{text}"
    base = f"$self: https://example.com/self\n{BASE}"
    data, _, report = changed(tmp_path, text, base=base)
    assert (data["info"]["title"] == "Other") == applies
    codes = [each.code for each in report]
    assert codes == (["CG038"] if applies else ["CG037"])


def test_an_address_means_the_inputs_that_are_most_like_it(tmp_path: Path) -> None:
    paths = [tmp_path / "v1" / "api.yaml", tmp_path / "v2" / "api.yaml"]
    names = names_of(paths, tmp_path)
    inputs = [Input(names[path], b"", asked=True, path=path) for path in paths]
    file = tmp_path / "fix.yaml"
    text = overlay("{target: $.info.title, update: Other}")
    file.write_text(f"extends: https://example.com/v2/api.yaml\n{text}")
    (found,) = read_overlays([file], inputs, Report(), base=tmp_path)
    assert found.names == {"v2/api.yaml"}


# --- overlays that are none -----------------------------------------------------------------


GOOD = overlay("{target: $.info.title, update: Other}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "fix0.yaml:1:1: an overlay must be an object, not an array"),
        ("null\n", "fix0.yaml:1:1: an overlay must be an object, not null"),
        ("openapi: 3.1.0\n", "fix0.yaml:1:1: this is no overlay of version 1.0 or 1.1"),
        (GOOD.replace("1.1.0", "2.0.0"), "fix0.yaml:1:1: this is no overlay of"),
        (GOOD.replace("1.1.0", "1.1"), "fix0.yaml:1:1: this is no overlay of"),
        (GOOD.replace("info:", "x-info:"), "fix0.yaml:1:1: an overlay needs `info`"),
        (GOOD.replace("title: Fix, ", ""), "fix0.yaml:2:1: `info` needs `title`"),
        (
            GOOD.replace("'1'", "1"),
            "fix0.yaml:2:20: `version` of `info` must be a string",
        ),
        (GOOD.replace("title: Fix", "titel: Fix, title: a"), "`info` has no `titel`"),
        (GOOD + "other: 1\n", "fix0.yaml:5:1: an overlay has no `other`"),
        (
            GOOD + "extends: {}\n",
            "fix0.yaml:5:1: `extends` of an overlay must be a string",
        ),
        (
            "overlay: 1.1.0\ninfo: {title: a, version: b}\n",
            "must be a list of one action",
        ),
        (
            GOOD.partition("  -")[0],
            "fix0.yaml:3:1: `actions` of an overlay must be a list",
        ),
        (overlay("3"), "fix0.yaml:4:5: an action must be an object, not a number"),
        (overlay("{update: 3}"), "fix0.yaml:4:5: an action needs `target`"),
        (
            overlay("{target: 3}"),
            "fix0.yaml:4:6: `target` of an action must be a string",
        ),
        (
            overlay("{target: $, remove: maybe}"),
            "`remove` must be true or false, not a s",
        ),
        (overlay("{target: $, copy: 3}"), "`copy` of an action must be a string"),
        (overlay("{target: $, description: 3}"), "`description` of an action must be"),
        (
            overlay("{target: $, updaet: 3}"),
            "fix0.yaml:4:17: an action has no `updaet`",
        ),
        (overlay("{target: $, update: {}, copy: $}"), "cannot have both `update` and"),
        (overlay("{target: $, copy: $}", version="1.0.0"), "an action has no `copy`"),
        (
            overlay("{target: $}", "{target: $}"),
            "fix0.yaml:5:5: the action stands twice",
        ),
        (overlay("{target: info.title}"), "'info.title' is not a JSONPath"),
        (overlay("{target: '$.paths['}"), "'$.paths[' is not a JSONPath"),
        (overlay("{target: $.a.x-b}"), "'$.a.x-b' is not a JSONPath"),
        (
            overlay("{target: $, copy: '$.['}"),
            "fix0.yaml:4:17: '$.[' is not a JSONPath",
        ),
        (overlay(f"{{target: '$.a[?{'(' * 900}@{')' * 900}]'}}"), "is not a JSONPath"),
        ("overlay: [\n", "not valid YAML"),
        ("overlay: 1.1.0\noverlay: 1.1.0\n", "the key 'overlay' stands twice"),
    ],
)
def test_a_bad_overlay(text: str, said: str, tmp_path: Path) -> None:
    report = Report()
    path = tmp_path / "fix0.yaml"
    path.write_text(text)
    with pytest.raises(Stop):
        read_overlays([path], [], report, base=tmp_path)
    found = [f"{each.position}: {each.message}" for each in report]
    assert any(said in each for each in found), found
    assert all(each.position for each in report)


def test_hints_tell_what_was_meant(tmp_path: Path) -> None:
    def hints(text: str) -> str:
        report = Report()
        (tmp_path / "fix0.yaml").write_text(text)
        with pytest.raises(Stop):
            read_overlays([tmp_path / "fix0.yaml"], [], report, base=tmp_path)
        return " ".join(each.hint for each in report)

    assert "did you mean `update`?" in hints(overlay("{target: $, updaet: 3}"))
    assert "version 1.1" in hints(overlay("{target: $, copy: $}", version="1.0.0"))
    assert "$.info.title" in hints(overlay("{target: info.title}"))
    assert "$['x-name']" in hints(overlay("{target: $.x-a}"))


def test_version_1_0_needs_nothing_of_1_1(tmp_path: Path) -> None:
    text = overlay("{target: $.info.title, update: Other}", version="1.0.0")
    assert changed(tmp_path, text)[0]["info"]["title"] == "Other"


def _nested(signs: str, depth: int, closing: str = "") -> str:
    return f"$.a[?{signs * depth}@.b{closing * depth}]"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        # The filter's own bracket counts.
        (_nested("(", 99, ")"), True),
        (_nested("(", 100, ")"), False),
        (_nested("(", 5000, ")"), False),
        (_nested("! ", 500), False),
        (_nested("@[?", 100, "]"), False),
        ("$['" + "(" * 500 + "']", True),
        ('$["\'\\"' + "(" * 500 + '"]', True),
        ("$" + ".a" * 3000, True),
        ("$.a[?" + " && ".join(["@.b"] * 500) + "]", True),
    ],
)
def test_how_deep_a_query_may_nest(text: str, fits: bool) -> None:
    # Whatever room is left on the stack.
    def at(depth: int) -> str:
        if depth:
            return at(depth - 1)
        try:
            Query(text).locations({"a": [{"b": 1}]})
        except BadQuery as error:
            return str(error)
        return ""

    said = "" if fits else "it nests too deeply"
    assert [at(depth) for depth in (0, 300, 600)] == [said] * 3


def test_data_may_nest_more_than_a_query() -> None:
    data: JsonValue = {"x": 1}
    for _ in range(400):
        data = {"a": data}
    (found,) = Query("$..x").locations(data)
    assert len(found) == 401

"""Input that cannot be used ends a run: exit code 2, a place, nothing written.

The `calgen` fixture raises what the command line lets out, so each of these tests also
shows that nobody gets to see a traceback.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

GOOD = """openapi: 3.1.0
info: {title: Fine, version: '1'}
servers: [{url: https://fine.example}]
paths:
  /things:
    get: {operationId: listThings, tags: [Things], responses: {'204': {description: no}}}
"""
DEEP = 100_000


class Runner:
    """Runs `generate` in a folder and tells whether anything was written."""

    def __init__(self, folder: Path, calgen: Any) -> None:
        self.folder = folder
        self._calgen = calgen

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def __call__(self, *arguments: object, stdin: bytes = b"") -> Any:
        flags = ("-o", "out", "--package", "fine", "--config", "none")
        return self._calgen(
            "generate", *flags, *arguments, cwd=self.folder, stdin=stdin
        )

    def refuses(self, *arguments: object, stdin: bytes = b"") -> str:
        """What a run that must fail says."""
        done = self(*arguments, stdin=stdin)
        assert done.code == 2, done.stderr
        assert not (self.folder / "out").exists()
        assert "Traceback" not in done.stderr
        return str(done.stderr)

    def accepts(self, *arguments: object, stdin: bytes = b"") -> None:
        done = self(*arguments, stdin=stdin)
        assert done.code == 0, done.stderr
        assert (self.folder / "out" / "fine" / "client.py").is_file()


@pytest.fixture
def run(tmp_path: Path, calgen: Any) -> Runner:
    return Runner(tmp_path, calgen)


# --- files and folders --------------------------------------------------------------------


def test_a_missing_file(run: Runner) -> None:
    said = run.refuses("-i", "nowhere.yaml")
    assert "error: no such file or folder: nowhere.yaml [CG001]" in said


def test_a_missing_file_beside_a_good_one(run: Runner) -> None:
    run.write("good.yaml", GOOD)
    assert "nowhere.yaml" in run.refuses("-i", "good.yaml", "-i", "nowhere.yaml")


def test_an_empty_folder(run: Runner) -> None:
    (run.folder / "empty").mkdir()
    said = run.refuses("-i", "empty")
    assert "the folder empty holds no API description [CG002]" in said


def test_a_folder_with_other_things_only(run: Runner) -> None:
    run.write("docs/notes.txt", "nothing")
    run.write("docs/.hidden.yaml", GOOD)
    run.write("docs/.hidden/api.yaml", GOOD)
    assert "[CG002]" in run.refuses("-i", "docs")


def test_a_folder_with_data_that_is_no_description(run: Runner) -> None:
    run.write("docs/package.json", '{"name": "something else"}')
    assert "there is no API description in the inputs" in run.refuses("-i", "docs")
    run.write("docs/api.yaml", GOOD)
    run.accepts("-i", "docs")


def test_no_inputs(run: Runner) -> None:
    said = run.refuses()
    assert "there are no inputs [CG002]" in said
    assert "hint: name a document" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(run: Runner) -> None:
    run.write("api.yaml", GOOD).chmod(0)
    assert "cannot read api.yaml" in run.refuses("-i", "api.yaml")


def test_a_broken_file_stops_the_good_ones(run: Runner) -> None:
    """Leaving it out would delete its calls from the client."""
    run.write("specs/good.yaml", GOOD)
    run.write("specs/broken.yaml", "paths: [")
    said = run.refuses("-i", "specs")
    assert "specs/broken.yaml:1:" in said


# --- texts --------------------------------------------------------------------------------


def test_a_tab(run: Runner) -> None:
    run.write("api.yaml", "openapi: 3.1.0\npaths:\n\t/a: {}\n")
    said = run.refuses("-i", "api.yaml")
    assert "api.yaml:3:1: error: not valid YAML" in said
    assert "never with tabs" in said


def test_a_page_without_a_block(run: Runner) -> None:
    run.write("page.md", "# Page\n\n```python\nopenapi = 3\n```\n")
    assert "page.md:1:1: error: the page holds no" in run.refuses("-i", "page.md")


def test_a_page_whose_block_is_broken(run: Runner) -> None:
    run.write("page.md", "# Page\n\n```yaml\nopenapi: 3.1.0\npaths: [\n```\n")
    said = run.refuses("-i", "page.md")
    assert "page.md:6:1: error: not valid YAML" in said or "page.md:5:" in said


def test_not_utf8(run: Runner) -> None:
    run.write("api.yaml", GOOD.encode() + "# grün\n".encode("latin-1"))
    said = run.refuses("-i", "api.yaml")
    assert "api.yaml:7:1: error: not UTF-8 text [CG003]" in said


def test_utf16(run: Runner) -> None:
    run.write("api.yaml", GOOD.encode("utf-16"))
    assert "not UTF-8 text" in run.refuses("-i", "api.yaml")


@pytest.mark.parametrize("name", ["api.yaml", "api.json", "page.md"])
def test_an_empty_file(run: Runner, name: str) -> None:
    run.write(name, "")
    assert f"{name}:1:1: error: " in run.refuses("-i", name)


@pytest.mark.parametrize(
    "text",
    ["just a sentence", "- a\n- b\n", "null", "42", "title: other\n", "[]", "{}"],
)
def test_something_else(run: Runner, text: str) -> None:
    run.write("api.yaml", text)
    assert "[CG004]" in run.refuses("-i", "api.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "openapi: 3.1.0\n",
        "openapi: 3.1.0\npaths: null\n",
        "openapi: 3.1.0\npaths: [1, 2]\n",
        "openapi: 3.1.0\npaths: {/a: null, /b: [], /c: text}\n",
        "openapi: 3.1.0\npaths: {/a: {get: null, post: 3, parameters: {}}}\n",
        "openapi: 3.1.0\ninfo: []\nservers: {}\ncomponents: text\npaths: {}\n",
    ],
)
def test_odd_shapes_do_not_break_it(run: Runner, text: str) -> None:
    run.write("api.yaml", text)
    done = run("-i", "api.yaml")
    assert done.code in (0, 2), done.stderr


@pytest.mark.parametrize(
    "operation",
    [
        "{}",
        "{parameters: text, responses: text, requestBody: text, tags: text}",
        "{parameters: [1, null, {}, {in: query}, {name: a}], tags: [1, null, {}]}",
        "{responses: {'200': null, default: 3, '2XX': {content: text}}}",
        "{responses: {'200': {content: {application/json: {schema: 3}}}}}",
        "{responses: {'200': {content: {application/json: {schema: {type: 7}}}}}}",
        "{responses: {'200': {content: {application/json: {schema: {required: b}}}}}}",
        "{responses: {'200': {content: {a/json: {schema: {enum: 3, allOf: {}}}}}}}",
        "{responses: {'200': {content: {application/json: {schema: {properties: []}}}}}}",
        "{responses: {'200': {content: {application/json: {schema: {$ref: 3}}}}}}",
        "{responses: {'200': {content: {application/json: {schema: {$ref: '#/'}}}}}}",
        "{responses: {'200': {$ref: '#/paths/~1things/get'}}}",
        "{operationId: [a], summary: {}, description: 7, deprecated: text}",
        "{security: text}",
        "{security: [3, null, {a: 4}]}",
        "{requestBody: {content: {application/json: {schema: {oneOf: [3, null]}}}}}",
        "{requestBody: {content: {'': {}, 'a b': null}}}",
        "{parameters: [{name: '', in: query}, {name: a, in: nowhere}]}",
        "{parameters: [{name: a, in: query, schema: {type: array, items: 3}}]}",
    ],
)
def test_odd_operations_do_not_break_it(run: Runner, operation: str) -> None:
    run.write("api.yaml", f"openapi: 3.1.0\npaths: {{/things: {{get: {operation}}}}}\n")
    run.accepts("-i", "api.yaml")


def test_references_in_a_circle(run: Runner) -> None:
    run.write(
        "api.yaml",
        GOOD + "components: {schemas: {A: {$ref: '#/components/schemas/B'},"
        " B: {$ref: '#/components/schemas/A'}, C: {allOf: [{$ref:"
        " '#/components/schemas/C'}]}}}\n"
        "x: &x {get: {responses: {'200': {content: {application/json: {schema:"
        " {oneOf: [{$ref: '#/components/schemas/A'},"
        " {$ref: '#/components/schemas/C'}]}}}}}}}\n",
    )
    text = (run.folder / "api.yaml").read_text()
    text = text.replace("paths:\n", "paths:\n  /circle: *x\n")
    at = text.index("x: &x")
    run.write("api.yaml", text[at:] + text[:at])
    run.accepts("-i", "api.yaml")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("api.yaml", GOOD),
        ("api.json", '{"openapi": "3.1.0", "paths": {"/a": {"get": {}}}}'),
        ("page.md", f"```yaml\n{GOOD}```\n"),
    ],
)
def test_a_byte_order_mark(run: Runner, name: str, text: str) -> None:
    run.write(name, b"\xef\xbb\xbf" + text.encode())
    run.accepts("-i", name)


def test_windows_line_ends(run: Runner) -> None:
    run.write("api.yaml", GOOD.replace("\n", "\r\n"))
    run.accepts("-i", "api.yaml")


# --- too much -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("api.yaml", "[" * DEEP),
        ("api.yaml", "[" * DEEP + "]" * DEEP),
        ("api.yaml", "paths: " + "{a: " * DEEP + "}" * DEEP),
        ("api.yaml", "- " * DEEP + "a"),
        ("api.yaml", "\n".join(" " * n + "a:" for n in range(2000))),
        ("api.json", "[" * DEEP),
        ("api.json", "[" * DEEP + "]" * DEEP),
        ("api.json", '{"openapi": ' + '{"a": ' * DEEP + "1" + "}" * DEEP + "}"),
        ("page.md", "```yaml\nopenapi: " + "[" * DEEP + "\n```\n"),
    ],
)
def test_deep_nesting(run: Runner, name: str, text: str) -> None:
    run.write(name, text)
    said = run.refuses("-i", name)
    assert len(said) < 2000


def test_aliases_that_multiply(run: Runner) -> None:
    lines = ["openapi: 3.1.0", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    run.write("api.yaml", "\n".join([*lines, "paths: {}"]))
    assert "multiply without end" in run.refuses("-i", "api.yaml")


def test_an_alias_of_itself(run: Runner) -> None:
    run.write("api.yaml", "openapi: 3.1.0\npaths: &p {/a: *p}\n")
    run.refuses("-i", "api.yaml")


def test_tags_make_no_objects(run: Runner) -> None:
    run.write("api.yaml", GOOD + "x: !!python/object/apply:os._exit [3]\n")
    run.accepts("-i", "api.yaml")


# --- standard input -----------------------------------------------------------------------


def test_standard_input(run: Runner) -> None:
    run.accepts("-i", "-", "--stdin-name", "api.yaml", stdin=GOOD.encode())


def test_standard_input_as_a_page(run: Runner) -> None:
    page = f"# Page\n\n```yaml\n{GOOD}```\n"
    run.accepts("-i", "-", "--stdin-name", "page.md", stdin=page.encode())


def test_standard_input_without_a_name(run: Runner) -> None:
    said = run.refuses("-i", "-", stdin=GOOD.encode())
    assert "--stdin-name openapi.yaml" in said


def test_bad_standard_input(run: Runner) -> None:
    said = run.refuses("-i", "-", "--stdin-name", "api.yaml", stdin=b"paths: [")
    assert "api.yaml:1:" in said


# --- settings, profiles, templates ----------------------------------------------------------


def test_an_unknown_profile(run: Runner) -> None:
    run.write("api.yaml", GOOD)
    said = run.refuses("-i", "api.yaml", "--profile", "nobody")
    assert "nobody" in said
    assert "[CG03" in said


def test_a_profile_that_is_not_one(run: Runner) -> None:
    run.write("api.yaml", GOOD)
    run.write("own/profile.yaml", "recognisers: [{fact: scope, pattern: '('}]\n")
    assert "profile.yaml" in run.refuses("-i", "api.yaml", "--profile", "own")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("inputs = [", "cannot read the settings"),
        ("inputs = 'api.yaml'", "'inputs' must be a list of strings"),
        ("formatter = 'other'", "'formatter' must be 'black' or 'none'"),
        ("colour = 'red'", "unknown setting 'colour'"),
        ("required-version = '>=99'", "the settings ask for calgen >=99"),
        ("required-version = 'newest'", "not a version specifier"),
        ("output = 'out'", "there are no inputs"),
    ],
)
def test_settings(run: Runner, calgen: Any, text: str, said: str) -> None:
    run.write("calgen.toml", text)
    done = calgen("generate", cwd=run.folder)
    assert done.code == 2
    assert said in done.stderr
    if "no inputs" not in said:
        assert "calgen.toml:1:" in done.stderr


def test_settings_that_are_missing(run: Runner) -> None:
    run.write("api.yaml", GOOD)
    done = run("-i", "api.yaml", "--config", "nowhere.toml")
    assert done.code == 2
    assert "no such settings file: nowhere.toml" in done.stderr


@pytest.mark.parametrize("package", ["../up", "class", "a-b", "a.b", "1a", ""])
def test_a_package_that_cannot_be_imported(run: Runner, package: str) -> None:
    run.write("api.yaml", GOOD)
    done = run("-i", "api.yaml", "--package", package)
    assert done.code == 2
    assert not list(run.folder.parent.glob("up*"))


def test_templates_that_are_missing(run: Runner) -> None:
    run.write("api.yaml", GOOD)
    assert "nowhere" in run.refuses("-i", "api.yaml", "--templates", "nowhere")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("{package}/errors.py.jinja", "{% if %}", "errors.py.jinja:1:"),
        ("{package}/errors.py.jinja", "{{ nothing.at.all }}", "no `nothing` here"),
        ("{package}/errors.py.jinja", "def (:", "fine/errors.py:1:"),
        ("{package}/errors.py.jinja", "def a(b, b): ...", "fine/errors.py:1:"),
        ("{package}/errors.py.jinja", "{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{package}/errors.py.jinja", "{% include '../../x' %}", "errors.py.jinja"),
    ],
)
def test_a_template_that_fails(run: Runner, name: str, text: str, said: str) -> None:
    run.write("api.yaml", GOOD)
    run.write(f"own/{name}", text)
    assert said in run.refuses("-i", "api.yaml", "--templates", "own")


def test_an_output_that_is_a_file(run: Runner) -> None:
    run.write("api.yaml", GOOD)
    run.write("out", "mine")
    done = run("-i", "api.yaml")
    assert done.code == 2
    assert (run.folder / "out").read_text() == "mine"


# --- from outside ---------------------------------------------------------------------------


def test_no_reference_leaves_the_inputs(run: Runner) -> None:
    run.write("secret.yaml", "schema: {type: object, properties: {pin: {}}}\n")
    reference = "'../secret.yaml#/schema'"
    text = GOOD.replace(
        "{description: no}",
        "{content: {application/json: {schema: {$ref: " + reference + "}}}}",
    )
    run.write("specs/api.yaml", text)
    done = run("-i", "specs")
    assert done.code == 0
    assert "is not read: it lies outside of the inputs' folders" in done.stderr
    assert "--allow-remote ." in done.stderr
    made = [p.read_text() for p in (run.folder / "out").rglob("*.py")]
    assert not [text for text in made if "pin" in text.split()]


def test_long_names(run: Runner) -> None:
    """Longer than a file system allows for one name."""
    name = "very" * 100
    text = GOOD.replace("things", name).replace("Things", name)
    run.write("api.yaml", text)
    run.accepts("-i", "api.yaml")

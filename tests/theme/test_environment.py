"""What templates do when they run: whole lines, nothing but text, the same every time."""

from __future__ import annotations

import ast
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from themekit import made, shop, theme, write

from calgen import memo
from calgen.location import Place, Position
from calgen.resources import template_root
from calgen.theme import ThemeError
from calgen.theme.escapes import comment
from calgen.theme.outline import Block, block_body, block_text
from calgen.theme.tokens import ended, whole_lines

SUPERS = ["{{ super() }}", "{{ super() -}}"]
RESOURCE = "{package}/resources/{resource}.py.jinja"
ASYNC = "{package}/aio/{resource}.py.jinja"


def override(name: str, **blocks: str) -> str:
    bodies = (
        f"{{% block {block} %}}\n{body}\n{{% endblock %}}\n"
        for block, body in blocks.items()
    )
    return f'{{% extends "default/{name}" %}}\n{"".join(bodies)}'


@pytest.fixture(scope="module")
def default() -> dict[str, str]:
    return made()


# --- super() alone on its line stands for whole lines -----------------------------------


@pytest.mark.parametrize("above", SUPERS)
def test_a_field_after_the_others(tmp_path: Path, above: str) -> None:
    body = f"{above}\n    extra: str | None = None"
    write(tmp_path, "_class.py.jinja", override("_class.py.jinja", fields=body))
    found = 0
    for path, text in made(tmp_path).items():
        if path.startswith("acme/models/") and not path.endswith("__init__.py"):
            for node in ast.parse(text).body:
                if isinstance(node, ast.ClassDef):
                    last = node.body[-1]
                    assert isinstance(last, ast.AnnAssign), path
                    assert ast.unparse(last) == "extra: str | None = None"
                    found += 1
            assert "\n\n    extra" not in text
    assert found


@pytest.mark.parametrize("above", SUPERS)
def test_a_method_after_the_others(
    tmp_path: Path, default: dict[str, str], above: str
) -> None:
    more = "\n    def own(self) -> str:\n        return self.__class__.__name__"
    write(tmp_path, RESOURCE, override(RESOURCE, body=f"{above}\n{more}"))
    found = made(tmp_path)
    for path in ("acme/resources/orders.py", "acme/aio/orders.py"):
        assert found[path] == f"{default[path]}{more}\n"
        (cls,) = (e for e in ast.parse(found[path]).body if isinstance(e, ast.ClassDef))
        assert isinstance(cls.body[-1], ast.FunctionDef)
        assert cls.body[-1].name == "own"


@pytest.mark.parametrize("above", SUPERS)
def test_an_empty_line_that_is_written_stays(
    tmp_path: Path, default: dict[str, str], above: str
) -> None:
    body = f"{above}\n\n## Support\n\nAsk us."
    write(tmp_path, "README.md.jinja", override("README.md.jinja", install=body))
    found = made(tmp_path)["README.md"]
    said = "it brings `httpx2` and `pydantic` along.\n"
    assert f"{said}\n## Support\n\nAsk us.\n\n## First call\n" in found
    assert found.replace("\n## Support\n\nAsk us.\n", "", 1) == default["README.md"]


@pytest.mark.parametrize("dash", ["", "-"])
def test_a_call_within_try(tmp_path: Path, default: dict[str, str], dash: str) -> None:
    body = (
        "        try:\n"
        f"{{{{ super() | indent(4, first=true) {dash}}}}}\n"
        "        finally:\n            note()"
    )
    write(tmp_path, "_method.py.jinja", override("_method.py.jinja", call=body))
    found = made(tmp_path)["acme/resources/orders.py"]
    ast.parse(found)
    calls = default["acme/resources/orders.py"].count("        return self._client.")
    assert calls
    assert found.count("        try:\n            return self._client.") == calls
    assert found.count(")\n        finally:\n            note()\n") == calls


@pytest.mark.parametrize("above", SUPERS)
def test_an_error_behind_super_keeps_its_line(tmp_path: Path, above: str) -> None:
    body = f"{above}\n{above.replace('super()', 'super() | trim')}\n{{{{ 1 // 0 }}}}"
    write(tmp_path, "_method.py.jinja", override("_method.py.jinja", call=body))
    with pytest.raises(ThemeError, match="division") as caught:
        made(tmp_path)
    assert caught.value.place is not None
    assert caught.value.place.position.line == 5


@pytest.mark.parametrize(
    "text",
    [
        "x {{ super() }} y\n",
        "{{ super() }}, {{ super() }}\n",
        "{{- super() }}\n",
        "{{ super() ~ 'x' }}\n",
        "{{ super }}\n",
        "{% if x %}{{ super() }}{% endif %}\n",
        "{# an example:\n{{ super() -}}\n#}\n",
        "{% raw %}\n{{ super() }}\n{% endraw %}\n",
        "{% block a -%}\n    {{ super() }}\n{% endblock %}\n",
        "{{ super() }}",
        "{{ super() }}\n{# {{ super() }}\n",
        '{{ "\n{{ super() }}\n" }}\n',
    ],
)
def test_other_uses_stay_as_they_are(text: str) -> None:
    assert whole_lines(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "  {{ super() }}  \n",
        "{{ super() -}}\n\n\n",
        "{{super()|indent(4)}}\n",
        '{{ super() | replace("}}", "{{ super() }}") -}}\nx\n',
        "{% raw %}{{{% endraw %}\n{{ super() }}\n",
    ],
)
def test_lines_keep_their_number(text: str) -> None:
    found = whole_lines(text)
    assert found != text
    assert found.count("\n") == text.count("\n")


def test_lines_are_ended_once() -> None:
    assert [ended(""), ended("a"), ended("a\n"), ended("a\n\n"), ended("\n")] == [
        "",
        "a\n",
        "a\n",
        "a\n\n",
        "\n",
    ]
    assert [ended("", "  "), ended("a", "  ")] == ["", "  a\n"]


# --- what is printed is text ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("none", "None is no text", "{% if … %}"),
        ("package", "a Package is no text", "name what of it"),
        ("package.methods[0]", "a Method is no text", "name what of it"),
        ("package.methods[0].call", "`call` is a method", "`call()`"),
        ("package.methods[0].positional", "a tuple is no text", "join"),
        ("package.nothing", "no attribute 'nothing'", "doctor"),
        ("nothing", "'nothing' is undefined", "doctor"),
    ],
)
def test_what_is_no_text(tmp_path: Path, text: str, said: str, hint: str) -> None:
    write(tmp_path, "x.md.jinja", f"one\n  two {{{{ {text} }}}}\n")
    with pytest.raises(ThemeError) as caught:
        made(tmp_path)
    assert said in str(caught.value)
    assert hint in caught.value.hint
    assert caught.value.place is not None
    assert caught.value.place.position.line == 2
    assert caught.value.place.position.column > 6


def test_super_that_is_not_called(tmp_path: Path) -> None:
    body = override("README.md.jinja", install="{{ super }}")
    write(tmp_path, "README.md.jinja", body)
    with pytest.raises(ThemeError, match="no text") as caught:
        made(tmp_path)
    assert "`super()`" in caught.value.hint


def test_text_and_numbers_are_printed(tmp_path: Path) -> None:
    text = "{{ 1 }} {{ 1.5 }} {{ true }} {{ 'x' }}{{ 'no' if false }}\n"
    write(tmp_path, "x.md.jinja", text)
    assert made(tmp_path)["x.md"] == "1 1.5 True x\n"


@pytest.mark.parametrize("text", ["{{ [1, 2] | random }}", "{{ lipsum() }}"])
def test_nothing_is_left_to_chance(tmp_path: Path, text: str) -> None:
    write(tmp_path, "x.md.jinja", text)
    with pytest.raises(ThemeError):
        made(tmp_path)


def test_the_mark_at_the_beginning_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.md.jinja").write_bytes(b"\xef\xbb\xbf# {{ package.count }}\n")
    (tmp_path / "y.md").write_bytes(b"\xef\xbb\xbfplain\n")
    found = made(tmp_path)
    assert found["x.md"].startswith("# ")
    assert found["y.md"] == "plain\n"


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_hyphens_end_no_comment(count: int) -> None:
    said = comment(f"a {'-' * count}> b\n", "x.md")
    assert said.startswith("<!-- ")
    assert said.endswith(" -->\n")
    assert "--" not in said[4:-4]
    assert said.count("-") == count + 4


# --- errors -----------------------------------------------------------------------------


ENDLESS = [
    ({"_b.jinja": "\n{% include '_b.jinja' %}"}, "`_b.jinja` extends or", "_b.jinja"),
    (
        {
            "_b.jinja": "\n{% include '_c.jinja' %}",
            "_c.jinja": "\n{% include '_b.jinja' %}",
        },
        "`_b.jinja` and `_c.jinja`",
        "",
    ),
    (
        {
            "_b.jinja": "{% macro m(a) %}\n{{ m(a) }}{% endmacro %}{{ m(1) }}",
        },
        "a macro calls itself",
        "_b.jinja",
    ),
]


@pytest.mark.slow  # rendering gives up late; the doctor finds most of them before it
@pytest.mark.parametrize(("files", "said", "name"), ENDLESS)
def test_what_never_ends(
    tmp_path: Path, files: dict[str, str], said: str, name: str
) -> None:
    for each, text in files.items():
        write(tmp_path, each, text)
    write(tmp_path, "x.md.jinja", "{% include '_b.jinja' %}")
    with pytest.raises(ThemeError) as caught:
        made(tmp_path)
    assert said in str(caught.value)
    assert "default/" not in caught.value.hint
    assert caught.value.place is not None
    position = caught.value.place.position
    assert position.line == 2
    assert position.path.endswith(name)


def test_a_file_that_extends_itself_is_told_of_the_default(tmp_path: Path) -> None:
    write(tmp_path, "api.md.jinja", '{% extends "api.md.jinja" %}')
    with pytest.raises(ThemeError, match="itself") as caught:
        made(tmp_path)
    assert '"default/api.md.jinja"' in caught.value.hint


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("{{ 'x' | docstring('y') }}", "the filter `docstring`: ", ""),
        ("{{ 'x' | docstring(1, 2, 3) }}", "the filter `docstring` takes", ""),
        ("{{ 3 | md }}", "the filter `md`: ", ""),
        (
            "{% set a = none %}{{ a.b }}",
            "'None' has no attribute 'b'",
            "`a` may be None: ask with `{% if a %}`",
        ),
    ],
)
def test_errors_say_what_failed(
    tmp_path: Path, text: str, said: str, hint: str
) -> None:
    write(tmp_path, "x.md.jinja", text)
    with pytest.raises(ThemeError) as caught:
        made(tmp_path)
    assert said in str(caught.value)
    assert caught.value.hint == hint


# --- where things stand is read again ---------------------------------------------------


class Moving:
    """A source in which all stands on one line."""

    path = "api.yaml"

    def __init__(self, line: int) -> None:
        self.line = line

    def position(self, pointer: str) -> Position:
        return Position(self.path, self.line, 1)

    def line_at(self, pointer: str) -> str:
        return ""


def moved(line: int) -> Any:
    """The shop, its first method on a line."""
    package = shop()
    first, *others = package.resources
    method = first.methods[0]
    operation = replace(method.operation, place=Place(Moving(line)))
    method = replace(method, operation=operation)
    first = replace(first, methods=(method, *first.methods[1:]))
    return replace(package, resources=(first, *others))


@pytest.mark.parametrize(
    "printed",
    [
        "{{ package.methods[0].operation.place.position.line }}",
        "{{ package.methods | map(attribute='operation.place.position.line') | first }}",
        "{{ (package.methods[0].operation | attr('place')).position.line }}",
    ],
)
def test_a_place_that_moves_is_printed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str
) -> None:
    monkeypatch.setenv("CALGEN_CACHE_DIR", str(tmp_path / "cache"))
    own = write(tmp_path / "own", "x.md.jinja", printed)
    write(own, "_theme.toml", "default = false\n")
    for line in (3, 4):
        with memo.kept("a run"):
            assert dict(theme(own).render(moved(line)).files)["x.md"] == str(line)


# --- blocks that have another place -----------------------------------------------------


CALL = "        {0}\n{{{{ super() }}}}"


def called(found: dict[str, str], mark: str) -> set[str]:
    return {path.rpartition("/")[0] for path, text in found.items() if mark in text}


def test_each_twin_has_its_override(tmp_path: Path) -> None:
    """Both files override a block of the part that they use."""
    write(tmp_path, RESOURCE, override(RESOURCE, call=CALL.format("sync")))
    write(tmp_path, ASYNC, override(ASYNC, call=CALL.format("twin")))
    found = made(tmp_path)
    assert called(found, "    sync\n") == {"acme/resources", "acme/aio"}
    assert called(found, "    twin\n") == {"acme/aio"}
    assert "        twin\n        sync\n" in found["acme/aio/orders.py"]


def test_an_override_holds_for_the_file_alone(
    tmp_path: Path, default: dict[str, str]
) -> None:
    write(tmp_path, ASYNC, override(ASYNC, call=CALL.format("twin")))
    found = made(tmp_path)
    assert called(found, "    twin\n") == {"acme/aio"}
    assert found["acme/resources/orders.py"] == default["acme/resources/orders.py"]


def test_a_file_more_changes_no_other(tmp_path: Path, default: dict[str, str]) -> None:
    name = "{package}/extra/{resource}.py.jinja"
    write(tmp_path, name, override(RESOURCE, call=CALL.format("print")))
    own = theme(tmp_path).render(shop())
    found = dict(own.files)
    assert called(found, "    print\n") == {"acme/extra"}
    assert default.items() <= found.items()
    assert {path.rpartition("/")[0] for path in own.makers} == {"acme/extra"}


def test_an_override_of_the_part_holds_wherever_it_is_used(tmp_path: Path) -> None:
    part = "_method.py.jinja"
    write(tmp_path, part, override(part, call=CALL.format("part")))
    write(tmp_path, RESOURCE, override(RESOURCE, call=CALL.format("file")))
    found = made(tmp_path)
    for folder in ("resources", "aio"):
        assert "        file\n        part\n" in found[f"acme/{folder}/orders.py"]


def split(tmp_path: Path) -> Path:
    """The theme of a later calgen: what a method does is a part of its own."""
    later = tmp_path / "later"
    shutil.copytree(template_root(), later)
    text = (later / "_method.py.jinja").read_text(encoding="utf-8")
    start = text.index("{% block call %}")
    write(later, "_call.py.jinja", text[start:])
    write(
        later, "_method.py.jinja", f'{text[:start]}{{% include "_call.py.jinja" %}}\n'
    )
    return later


@pytest.mark.parametrize(
    "body",
    [
        "        pass{# {% endblock %} #}",
        "        {# {% block call %} #}\n        pass",
        "        pass{{ '{% endblock %}' if false }}",
        "{% raw %}\n        pass  # {% endblock %}\n{% endraw %}",
        "        pass\n{% block inner %}\n        inner\n{% endblock %}",
        "{{ super() }}\n        pass",
        "        pass\n{{ super() | indent(0) -}}\n\n        pass",
    ],
)
def test_a_block_that_has_moved_is_cut_out_whole(tmp_path: Path, body: str) -> None:
    part = "_method.py.jinja"
    own = write(tmp_path / "own", part, override(part, call=body))
    assert made(own, split(tmp_path)) == made(own)


def test_any_name_can_carry_a_block(tmp_path: Path) -> None:
    name = '{package}/a "b" %}/{resource}.py.jinja'
    own = write(tmp_path / "own", name, override(RESOURCE, call=CALL.format("quoted")))
    found = made(own)
    assert called(found, "    quoted\n") == {'acme/a "b" %}'}


@pytest.mark.parametrize("folder", ["own", "forward", "0"])
def test_a_folder_may_be_called_as_we_call_ours(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"{folder}/x.md.jinja", "here\n")
    write(tmp_path, "y.md.jinja", f'{{% include "{folder}/x.md.jinja" %}}')
    found = made(tmp_path)
    assert found[f"{folder}/x.md"] == found["y.md"] == "here\n"


def test_a_block_is_found_by_its_own_tags() -> None:
    text = (
        "{# {% block a %} #}\n{%- block a -%} x {# {% endblock %} #}"
        "{% block b %}{% endblock b %}{{ '{% endblock %}' }}\n{% endblock a %}{% raw %}"
        "{% endblock %}{% endraw %}\n"
    )
    whole = block_text(text, Block("a", 2))
    assert whole.startswith("{%- block a -%} x")
    assert whole.endswith("}}\n{% endblock a %}")
    assert block_body(text, Block("a", 2)).startswith(" x")
    assert block_text(text, Block("a", 1)) == ""


def test_the_default_theme_prints_text_alone(
    tmp_path: Path, default: dict[str, str]
) -> None:
    """It does under the rules for a user's templates what it does without them."""
    write(tmp_path, "x.md", "copied\n")
    found = made(tmp_path)
    assert found.pop("x.md") == "copied\n"
    assert found == default

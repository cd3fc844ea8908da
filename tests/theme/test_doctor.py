"""The doctor of themes: it names file, line and remedy of what is broken, and is silent
about what works."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from calgen.diagnostics import Diagnostic, Report
from calgen.doctor import Change, examine
from calgen.location import Place, Position
from calgen.resources import runtime_root, template_root
from calgen.theme import Theme, Tree
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.forwards import blocks_of

METHOD = "_method.py.jinja"
OVER_METHOD = f'{{% extends "default/{METHOD}" %}}\n'
README = "README.md.jinja"
OVER_README = f'{{% extends "default/{README}" %}}\n'
EXTRA = "{package}/extra.txt.jinja"
RESOURCE = "{package}/resources/{resource}.py.jinja"
OVER_RESOURCE = f'{{% extends "default/{RESOURCE}" %}}\n'
END = "\n{% endblock %}\n"


def theme_of(folder: Path, files: Mapping[str, str | bytes], *omit: str) -> Theme:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Theme(Tree(template_root(), runtime_root(), folder, omit))


def found_in(theme: Theme, **settings: object) -> list[Diagnostic]:
    report = Report()
    examine(theme, report, **settings)  # type: ignore[arg-type]
    return list(report)


def said_of(folder: Path, found: list[Diagnostic]) -> list[tuple[str, int, str, str]]:
    """(file, line, code, hint) of each finding."""
    said = []
    for each in found:
        assert each.position is not None
        name = Path(each.position.path).relative_to(folder).as_posix()
        said.append((name, each.position.line, each.code, each.hint))
    return said


CLASSES = "{% include '_class.py.jinja' %}"
BROKEN: dict[str, tuple[Mapping[str, str | bytes], tuple[str, int, str, str]]] = {
    "a tag that is not closed": (
        {README: "# Title\n{% if package.limit %}\nlimited\n"},
        (README, 2, "CG120", "write `{% endif %}` where it ends"),
    ),
    "a block that is not closed": (
        {METHOD: OVER_METHOD + "{% block call %}\nx\n"},
        (METHOD, 2, "CG120", "write `{% endblock %}` where it ends"),
    ),
    "a tag that does not exist": (
        {METHOD: OVER_METHOD + "\n{% blok call %}x{% endblok %}"},
        (METHOD, 3, "CG120", "did you mean `block`?"),
    ),
    "an expression that is none": (
        {README: "one\n{{ package. }}\n"},
        (README, 2, "CG120", "Jinja's template designer documentation has the syntax"),
    ),
    "a filter that does not exist": (
        {README: "one\ntwo\n{{ package.title | litteral }}\n"},
        (README, 3, "CG120", "did you mean `literal`?"),
    ),
    "a test that does not exist": (
        {README: "{% if package.title is strng %}x{% endif %}\n"},
        (README, 1, "CG120", "did you mean `string`?"),
    ),
    "a block that stands twice": (
        {
            METHOD: OVER_METHOD
            + "{% block call %}a{% endblock %}\n{% block call %}b{% endblock %}"
        },
        (
            METHOD,
            3,
            "CG120",
            "write both in one block, or give one of them another name",
        ),
    ),
    "an expression without end": (
        {README: "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}\n"},
        (README, 1, "CG120", "take it apart: `{% set … %}`, or parts to include"),
    ),
    "a file that extends two": (
        {
            EXTRA: '{% extends "_base.py.jinja" %}\n\n{% extends "_base.py.jinja" %}\n'
            "{% block body %}x{% endblock %}\n"
        },
        (EXTRA, 3, "CG120", "a file can extend one: take one of the two out"),
    ),
    "an attribute of an attribute without end": (
        {README: "{{ package.resources[0]" + ".children[0]" * 60 + " }}\n"},
        (README, 1, "CG120", "take it apart: `{% set … %}`, or parts to include"),
    ),
    "a file that extends a list": (
        {EXTRA: '\n{% extends ["x.md", "default/README.md.jinja"] %}\n'},
        (EXTRA, 2, "CG120", "name one, or choose with `… if … else …`"),
    ),
    "the loop of the file that includes it": (
        {
            "_row.jinja": "x\n{{ loop.index }}\n",
            README: "{% for m in package.methods %}{% include '_row.jinja' %}{% endfor %}",
        },
        ("_row.jinja", 2, "CG124", "it is there within `{% for … %}` alone"),
    ),
    "a macro that an imported file has not": (
        {
            "_lib.jinja": "{% macro title() %}x{% endmacro %}\n",
            README: "{% import '_lib.jinja' as lib %}\n{{ lib.titel() }}\n",
        },
        (README, 2, "CG124", "did you mean `lib.title`?"),
    ),
    "a name that is imported and not there": (
        {
            "_lib.jinja": "{% macro title() %}x{% endmacro %}\n",
            README: "x\n{% from '_lib.jinja' import titel as title %}{{ title() }}\n",
        },
        (README, 2, "CG124", "did you mean `title`?"),
    ),
    "an attribute that is set": (
        {README: "{% set x = 1 %}\n{% set x.y = 2 %}\n"},
        (README, 2, "CG124", "write `{% set … = namespace(y=…) %}` before"),
    ),
    "an attribute of the context that is set": (
        {README: "x\n{% set package.title = 'x' %}\n"},
        (README, 2, "CG124", "write `{% set … = namespace(title=…) %}` before"),
    ),
    "a caller without a macro": (
        {README: "x\n{{ caller() }}\n"},
        (README, 2, "CG124", "it is there within a macro alone"),
    ),
    "what only compiling tells": (
        {README: "x\n{% for loop in package.methods %}{% endfor %}\n"},
        (README, 2, "CG120", "Jinja's template designer documentation has the syntax"),
    ),
    "a template that is not UTF-8": (
        {README: b"# Title\n\n caf\xe9\n"},
        (
            README,
            3,
            "CG120",
            "save it as UTF-8; what is not text cannot be part of a theme",
        ),
    ),
    "a block with a slip": (
        {METHOD: OVER_METHOD + "\n\n{% block docstrng %}x{% endblock %}\n"},
        (METHOD, 4, "CG121", "did you mean `docstring`?"),
    ),
    "a block with a slip that another file has": (
        {METHOD: OVER_METHOD + "{% block calls %}\n{{ super() }}{% endblock %}\n"},
        (
            METHOD,
            2,
            "CG121",
            "did you mean `call`? `calls` is a block of `api.md.jinja`",
        ),
    ),
    "a block of another file": (
        {README: OVER_README + "{% block signature %}x{% endblock %}\n"},
        (
            README,
            2,
            "CG121",
            (
                "it is a block of `_method.py.jinja`: write it in a file of that name "
                'that extends "default/_method.py.jinja"'
            ),
        ),
    ),
    "a block that nobody has": (
        {METHOD: OVER_METHOD + "{% block zzz %}x{% endblock %}\n"},
        (METHOD, 2, "CG121", "its blocks are `signature`, `docstring`, `call`"),
    ),
    "a block for a file that has none": (
        {
            "{package}/testing.json.jinja": "\n"
            '{% extends "default/{package}/testing.json.jinja" %}\n'
            "{% block zzz %}x{% endblock %}\n"
        },
        (
            "{package}/testing.json.jinja",
            3,
            "CG121",
            "it has none: write the whole file anew, without `extends`",
        ),
    ),
    "a file that extends itself": (
        {METHOD: f'\n{{% extends "{METHOD}" %}}\n{{% block call %}}x{{% endblock %}}'},
        (METHOD, 2, "CG122", f'write `{{% extends "default/{METHOD}" %}}`'),
    ),
    "a new file that extends itself": (
        {"docs.md.jinja": '{% extends "docs.md.jinja" %}'},
        (
            "docs.md.jinja",
            1,
            "CG122",
            "a file cannot stand on itself: extend another one, or none",
        ),
    ),
    "a name without its ending": (
        {METHOD: '{% extends "default/_method.py" %}\n'},
        (METHOD, 1, "CG122", 'did you mean "default/_method.py.jinja"?'),
    ),
    "a name with a slip": (
        {METHOD: '\n{% extends "default/_metod.py.jinja" %}\n'},
        (METHOD, 2, "CG122", 'did you mean "default/_method.py.jinja"?'),
    ),
    "a name without its folder": (
        {EXTRA: 'x\n\n{% include "client.py.jinja" %}\n'},
        (EXTRA, 3, "CG122", 'did you mean "{package}/client.py.jinja"?'),
    ),
    "a list of names of which none is there": (
        {EXTRA: '{% include ["one.jinja", "two.jinja"] %}\n'},
        (EXTRA, 1, "CG122", 'names are paths in the theme, such as "default/_method'),
    ),
    "a part with a slip": (
        {"_metod.py.jinja": OVER_METHOD + "{% block call %}x{% endblock %}"},
        ("_metod.py.jinja", 1, "CG123", "did you mean `_method.py.jinja`?"),
    ),
    "a part in another folder": (
        {"{package}/_method.py.jinja": "x"},
        ("{package}/_method.py.jinja", 1, "CG123", "did you mean `_method.py.jinja`?"),
    ),
    "a part without `.py`": (
        {"_method.jinja": "x"},
        ("_method.jinja", 1, "CG123", "did you mean `_method.py.jinja`?"),
    ),
    "a part that nothing is like": (
        {"_zzzzzzzzzz.jinja": "x"},
        (
            "_zzzzzzzzzz.jinja",
            1,
            "CG123",
            'name it where it belongs: `{% include "_zzzzzzzzzz.jinja" %}`',
        ),
    ),
    "an ending of another tool": (
        {"README.md.j2": "# Title\n"},
        ("README.md.j2", 1, "CG123", "did you mean `README.md.jinja`?"),
    ),
    "another ending of Jinja": (
        {"_method.py.jinja2": OVER_METHOD},
        ("_method.py.jinja2", 1, "CG123", "did you mean `_method.py.jinja`?"),
    ),
    "a part without an ending": (
        {"_method.py": "x"},
        ("_method.py", 1, "CG123", "did you mean `_method.py.jinja`?"),
    ),
    "a part with a slip and without an ending": (
        {"_metod.py": "{% block call %}{% endblock %}"},
        ("_metod.py", 1, "CG123", "did you mean `_method.py.jinja`?"),
    ),
    "a brace with a slip": (
        {"{package}/{resorce}.py.jinja": "x = 1\n"},
        ("{package}/{resorce}.py.jinja", 1, "CG123", "did you mean `{resource}`?"),
    ),
    "a brace with a capital": (
        {"{Package}/x.py": "x = 1\n"},
        ("{Package}/x.py", 1, "CG123", "did you mean `{package}`?"),
    ),
    "a brace that means nothing": (
        {"{qqqq}/x.py": "x = 1\n"},
        ("{qqqq}/x.py", 1, "CG123", "it may hold {package}, {resource}, {model}"),
    ),
    "two braces that do not go together": (
        {"{resource}/{model}.txt.jinja": "x\n"},
        (
            "{resource}/{model}.txt.jinja",
            1,
            "CG123",
            "write a file for each of the two",
        ),
    ),
    "a name before `extends`": (
        {METHOD: "{{ metod }}\n" + OVER_METHOD + "{% block call %}x{% endblock %}\n"},
        (METHOD, 1, "CG124", "did you mean `method`?"),
    ),
    "an attribute with a slip": (
        {
            METHOD: OVER_METHOD
            + "{% block call %}\n{{ method.dottedd }}\n{% endblock %}"
        },
        (METHOD, 3, "CG124", "did you mean `method.dotted`?"),
    ),
    "an attribute of an index": (
        {README: "x\n\n{{ package.resources[0].nme }}\n"},
        (README, 3, "CG124", "did you mean `package.resources[0].name`?"),
    ),
    "an attribute of a loop's variable": (
        {README: "{% for m in package.methods %}\n- {{ m.resutl }}\n{% endfor %}\n"},
        (README, 2, "CG124", "did you mean `m.result`?"),
    ),
    "an attribute of an unpacked variable": (
        {
            README: "{% for name, one in [] %}{% endfor %}\n"
            "{% for version, calls in package.by_version %}\n"
            "{{ version }}{{ calls.lenght }}\n{% endfor %}\n"
        },
        (README, 3, "CG124", "docs/templates.md lists what there is"),
    ),
    "an attribute of a name that was set": (
        {
            METHOD: OVER_METHOD
            + "{% block call %}\n{% set op = method.operation %}\n\n"
            + "{{ op.deprecatd }}\n{% endblock %}\n"
        },
        (METHOD, 5, "CG124", "did you mean `op.deprecated`?"),
    ),
    "an attribute that something else has": (
        {METHOD: OVER_METHOD + "{% block call %}{{ method.path }}{% endblock %}\n"},
        (METHOD, 2, "CG124", "did you mean `method.operation.path`?"),
    ),
    "an attribute behind one that may be None": (
        {README: "{{ package.limit.request }}\n"},
        (README, 1, "CG124", "did you mean `package.limit.requests`?"),
    ),
    "an attribute of a fact": (
        {
            METHOD: OVER_METHOD
            + "{% block call %}\n{{ method.operation.limit.value.per_secnds }}\n"
            + "{% endblock %}"
        },
        (
            METHOD,
            3,
            "CG124",
            "did you mean `method.operation.limit.value.per_seconds`?",
        ),
    ),
    "an attribute of a list": (
        {README: "{{ package.resources.dotted }}\n"},
        (
            README,
            1,
            "CG124",
            "its items have it: `{% for each in package.resources %}`",
        ),
    ),
    "an attribute of a text": (
        {README: "{{ package.title.uper() }}\n"},
        (README, 1, "CG124", "docs/templates.md lists what there is"),
    ),
    "an attribute behind a filter": (
        {README: "\n{{ (package.methods | first).doted }}\n"},
        (README, 2, "CG124", "did you mean `dotted`?"),
    ),
    "an attribute that a filter is told": (
        {README: "\n{{ package.methods | map(attribute='doted') | join }}\n"},
        (README, 2, "CG124", "did you mean `dotted`?"),
    ),
    "a private attribute": (
        {README: "{{ package._client }}\n"},
        (README, 1, "CG124", "did you mean `package.clients`?"),
    ),
    "a name with a slip in a block": (
        {METHOD: OVER_METHOD + "{% block call %}\n\n{{ metod.name }}{% endblock %}"},
        (METHOD, 4, "CG124", "did you mean `method`?"),
    ),
    "a name that another file has": (
        {README: "x\n{{ resource.name }}\n"},
        (
            README,
            2,
            "CG124",
            (
                "files with `{resource}` in their path have it; here write "
                "`{% for resource in package.all_resources %}`"
            ),
        ),
    ),
    "a name that a part alone has": (
        {README: "{{ method.name }}\n"},
        (
            README,
            1,
            "CG124",
            "here write `{% for method in package.methods %}`",
        ),
    ),
    "a name without its owner": (
        {README: "{{ title }}\n"},
        (README, 1, "CG124", "did you mean `package.title`?"),
    ),
    "a name of a loop behind the loop": (
        {README: "{% for m in package.methods %}{{ m.name }}{% endfor %}\n{{ m }}\n"},
        (README, 2, "CG124", "there are `file`, `package`"),
    ),
    "a part that misses what a new file of the user's does not set": (
        {
            "{package}/resources/{resource}.py.jinja": "{% for method in "
            "resource.methods %}\n{% set await, page = '', 'Page' %}\n"
            f'{{% include "{METHOD}" %}}\n{{% endfor %}}\n'
        },
        (
            "{package}/resources/{resource}.py.jinja",
            3,
            "CG124",
            "write `{% set prefix = … %}` before, as the default theme does",
        ),
    ),
    "an imported macro that is given no context": (
        {
            "_lib.jinja": "{% macro title() %}\n{{ package.title }}\n{% endmacro %}\n",
            README: '{% import "_lib.jinja" as lib %}\n{{ lib.title() }}\n',
        },
        (
            "_lib.jinja",
            2,
            "CG124",
            "what is imported sees it `{% import … with context %}`",
        ),
    ),
    "a block that is the default's": (
        {
            "pyproject.toml.jinja": '{% extends "default/pyproject.toml.jinja" %}\n'
            "{% block build %}\n[build-system]\n"
            'requires = ["hatchling>=1.27"]\nbuild-backend = "hatchling.build"\n'
            "{% endblock %}\n"
        },
        (
            "pyproject.toml.jinja",
            2,
            "CG125",
            "delete the block, so that the other can go on changing",
        ),
    ),
    "a block that is super alone": (
        {METHOD: OVER_METHOD + "{% block call %}\n{{ super() }}\n{% endblock %}\n"},
        (
            METHOD,
            2,
            "CG125",
            "delete the block, so that the other can go on changing",
        ),
    ),
    "a file without a block": (
        {METHOD: "{# mine #}\n" + OVER_METHOD},
        (
            METHOD,
            2,
            "CG125",
            "delete the file, or write a block of the one that it extends",
        ),
    ),
    "a file that is the default's": (
        {METHOD: (template_root() / METHOD).read_text(encoding="utf-8")},
        (
            METHOD,
            1,
            "CG125",
            "delete the file, so that the default's can go on changing",
        ),
    ),
    "a copied file that is the default's": (
        {"{package}/_core/page.py": (runtime_root() / "page.py").read_bytes()},
        (
            "{package}/_core/page.py",
            1,
            "CG125",
            "delete the file, so that the default's can go on changing",
        ),
    ),
    "text between blocks": (
        {
            README: OVER_README
            + "{# a note #}\n{% set mine = 1 %}\n\n# My title\n\n"
            + "{% block title %}{{ mine }}{% endblock %}\n"
        },
        (README, 5, "CG126", "move it into a block; for a note write `{# … #}`"),
    ),
    "an expression between blocks": (
        {
            README: OVER_README
            + "{% block title %}mine{% endblock %}\n{{ package.title }}"
        },
        (README, 3, "CG126", "move it into a block; for a note write `{# … #}`"),
    ),
    "text in a condition between blocks": (
        {
            README: OVER_README
            + "{% if package.limit %}\nlimited\n{% endif %}\n"
            + "{% block title %}mine{% endblock %}"
        },
        (README, 3, "CG126", "move it into a block; for a note write `{# … #}`"),
    ),
    "a newer contract": (
        {
            METHOD: "{# contract: 9 #}\n"
            + OVER_METHOD
            + "{% block call %}x{% endblock %}\n"
        },
        (METHOD, 1, "CG128", "install a newer calgen"),
    ),
    "a newer contract without a colon": (
        {EXTRA: "{#- Contract 3 #}\nx\n"},
        (EXTRA, 1, "CG128", "install a newer calgen"),
    ),
    "a newer contract of all": (
        {"_theme.toml": "# mine\ncontract = 12\n", "x.md": "x\n"},
        ("_theme.toml", 2, "CG128", "install a newer calgen"),
    ),
    "a contract that is no number": (
        {EXTRA: "{# contract: one #}\nx\n"},
        (EXTRA, 1, "CG128", "write a whole number from 1: `{# contract: 1 #}`"),
    ),
    "a part that includes itself": (
        {METHOD: OVER_METHOD + f'{{% block call %}}\n{{% include "{METHOD}" %}}{END}'},
        (METHOD, 3, "CG122", f'the theme\'s own file is "default/{METHOD}"'),
    ),
    "parts that include each other": (
        {
            "_b.jinja": "b\n{% include '_c.jinja' %}\n",
            "_c.jinja": "{% with %}{% include '_b.jinja' %}{% endwith %}\n",
            README: "{% include '_b.jinja' %}\n",
        },
        ("_b.jinja", 2, "CG122", "this has no end: name another one"),
    ),
    "a part that the default theme's part includes": (
        {"_notice.jinja": "\n{% include '_header.jinja' %}\n"},
        ("_notice.jinja", 2, "CG122", "this has no end: name another one"),
    ),
    "a macro file that imports itself": (
        {
            "_lib.jinja": "{% import '_lib.jinja' as l %}{% macro a() %}{% endmacro %}",
            README: "{% import '_lib.jinja' as l %}{{ l.a() }}\n",
        },
        ("_lib.jinja", 1, "CG122", "this has no end: name another one"),
    ),
    "a path with double braces": (
        {"{{ package }}/x.py.jinja": "x = 1\n"},
        ("{{ package }}/x.py.jinja", 1, "CG123", "call it `{package}/x.py.jinja`"),
    ),
    "a file beside the package": (
        {"client.py.jinja": '{% extends "default/{package}/client.py.jinja" %}\n'},
        ("client.py.jinja", 1, "CG123", "did you mean `{package}/client.py.jinja`?"),
    ),
    "a part without its underscore": (
        {"method.py.jinja": OVER_METHOD + "{% block call %}\nx\n{% endblock %}\n"},
        ("method.py.jinja", 1, "CG123", f"did you mean `{METHOD}`?"),
    ),
    "a file among what calgen leaves alone": (
        {"{package}/extensions/orders.py": "x = 1\n"},
        ("{package}/extensions/orders.py", 1, "CG123", "put it into another folder"),
    ),
    "a template that is only copied": (
        {"README.md": "# Mine\n\nIt has {{ package.count }} calls.\n"},
        ("README.md", 3, "CG133", "call it `README.md.jinja`"),
    ),
    "a block that none of two files has": (
        {
            EXTRA: '{% extends "default/api.md.jinja" if package.count else "default/'
            'README.md.jinja" %}\n{% block instal %}x{% endblock %}\n'
        },
        (EXTRA, 2, "CG121", "did you mean `install`?"),
    ),
    "an override of a part that has lost its blocks": (
        {
            METHOD: '\n{% include "default/_method.py.jinja" %}\n',
            RESOURCE: OVER_RESOURCE
            + "{% block call %}\n        pass\n{% endblock %}\n",
        },
        (METHOD, 1, "CG127", "write `{% block call %}{% endblock %}` where it belongs"),
    ),
    "a pattern that fits nothing": (
        {"_theme.toml": 'default = true\nomit = [\n  "{package}/telemetri.py",\n]\n'},
        ("_theme.toml", 3, "CG129", "did you mean `{package}/telemetry.py`?"),
    ),
    "a pattern that is a part": (
        {"_theme.toml": 'omit = ["_method.py"]\n'},
        (
            "_theme.toml",
            1,
            "CG129",
            "that is a part: it is not written in any case; take the pattern out",
        ),
    ),
    "a pattern without its folder": (
        {"_theme.toml": 'omit = ["telemetry.py"]\n'},
        ("_theme.toml", 1, "CG129", "did you mean `{package}/telemetry.py`?"),
    ),
    "a module that another one imports": (
        {"_theme.toml": 'omit = ["api.md", "{package}/testing.py"]\n'},
        ("_theme.toml", 1, "CG130", "leave out what needs it, too, or write both"),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_named_with_file_line_and_remedy(
    case: str, tmp_path: Path
) -> None:
    files, (name, line, code, hint) = BROKEN[case]
    found = found_in(theme_of(tmp_path, files))
    said = said_of(tmp_path, found)
    assert [each[:3] for each in said] == [(name, line, code)], said
    assert said[0][3].startswith(hint), said[0][3]
    assert found[0].message
    assert "\n" not in found[0].message + found[0].hint


@pytest.mark.parametrize(
    ("pattern", "user"),
    [
        ("__init__.py", "client.py"),
        ("access.py", "__init__.py"),
        ("aio", "client.py"),
        ("auth.py", "__init__.py"),
        ("client.py", "__init__.py"),
        ("errors.py", "__init__.py"),
        ("models", "__init__.py"),
        ("models/{model}.py", "models/__init__.py"),
        ("operations", "access.py"),
        ("resources", "client.py"),
        ("_core/fake.py", "testing.py"),
        ("testing.json", "testing.py"),
        ("testing.py", "pytest_plugin.py"),
    ],
)
def test_what_the_rest_of_the_package_needs_is_missed(
    pattern: str, user: str, tmp_path: Path
) -> None:
    licence = (
        '{% extends "default/_notice.jinja" %}{% block licence %}\n(c)\n{% endblock %}'
    )
    theme = theme_of(tmp_path, {"_notice.jinja": licence}, f"{{package}}/{pattern}")
    (found,) = found_in(theme)
    assert (found.code, found.level) == ("CG130", "warning")
    assert f"`{{package}}/{user}`" in found.message
    assert found_in(theme_of(tmp_path, {}, f"shop/{pattern}"), package="shop") == [
        found
    ]


@pytest.mark.parametrize("pattern", ["*", "{package}", "README.md", "pyproject.toml"])
def test_what_can_be_left_out(pattern: str, tmp_path: Path) -> None:
    assert found_in(theme_of(tmp_path, {}, pattern)) == []


def test_every_code_is_met() -> None:
    met = {code for _, (_, _, code, _) in BROKEN.values()}
    others = {"CG127", "CG131", "CG132"}  # met below; `eject` reports CG131
    assert met | others == {f"CG{number}" for number in range(120, 134)}


def test_the_column_is_that_of_what_is_missing(tmp_path: Path) -> None:
    text = "x {{ package.title }}{{ package.resources[0].nme }} {{ nme }}\n"
    found = found_in(theme_of(tmp_path, {README: text}))
    columns = [each.position.column for each in found if each.position]
    assert columns == [text.index("nme") + 1, text.rindex("nme") + 1]


def test_one_run_shows_all_that_is_wrong(tmp_path: Path) -> None:
    files = {
        README: "{{ package.titel }}\n{{ package.titel }}\n{{ pakage.title }}\n",
        METHOD: OVER_METHOD + "{% block cal %}{% endblock %}\n",
        "_metod.py.jinja": "{{ broken\n",
    }
    said = said_of(tmp_path, found_in(theme_of(tmp_path, files)))
    assert [each[:3] for each in said] == [
        (README, 1, "CG124"),
        (README, 2, "CG124"),
        (README, 3, "CG124"),
        (METHOD, 2, "CG121"),
        ("_metod.py.jinja", 1, "CG120"),
        ("_metod.py.jinja", 1, "CG123"),
    ]


def test_a_file_that_others_stand_on_keeps_its_blocks(tmp_path: Path) -> None:
    text = "{% block doc %}{% endblock %}\n{% block body %}{% endblock %}\n"
    found = found_in(theme_of(tmp_path, {"_base.py.jinja": text}))
    assert [(each.code, each.level) for each in found] == [("CG127", "error")]
    assert "`imports`" in found[0].message
    assert (
        "`{package}/client.py.jinja`" in found[0].message or ", …" in found[0].message
    )
    assert "`{% block imports %}{% endblock %}`" in found[0].hint
    assert '"default/_base.py.jinja"' in found[0].hint


def test_a_user_file_may_be_what_overrides_the_lost_block(tmp_path: Path) -> None:
    files = {
        METHOD: "{% block signature %}x{% endblock %}\n",
        "_mine.jinja": f'{{% extends "{METHOD}" %}}\n{{% block call %}}x{{% endblock %}}',
        README: '{% for method in package.methods %}{% include "_mine.jinja" %}'
        "{% endfor %}\n",
    }
    found = found_in(theme_of(tmp_path, files))
    assert [each.code for each in found] == ["CG127"]
    assert said_of(tmp_path, found)[0][:2] == (METHOD, 1)
    assert [each.path for each in map(_position, found[0].related)] == [
        str(tmp_path / "_mine.jinja")
    ]


def _position(place: object) -> Position:
    assert isinstance(place, Place)
    return place.position


def test_a_block_that_moved_is_no_error(tmp_path: Path) -> None:
    name = "{package}/resources/{resource}.py.jinja"
    text = (
        f'{{% extends "default/{name}" %}}\n'
        "{% block call %}\n{{ super() }}        # {{ method.doted }}\n{% endblock %}\n"
    )
    found = found_in(theme_of(tmp_path, {name: text}))
    assert [(e.code, e.level) for e in found] == [("CG132", "info"), ("CG124", "error")]
    assert f"now stands in `{METHOD}`" in found[0].message
    assert said_of(tmp_path, found)[1][:2] == (name, 3)


@pytest.fixture(name="since")
def changes_since() -> tuple[Change, ...]:
    return (
        Change(contract=2, file=METHOD, block="call", instead="override `answer`"),
        Change(contract=3, name="whole_body", instead="write `method.body`"),
    )


def test_an_older_contract_matters_where_something_changed(
    tmp_path: Path, since: tuple[Change, ...]
) -> None:
    block = "{% block call %}\n{{ method.whole_body }}x\n{% endblock %}\n"
    files = {
        METHOD: "{# contract: 1 #}\n" + OVER_METHOD + block,
        README: "{# contract: 1 #}\n{{ package.title }}\n",
    }
    theme = theme_of(tmp_path, files)
    found = found_in(theme, changes=since, contract=3)
    assert said_of(tmp_path, found) == [
        (METHOD, 3, "CG128", "override `answer`"),
        (METHOD, 4, "CG128", "write `method.body`"),
    ]
    assert found_in(theme) == []


@pytest.mark.parametrize(("stated", "codes"), [(1, 2), (2, 1), (3, 0)])
def test_what_a_theme_states_holds_for_files_that_state_nothing(
    tmp_path: Path, since: tuple[Change, ...], stated: int, codes: int
) -> None:
    block = "{% block call %}\n{{ method.whole_body }}x\n{% endblock %}\n"
    files = {"_theme.toml": f"contract = {stated}\n", METHOD: OVER_METHOD + block}
    found = found_in(theme_of(tmp_path, files), changes=since, contract=3)
    assert [each.code for each in found] == ["CG128"] * codes


def test_patterns_of_the_settings_have_their_place(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, {}, "apy.md", "shop/telemetry.py", "{package}/py.typed")
    place = TemplateFile(
        name="calgen.toml", path=tmp_path / "calgen.toml", content=b"", own=True
    ).place(7)
    found = found_in(theme, places={("omit", "apy.md"): place})
    assert said_of(tmp_path, found)[-1] == (
        "calgen.toml",
        7,
        "CG129",
        "did you mean `api.md`?",
    )
    assert [each.code for each in found_in(theme, package="other")].count("CG129") == 2


GOOD: dict[str, Mapping[str, str]] = {
    "one block": {
        METHOD: OVER_METHOD
        + "{% block call %}\n        print({{ method.dotted | literal }})\n"
        + "{{ super() -}}\n{% endblock %}\n"
    },
    "what the file that includes it has set": {
        METHOD: OVER_METHOD
        + "{% block call %}\n{{ prefix }}{{ await }}{{ page }}{{ base }}{{ resource.name }}"
        + "{{ file.path }}{{ is_async }}\n{% endblock %}\n"
    },
    "what the file below it has set": {
        "{package}/models/__init__.py.jinja": "{% extends "
        '"default/{package}/models/__init__.py.jinja" %}\n'
        "{% block body %}\n{{ super() }}# {{ index.modules }}\n{% endblock %}\n"
    },
    "a name that is asked for": {
        METHOD: OVER_METHOD
        + "{% block call %}{% if mine is defined and mine.x %}{{ mine }}{% endif %}"
        + "{{ yours | default('') }}{{ method.later | default('') }}"
        + "{% if method.facts2 is defined %}{{ method.facts2 }}{% endif %}\n{% endblock %}\n"
    },
    "macros, loops, Jinja's own names": {
        "_lib.jinja": "{% macro row(cells, sep='|') %}"
        "{{ cells | join(sep) }}{{ caller() if caller }}{{ varargs }}{{ kwargs }}"
        "{% endmacro %}\n",
        README: '{% from "_lib.jinja" import row as line %}\n'
        "{% set ns = namespace(count=0) %}{% set seen = joiner(', ') %}\n"
        "{% for each in range(3) %}{{ loop.index }}{% set ns.count = each %}{% endfor %}\n"
        "{% call line([1]) %}{{ dict(a=1).a }}{% endcall %}{{ ns.count }}{{ seen() }}\n"
        "{% with a = package.title, b = 2 %}{{ a.upper() }}{{ b }}{% endwith %}\n"
        "{% set text %}{{ package.doc }}{% endset %}{{ text.strip() }}\n"
        "{% for key, value in package.methods[0].cells.items() %}{{ key }}{{ value.x }}"
        "{% endfor %}\n"
        "{% for m in package.methods | sort(attribute='name') if m.operation.limit %}"
        "{{ m.operation.limit.value.requests }}{{ m.cells.scope }}{% endfor %}\n"
        "{% for r, group in package.methods | groupby('name') %}{{ group.x }}{% endfor %}",
    },
    "one of two files to stand on": {
        EXTRA: '{% extends "default/api.md.jinja" if package.count else "default/'
        'README.md.jinja" %}\n{% block install %}{{ name }}{% endblock %}\n'
        "{% block contents %}{% endblock %}\n"
    },
    "a file that stands on one of two by a condition": {
        EXTRA: '{% if package.count %}{% extends "default/README.md.jinja" %}'
        '{% else %}{% extends "default/api.md.jinja" %}{% endif %}\n'
        "{% block install %}x{% endblock %}{% block contents %}{% endblock %}\n"
    },
    "a part that ends by itself": {
        "_node.jinja": "{{ at.name }}{% for at in at.children %}"
        "{% include '_node.jinja' %}{% endfor %}\n",
        README: "{% for at in package.resources %}{% include '_node.jinja' %}{% endfor %}",
    },
    "a part that has the default's within it": {
        METHOD: '\n{% include "default/_method.py.jinja" %}\n'
    },
    "files called as ours, elsewhere": {
        "docs/README.md.jinja": OVER_README + "{% block title %}{% endblock %}\n",
        "base.py.jinja": '{% extends "default/_base.py.jinja" %}\n'
        "{% block body %}\nx = 1\n{% endblock %}\n",
        "x.yml": "${{ github.package }} {{ host }} {% if package %}\n",
    },
    "a comment that only begins as a contract": {
        EXTRA: "{# Contract of the calls: 3 of them #}\nx\n"
    },
    "a method on every resource": {
        RESOURCE: OVER_RESOURCE
        + "{% block methods %}\n\n    {{ prefix }}def mine(self) -> {{ base }}: ...\n"
        + "{% endblock %}\n"
    },
    "what editors leave behind": {
        "README.md.jinja.bak": "{% block %}",
        "README.md.orig": "{{ package.x }}",
        "docs/Thumbs.db": "x",
    },
    "names that an imported file sets": {
        "_lib.jinja": "{% if package is defined %}{% set a = 1 %}{% endif %}"
        "{% import '_more.jinja' as more %}{% set b %}x{% endset %}\n",
        "_more.jinja": "{% macro c() %}{% endmacro %}\n",
        README: "{% import '_lib.jinja' as lib %}{{ lib.a }}{{ lib.b }}{{ lib.more.c() }}\n"
        "{% from '_lib.jinja' import a, more as rest %}{{ rest.c() }}\n",
    },
    "a name that a condition sets": {
        README: "{% if package.limit %}{% set a = package.limit %}{% else %}"
        "{% set a = none %}{% endif %}{{ a.requests }}\n"
        "{% if package.doc %}{% set b = 'x' %}{% endif %}{{ b }}\n"
    },
    "a block of one's own within a block": {
        README: OVER_README
        + "{% block title %}{% block mine %}{{ package.title }}{% endblock %}{% endblock %}\n"
    },
    "a file that stands on a file of one's own": {
        "_page.md.jinja": "{% set kind = 'page' %}\n{% block main %}{% endblock %}\n",
        "docs/one.md.jinja": '{% extends "_page.md.jinja" %}\n{% set top = 1 %}\n'
        "{% block main %}{{ kind }}{{ top }}{{ package.title }}{% endblock %}\n",
        "docs/{resource}.md.jinja": '{% extends "_page.md.jinja" %}\n'
        "{% block main %}{{ resource.dotted }}{% endblock %}\n",
        "docs/{model}.md.jinja": '{% extends "_page.md.jinja" %}\n'
        "{% block main %}{% for d in model.definitions %}{{ d.name }}{% endfor %}"
        "{% endblock %}\n",
    },
    "templates that only running names": {
        "_a.jinja": "{{ anything }}\n",
        README: "{% set name = '_a.jinja' %}{% set anything = 1 %}{% include name %}\n",
    },
    "a template that need not be there": {
        README: '{% include "nowhere.jinja" ignore missing %}x\n'
        '{% include ["nowhere.jinja", "_notice.jinja"] %}\n'
    },
    "a licence": {
        "_notice.jinja": '{% extends "default/_notice.jinja" %}\n'
        "{% block licence %}\n(c) {{ package.title }}\n{% endblock %}\n"
    },
    "a notice that asks which file it is in": {
        "_notice.jinja": '{% extends "default/_notice.jinja" %}\n'
        "{% block licence %}\n"
        '{% if "resources/" in file.path %}{{ resource.name }}{% endif %}\n'
        "{% endblock %}\n"
    },
    "another file of the same path": {"README.md": "# Mine\n"},
    "copied files of other tools": {
        "deploy/playbook.yaml.j2": "{{ host }}\n",
        "_static/app.js": "x\n",
        "_version.py": "x = 1\n",
        "{package}/_private.py": "x = 1\n",
    },
    "a copied file that is no template": {
        "x.txt": "{{ not.rendered }} {% nothing %}\n"
    },
    "a theme of its own": {
        "_theme.toml": "contract = 1\ndefault = false\n",
        "site/index.html.jinja": "{% for m in package.methods %}{{ m.dotted | html }}"
        "{% endfor %}\n",
    },
    "files left out": {
        "_theme.toml": 'omit = ["*.md", "pyproject.toml", "{package}/telemetry.py", "{package}/py.typed", "{package}/webhooks.py", "{package}/testing*", "{package}/pytest_plugin.py"]\n'
    },
    "macros that are given the context": {
        "_lib.jinja": "{% macro title() %}{{ package.title }}{% endmacro %}\n",
        README: '{% import "_lib.jinja" as lib with context %}\n{{ lib.title() }}\n',
    },
}


@pytest.mark.parametrize("case", GOOD)
def test_what_works_is_left_alone(case: str, tmp_path: Path) -> None:
    found = found_in(theme_of(tmp_path, GOOD[case]))
    assert [(e.code, str(e.position), e.message) for e in found] == []


EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.mark.parametrize(
    "example", sorted(each.parent.name for each in EXAMPLES.glob("*/templates"))
)
def test_the_examples_are_well(example: str) -> None:
    own = EXAMPLES / example / "templates"
    theme = Theme(Tree(template_root(), runtime_root(), own))
    assert theme.tree.own
    assert found_in(theme) == []


def test_the_default_theme_as_a_user_s_own_has_no_error(tmp_path: Path) -> None:
    files = {}
    for path in sorted(template_root().rglob("*.jinja")):
        name = path.relative_to(template_root()).as_posix()
        files[name] = path.read_text(encoding="utf-8") + "{# mine #}\n"
    found = found_in(theme_of(tmp_path, files))
    # A block may say what the one below it says.
    assert [e for e in found if e.code != "CG125"] == []


def test_every_misspelt_attribute_of_the_default_theme_is_found(tmp_path: Path) -> None:
    """Each attribute of `package`, `resource`, `model` and `method` in the default theme,
    with a slip: none is missed, and nothing else is said."""
    files: dict[str, str] = {}
    wanted: set[tuple[str, int]] = set()
    for path in sorted(template_root().rglob("*.jinja")):
        name = path.relative_to(template_root()).as_posix()
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            spoilt = _spoilt(line)
            if spoilt != line:
                lines[number - 1] = spoilt
                wanted.add((name, number))
        files[name] = "\n".join(lines)
    said = said_of(tmp_path, found_in(theme_of(tmp_path, files)))
    assert {each[:2] for each in said if each[2] == "CG124"} == wanted
    assert len(wanted) > 150
    assert {each[2] for each in said} <= {"CG124", "CG125"}


# What leads to other names stays, so that these are looked at, too.
_LEADS = r"resources|methods|all_resources|children|operation|definitions|all_models"
_TAKEN = re.compile(
    rf"(?<![\w.\"'`])(?:package|resource|model|method)\.(?!(?:{_LEADS})\b)\w+"
)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def _spoilt(line: str) -> str:
    # A name that is set from a misspelt one is unknown afterwards.
    if "{% set " in line:
        return line
    return _TAG.sub(lambda tag: _TAKEN.sub(lambda one: one[0] + "qq", tag[0]), line)


def test_every_block_can_be_added_to(tmp_path: Path) -> None:
    files = dict(_added())
    found = found_in(theme_of(tmp_path, files))
    assert [(e.code, str(e.position), e.message) for e in found] == []
    assert sum(text.count("{% block") for text in files.values()) > 50


def _added() -> Iterator[tuple[str, str]]:
    """Every template of the default theme with a line behind each of its blocks."""
    theme = Theme(Tree(template_root(), runtime_root()))
    for name, file in theme.tree.default.items():
        if not file.is_template:
            continue
        blocks = blocks_of(DEFAULT + name, theme.environment.outline)
        if blocks:
            lines = [f'{{% extends "{DEFAULT}{name}" %}}']
            for block in blocks:
                lines += [f"{{% block {block} %}}", "{{ super() -}}", "# mine"]
                lines += ["# {{ package.title }} {{ file.path }}", "{% endblock %}"]
            yield name, "\n".join(lines) + "\n"


def test_no_template_is_run(tmp_path: Path) -> None:
    text = "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}"
    assert found_in(theme_of(tmp_path, {README: text + "{{ 1 / 0 }}\n"})) == []


def test_two_runs_say_the_same(tmp_path: Path) -> None:
    files = {name: text for each in BROKEN.values() for name, text in each[0].items()}
    files.pop("_theme.toml")
    first = found_in(theme_of(tmp_path, files))
    assert first == found_in(theme_of(tmp_path, files))
    assert len(first) > 10

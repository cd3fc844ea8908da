"""Templates that fail: where, while what was made, and nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from runkit import Ran, files
from themekit import EXAMPLES, write

METHOD = "_method.py.jinja"


def call(body: str) -> str:
    return (
        '{% extends "default/_method.py.jinja" %}\n{% block call %}\n'
        f"{body}\n{{{{ super() -}}}}\n{{% endblock %}}\n"
    )


@pytest.fixture
def generate(calgen: Any, tmp_path: Path) -> Any:
    """Generates the shop with templates: path to text."""
    shutil.copy(EXAMPLES / "acme.yaml", tmp_path)
    (tmp_path / "mine").mkdir()

    def run(templates: dict[str, str], *flags: str) -> Ran:
        for name, text in templates.items():
            write(tmp_path / "mine", name, text)
        asked = (
            "-i",
            "acme.yaml",
            "-o",
            "out",
            "--package",
            "acme",
            "--config",
            "none",
        )
        done: Ran = calgen(
            "generate", *asked, "--templates", "mine", *flags, cwd=tmp_path
        )
        return done

    return run


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("        {{ method.name / 2 }}", 3, "unsupported operand"),
        (
            "\n{% for each in method.positional[7].name %}\n{% endfor %}",
            4,
            "has no element 7",
        ),
        ("{{ method.call(1, 2, 3) }}", 3, "takes from 1 to 2 positional"),
        ("{{ (method | string).__class__ }}", 3, "unsafe"),
        ("{% for each in range(10000000) %}{% endfor %}", 3, "Range too big"),
        ("{{ method.operation.id }}{{ 1 // 0 }}", 3, "division"),
    ],
)
def test_an_error_is_shown_with_its_line_and_the_call(
    generate: Any, tmp_path: Path, body: str, line: int, said: str
) -> None:
    done = generate({METHOD: call(body)})
    assert done.code == 2
    first, excerpt, *_ = done.stderr.splitlines()
    assert first.startswith(f"mine/{METHOD}:{line}:1: error: "), first
    assert said in first
    assert (
        "while orders.cancel (POST /orders/{orderId}/cancel) was made [CG070]" in first
    )
    assert excerpt.startswith(f"  {line} | ")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_error_in_a_file_of_the_output_names_the_file(generate: Any) -> None:
    done = generate({"{package}/more.py.jinja": "A = 1\nB = {{ 1 / 0 }}\n"})
    assert done.code == 2
    assert "mine/{package}/more.py.jinja:2:1: error: " in done.stderr
    assert "while acme/more.py was made" in done.stderr


def test_a_model_is_named(generate: Any) -> None:
    name = "{package}/models/{model}.py.jinja"
    done = generate(
        {
            name: f'{{% extends "default/{name}" %}}\n{{% block base %}}\n'
            "{{ model.definitions[9].name }}\n{% endblock %}\n"
        }
    )
    assert done.code == 2
    assert f"mine/{name}:3:1: error: " in done.stderr
    assert "was made" in done.stderr


@pytest.mark.parametrize(
    ("templates", "place", "path"),
    [
        ({METHOD: call("        def broken(:")}, f"mine/{METHOD}:3:9", "acme/"),
        (
            {METHOD: call("        x = {{ method.name | literal }} y")},
            f"mine/{METHOD}:3:9",
            "acme/",
        ),
        (
            {"{package}/more.py.jinja": "a = 1\nb = = 2\n"},
            "more.py.jinja:2:1",
            "acme/more.py",
        ),
        (
            {"{package}/more.py": "\n\nclass\n"},
            "mine/{package}/more.py:3:1",
            "acme/more.py:3",
        ),
        ({"script.py": "print 'x'\n"}, "mine/script.py:1:1", "script.py:1"),
    ],
)
def test_what_is_not_python_is_not_written(
    generate: Any, tmp_path: Path, templates: dict[str, str], place: str, path: str
) -> None:
    assert generate({}).code == 0
    before = files(tmp_path / "out")
    done = generate(templates)
    assert done.code == 2
    assert place in done.stderr
    assert path in done.stderr
    assert "[CG072]" in done.stderr
    assert "correct this template" in done.stderr
    assert files(tmp_path / "out") == before


def test_paths_cannot_leave_the_output(generate: Any, tmp_path: Path) -> None:
    done = generate({"{package}/client.py/x.py": "x = 1\n"})
    assert done.code in (0, 2)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.py").exists()


def test_what_is_not_text(generate: Any, tmp_path: Path) -> None:
    (tmp_path / "mine" / "logo.png").write_bytes(b"ok\n\x89PNG\r\n\xff")
    done = generate({})
    assert done.code == 2
    assert "mine/logo.png:2:1: error: " in done.stderr
    assert "not UTF-8 text" in done.stderr


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("contract = \n", 1, "not TOML"),
        ("contract = 1\ndefualt = false\n", 2, "did you mean 'default'?"),
        ("contract = 'one'\n", 1, "a whole number"),
        ("contract = 1\n\nomit = 'api.md'\n", 3, "a list of strings"),
        ("default = 'no'\n", 1, "true or false"),
        ("[[moved]]\nblock = 'x'\n", 1, "it may have contract, default, omit"),
    ],
)
def test_what_a_theme_says_of_itself_is_checked(
    generate: Any, text: str, line: int, said: str
) -> None:
    done = generate({"_theme.toml": text})
    assert done.code == 2
    assert f"mine/_theme.toml:{line}:" in done.stderr
    assert said in done.stderr


def test_litter_of_editors_is_no_output(generate: Any, tmp_path: Path) -> None:
    litter = {".DS_Store": "x", "README.md.jinja~": "x", ".x.py.swp": "x"}
    assert generate(litter).code == 0
    assert not any(
        "DS_Store" in path or "~" in path for path in files(tmp_path / "out")
    )


# --- what is not written ------------------------------------------------------------


OMITTED = [
    ["api.md"],
    ["README.md"],
    ["pyproject.toml"],
    ["{package}/telemetry.py"],
    ["acme/webhooks.py"],
    ["{package}/testing.*", "{package}/pytest_plugin.py"],
    ["*.md", "{package}/py.typed", "{package}/telemetry.py", "{package}/webhooks.py"],
]


@pytest.mark.parametrize("omit", OMITTED, ids=lambda each: each[-1])
def test_a_file_switched_off(calgen: Any, tmp_path: Path, omit: list[str]) -> None:
    import subprocess
    import sys

    shutil.copy(EXAMPLES / "acme.yaml", tmp_path)
    settings = 'inputs = ["acme.yaml"]\noutput = "out"\npackage = "acme"\n'
    (tmp_path / "calgen.toml").write_text(settings)
    assert calgen("generate", cwd=tmp_path).code == 0
    before = set(files(tmp_path / "out"))
    (tmp_path / "calgen.toml").write_text(f"{settings}omit = {omit}\n")
    done = calgen("generate", "--strict", cwd=tmp_path)
    assert done.code == 0, done.stderr
    after = files(tmp_path / "out")
    gone = before - set(after)
    assert gone
    assert set(after) < before
    assert calgen("check", cwd=tmp_path).code == 0
    # What is left is whole: each module can be imported, and everything that is offered.
    program = (
        "import importlib, pkgutil, acme\n"
        "for each in pkgutil.walk_packages(acme.__path__, 'acme.'):\n"
        "    importlib.import_module(each.name)\n"
        "for name in dir(acme): getattr(acme, name)\n"
        "from acme import *\n"
    )
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=tmp_path / "out", check=True
    )
    left = "\n".join(
        content.decode()
        for path, content in after.items()
        if path.endswith((".md", ".toml"))
    )
    for path in gone:
        name = path.rpartition("/")[2]
        if path != "calgen.lock" and name not in ("py.typed", "testing.json"):
            assert f"({name})" not in left, "a link that leads nowhere"


def test_only_what_a_theme_of_its_own_has(generate: Any, tmp_path: Path) -> None:
    done = generate(
        {
            "_theme.toml": "contract = 1\ndefault = false\n",
            "calls.txt.jinja": "{% for each in package.methods %}\n{{ each.dotted }}\n{% endfor %}\n",
            "{resource}.txt.jinja": "{{ resource.dotted }}\n",
            "models/{model}.txt.jinja": "{{ model.name }}\n",
            "_part.txt.jinja": "{% include 'default/_notice.jinja' %}",
            "note.txt.jinja": "{% include '_part.txt.jinja' %}",
        }
    )
    assert done.code == 0, done.stderr
    made = {path: text.decode() for path, text in files(tmp_path / "out").items()}
    assert "orders.list\n" in made.pop("calls.txt")
    assert made.pop("orders.txt") == "orders\n"
    assert made.pop("note.txt").strip() == "Generated by calgen. Do not edit."
    made.pop("calgen.lock")
    assert {path.split("/")[0].split("_")[0] for path in made} == {
        "orders",
        "products",
        "models",
        "orders.txt",
        "products.txt",
    } & {path.split("/")[0].split("_")[0] for path in made}
    assert all(path.endswith(".txt") for path in made)

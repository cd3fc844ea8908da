"""`calgen templates`: list, show, eject, doctor."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from runkit import Ran, files
from themekit import EXAMPLES, theme

from calgen.theme.forwards import blocks_of


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with settings that name a folder of templates, which is not there yet."""
    shutil.copy(EXAMPLES / "acme.yaml", tmp_path)
    (tmp_path / "calgen.toml").write_text(
        'inputs = ["acme.yaml"]\noutput = "out"\npackage = "acme"\n'
        'templates = "templates"\n'
    )
    return tmp_path


def test_list_has_every_file_and_block(calgen: Any, tmp_path: Path) -> None:
    done = calgen("templates", "list", "--config", "none", cwd=tmp_path)
    assert done.code == 0
    listed = {
        name: blocks for name, *blocks in map(str.split, done.stdout.splitlines())
    }
    default = theme()
    assert listed.keys() == default.tree.default.keys()
    assert listed["_method.py.jinja"] == ["signature", "docstring", "call"]
    for name, blocks in listed.items():
        assert blocks == list(blocks_of(name, default.environment.outline))
    assert "{package}/_core/client.py" in listed
    assert "of them are control lines" in done.stderr, "how thin the templates are"
    assert (
        calgen("templates", "list", "-q", "--config", "none", cwd=tmp_path).stderr == ""
    )


def test_list_as_data(calgen: Any, project: Path) -> None:
    calgen("templates", "eject", "_method.py.jinja", "--block", "call", cwd=project)
    (project / "templates" / "README.md").write_text("mine\n")
    (project / "templates" / "NEW.md").write_text("mine\n")
    done = calgen("templates", "list", "--json", cwd=project)
    data = json.loads(done.stdout)
    assert data["contract"] == 1
    known = {each["name"]: each for each in data["files"]}
    assert known["_method.py.jinja"]["own"]
    assert known["_method.py.jinja"]["overridden"] == ["call"]
    assert known["_method.py.jinja"]["output"] is None
    assert "method" in known["_method.py.jinja"]["context"]
    resource = known["{package}/resources/{resource}.py.jinja"]
    assert resource["output"] == "{package}/resources/{resource}.py"
    assert set(resource["context"]) == {"package", "file", "resource"}
    assert "README.md.jinja" not in known
    told = calgen("templates", "list", cwd=project).stderr
    assert "_method.py.jinja: call\n" in told
    assert "README.md: all of it\n" in told
    assert "NEW.md: a file more\n" in told


_SHOWN = [
    each.name
    for each in theme().tree.default.values()
    if each.is_template or each.name.endswith("client.py")
]


@pytest.mark.parametrize("name", sorted(_SHOWN))
def test_show_prints_a_file(calgen: Any, tmp_path: Path, name: str) -> None:
    done = calgen("templates", "show", name, "--config", "none", cwd=tmp_path)
    assert done.code == 0
    assert done.stdout == theme().tree.default[name].text


def test_show_prints_a_block(calgen: Any, tmp_path: Path) -> None:
    asked = ("templates", "show", "_method.py.jinja", "--config", "none", "--block")
    done = calgen(*asked, "call", cwd=tmp_path)
    folded, call = done.stdout.split("\n", 1)
    assert folded == "{% filter folded %}"
    assert call.startswith("        return {{ await }}self._client.")
    assert call.endswith("        )\n{% endfilter %}\n")
    inherited = ("templates", "show", "{package}/client.py.jinja", "--block", "header")
    done = calgen(*inherited, "--config", "none", cwd=tmp_path)
    assert done.stdout == '{% include "_header.jinja" %}\n'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "_metod.py.jinja"), "did you mean _method.py.jinja?"),
        (("show", "zzzz"), "`calgen templates list` has all"),
        (("show", "_method.py.jinja", "--block", "cal"), "did you mean 'call'?"),
        (("show", "{package}/py.typed", "--block", "x"), "it has no blocks"),
        (("eject", "_method.py.jinja", "--block", "qqqq"), "its blocks: signature, "),
        (("eject", "client.py.jinja"), "did you mean {package}/client.py.jinja?"),
    ],
)
def test_a_wrong_name(
    calgen: Any, project: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = calgen("templates", *arguments, cwd=project)
    assert done.code == 2
    assert said in done.stderr
    assert not (project / "templates").exists()


def test_an_ejected_block_changes_nothing(calgen: Any, project: Path) -> None:
    (project / "templates").mkdir()
    assert calgen("generate", cwd=project).code == 0
    before = files(project / "out")
    for file in theme().tree.default.values():
        for block in blocks_of(file.name, theme().environment.outline):
            done = calgen(
                "templates", "eject", file.name, "--block", block, cwd=project
            )
            assert done.code == 0, done.stderr
    done = calgen("generate", cwd=project)
    assert done.code == 0, done.stderr
    after = files(project / "out")
    before.pop("calgen.lock"), after.pop("calgen.lock")
    assert after == before


def test_eject_extends_the_default(calgen: Any, project: Path) -> None:
    done = calgen("templates", "eject", "_method.py.jinja", cwd=project)
    assert done.stderr == "templates/_method.py.jinja written\n"
    path = project / "templates" / "_method.py.jinja"
    text = path.read_text()
    assert '{% extends "default/_method.py.jinja" %}' in text
    assert "signature, docstring, call" in text
    again = calgen("templates", "eject", "_method.py.jinja", cwd=project)
    assert again.code == 2, "what is there is never overwritten"
    assert path.read_text() == text


def test_eject_adds_a_block(calgen: Any, project: Path) -> None:
    asked = ("templates", "eject", "_method.py.jinja", "--block")
    calgen(*asked, "call", cwd=project)
    path = project / "templates" / "_method.py.jinja"
    path.write_text(path.read_text().replace("{{ super() -}}", "        pass"))
    assert calgen(*asked, "docstring", cwd=project).code == 0
    text = path.read_text()
    assert "        pass\n" in text
    assert "{% block docstring %}\n{{ super() -}}\n{% endblock %}\n" in text
    done = calgen(*asked, "call", cwd=project)
    assert done.code == 2
    assert "overrides the block call already" in done.stderr
    assert "templates/_method.py.jinja:3:10" in done.stderr
    assert path.read_text() == text


def test_eject_without_a_setting_says_what_to_set(calgen: Any, tmp_path: Path) -> None:
    done = calgen(
        "templates", "eject", "README.md.jinja", "--block", "title", cwd=tmp_path
    )
    assert done.code == 0
    assert 'templates = "templates"' in done.stderr
    assert (tmp_path / "templates" / "README.md.jinja").exists()


def test_eject_copies_what_has_no_blocks(calgen: Any, project: Path) -> None:
    name = "{package}/_core/library.py"
    assert calgen("templates", "eject", name, cwd=project).code == 0
    made = (project / "templates" / name).read_text()
    assert made == theme().tree.default[name].text


def test_the_doctor(calgen: Any, project: Path) -> None:
    calgen("templates", "eject", "_method.py.jinja", "--block", "call", cwd=project)
    path = project / "templates" / "_method.py.jinja"
    path.write_text(path.read_text().replace("{{ super() -}}", "        return"))
    done = calgen("templates", "doctor", cwd=project)
    assert (done.code, done.stdout) == (0, "")
    assert "1 file of yours, 0 findings" in done.stderr
    path.write_text(path.read_text().replace("block call", "block cal"))
    done = calgen("templates", "doctor", cwd=project)
    assert done.code == 1
    assert done.stdout.startswith("templates/_method.py.jinja:3:10: error: ")
    assert "did you mean `call`?" in done.stdout
    data = json.loads(calgen("templates", "doctor", "--json", cwd=project).stdout)
    (found,) = data["findings"]
    assert found["place"]["line"] == 3
    done = calgen("templates", "doctor", "--format", "github", cwd=project)
    assert done.stdout.startswith(
        "::error file=templates/_method.py.jinja,line=3,col=10::"
    )
    refused = calgen("generate", cwd=project)
    assert refused.code == 2
    assert "templates/_method.py.jinja:3:10: error: " in refused.stderr
    assert not (project / "out").exists()


# --- names as people write them -----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("_method.py", "_method.py.jinja"),
        ("README.md", "README.md.jinja"),
        ("default/README.md", "README.md.jinja"),
        ("./README.md", "README.md.jinja"),
        ("{package}/client.py", "{package}/client.py.jinja"),
        ("acme/client.py", "{package}/client.py.jinja"),
        ("acme/_core/client.py.jinja", "{package}/_core/client.py"),
    ],
)
def test_a_name_without_its_ending(
    calgen: Any, project: Path, name: str, found: str
) -> None:
    shown = calgen("templates", "show", name, cwd=project)
    assert (shown.code, shown.stdout) == (0, theme().tree.default[found].text)
    assert calgen("templates", "eject", name, cwd=project).code == 0
    assert (project / "templates" / found).exists()


def test_a_wrong_name_is_said_as_it_was_typed(calgen: Any, project: Path) -> None:
    done = calgen("templates", "eject", "nothing.py", cwd=project)
    assert "there is no template 'nothing.py'" in done.stderr
    wrong = ("_method.py", "--block", "cal")
    done = calgen("templates", "eject", *wrong, cwd=project)
    assert "error: _method.py has no block 'cal'" in done.stderr


# --- what is there already ----------------------------------------------------------


def test_eject_writes_a_block_once(calgen: Any, project: Path) -> None:
    twice = ("--block", "call", "--block", "call")
    assert calgen("templates", "eject", "_method.py", *twice, cwd=project).code == 0
    text = (project / "templates" / "_method.py.jinja").read_text()
    assert text.count("{% block call %}") == 1
    more = ("--block", "docstring") * 2
    assert calgen("templates", "eject", "_method.py", *more, cwd=project).code == 0
    text = (project / "templates" / "_method.py.jinja").read_text()
    assert text.count("{% block docstring %}") == 1


def test_eject_leaves_the_ends_of_lines(calgen: Any, project: Path) -> None:
    calgen("templates", "eject", "_method.py", "--block", "call", cwd=project)
    path = project / "templates" / "_method.py.jinja"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    more = ("_method.py", "--block", "docstring")
    assert calgen("templates", "eject", *more, cwd=project).code == 0
    content = path.read_bytes()
    assert b"docstring" in content
    assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ('{% extends "default/README.md.jinja" %}', (), "is there already [CG131]"),
        ("# Mine\n", (), "is there already [CG131]"),
        ("# Mine\n", ("--block", "title"), "extends nothing: it is the whole file"),
        ("{% block %}", ("--block", "title"), "cannot be read as a template"),
    ],
)
def test_eject_says_what_is_there(
    calgen: Any, project: Path, text: str, arguments: tuple[str, ...], said: str
) -> None:
    path = project / "templates" / "README.md.jinja"
    path.parent.mkdir()
    path.write_text(text)
    done = calgen("templates", "eject", "README.md", *arguments, cwd=project)
    assert done.code == 2
    assert said in done.stderr
    assert done.stderr.startswith("templates/README.md.jinja:1:1: error: ")
    assert path.read_text() == text


def test_eject_where_a_file_is_in_the_way(calgen: Any, tmp_path: Path) -> None:
    (tmp_path / "templates").touch()
    done = calgen("templates", "eject", "api.md", cwd=tmp_path)
    assert done.code == 2
    assert "cannot write templates/api.md.jinja" in done.stderr
    assert "hint: templates is a file: rename it" in done.stderr


def test_eject_beside_a_copied_file_of_ones_own(calgen: Any, project: Path) -> None:
    (project / "templates").mkdir()
    (project / "templates" / "README.md").write_text("mine\n")
    done = calgen("templates", "eject", "README.md", "--block", "title", cwd=project)
    assert done.code == 2
    assert "README.md is there already" in done.stderr
    assert not (project / "templates" / "README.md.jinja").exists()


# --- several clients ----------------------------------------------------------------

SEVERAL = """\
inputs = ["acme.yaml"]

[clients.a]
output = "a"
package = "a"
templates = "mine/a"

[clients.b]
output = "b"
package = "b"
templates = "mine/b"
"""


@pytest.fixture
def several(project: Path) -> Path:
    """A project with two clients, each with templates of its own; those of b are wrong."""
    (project / "calgen.toml").write_text(SEVERAL)
    for name, block in (("a", "call"), ("b", "cal")):
        path = project / "mine" / name / "_method.py.jinja"
        path.parent.mkdir(parents=True)
        path.write_text(
            '{% extends "default/_method.py.jinja" %}\n'
            f"{{% block {block} %}}\n        return\n{{% endblock %}}\n"
        )
    return project


def _run(*arguments: str, cwd: Path) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "calgen", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_the_doctor_looks_at_all_clients(several: Path) -> None:
    done = _run("templates", "doctor", cwd=several)
    assert done.code == 1
    assert done.stdout.startswith("mine/b/_method.py.jinja:2:10: error: ")
    assert "a:\ncalgen: 1 file of yours, 0 findings" in done.stderr
    assert "b:\ncalgen: 1 file of yours, 1 finding\n" in done.stderr
    data = json.loads(_run("templates", "doctor", "--json", cwd=several).stdout)
    assert data["clients"]["a"]["findings"] == []
    assert len(data["clients"]["b"]["findings"]) == 1
    assert _run("templates", "doctor", "--client", "a", cwd=several).code == 0


@pytest.mark.parametrize("command", ["list", "show _method.py", "eject api.md"])
def test_one_client_has_to_be_named(calgen: Any, several: Path, command: str) -> None:
    before = files(several)
    done = calgen("templates", *command.split(), cwd=several)
    assert done.code == 2
    assert "the clients 'a' and 'b' have different templates [CG041]" in done.stderr
    assert "hint: name one with --client, for example --client a" in done.stderr
    assert files(several) == before
    named = calgen("templates", *command.split(), "--client", "b", cwd=several)
    assert named.code == 0
    assert files(several).keys() - before.keys() == (
        {"mine/b/api.md.jinja"} if "eject" in command else set()
    )


def test_clients_that_share_their_templates(calgen: Any, several: Path) -> None:
    shared = SEVERAL.replace("mine/b", "mine/a")
    (several / "calgen.toml").write_text(shared)
    done = calgen("templates", "eject", "api.md", cwd=several)
    assert done.code == 0
    assert (several / "mine" / "a" / "api.md.jinja").exists()


def test_show_a_block_of_the_default(calgen: Any, project: Path) -> None:
    asked = ("_method.py", "--block", "call")
    default = calgen("templates", "show", *asked, cwd=project).stdout
    calgen("templates", "eject", *asked, cwd=project)
    assert "super()" in calgen("templates", "show", *asked, cwd=project).stdout
    done = calgen("templates", "show", f"default/{asked[0]}", *asked[1:], cwd=project)
    assert done.stdout == default

"""`calgen templates`: list, show, eject, doctor."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from runkit import files
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
    assert "steer" in done.stderr, "how thin the templates are"
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


@pytest.mark.parametrize("name", sorted(theme().tree.default))
def test_show_prints_a_file(calgen: Any, tmp_path: Path, name: str) -> None:
    done = calgen("templates", "show", name, "--config", "none", cwd=tmp_path)
    assert done.code == 0
    assert done.stdout == theme().tree.default[name].text


def test_show_prints_a_block(calgen: Any, tmp_path: Path) -> None:
    asked = ("templates", "show", "_method.py.jinja", "--config", "none", "--block")
    done = calgen(*asked, "call", cwd=tmp_path)
    assert done.stdout.startswith("        return {{ await }}self._client.")
    assert done.stdout.endswith("        )\n")
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
    assert "overrides call already" in done.stderr
    assert "templates/_method.py.jinja:1:1" in done.stderr
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

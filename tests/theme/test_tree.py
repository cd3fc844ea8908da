"""What a folder of templates may hold, and where its files go."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from runkit import files
from themekit import EXAMPLES, made, shop, theme, write

from calgen.resources import runtime_root, template_root
from calgen.theme import Theme, ThemeError, Tree

SETTINGS = (
    'inputs = ["acme.yaml"]\noutput = "out"\npackage = "acme"\ntemplates = "mine"\n'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with an empty folder of templates."""
    shutil.copy(EXAMPLES / "acme.yaml", tmp_path)
    (tmp_path / "calgen.toml").write_text(SETTINGS)
    (tmp_path / "mine").mkdir()
    return tmp_path


# --- what lies in the folder --------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_a_name_that_is_not_utf8(calgen: Any, project: Path) -> None:
    with open(os.fsencode(project / "mine") + b"/x\xff.md", "wb"):
        pass
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert r"mine/x\xff.md is not UTF-8" in done.stderr
    assert "hint: rename the file" in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_is_not_waited_for(calgen: Any, project: Path) -> None:
    os.mkfifo(project / "mine" / "api.md.jinja")
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert "mine/api.md.jinja is no file that can be read" in done.stderr


def test_a_link_to_nothing(calgen: Any, project: Path) -> None:
    (project / "mine" / "api.md.jinja").symlink_to("nowhere")
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert "cannot read mine/api.md.jinja: No such file" in done.stderr


def test_a_link_to_a_folder_is_followed(calgen: Any, project: Path) -> None:
    shared = write(project / "shared", "deep/note.md", "ours\n")
    (project / "mine" / "docs").symlink_to(shared)
    assert calgen("generate", cwd=project).code == 0
    note = project / "out" / "docs" / "deep" / "note.md"
    assert note.read_text() == "ours\n"
    write(shared, "deep/note.md", "theirs\n")
    assert calgen("check", cwd=project).code == 1


@pytest.mark.parametrize("to", [".", "..", "../mine/a"])
def test_a_link_in_a_circle(calgen: Any, project: Path, to: str) -> None:
    (project / "mine" / "a").mkdir()
    (project / "mine" / "a" / "loop").symlink_to(project / "mine" / to)
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert "leads back to a folder that it stands in" in done.stderr


def test_two_links_to_one_folder(project: Path) -> None:
    shared = write(project / "shared", "x.md", "x\n")
    for name in ("a", "b"):
        (project / "mine" / name).symlink_to(shared)
    own = Tree(template_root(), runtime_root(), project / "mine").own
    assert list(own) == ["a/x.md", "b/x.md"]


# --- what is not written ------------------------------------------------------------


def test_a_theme_leaves_out_the_defaults_files_alone(tmp_path: Path) -> None:
    write(tmp_path, "_theme.toml", 'omit = ["README.md", "api.md"]\n')
    write(tmp_path, "README.md.jinja", "mine\n")
    found = made(tmp_path)
    assert found["README.md"] == "mine\n"
    assert "api.md" not in found


def test_the_setting_leaves_out_any_file(tmp_path: Path) -> None:
    write(tmp_path, "README.md.jinja", "mine\n")
    tree = Tree(template_root(), runtime_root(), tmp_path, ("README.md",))
    assert "README.md" not in Theme(tree).render(shop()).files


def test_one_of_the_files_of_a_template(calgen: Any, project: Path) -> None:
    omit = 'omit = ["acme/operations/orders.py"]\n'
    write(project / "mine", "notes/{resource}.md.jinja", "{{ resource.dotted }}\n")
    (project / "calgen.toml").write_text(SETTINGS + 'omit = ["notes/orders.md"]\n')
    done = calgen("generate", cwd=project)
    assert done.code == 0
    assert "CG129" not in done.stderr
    assert (project / "out" / "notes" / "products.md").exists()
    assert not (project / "out" / "notes" / "orders.md").exists()
    (project / "calgen.toml").write_text(SETTINGS + omit.replace("orders", "a/b"))
    assert "CG129" in calgen("templates", "doctor", cwd=project).stdout


def test_the_order_of_omit_means_nothing() -> None:
    def digest(*omit: str) -> str:
        return Tree(template_root(), runtime_root(), None, omit).digest

    assert digest("a", "b") == digest("b", "a", "b")
    assert len({digest(), digest("a"), digest("a", "b")}) == 3


# --- where files go -----------------------------------------------------------------

COLLISIONS = [
    (["calgen.lock"], "calgen.lock", "a name that calgen needs itself"),
    (["Calgen.lock.jinja"], "Calgen.lock.jinja", "a name that calgen needs itself"),
    ([".calgen-journal"], ".calgen-journal", "a name that calgen needs itself"),
    (["acme"], "acme", "which needs a folder of that name"),
    (
        ["{package}/client.py/x.py"],
        "{package}/client.py/x.py",
        "{package}/client.py.jinja makes the file acme/client.py",
    ),
    (["x.txt", "x.txt.jinja"], "x.txt.jinja", "hint: rename one of them"),
    (
        ["acme/client.py"],
        "acme/client.py",
        "call yours {package}/client.py.jinja; else rename yours",
    ),
    (["README.MD.jinja"], "README.MD.jinja", "call yours README.md.jinja"),
    (
        ["{package}/models/base.txt.jinja", "acme/models/BASE.txt"],
        "{package}/models/base.txt.jinja",
        "acme/models/BASE.txt",
    ),
    (["a\\b.md"], "a\\b.md", "no path within the output"),
]


@pytest.mark.parametrize(
    ("names", "shown", "said"), COLLISIONS, ids=lambda each: str(each)
)
def test_files_that_collide(
    calgen: Any, project: Path, names: list[str], shown: str, said: str
) -> None:
    for name in names:
        write(project / "mine", name, "x = 1\n")
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert f"mine/{shown}:1:1: error: the output cannot be laid out: " in done.stderr
    assert said in done.stderr
    assert "[CG073]" in done.stderr
    assert not (project / "out").exists()
    looked = calgen("templates", "doctor", cwd=project)
    assert looked.code == 1
    assert f"mine/{shown}:1:1: error: the output cannot be laid out: " in looked.stdout


def test_files_that_collide_for_one_api(tmp_path: Path) -> None:
    write(tmp_path, "{resource}.md.jinja", "x\n")
    write(tmp_path, "orders.md", "x\n")
    with pytest.raises(ThemeError, match=r"both make orders\.md"):
        theme(tmp_path).render(shop())


def test_what_is_left_out_collides_with_nothing(tmp_path: Path) -> None:
    write(tmp_path, "acme/client.py", "x = 1\n")
    omit = ("{package}/client.py.jinja",)
    tree = Tree(template_root(), runtime_root(), tmp_path, omit)
    with pytest.raises(ThemeError):
        theme(tmp_path).render(shop())
    assert Theme(tree).render(shop()).files["acme/client.py"] == "x = 1\n"


# --- the folder itself --------------------------------------------------------------


@pytest.mark.parametrize("output", ["mine", "mine/out", "mine/../mine", "link/x"])
def test_the_output_within_the_templates(
    calgen: Any, project: Path, output: str
) -> None:
    (project / "link").symlink_to(project / "mine")
    (project / "calgen.toml").write_text(SETTINGS.replace('"out"', f'"{output}"'))
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert "calgen.toml:2:1: error: the output " in done.stderr
    assert "[CG045]" in done.stderr
    assert "hint: give `output` a folder of its own" in done.stderr
    assert files(project / "mine") == {}


def test_the_templates_within_the_output(calgen: Any, project: Path) -> None:
    settings = SETTINGS.replace('"mine"', '"out/mine"')
    (project / "calgen.toml").write_text(settings)
    write(project / "out" / "mine", "note.md", "x\n")
    for _ in range(2):
        assert calgen("generate", cwd=project).code == 0
    assert (project / "out" / "note.md").exists()


def test_a_folder_that_is_missing_is_waited_for(calgen: Any, project: Path) -> None:
    from calgen.config import load
    from calgen.diagnostics import Report, Stop
    from calgen.trace import still_holds, traced

    (project / "mine").rmdir()
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert "there is no folder of templates 'mine' [CG045]" in done.stderr
    assert "hint: correct the path, or make the folder" in done.stderr
    with traced() as read, pytest.raises(Stop):
        load({"config": str(project / "calgen.toml")}, Report(), cwd=project)
    assert still_holds(read)
    (project / "mine").mkdir()
    assert not still_holds(read)


def test_a_file_instead_of_the_folder(calgen: Any, project: Path) -> None:
    (project / "mine").rmdir()
    (project / "mine").touch()
    for command in (("generate",), ("templates", "eject", "api.md.jinja")):
        done = calgen(*command, cwd=project)
        assert done.code == 2
        assert "'mine' is a file, not a folder of templates [CG045]" in done.stderr


# --- what is not Python -------------------------------------------------------------


def test_code_that_is_nested_too_deeply(calgen: Any, project: Path) -> None:
    deep = "x = " + "-" * 200_000 + "1\n"
    write(project / "mine", "{package}/deep.py", deep)
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert "nested too deeply" in done.stderr
    assert "[CG072]" in done.stderr


def test_python_warns_nobody(calgen: Any, project: Path, recwarn: Any) -> None:
    write(project / "mine", "{package}/odd.py.jinja", "A = 1\nB = A is 1\n")
    assert calgen("generate", cwd=project).code == 0
    assert not recwarn.list


def test_a_fault_beside_a_line_of_ones_own(calgen: Any, project: Path) -> None:
    name = "_method.py.jinja"
    text = (
        f'{{% extends "default/{name}" %}}\n{{% block call %}}\n'
        "    print({{ method.dotted | literal }})\n{{ super() -}}\n{% endblock %}\n"
    )
    write(project / "mine", name, text)
    done = calgen("generate", cwd=project)
    assert done.code == 2
    first, excerpt, _, hint, *around = done.stderr.splitlines()
    assert first.startswith(f"mine/{name}:3:5: error: acme/")
    assert excerpt == "  3 |     print({{ method.dotted | literal }})"
    assert hint.endswith("it would be written as")
    assert len(around) == 5
    assert around[2].startswith("    > ")
    assert any("print(" in line for line in around)
    path, line, _ = first.split("error: ")[1].split(":", 2)
    assert path.endswith(".py")
    assert f" {line} | " in around[2]


def test_a_fault_that_no_line_looks_like(calgen: Any, project: Path) -> None:
    text = "A = 1\n\n{{ package.count ~ ' = =' }}\n"
    write(project / "mine", "{package}/more.py.jinja", text.replace("A = 1", ""))
    done = calgen("generate", cwd=project)
    assert done.code == 2
    assert "mine/{package}/more.py.jinja:1:1: error: acme/more.py:" in done.stderr
    assert "| 7 = =" in done.stderr


def test_what_a_theme_says_of_itself_has_no_other_heading(
    calgen: Any, project: Path
) -> None:
    write(project / "mine", "_theme.toml", "contract = 'one'\n")
    done = calgen("generate", cwd=project)
    assert "mine/_theme.toml:1:1: error: 'contract' of _theme.toml" in done.stderr

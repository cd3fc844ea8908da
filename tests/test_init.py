"""The first minute: from an empty folder, or from documents somewhere, to a client."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from runkit import Calgen

ROOT = Path(__file__).parent.parent


def api(title: str, path: str = "/things") -> str:
    return (
        f"openapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\n"
        f"paths: {{{path}: {{get: {{responses: {{'204': {{description: no}}}}}}}}}}\n"
    )


def page(path: str) -> str:
    return f"# A page\n\n```yaml GET {path}\n{api('Paged', path)}```\n"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def settings(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "calgen.toml").read_text())


def test_an_empty_folder_to_a_client(calgen: Calgen, tmp_path: Path) -> None:
    done = calgen("init", cwd=tmp_path)
    assert done.code == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "next: calgen generate"
    assert settings(tmp_path) == {
        "inputs": ["specs"],
        "output": "generated",
        "package": "notes",
    }
    done = calgen("generate", "--strict", cwd=tmp_path)
    assert done.code == 0, done.stderr
    code = (
        "from notes import Client; print(Client.__name__, Client(auth='x').notes.list)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "generated",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Client" in ran.stdout
    assert calgen("check", cwd=tmp_path).code == 0
    assert calgen("lint", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    ("files", "inputs", "also"),
    [
        ({"openapi.yaml": api("One")}, "openapi.yaml", []),
        ({"a/b/one.json": '{"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "paths": {"/a": {"get": {"responses": {}}}}}'}, "a/b/one.json", []),
        ({"specs/a.yaml": api("One"), "specs/b.yaml": api("One", "/b")}, "specs", []),
        ({"pages/a.md": page("/a"), "pages/b.md": page("/b"), "more/c.md": "# no"}, "pages", []),
        (
            {"x/a.md": page("/a"), "x/b.md": page("/b"), "x/c.md": "# no"},
            "x/a.md x/b.md",
            [],
        ),
        ({"a.yaml": api("One"), "b.yaml": api("One", "/b")}, "a.yaml b.yaml", []),
        (
            {"x/a.yaml": api("One"), "x/b.yaml": api("Two")},
            "x/a.yaml",
            ["x/b.yaml"],
        ),
        (
            {"zz/deep.yaml": api("One"), "api/its.yaml": api("Two"), "top.yaml": api("3")},
            "api/its.yaml",
            ["top.yaml", "zz/deep.yaml"],
        ),
        (
            {
                "node_modules/x/openapi.yaml": api("No"),
                ".hidden/openapi.yaml": api("No"),
                "venv/pyvenv.cfg": "",
                "venv/openapi.yaml": api("No"),
                "out/calgen.lock": "{}",
                "out/openapi.yaml": api("No"),
                "other.yaml": "a: 1",
                "data.json": "[]",
                "this.yaml": api("Yes"),
            },
            "this.yaml",
            [],
        ),
    ],
)  # fmt: skip
def test_what_is_found(
    calgen: Calgen, tmp_path: Path, files: dict[str, str], inputs: str, also: list[str]
) -> None:
    write(tmp_path, files)
    done = calgen("init", cwd=tmp_path)
    assert done.code == 0, done.stderr
    assert settings(tmp_path)["inputs"] == inputs.split()
    text = (tmp_path / "calgen.toml").read_text()
    assert [line for line in text.splitlines() if line.startswith("# also")] == [
        f'# also found: "{each}"' for each in also
    ]
    assert calgen("generate", cwd=tmp_path).code == 0
    assert not (tmp_path / "specs/openapi.yaml").exists() or inputs == "specs"


def test_what_is_asked_for(calgen: Calgen, tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": api("One"), 'b "c".yaml': api("Two")})
    done = calgen(
        "init", "-i", 'b "c".yaml', "-o", "o ut", "--package", "mine", cwd=tmp_path
    )
    assert done.code == 0, done.stderr
    assert settings(tmp_path) == {
        "inputs": ['b "c".yaml'],
        "output": "o ut",
        "package": "mine",
    }
    assert calgen("generate", cwd=tmp_path).code == 0
    assert (tmp_path / "o ut" / "mine" / "client.py").exists()


def test_a_profile_that_fits_is_written_down(calgen: Calgen, tmp_path: Path) -> None:
    text = api("Cal.com API v2")
    write(tmp_path, {"openapi.yaml": text})
    assert calgen("init", cwd=tmp_path).code == 0
    assert settings(tmp_path)["profile"] == "calcom"
    assert "its title 'Cal.com API v2' fits" in (tmp_path / "calgen.toml").read_text()


def test_nothing_is_overwritten(calgen: Calgen, tmp_path: Path) -> None:
    write(tmp_path, {"calgen.toml": "inputs = ['x']\n", "x/a.yaml": api("One")})
    done = calgen("init", cwd=tmp_path)
    assert done.code == 2
    assert "CG110" in done.stderr
    assert (tmp_path / "calgen.toml").read_text() == "inputs = ['x']\n"
    # Those of a folder above are another project's.
    below = tmp_path / "below"
    below.mkdir()
    assert calgen("init", cwd=below).code == 0


@pytest.mark.parametrize(
    ("files", "flags"),
    [
        ({"openapi.yaml": "openapi: 3.1.0\npaths: [\n"}, ()),
        ({"openapi.yaml": api("One")}, ("--package", "no-name")),
        ({"openapi.yaml": api("One")}, ("-i", "nowhere.yaml")),
    ],
)
def test_a_fault_writes_nothing(
    calgen: Calgen, tmp_path: Path, files: dict[str, str], flags: tuple[str, ...]
) -> None:
    write(tmp_path, files)
    done = calgen("init", *flags, cwd=tmp_path)
    assert done.code == 2
    assert {each.name for each in tmp_path.iterdir()} == set(files)


def test_what_git_leaves_alone(calgen: Calgen, tmp_path: Path) -> None:
    write(tmp_path, {"openapi.yaml": api("One"), ".gitignore": "*.pyc"})
    assert calgen("init", cwd=tmp_path).code == 0
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\n.calgen-*\n"
    (tmp_path / "calgen.toml").unlink()
    assert "gitignore" not in calgen("init", cwd=tmp_path).stderr
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\n.calgen-*\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    import pty

    write(tmp_path, {"a.yaml": api("One"), "b.yaml": api("Two")})
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    with subprocess.Popen(
        [sys.executable, "-m", "calgen", "init"],
        cwd=tmp_path,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        said = ""

        def wait(words: str) -> None:
            nonlocal said
            until = time.monotonic() + 60
            while words not in said:
                assert time.monotonic() < until, said
                said += os.read(ours, 1024).decode()

        wait("Make the client of")
        assert "1  a.yaml" in said
        os.write(ours, b"2\n")
        wait("Name of the package [two]")
        os.write(ours, b"second\n")
        assert process.wait(60) == 0
    os.close(ours)
    assert settings(tmp_path)["inputs"] == ["b.yaml"]
    assert settings(tmp_path)["package"] == "second"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(calgen: Calgen, tmp_path: Path, shell: str) -> None:
    done = calgen("completion", shell, cwd=tmp_path)
    assert done.code == 0
    assert "_CALGEN_COMPLETE" in done.stdout
    assert calgen("completion", "tcsh", cwd=tmp_path).code == 2


def completed(words: str, cwd: Path) -> list[str]:
    """What bash would offer for a line that ends where the cursor is."""
    typed = words.split(" ")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "_CALGEN_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(typed) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "calgen"],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_what_is_completed(tmp_path: Path) -> None:
    text = "[clients.alpha]\ninputs=['a']\n[clients.beta]\ninputs=['b']\n"
    (tmp_path / "calgen.toml").write_text(text)
    assert completed("calgen gen", tmp_path) == ["generate"]
    assert "--keep-edits" in completed("calgen generate --k", tmp_path)
    assert completed("calgen generate --client ", tmp_path) == ["alpha", "beta"]
    assert completed("calgen explain CG11", tmp_path) == ["CG110"]
    assert "calcom" in completed("calgen inspect --profile ", tmp_path)

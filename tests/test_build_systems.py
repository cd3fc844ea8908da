"""calgen as a step of a build: what it read, who watches it, several clients at once."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from runkit import Calgen, files

ROOT = Path(__file__).parent.parent
SPEC = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /things:
    get:
      responses: {'200': {description: All, content: {application/json: {schema: {$ref: 'parts/thing.yaml'}}}}}
"""
ACTIONS = "actions: [{target: $.info, update: {title: Shop}}]\n"
THING = "type: object\nproperties: {id: {type: string}}\n"


def snippet(language: str, number: int = 0) -> str:
    """A block of the guide, as it stands there."""
    text = (ROOT / "docs" / "build-systems.md").read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)
    return str(found[number])


class Project:
    """A folder with settings, a specification, and calgen as people start it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / ".bin"
        self.environment = {
            **os.environ,
            "CALGEN_CACHE_DIR": str(folder / ".cache"),
            "PYTHONPATH": str(ROOT),
            "PATH": f"{self.programs}{os.pathsep}{os.environ.get('PATH', '')}",
        }
        start = self.write(
            ".bin/calgen", f'#!/bin/sh\nexec {sys.executable} -m calgen "$@"\n'
        )
        start.chmod(0o755)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run(
        self, *command: str, code: int = 0, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def calgen(
        self, *arguments: str, code: int = 0
    ) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "calgen", *arguments, code=code)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.write("specs/shop.yaml", SPEC)
    made.write("specs/parts/thing.yaml", THING)
    made.write("calgen.toml", 'inputs = ["specs"]\noutput = "out"\n')
    return made


# --- depfiles --------------------------------------------------------------------------------


def rule(path: Path) -> tuple[str, set[str]]:
    """The target and the prerequisites of the first rule of a depfile."""
    text = path.read_text().replace("\\\n", " ").splitlines()[0]
    target, _, names = text.partition(":")
    plain = names.replace("\\ ", "\0").split()
    return target, {each.replace("\0", " ").replace("$$", "$") for each in plain}


def test_a_depfile_names_what_was_read(calgen: Calgen, project: Project) -> None:
    project.write("house/profile.yaml", "server: https://house.example\n")
    project.write("own/extra.txt.jinja", "{{ package.title }}")
    project.write(
        "over.yaml", "overlay: 1.0.0\ninfo: {title: x, version: '1'}\n" + ACTIONS
    )
    flags = ("--profile", "house", "--templates", "own", "--overlay", "over.yaml")
    done = calgen("generate", "--depfile", "d/out.d", *flags, cwd=project.folder)
    assert done.code == 0, done.stderr
    target, found = rule(project.folder / "d/out.d")
    assert target == "out/calgen.lock"
    inside = {each for each in found if not each.startswith("/")}
    assert inside == {
        "calgen.toml",
        "house/profile.yaml",
        "over.yaml",
        "own",
        "own/extra.txt.jinja",
        "specs",
        "specs/parts",
        "specs/parts/thing.yaml",
        "specs/shop.yaml",
    }
    assert any(each.endswith("client.py.jinja") for each in found - inside)


def test_a_depfile_for_strange_names(calgen: Calgen, project: Project) -> None:
    folder = project.folder / "a b$c"
    shutil.copytree(project.folder / "specs", folder)
    flags = ("--config", "none", "-i", "a b$c", "-o", "o ut")
    target = ("--depfile-target", "x y")
    assert (
        calgen("generate", *flags, "--depfile", "d", *target, cwd=project.folder).code
        == 0
    )
    text = (project.folder / "d").read_text()
    assert text.startswith("x\\ y: \\\n")
    assert "a\\ b$$c/shop.yaml" in text


@pytest.fixture
def ninja(project: Project) -> Callable[[], bool]:
    """Builds with the real ninja; says whether calgen ran."""
    program = pytest.importorskip("ninja", reason="the test extra brings ninja")
    rule = snippet("ninja").replace("$out.d\n  dep", "$out.d && echo ran >> log\n  dep")
    project.write("build.ninja", rule.replace("generated/", "out/"))
    log = project.write("log", "")
    path = str(Path(program.BIN_DIR) / "ninja")

    def build() -> bool:
        before = log.read_text()
        project.run(path)
        return log.read_text() != before

    return build


def test_ninja_runs_calgen_exactly_when_something_changed(
    project: Project, ninja: Callable[[], bool]
) -> None:
    assert ninja()
    assert not ninja()

    def edited(name: str, text: str) -> None:
        # The clock of a file system is coarse.
        time.sleep(0.02)
        project.write(name, text)

    edited("unrelated.txt", "x")
    assert not ninja()
    edited("specs/shop.yaml", SPEC.replace("All", "Everything"))
    assert ninja()
    assert not ninja()
    edited("specs/parts/thing.yaml", THING.replace("id", "uid"))
    assert ninja()
    models = (project.folder / "out/shop/models").glob("*.py")
    assert any("uid" in each.read_text() for each in models)
    edited("specs/more.yaml", SPEC.replace("/things", "/more"))
    assert ninja()
    edited("own/notes.txt.jinja", "{{ package.count }}")
    edited(
        "calgen.toml",
        'inputs = ["specs"]\noutput = "out"\ntemplates = "own"\nprofile = "house"\n',
    )
    edited("house/profile.yaml", "server: https://house.example\n")
    assert ninja()
    assert not ninja()
    edited("own/notes.txt.jinja", "{{ package.title }}")
    assert ninja()
    edited("house/profile.yaml", "server: https://home.example\n")
    assert ninja()
    (project.folder / "specs/more.yaml").unlink()
    assert ninja()
    assert not ninja()


def test_make_reads_a_depfile(project: Project) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("there is no make")
    project.write("Makefile", snippet("make").replace("generated/", "out/"))
    assert "calgen generate" in project.run(make).stdout
    assert "calgen generate" not in project.run(make).stdout
    time.sleep(0.02)
    project.write("specs/shop.yaml", SPEC.replace("All", "Everything"))
    assert "calgen generate" in project.run(make).stdout
    (project.folder / "specs/parts/thing.yaml").unlink()
    project.write("specs/shop.yaml", SPEC.replace("parts/thing.yaml", "#/nowhere"))
    assert "calgen generate" in project.run(make).stdout


def bazel_command() -> str:
    """What the rule of the guide has the shell do."""
    for node in ast.walk(ast.parse(snippet("python"))):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "command":
            return "".join(
                str(each.value)
                for each in ast.walk(node.value)
                if isinstance(each, ast.Constant)
            )
    raise AssertionError("the guide has no command")


def sealed(project: Project, name: str, lock: Path | None) -> dict[str, bytes]:
    """An action as Bazel runs it: another folder each time, no home, no cache, inputs
    that cannot be written."""
    root = project.folder / name
    shutil.copytree(project.folder / "specs", root / "specs")
    if lock is not None:
        shutil.copy(lock, root / "before.lock")
    for each in root.rglob("*"):
        each.chmod(0o555 if each.is_dir() else 0o444)
    out = "bazel-out/bin/shop"
    before = "before.lock" if lock else ""
    sources = ("-i", "specs/shop.yaml")
    done = subprocess.run(
        [
            *("bash", "-c", bazel_command(), "", str(project.programs / "calgen")),
            *(out, before, "shop", *sources),
        ],
        cwd=root,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "CALGEN_CACHE_DIR": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {each.name for each in root.iterdir()} <= {
        "specs",
        "bazel-out",
        "before.lock",
    }
    return files(root / out)


def test_a_sealed_action(project: Project) -> None:
    """The same bytes wherever it runs; with a lock, the names of that lock."""
    made = sealed(project, "first", None)
    assert sealed(project, "second", None) == made
    assert len(made) > 50
    lock = project.folder / "first" / "bazel-out" / "bin" / "shop" / "calgen.lock"
    data = json.loads(lock.read_text())
    assert data["names"]["operations"] == {"GET /things": "things.list"}
    data["names"]["operations"] = {"GET /things": "goods.list"}
    lock.write_text(json.dumps(data))
    assert "shop/resources/goods.py" in sealed(project, "third", lock)


# --- several clients -------------------------------------------------------------------------

SEVERAL = (
    snippet("toml")
    .replace('"public"\npackage = "acme"', '"big"\npackage = "big"')
    .replace("clients.public", "clients.big")
    .replace('exclude = ["path:/internal/**"]\n', "")
    .replace('"internal"\npackage = "acme_internal"', '"small"\npackage = "small"')
    .replace("clients.internal", "clients.small")
    + 'include = ["path:/things"]\n'
)


def test_every_client_of_the_settings(project: Project) -> None:
    project.write("calgen.toml", SEVERAL)
    project.write("specs/more.yaml", SPEC.replace("/things", "/more"))
    done = project.calgen("generate")
    assert (project.folder / "big/big/resources/more.py").exists()
    assert not (project.folder / "small/small/resources/more.py").exists()
    lines = done.stderr.splitlines()
    assert [each for each in lines if each in ("big:", "small:")] == ["big:", "small:"]
    assert project.calgen("check").stderr.count("up to date") == 2
    with (project.folder / "small/small/client.py").open("a") as file:
        file.write("# mine\n")
    done = project.calgen("check", "--json", code=1)
    answers = json.loads(done.stdout)["clients"]
    assert [len(answers[name]["drift"]) for name in ("big", "small")] == [0, 1]
    assert "edited by hand" in project.calgen("generate", code=3).stderr
    project.calgen("generate", "--client", "big")


@pytest.mark.parametrize(
    ("settings", "flags", "said"),
    [
        (SEVERAL, ("-o", "elsewhere"), "--client NAME"),
        (SEVERAL, ("-i", "specs"), "--client NAME"),
        (
            SEVERAL.replace('"small"\npackage', '"big/x"\npackage'),
            (),
            "share an output",
        ),
        (SEVERAL.replace("include = [", "include = 3 #"), (), "list of strings"),
    ],
)
def test_several_clients_that_cannot_be(
    project: Project, settings: str, flags: tuple[str, ...], said: str
) -> None:
    project.write("calgen.toml", settings)
    assert said in project.calgen("generate", *flags, code=2).stderr
    assert not (project.folder / "big").exists()


def test_one_of_several_fails(project: Project) -> None:
    project.write("bad.yaml", "openapi: [")
    project.write(
        "calgen.toml",
        SEVERAL + '\n[clients.bad]\ninputs = ["bad.yaml"]\noutput = "bad"\n',
    )
    done = project.calgen("generate", code=2)
    assert "bad.yaml:1:" in done.stderr
    assert (project.folder / "big/calgen.lock").exists()
    assert not (project.folder / "bad").exists()


# --- watching --------------------------------------------------------------------------------


@pytest.fixture
def watching(project: Project) -> Iterator[Callable[[str], None]]:
    """calgen that watches; waits until it has said something."""
    said = project.folder / "said"
    with (
        said.open("wb") as into,
        subprocess.Popen(
            [sys.executable, "-m", "calgen", "generate", "--watch"],
            cwd=project.folder,
            env={**project.environment, "PYTHONUNBUFFERED": "1"},
            stderr=into,
        ) as process,
    ):
        seen = 0

        def wait(words: str) -> None:
            nonlocal seen
            until = time.monotonic() + 60
            while words not in (text := said.read_text()[seen:]):
                assert process.poll() is None, text
                assert time.monotonic() < until, f"it never said {words!r}: {text}"
                time.sleep(0.05)
            seen += text.index(words) + len(words)

        yield wait
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_watch(project: Project, watching: Callable[[str], None]) -> None:
    watching("1 operation in, 1 out")
    project.write("specs/shop.yaml", SPEC.replace("/things", "/others"))
    watching("1 operation in, 1 out")
    assert (project.folder / "out/shop/resources/others.py").exists()
    assert not (project.folder / "out/shop/resources/things.py").exists()
    project.write("specs/shop.yaml", "openapi: [")
    watching("specs/shop.yaml:1:")
    assert (project.folder / "out/shop/resources/others.py").exists()
    project.write("specs/shop.yaml", SPEC)
    watching("1 operation in, 1 out")
    project.write("specs/more.yaml", SPEC.replace("/things", "/more"))
    watching("2 operations in, 2 out")
    (project.folder / "specs").rename(project.folder / "away")
    watching("no such file or folder")
    (project.folder / "away").rename(project.folder / "specs")
    watching("2 operations in, 2 out")


def test_watch_with_what_cannot_be_watched(calgen: Calgen, project: Project) -> None:
    done = calgen("generate", "--watch", "--dry-run", cwd=project.folder)
    assert done.code == 2
    assert "--watch" in done.stderr

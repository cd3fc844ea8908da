"""Pages of the documentation, as programs: their fenced blocks, run from top to bottom.

A block is a file if the text before it ends in the file's name: "`specs/shop.yaml`:". It
is written into the folder of the page. Of the others, by language:

- `sh`: each command is run; `# exit code 1` behind one says how it ends (0 if not said);
- `text`: what the block before it printed; `…` stands for anything, alone on a line for
  any lines;
- `python`: run; the program's answers come from the fake of the client that it imports;
- `toml`: read as settings.

A file that is settings is read as settings as well, a Python file is compiled, and of a
pipeline and of pre-commit's hooks the commands of calgen are run.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
import yaml
from click.testing import CliRunner

from calgen.cli.group import main
from calgen.config import load
from calgen.diagnostics import Report

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md"]
_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>\w*)\n(?P<text>.*?)^(?P=fence)$", re.M | re.S
)
_NAMED = re.compile(r"`([^`\s]+)`:\s*\Z")
_EXIT = re.compile(r"\s+# exit code (\d)\b.*\Z")
# What only a shell understands.
_SHELL = re.compile(r"[|<>$;&*]|^(?!calgen )")


@dataclass(frozen=True)
class Block:
    """A fenced block; `file` is its name where it is one, `line` that of its fence."""

    page: str
    line: int
    language: str
    text: str
    file: str | None

    @property
    def key(self) -> tuple[str, str]:
        """The page and the first line: how a test speaks of it."""
        return self.page, self.text.partition("\n")[0]

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line} ({self.language})"


def blocks(path: Path) -> list[Block]:
    """Every fenced block of a page."""
    text = path.read_text(encoding="utf-8")
    page = path.relative_to(ROOT).as_posix()
    found = []
    for match in _FENCE.finditer(text):
        named = _NAMED.search(text, 0, match.start())
        line = text.count("\n", 0, match.start()) + 1
        file = named[1] if named else None
        found.append(Block(page, line, match["language"], match["text"], file))
    return found


def commands(text: str) -> Iterator[tuple[str, int]]:
    """The commands of a block, and the exit code that each is to end with."""
    for line in text.replace("\\\n", " ").splitlines():
        expected = _EXIT.search(line)
        bare = re.sub(r"\s+# .*\Z", "", line)
        if bare.strip() and not bare.startswith("#"):
            yield bare.strip(), int(expected[1]) if expected else 0


def fits(expected: str, said: str) -> bool:
    """Whether a text is what a page shows, `…` apart."""
    lines = []
    for line in expected.splitlines():
        parts = [re.escape(part) for part in line.rstrip().split("…")]
        lines.append(
            r"(?:.*\n)*?" if line.strip() == "…" else ".*".join(parts) + r" *\n"
        )
    return re.fullmatch("".join(lines), said.rstrip("\n") + "\n") is not None


class Reader:
    """Somebody who does what a page says, in a folder of his own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder / "page"
        self.folder.mkdir()
        self._aside = folder / "settings"
        self._aside.mkdir()
        self._monkeypatch = monkeypatch
        self._said = ""
        self.space: dict[str, Any] = {"__name__": "page"}
        self.fakes: list[Any] = []
        self._packages: list[ModuleType] = []
        self._locks: dict[Path, bytes] = {}
        monkeypatch.setenv("CALGEN_CACHE_DIR", str(folder / "cache"))
        programs = folder / "programs"
        programs.mkdir()
        start = programs / "calgen"
        start.write_text(f'#!/bin/sh\nexec {sys.executable} -m calgen "$@"\n')
        start.chmod(0o755)
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PATH": os.pathsep.join(
                (str(programs), str(Path(sys.executable).parent), os.environ["PATH"])
            ),
        }

    def do(self, block: Block) -> None:
        """What a block says; fails where something else happens than the page says."""
        if block.file is not None:
            self._write(block, block.file)
        elif block.language == "sh":
            found = list(commands(block.text))
            assert found, f"{block.where}: no command"
            self._said = "".join(self.run(*each, block.where) for each in found)
        elif block.language == "text":
            assert fits(
                block.text, self._said
            ), f"{block.where} is not what is printed:\n{self._said}"
        elif block.language == "python":
            self._said = self._python(block)
        elif block.language == "toml":
            self._settings(block)
        else:
            raise AssertionError(f"{block.where}: nobody knows what to do with it")

    def run(self, command: str, code: int, where: str) -> str:
        """Run one command; what it printed."""
        if command.startswith("make ") and shutil.which("make") is None:
            pytest.skip(f"{where}: there is no make")
        if _SHELL.search(command):
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=self.folder,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            ended, said = done.returncode, done.stdout
        else:
            with contextlib.chdir(self.folder):
                ran = CliRunner().invoke(main, shlex.split(command)[1:])
            if ran.exception is not None and not isinstance(ran.exception, SystemExit):
                raise ran.exception
            ended, said = ran.exit_code, ran.output
        assert ended == code, f"{where}: {command}: exit code {ended}\n{said}"
        return said

    def _write(self, block: Block, name: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        if path.name in ("calgen.toml", "pyproject.toml"):
            self._settings(block)
        elif path.name == ".gitlab-ci.yml" or ".github" in path.parts:
            for command in _steps(yaml.safe_load(block.text)):
                self.run(command, 0, block.where)
        elif path.name == ".pre-commit-config.yaml":
            for command in _hooks(yaml.safe_load(block.text)):
                self.run(command, 0, block.where)
        elif path.suffix == ".py":
            compile(block.text, block.where, "exec")

    def _settings(self, block: Block) -> None:
        """Read a block as settings."""
        data = tomllib.loads(block.text)
        whole = "tool" in data
        table = data["tool"]["calgen"] if whole else data
        path = self._aside / ("pyproject.toml" if whole else "calgen.toml")
        path.write_text(block.text, encoding="utf-8")
        (self._aside / table.get("templates", "templates")).mkdir(exist_ok=True)
        for client in table.get("clients", {}) or [None]:
            report = Report()
            flags = {"config": str(path), "client": client, "inputs": ("x.yaml",)}
            load(flags, report, cwd=self._aside)
            assert not list(report), f"{block.where}: {[*report]}"

    def _python(self, block: Block) -> str:
        """Run a block; tests in it are called with a fake each."""
        self._import()
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.chdir(self.folder):
            exec(compile(block.text, block.where, "exec"), self.space)
            for name in [each for each in self.space if each.startswith("test_")]:
                self.space.pop(name)(self._packages[0].testing.Fake())
        return said.getvalue()

    def _import(self) -> None:
        """Import the clients in the folder as they are now, and keep them off the
        network."""
        locks = {
            each: each.read_bytes() for each in sorted(self.folder.rglob("calgen.lock"))
        }
        if locks == self._locks:
            return
        self.close()
        self._locks = locks
        importlib.invalidate_caches()
        for lock in locks:
            self._monkeypatch.syspath_prepend(lock.parent)
            for core in sorted(lock.parent.glob("*/_core")):
                api = importlib.import_module(core.parent.name)
                self._packages.append(api)
                token = f"{core.parent.name.upper()}_TOKEN"
                self._monkeypatch.setenv(token, "from-the-environment")
                fake = api.testing.Fake()
                self.fakes.append(fake)
                for name in ("Client", "AsyncClient"):
                    kind = _offline(getattr(api, name), getattr(httpx2, name), fake)
                    self._monkeypatch.setattr(api, name, kind)

    def close(self) -> None:
        """Forget the clients."""
        names = {each.__name__ for each in self._packages}
        for module in [each for each in sys.modules if each.split(".")[0] in names]:
            del sys.modules[module]
        self._packages.clear()


def _hooks(config: Any) -> Iterator[str]:
    """The commands of the hooks that a configuration of pre-commit asks for."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = {each["id"]: each["entry"] for each in yaml.safe_load(text)}
    for repo in config["repos"]:
        for hook in repo["hooks"]:
            yield shlex.join([*entries[hook["id"]].split(), *hook.get("args", [])])


def _steps(node: object) -> Iterator[str]:
    """The commands of calgen in a pipeline of a code host."""
    if isinstance(node, dict):
        for key, value in node.items():
            lines = value.splitlines() if isinstance(value, str) else value
            if key in ("script", "run"):
                yield from (each for each in lines if each.startswith("calgen "))
            else:
                yield from _steps(value)
    elif isinstance(node, list):
        for each in node:
            yield from _steps(each)


def _offline(base: Any, library: Any, fake: Any) -> Any:
    """A client's class whose objects reach a fake unless they were given a transport."""

    class Offline(base):  # type: ignore[misc]
        def __init__(self, *args: Any, **settings: Any) -> None:
            settings.setdefault("http_client", library(transport=fake))
            super().__init__(*args, **settings)

    Offline.__name__ = library.__name__
    return Offline

"""The house: imports go down, parts know nothing of what is not their business."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
CALGEN = ROOT / "calgen"

# Every module or package of calgen and its floor, as CONTRIBUTING states it.
FLOORS = {
    name: int(floor)
    for floor, named in re.findall(
        r"^\| (\d) \| ([^|]+) \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M
    )
    for name in re.findall(r"`(\w+)(?:/|\.py)`", named)
} | {"__init__": 0, "__main__": 9}
# Not on a floor: the client's library, and data.
APART = {"runtime", "profiles"}
LONGEST = 300
# What one API is called, and its headers: all of that is data in profiles.
API_WORDS = (
    r"cal\.com|calcom|cal-api-version|x-cal-\w+|notion|stripe|boxapi|api\.box|intercom"
    r"|klaviyo|openai|slack|twilio|shopify|api\.github|x-github\w*|octokit|spotify"
    r"|asana|adyen|plaid|digitalocean"
)


def sources() -> list[Path]:
    return sorted(CALGEN.rglob("*.py"))


def unit(path: Path) -> str:
    return path.relative_to(CALGEN).with_suffix("").parts[0]


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """(absolute module name, line) of every import; relative ones are made absolute."""
    package = ("calgen", *path.relative_to(CALGEN).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            if module == "calgen":
                for alias in node.names:
                    below = (CALGEN / f"{alias.name}.py").exists() or (
                        CALGEN / alias.name
                    ).is_dir()
                    yield f"calgen.{alias.name if below else '__init__'}", node.lineno
            else:
                yield module, node.lineno


def test_every_module_has_a_floor() -> None:
    found = {
        path.stem
        for path in CALGEN.iterdir()
        if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")
    }
    assert found - APART == set(FLOORS)


def test_imports_go_down() -> None:
    wrong = []
    for path in sources():
        here = unit(path)
        if here in APART:
            continue
        for module, line in imports(path):
            parts = module.split(".")
            if parts[0] != "calgen" or parts[1] == here:
                continue
            if parts[1] in APART or FLOORS[parts[1]] >= FLOORS[here]:
                wrong.append(f"{path.relative_to(ROOT)}:{line}: imports {module}")
    assert wrong == []


def test_the_runtime_stands_alone() -> None:
    wrong = [
        f"{path.name}:{line}: imports {module}"
        for path in sorted((CALGEN / "runtime").rglob("*.py"))
        for module, line in imports(path)
        if module.startswith("calgen") and not module.startswith("calgen.runtime")
    ]
    assert wrong == []
    absolute = [
        path.name
        for path in (CALGEN / "runtime").rglob("*.py")
        if re.search(r"^\s*(?:from|import) calgen", path.read_text(), re.MULTILINE)
    ]
    assert absolute == [], "a copy has another name"


def test_the_runtime_needs_only_what_a_client_depends_on() -> None:
    allowed = {
        *sys.stdlib_module_names,
        "calgen",
        "httpx2",
        "pydantic",
        "pydantic_core",
        "typing_extensions",  # for type checkers alone; pydantic brings it
    }
    for path in sorted((CALGEN / "runtime").rglob("*.py")):
        for module, line in imports(path):
            assert module.split(".")[0] in allowed, f"{path.name}:{line}: {module}"


@pytest.mark.parametrize("folder", ["calgen", "templates"])
def test_no_api_is_named(folder: str) -> None:
    word = re.compile(rf"\b(?:{API_WORDS})\b", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file()
        and path.suffix in {".py", ".jinja"}
        and "profiles" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        for match in word.finditer(line)
    ]
    assert found == []


def test_modules_are_small() -> None:
    sizes = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for path in sources()
    }
    assert {path: size for path, size in sizes.items() if size > LONGEST} == {}


def test_a_generated_package_carries_the_runtime_byte_for_byte(
    calgen: Any, tmp_path: Path
) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
        "paths: {/a: {get: {responses: {'204': {description: done}}}}}\n"
    )
    flags = ("-i", "api.yaml", "-o", "out", "--package", "one", "--config", "none")
    assert calgen("generate", *flags, cwd=tmp_path).code == 0
    assert files(tmp_path / "out" / "one" / "_core") == files(CALGEN / "runtime")


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

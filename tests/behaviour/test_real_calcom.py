"""The whole published description: every operation, importable, typed, callable."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SPEC = "corpus/specs/calcom.json"
COUNT = 272


@pytest.fixture(scope="module")
def made(calgen: Any, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("whole")
    done = calgen(
        *("generate", "-i", corpus / SPEC, "-o", "out"),
        *("--package", "whole_calcom", "--config", "none"),
        cwd=folder,
    )
    return done, folder / "out"


@pytest.fixture(scope="module")
def api(made: Any) -> Any:
    _, output = made
    sys.path.insert(0, str(output))
    yield importlib.import_module("whole_calcom")
    sys.path.remove(str(output))
    for name in [each for each in sys.modules if each.startswith("whole_calcom")]:
        del sys.modules[name]


def test_no_operation_is_lost(made: Any) -> None:
    done, output = made
    assert done.code == 0
    assert done.stderr.splitlines()[-1].startswith(
        f"{COUNT} operations in, {COUNT} out"
    )
    constants = sum(
        len(re.findall(r"^ +id=", path.read_text(), re.MULTILINE))
        for path in (output / "whole_calcom" / "operations").rglob("*.py")
    )
    assert constants == COUNT


def test_every_module_imports_with_its_own_dependencies(made: Any) -> None:
    _, output = made
    names = [
        ".".join(path.relative_to(output).with_suffix("").parts)
        for path in (output / "whole_calcom").rglob("*.py")
        if path.name != "__init__.py"
    ]
    assert len(names) > 300
    loaded = _python(
        output,
        "import importlib, sys\n"
        f"for name in {sorted(names)!r}: importlib.import_module(name)\n"
        "import whole_calcom as api\n"
        "from pydantic import TypeAdapter\n"
        "for name in api.models.__all__: TypeAdapter(getattr(api.models, name))\n"
        "print(*sorted({each.split('.')[0] for each in sys.modules}))",
    )
    assert not {"calgen", "yaml", "jinja2", "black", "click"} & set(loaded.split())


def test_it_is_strictly_typed(made: Any, tmp_path: Path) -> None:
    _, output = made
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("--config-file", "", "-p", "whole_calcom"),
        ],
        cwd=output,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("Success: no issues found"), done.stdout[-3000:]


@pytest.mark.parametrize("number", [123, 123.0])
def test_an_integral_id_has_no_fraction(
    api: ModuleType, call: Any, server: Any, number: float
) -> None:
    call(api, lambda client: client.orgs.teams.get(number, 7))
    assert server.request.path == "/v2/organizations/123/teams/7"


def _python(folder: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

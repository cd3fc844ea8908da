"""The package as a whole: cheap to import, the same twice, typed."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SPEC = (Path(__file__).parent / "test_client_responses.py").read_text()
SPEC = SPEC.partition('SPEC = """')[2].partition('"""')[0]


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


def folder(api: ModuleType) -> Path:
    (path,) = api.__path__
    return Path(path)


def test_importing_loads_nothing(api: ModuleType) -> None:
    code = (
        f"import sys, {api.__name__} as api\n"
        "assert not {'pydantic', 'httpx2', 'asyncio'} & set(sys.modules), 'package'\n"
        "client = api.Client('token', base_url='http://127.0.0.1:9')\n"
        "client.plants\n"
        "assert not {'pydantic', 'httpx2', 'asyncio'} & set(sys.modules), 'client'\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=folder(api).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_one_model_loads_only_what_it_needs(api: ModuleType) -> None:
    name = api.__name__
    code = (
        f"import sys, {name} as api\n"
        "api.models.Apple\n"
        f"print(*(m for m in sys.modules if m.startswith('{name}.models.')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder(api).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    (loaded,) = done.stdout.split()
    module = import_module(loaded)
    assert hasattr(module, "Apple")
    assert not hasattr(module, "Plant")


def test_both_clients_have_the_same_calls(api: ModuleType) -> None:
    found = 0
    for path in sorted((folder(api) / "resources").glob("*.py")):
        if path.stem == "__init__":
            continue
        one = import_module(f"{api.__name__}.resources.{path.stem}")
        two = import_module(f"{api.__name__}.aio.{path.stem}")
        for name, kind in vars(one).items():
            if not inspect.isclass(kind) or kind.__module__ != one.__name__:
                continue
            twin = getattr(two, name)
            assert public(kind) == public(twin)
            for method in public(kind):
                sync, other = getattr(kind, method), getattr(twin, method)
                if not inspect.isfunction(sync):
                    continue
                found += 1
                assert inspect.iscoroutinefunction(other)
                assert sync.__doc__ == other.__doc__
                assert signature(sync) == signature(other).replace("AsyncPage", "Page")
    assert found >= 6


def public(kind: type) -> list[str]:
    return sorted(name for name in vars(kind) if not name.startswith("_"))


def signature(function: Any) -> str:
    return str(inspect.signature(function))


def test_it_says_what_it_has(api: ModuleType) -> None:
    assert set(api.__all__) <= set(dir(api))
    for name in api.__all__:
        assert getattr(api, name) is not None
    with pytest.raises(AttributeError, match="Nothing"):
        api.Nothing  # noqa: B018 - the access is what is tested
    assert (folder(api) / "py.typed").read_bytes() == b""


def test_it_is_typed_and_clean(api: ModuleType) -> None:
    import black

    root = folder(api).parent
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("--config-file", "", "-p", api.__name__),
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("Success"), done.stdout
    for path in sorted(folder(api).rglob("*.py")):
        if "_core" not in path.parts:
            text = path.read_text()
            mode = black.Mode(target_versions={black.TargetVersion.PY311})
            assert black.format_str(text, mode=mode) == text, path


def test_it_builds(api: ModuleType, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "build", "--wheel", "--no-isolation"),
            *("--outdir", str(tmp_path), str(folder(api).parent)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == f"{api.__name__}-1-py3-none-any.whl"

"""Fixtures that every test may ask for."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from runkit import Calgen, Ran, Same, files, succeeds

from calgen.cli.group import main

_ROOT = Path(__file__).parent.parent

# A busy machine is no fault. A merge must not fail by chance; at a desk every run looks
# somewhere else.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", _PATIENT)
settings.register_profile("ci", _PATIENT, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="write what the snapshot cases make as what they are expected to make",
    )
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if not config.getoption("--slow"):
        skipped = pytest.mark.skip(reason="slow: run with --slow")
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(skipped)


@pytest.fixture(scope="session", autouse=True)
def no_cache() -> None:
    """What one test makes must not be what another recalls; tests of the cache name a
    folder."""
    os.environ["CALGEN_CACHE_DIR"] = ""


@pytest.fixture(scope="session", autouse=True)
def no_waiting() -> Iterator[None]:
    """Hundreds of clients are written here, and no power cut is tested: runs in this
    process do not wait until a disk has them. The processes that are killed do."""
    real, os.fsync = os.fsync, lambda _: None
    yield
    os.fsync = real


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents, named by CALGEN_CORPUS."""
    asked = Path(os.environ.get("CALGEN_CORPUS") or _ROOT.parent / "shared").resolve()
    if not (asked / "corpus" / "specs").is_dir():
        pytest.skip(f"no real documents in {asked}; CALGEN_CORPUS names their folder")
    return asked


@pytest.fixture(scope="session")
def calgen() -> Calgen:
    """Runs the command line in this process: `calgen("check", "-i", path, cwd=folder)`.

    An exception that the command line lets out is the test's: no user may see one.
    """

    def run(*arguments: object, cwd: Path, stdin: bytes = b"") -> Ran:
        with contextlib.chdir(cwd):
            done = CliRunner().invoke(
                main, [str(each) for each in arguments], input=stdin
            )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
    succeeds(*command, "--outdir", folder, _ROOT, cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel alone is installed."""
    target = tmp_path_factory.mktemp("site")
    pip = (sys.executable, "-m", "pip", "install", "--no-deps", "--no-index")
    succeeds(*pip, "--quiet", "--target", target, wheel, cwd=target)
    return target


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("CALGEN_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def same(
    calgen: Calgen, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Same:
    """`same(text)` generates in place with what earlier runs left, and into an empty
    folder that has the previous lock alone, without a cache: both say and write the same.
    """

    def both(text: str, name: str = "spec.json") -> None:
        out, fresh = tmp_path / "out", tmp_path / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        if (out / "calgen.lock").exists():
            shutil.copy(out / "calgen.lock", fresh)
        (tmp_path / name).write_text(text, encoding="utf-8")
        asked = ("generate", "--config", "none", "-i", name, "-v", "-o")
        inplace = calgen(*asked, "out", cwd=tmp_path)
        with monkeypatch.context() as without:
            without.setenv("CALGEN_CACHE_DIR", "")
            whole = calgen(*asked, "fresh", cwd=tmp_path)
        assert (inplace.code, whole.code) == (0, 0), inplace.stderr + whole.stderr
        # All but the last line, which counts what was written.
        said, told = (each.stderr.splitlines()[:-1] for each in (inplace, whole))
        assert said == told
        made, wanted = files(out), files(fresh)
        assert [name for name in wanted if made.get(name) != wanted[name]] == []
        assert made.keys() == wanted.keys()

    return both

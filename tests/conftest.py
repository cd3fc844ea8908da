"""Fixtures that every test may ask for."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

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


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents, named by CALGEN_CORPUS."""
    asked = Path(os.environ.get("CALGEN_CORPUS") or _ROOT.parent / "shared").resolve()
    if not (asked / "corpus" / "specs").is_dir():
        pytest.skip(f"no real documents in {asked}; CALGEN_CORPUS names their folder")
    return asked


class Ran(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    stdout: str
    stderr: str


Calgen = Callable[..., Ran]


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

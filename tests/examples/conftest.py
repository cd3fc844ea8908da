"""The worked examples, made by calgen as it is installed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from runkit import files, succeeds

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
Make = Callable[[str], Path]


@pytest.fixture(scope="session")
def make(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """`make("licence-header")` generates an example with the installed calgen, where no
    checkout is; gives its folder, whose client is in `client`."""
    made: dict[str, Path] = {}

    def one(name: str) -> Path:
        if name not in made:
            root = tmp_path_factory.mktemp(name)
            shutil.copy(EXAMPLES / "acme.yaml", root)
            if (EXAMPLES / name).is_dir():
                shutil.copytree(EXAMPLES / name, root / name)
            else:  # as it is without an example
                (root / name).mkdir()
                settings = 'inputs = ["../acme.yaml"]\noutput = "client"\n'
                (root / name / "calgen.toml").write_text(
                    f'{settings}package = "acme"\n'
                )
            succeeds(
                *(sys.executable, "-m", "calgen", "generate", "--strict"),
                cwd=root / name,
                PYTHONPATH=str(installed),
            )
            made[name] = root / name
        return made[name]

    return one


@pytest.fixture(scope="session")
def default(make: Make) -> dict[str, str]:
    """The client that is made without templates of one's own: path to text."""
    return texts(make("default") / "client")


def texts(folder: Path) -> dict[str, str]:
    """The files of a client by their paths, without the lock."""
    return {
        path: content.decode()
        for path, content in files(folder).items()
        if path != "calgen.lock"
    }

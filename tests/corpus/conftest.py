"""A mock server that is not ours, to judge requests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PRISM = "@stoplight/prism-cli@5"


@pytest.fixture(scope="session")
def prism(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Prism, which serves the document and refuses what does not fit."""
    npx = shutil.which("npx")
    if npx is None:
        pytest.skip("Prism needs Node: there is no npx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    document = corpus / "corpus" / "specs" / "calcom.json"
    log = tmp_path_factory.mktemp("prism") / "log"
    command = [npx, "--yes", f"--package={PRISM}", "prism", "mock", "--errors"]
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*command, "--port", str(port), str(document)],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            for _ in range(480):
                if "listening" in log.read_text(errors="replace"):
                    break
                if process.poll() is not None:
                    pytest.skip(f"Prism cannot be had: {log.read_text()[-300:]}")
                time.sleep(0.25)
            else:
                pytest.fail(f"Prism does not start: {log.read_text()[-2000:]}")
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop npx and the Node processes below it: they are a session of their own."""
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)

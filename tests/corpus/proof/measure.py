"""A process, and what it took."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from resource import struct_rusage
from typing import NamedTuple


class Ran(NamedTuple):
    """How a process ended: CPU seconds and the peak of its memory in MB."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    peak: float


def run(
    command: Sequence[str],
    *,
    logs: Path,
    cwd: Path,
    timeout: float,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run a command to its end; one that takes longer than `timeout` is killed."""
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / "stdout").open("wb") as out, (logs / "stderr").open("wb") as err:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        status, usage = _wait(process, time.monotonic() + timeout)
        process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return Ran(
        process.returncode,
        (logs / "stdout").read_text("utf-8", "replace"),
        (logs / "stderr").read_text("utf-8", "replace"),
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss * unit / 1e6,
    )


def _wait(process: subprocess.Popen[bytes], until: float) -> tuple[int, struct_rusage]:
    # `wait4` is the only call that tells one child's usage from another's.
    while True:
        found, status, usage = os.wait4(process.pid, os.WNOHANG)
        if found:
            return status, usage
        if time.monotonic() > until:
            os.killpg(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
            return status, usage
        time.sleep(0.02)

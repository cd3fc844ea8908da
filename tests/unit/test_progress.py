"""What a long run shows on a terminal, and nowhere else."""

from __future__ import annotations

import io
import time

import pytest

from calgen.cli import progress as module
from calgen.cli.progress import progress
from calgen.stages import entered


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AFTER", 0.05)
    monkeypatch.setattr(module, "_EVERY", 0.01)
    monkeypatch.setenv("TERM", "xterm")


def shown(stream: io.StringIO, *, quiet: bool = False, seconds: float = 0.15) -> str:
    with progress(quiet=quiet, stream=stream):
        entered("rendering")
        time.sleep(seconds)
    return stream.getvalue()


def test_the_stage_is_shown_and_wiped_away() -> None:
    text = shown(Terminal())
    assert "calgen: rendering … 0 s" in text
    assert text.endswith("\r\x1b[2K")
    assert "\n" not in text


def test_a_short_run_shows_nothing() -> None:
    assert shown(Terminal(), seconds=0.0) == ""


def test_nothing_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(io.StringIO()) == ""
    assert shown(Terminal(), quiet=True) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert shown(Terminal()) == ""

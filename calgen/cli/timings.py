"""`--timings`: where the time of a run went."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from calgen.stages import heard


@contextmanager
def timed(*, asked: bool) -> Iterator[None]:
    """Print the stages of what happens inside, with their times, however it ends.

    CPU seconds count from the start of the process and hold its children; a wall clock
    has begun only here, so the first stage shows none.
    """
    if not asked:
        yield
        return
    clock = _Clock()
    with heard(clock.enter):
        try:
            yield
        finally:
            clock.show()


class _Clock:
    """The stages so far: (name, CPU seconds at its beginning, seconds likewise)."""

    def __init__(self) -> None:
        self._marks = [("starting", 0.0, time.perf_counter())]

    def enter(self, stage: str) -> None:
        self._marks.append((stage, _cpu(), time.perf_counter()))

    def show(self) -> None:
        """Print a row for each stage; one that was entered several times has one."""
        self.enter("")
        rows: dict[str, tuple[float, float]] = {}
        for mark, later in zip(self._marks, self._marks[1:], strict=False):
            cpu, wall = rows.get(mark[0], (0.0, 0.0))
            rows[mark[0]] = cpu + later[1] - mark[1], wall + later[2] - mark[2]
        total = sum(cpu for cpu, _ in rows.values())
        width = max(map(len, rows))
        click.echo(f"\n{'stage':<{width}}   CPU s        wall s", err=True)
        for name, (cpu, wall) in rows.items():
            clock = f"{wall:8.2f}" if name != "starting" else " " * 8
            line = f"{name:<{width}}  {cpu:6.2f}  {cpu / total:4.0%}{clock}"
            click.echo(line.rstrip(), err=True)
        wall = sum(wall for name, (_, wall) in rows.items() if name != "starting")
        click.echo(f"{'in all':<{width}}  {total:6.2f}      {wall:8.2f}", err=True)


def _cpu() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system

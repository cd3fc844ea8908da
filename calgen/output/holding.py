"""The target for one run alone: others wait, and what was interrupted is finished."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from calgen.files import JOURNAL_NAME, STAGING_NAME
from calgen.output.disk import discard
from calgen.output.finishing import finish
from calgen.output.guard import Busy, locked
from calgen.output.journal import find
from calgen.output.unwritable import Unwritable, refusals

WAIT = 60.0  # seconds

Say = Callable[[str], None]


def _silent(_: str) -> None:
    pass


@contextmanager
def held(
    target: Path, *, writing: bool = True, say: Say = _silent, wait: float = WAIT
) -> Iterator[Path]:
    """Hold the target while it is compared and written: no other run changes it.

    What an interrupted run left to do is done first. `writing`: nobody else may read;
    without it others may read too, and a target that is not there is not made. `say`:
    told when the run waits for another, and what was finished. `wait`: seconds. Raises
    `Unwritable`, also when the wait was in vain.
    """
    with ExitStack() as stack:
        try:
            if writing:
                stack.enter_context(_alone(target, say, wait))
            elif target.is_dir():
                stack.enter_context(_together(target, say, wait))
        except Busy as busy:
            raise _vain(busy, wait) from None
        yield target


def recover(target: Path, *, say: Say = _silent, wait: float = WAIT) -> None:
    """Finish what an interrupted run left, and remove what a killed one staged.

    Costs two looks at the target when there is nothing. Raises `Unwritable`.
    """
    journal = _has(target, JOURNAL_NAME)
    if not (journal or _has(target, STAGING_NAME)):
        return
    try:
        with locked(target, wait=wait if journal else 0, say=say):
            _tidy(target, say)
    except Busy as busy:
        # Without a journal that is a run that lives and stages: it needs no help.
        if journal:
            raise _vain(busy, wait) from None


def _vain(busy: Busy, wait: float) -> Unwritable:
    return Unwritable(
        f"another calgen has been at work in {busy} for {wait:g} seconds; let it end, or "
        "end it, and run calgen again: what it leaves unfinished is finished then"
    )


@contextmanager
def _alone(target: Path, say: Say, wait: float) -> Iterator[None]:
    with refusals():
        missing = [each for each in (target, *target.parents) if not each.exists()]
        target.mkdir(parents=True, exist_ok=True)
    with locked(target, wait=wait, say=say):
        try:
            _tidy(target, say)
            yield
        finally:
            # Still locked: who waits must not find a folder that is about to go.
            for folder in missing:
                with suppress(OSError):
                    folder.rmdir()


@contextmanager
def _together(target: Path, say: Say, wait: float) -> Iterator[None]:
    while True:
        recover(target, say=say, wait=wait)
        with locked(target, shared=True, wait=wait, say=say):
            if not _has(target, JOURNAL_NAME):
                yield
                return


def _has(target: Path, name: str) -> bool:
    return os.path.lexists(target / name)


def _tidy(target: Path, say: Say) -> None:
    """With the target locked: finish a journal, or throw away what never got one."""
    journal = find(target)
    if journal is None:
        if _has(target, STAGING_NAME):
            discard(target / STAGING_NAME)
        return
    with refusals():
        kept = finish(target, journal)
    say(f"calgen: finished writing {target}, where a run was interrupted")
    for path in kept:
        say(f"{target / path}: saved since then; it stays as it is")

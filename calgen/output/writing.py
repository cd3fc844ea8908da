"""The target brought to what a comparison holds."""

from __future__ import annotations

from contextlib import suppress

from calgen.files import STAGING_NAME
from calgen.output.comparison import Comparison, Difference, State
from calgen.output.disk import discard
from calgen.output.finishing import finish
from calgen.output.journal import drop, find
from calgen.output.staging import stage
from calgen.output.unwritable import Unwritable, refusals, refuse_links
from calgen.record import record


@record(kw_only=False)
class Written:
    """How many files were written, left as they were, and removed.

    `kept`: generated files that somebody saved while the run wrote. They are as they were
    saved, and the next comparison calls them edited.
    """

    written: int
    unchanged: int
    removed: int
    kept: tuple[str, ...] = ()


def write(comparison: Comparison, *, keep_edits: bool = False) -> Written:
    """Bring the target to what the comparison holds. Raises `Unwritable`.

    The comparison must have been made while the target was `held`, and it still must be.
    Edited files are overwritten, or with `keep_edits` left as they are: then the lock
    remembers what we would have written, and they stay edited.
    """
    states: tuple[State, ...] = ("new", "missing", "changed", "orphaned")
    states += () if keep_edits else ("edited",)
    changes = comparison.having(*states)
    kept: tuple[str, ...] = ()
    if changes:
        with refusals():
            kept = _replace(comparison, changes)
    texts = sum(each.new is not None for each in changes)
    left = len(comparison.having("unchanged"))
    left += len(comparison.having("edited")) if keep_edits else 0
    return Written(texts, left, len(changes) - texts, kept)


def _replace(
    comparison: Comparison, changes: tuple[Difference, ...]
) -> tuple[str, ...]:
    """Stage, write the journal, and do what it says.

    A failure before anything was replaced leaves nothing behind; after that the journal
    stays, and the next run goes on from there.
    """
    target = comparison.target
    if find(target) is not None:
        raise Unwritable(f"{target} waits for an interrupted run to be finished")
    for each in changes:
        refuse_links(target, each.path)
        if each.path.startswith(".calgen-"):
            raise Unwritable(f"{target / each.path} is a name that calgen itself needs")
    journal = None
    try:
        target.mkdir(parents=True, exist_ok=True)
        journal = stage(target, changes)
        journal.save(target)
        return finish(target, journal)
    except BaseException:
        with suppress(OSError):
            if journal is None or journal.untouched(target):
                drop(target)
                discard(target / STAGING_NAME)
        raise

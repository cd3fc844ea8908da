"""The command line: commands to functions, reports to text, outcomes to exit codes."""

from __future__ import annotations

import sys

from calgen import quick

__all__ = ["main"]


def main() -> None:
    """Run the command that the arguments of this process name."""
    arguments = sys.argv[1:]
    try:
        if quick.answer(arguments):
            return
    except FileNotFoundError:
        sys.exit("calgen: error: the current folder is gone; go to one that is there")
    # Not at the top: an answer that is known needs nothing of this.
    import gc

    from calgen.cli.group import main as group

    # Nearly all that a run makes lives to its end: looking for garbage finds none.
    gc.set_threshold(100_000, 50, 100)
    group(prog_name="calgen", obj=tuple(arguments))

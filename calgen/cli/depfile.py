"""What a run has read, as build systems take it: a rule of a Makefile."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from calgen.files import LOCK_NAME
from calgen.output import Unwritable
from calgen.trace import Trace


def write_depfile(path: Path, target: Path | None, output: Path, read: Trace) -> None:
    """Write `target: what was read`, with a rule of its own for each file that was read,
    so that one that goes is no error. `target` is the output's lock where None is named.
    Raises `Unwritable`.
    """
    made = output / LOCK_NAME if target is None else target
    paths = [*map(_shown, _read(read, output))]
    lines = [f"{_escaped(made.as_posix())}: \\"]
    lines += [f"  {_escaped(each)} \\" for each in paths]
    text = "\n".join(lines).removesuffix(" \\") + "\n"
    text += "".join(f"{_escaped(each)}:\n" for each in paths)
    try:
        if path.is_file() and path.read_text("utf-8") == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except (OSError, UnicodeError) as error:
        raise Unwritable(f"cannot write the depfile {path}: {error}") from error


def _read(read: Trace, output: Path) -> Iterable[str]:
    """Files, and folders in which another file would be an input too; what lies in the
    output changes by the run itself."""
    own = str(output.absolute()) + os.sep
    folders = {
        above
        for folder, _ in read.folders
        for above, _, _ in os.walk(folder)
        if not above.endswith("__pycache__")
    }
    found = {*read.files, *folders}
    return sorted(each for each in found if not (each + os.sep).startswith(own))


def _shown(path: str) -> str:
    """Relative to the current folder for what lies below it."""
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return Path(path).as_posix()


def _escaped(path: str) -> str:
    return path.replace("$", "$$").replace("#", "\\#").replace(" ", "\\ ")

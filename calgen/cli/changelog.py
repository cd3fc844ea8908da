"""The changelog of an API as a file: entries are put in, and never twice."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from tempfile import TemporaryDirectory

from calgen.cli.session import Session
from calgen.cli.sides import Side, inputs_at, read_sides
from calgen.diagnostics import Report, Stop
from calgen.diff import changelog_entry, differences, with_entry
from calgen.files import Lock
from calgen.ir import Api
from calgen.revisions import revision_with


def entry_of(this: Session, lock: Lock, api: Api) -> str:
    """What changes for callers since the client was made: from the inputs that its lock
    remembers, as a commit has them, to those that are there. "" where nothing does, and,
    with a warning, where no commit has those inputs.
    """
    revision = revision_with(lock.inputs, this.config.base, this.report, cwd=Path())
    if revision is None:
        this.report.warning(
            "CG106",
            "no commit has the inputs that the client was made of, so the changelog "
            "gets no entry",
            hint="commit the inputs with the client; `calgen diff OLD` compares any two",
        )
        return ""
    with TemporaryDirectory(prefix="calgen-") as folder:
        old = inputs_at(revision, this, Path(folder).resolve())
        told = this.report.mark()
        before, after = read_sides(old, Side(this.config.inputs), this)
        this.report.rewind(told)  # what is wrong with today's inputs is told already
    changes = differences(before.surface, after.surface)
    return changelog_entry(changes, f"{api.title} {api.version}".strip())


def write_entry(path: Path, entry: str, report: Report) -> bool:
    """Put an entry before all others in a file; whether it was not there yet.

    The file is replaced as a whole. Raises `Stop` after reporting one that cannot be.
    """
    try:
        content = path.read_bytes() if path.exists() else b""
        text = content.decode("utf-8")
        made = with_entry(text, entry)
        if made == text:
            return False
        _replace(path.resolve(), made.encode())
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8 text"
        report.error("CG105", f"cannot write the changelog {path}: {said}")
        raise Stop from error
    return True


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(beside).chmod(mode)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

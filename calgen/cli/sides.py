"""The two sides of a diff: where they lie, and what they are when they are read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from pathlib import Path

from calgen.cli.session import Session
from calgen.config import Config
from calgen.diagnostics import Report, Stop
from calgen.diff import Surface, surface_of
from calgen.frozen import Frozen
from calgen.pipeline import digests, names_of, read_facts
from calgen.read import Input
from calgen.record import record
from calgen.revisions import Laid, lay_out, relative_to_top, split_revision


@record(kw_only=False)
class Side:
    """Inputs, and where they would lie in the work tree: `laid` is what a revision had
    of them."""

    paths: tuple[Path, ...]
    laid: tuple[Laid, ...] = ()
    stdin: Input | None = None

    def real(self, path: Path) -> Path:
        """Where a file is for people."""
        for each in self.laid:
            if path.is_relative_to(each.root):
                return each.real(path)
        return path.resolve()

    @property
    def origins(self) -> tuple[Path, ...]:
        return tuple(map(self.real, self.paths))


@record(kw_only=False)
class Read:
    """One side, read: its surface, the names to keep, and what its files are called."""

    surface: Surface
    names: Frozen
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> Callable[[str], str]:
        return lambda name: self.files.get(name, name)


def sides(
    old: str | None, new: str | None, this: Session, into: Path
) -> tuple[Side, Side]:
    """The sides that a command names. Without NEW it is the inputs, without OLD what the
    last commit had of them. Raises `Stop` after reporting a side that is not there."""
    inputs = Side(this.config.inputs, stdin=this.stdin)
    after = _side(new, this, into / "new") if new is not None else inputs
    if old is not None:
        return _side(old, this, into / "old"), after
    return inputs_at("HEAD", this, into / "old"), after


def inputs_at(revision: str, this: Session, into: Path) -> Side:
    """What a revision had of the inputs, laid out. Raises `Stop` after reporting an
    input that git does not know."""
    laid = []
    for each in this.config.inputs:
        path = relative_to_top(each, this.report, cwd=Path())
        if path is None:
            this.report.error(
                "CG100",
                f"{each} is not in this git repository, so no commit has it",
                hint="name what to compare with: calgen diff OLD",
            )
            raise Stop
        laid.append(lay_out(revision, path, into, this.report, cwd=Path()))
    return Side(tuple(each.path for each in laid), tuple(laid))


def _side(text: str, this: Session, into: Path) -> Side:
    if text == "-":
        return Side((), stdin=this.stdin)
    path = Path(text)
    if path.exists():
        return Side((path,))
    named = split_revision(text)
    if named is None:
        this.report.error(
            "CG100",
            f"no such file or folder: {text}",
            hint="OLD and NEW are files, folders, or REV:PATH as git has it",
        )
        raise Stop
    into.mkdir(parents=True, exist_ok=True)
    laid = lay_out(*named, into, this.report, cwd=Path())
    return Side((laid.path,), (laid,))


def read_sides(old: Side, new: Side, this: Session) -> tuple[Read, Read]:
    """Both sides; the new one keeps the names of the old one, as regenerating would."""
    same = old.origins == new.origins
    before = _read(old, this.config, this.report, same=same)
    after = _read(new, this.config, this.report, same=same, known=before.names)
    return before, after


def _read(
    side: Side,
    config: Config,
    report: Report,
    *,
    same: bool,
    known: Frozen | None = None,
) -> Read:
    own = replace(config, inputs=side.paths, base=_base(side, config, same=same))
    facts = read_facts(own, report, side.stdin, known)
    surface = surface_of(facts.api, facts.frozen)
    names = replace(names_of(facts, surface.models), inputs=digests(facts.inputs))
    files = {each.name: _named(side, each) for each in facts.inputs}
    return Read(surface, names, files)


def _base(side: Side, config: Config, *, same: bool) -> Path:
    """The folder that names are relative to.

    Where both sides are states of the same files, these are called as ever; of two files
    or folders, what lies in them is called alike.
    """
    if len(side.paths) == 1 and not same:
        (only,) = side.paths
        return only if only.is_dir() else only.parent
    for each in side.laid:
        base = config.base.resolve()
        below = base.is_relative_to(each.top)
        return each.root / base.relative_to(each.top) if below else each.root
    return config.base


def _named(side: Side, file: Input) -> str:
    """What people call a file: from here, if it lies below."""
    if file.path is None:
        return file.name
    real, here = side.real(file.path), Path().resolve()
    found = real.relative_to(here) if real.is_relative_to(here) else real
    return found.as_posix() if os.name != "nt" else str(found)

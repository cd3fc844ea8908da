"""The settings of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Literal

from calgen.location import Place
from calgen.record import record

Formatter = Literal["black", "none"]


@record
class LintIgnore:
    """Findings that somebody decided to live with, and why.

    `code` may be the beginning of one. `path` and `operation` are patterns with `*` and
    `?`; where they are None, any place fits.
    """

    code: str
    reason: str
    path: str | None = None
    operation: str | None = None
    place: Place | None = None


@record
class DiffAccept:
    """A change that somebody decided to live with, and why; not beyond the day `until`."""

    id: str
    reason: str
    until: date | None = None
    place: Place | None = None


@record
class Config:
    """Everything a run depends on besides its inputs' contents.

    Paths are absolute or relative to the current folder. `base` is the folder that input
    names are relative to: that of the settings file, else the current one. `overlays`
    are applied in their order. `allow_remote` names what references may read besides the
    inputs' folders: URL prefixes, hosts, files and folders. `rename` maps `METHOD /path`
    to a dotted call path. `omit` are patterns of files that are not written. `places` says
    where the settings file has an item: by the setting's name and the item's text (the
    key, in a table).
    """

    inputs: tuple[Path, ...] = ()
    output: Path = Path("generated")
    package: str | None = None
    profile: str | None = None
    templates: Path | None = None
    omit: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    allow_remote: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    lint: tuple[LintIgnore, ...] = ()
    diff: tuple[DiffAccept, ...] = ()
    formatter: Formatter = "black"
    base: Path = Path()
    source: Path | None = None
    jobs: int = 1
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict)

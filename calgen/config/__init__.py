"""Settings, resolved once: defaults, then the settings file, then flags."""

from __future__ import annotations

from calgen.config.data import Config, DiffAccept, Formatter, LintIgnore
from calgen.config.file import NONE
from calgen.config.load import is_free, load, several

__all__ = [
    "NONE",
    "Config",
    "DiffAccept",
    "Formatter",
    "LintIgnore",
    "is_free",
    "load",
    "several",
]

"""The theme: a tree of templates that is the tree of the output."""

from __future__ import annotations

from calgen.theme.fault import ThemeError
from calgen.theme.theme import Rendered, Theme
from calgen.theme.tree import Tree

__all__ = ["Rendered", "Theme", "ThemeError", "Tree"]

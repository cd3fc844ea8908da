"""Paths to documents: files, folders, standard input."""

from __future__ import annotations

from calgen.read.reader import Input, read_all

__all__ = ["Input", "read_all"]

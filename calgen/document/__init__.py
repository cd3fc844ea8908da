"""Text to data with a source map: YAML 1.2, JSON, and blocks of them inside other files."""

from __future__ import annotations

from calgen.document.document import Broken, Document, Moved, SourceMap, is_json, parse
from calgen.document.json_text import mark_at
from calgen.document.library import Found, Library, Link, Unread, canonical
from calgen.document.offsets import OffsetMap
from calgen.document.problem import Mark, Problem

__all__ = [
    "Broken",
    "Document",
    "Found",
    "Library",
    "Link",
    "Mark",
    "Moved",
    "OffsetMap",
    "Problem",
    "SourceMap",
    "Unread",
    "canonical",
    "is_json",
    "mark_at",
    "parse",
]

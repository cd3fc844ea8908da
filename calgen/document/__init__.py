"""Text to data with a source map: YAML 1.2, JSON, and blocks of them inside other files."""

from __future__ import annotations

from calgen.document.document import Broken, Document, parse
from calgen.document.problem import Problem

__all__ = ["Broken", "Document", "Problem", "parse"]

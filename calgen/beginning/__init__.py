"""A first client: what there is to make it of, and settings to begin with."""

from __future__ import annotations

from calgen.beginning.example import EXAMPLE
from calgen.beginning.found import Choice, choices
from calgen.beginning.settings import settings_text

__all__ = ["EXAMPLE", "Choice", "choices", "settings_text"]

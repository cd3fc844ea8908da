"""OpenAPI Overlay 1.0 and 1.1: documents as written, with changes of others."""

from __future__ import annotations

from calgen.overlay.apply import overlaid
from calgen.overlay.data import Action, Overlay
from calgen.overlay.read import read_overlays

__all__ = ["Action", "Overlay", "overlaid", "read_overlays"]

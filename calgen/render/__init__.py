"""What templates see: the API with its annotations printed and its calls spelled out."""

from __future__ import annotations

from calgen.render.building import package_view
from calgen.render.credentials import remembered as credential_names
from calgen.render.streams import stream_names

__all__ = ["credential_names", "package_view", "stream_names"]

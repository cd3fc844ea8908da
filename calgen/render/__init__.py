"""The API through the theme: IR in, text files out."""

from __future__ import annotations

from calgen.render.building import package_view
from calgen.render.credentials import remembered as credential_names
from calgen.render.fault import ThemeError
from calgen.render.streams import stream_names
from calgen.render.theme import Theme

__all__ = ["Theme", "ThemeError", "credential_names", "package_view", "stream_names"]

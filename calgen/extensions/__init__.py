"""Classes that people write beside the generated ones, found without running them.

A class in `<package>/extensions/*.py` that is derived from a generated class of
`resources`, `aio`, `client` or `models` takes its place, whatever its own name. One that
begins with `_` is left alone. Nothing here imports what people wrote.
"""

from __future__ import annotations

from calgen.extensions.data import NO_EXTENSIONS, Extended, Extensions
from calgen.extensions.find import read_extensions

__all__ = ["NO_EXTENSIONS", "Extended", "Extensions", "read_extensions"]

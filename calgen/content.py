"""Values to digests: equal for equal values, whatever run made them."""

from __future__ import annotations

import io
import pickle
from typing import Any

from calgen.location import Place
from calgen.trace import digest


def content_digest(value: object) -> str:
    """sha256 of a value: data, frozen dataclasses, and places, which do not count.

    Raises what `pickle` raises for a value that it does not know.
    """
    into = io.BytesIO()
    pickler = _Pickler(into, pickle.HIGHEST_PROTOCOL)
    # Else two equal values differ where one holds the same text twice, one two texts.
    pickler.fast = True
    pickler.dump(value)
    return digest(into.getvalue())


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        if isinstance(value, Place):
            return (str, ())  # where it was read; it would drag in the whole document
        if isinstance(value, (set, frozenset)):
            return (list, (sorted(value, key=repr),))
        return NotImplemented

"""Places of normalisation: all of them lie in documents."""

from __future__ import annotations

from calgen.document import Document
from calgen.location import Place


def document_of(place: Place) -> Document:
    """The document that a place lies in."""
    assert isinstance(place.source, Document)
    return place.source

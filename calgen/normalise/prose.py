"""Prose about an API as a whole: it states no fact about an operation."""

from __future__ import annotations

from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js


def prose_of(merged: Merged) -> list[tuple[str, Place]]:
    """What descriptions and pages say of the API: each text, and where it stands."""
    found: list[tuple[str, Place]] = []
    for document in merged.documents:
        data, root = js.mapping(document.data), Place(document)
        text = js.mapping(data.get("info")).get("description")
        if isinstance(text, str):
            found.append((text, root.child("info", "description")))
        for index, page in enumerate(js.items(data.get("x-calgen-prose"))):
            text = js.mapping(page).get("text")
            if isinstance(text, str):
                found.append((text, root.child("x-calgen-prose", index, "text")))
    return found

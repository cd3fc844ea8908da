"""Types in pieces, for pages on which the models in them are links."""

from __future__ import annotations

import re
from collections.abc import Collection

_WORD = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\W\d][\w.]*")


def linked(annotation: str, names: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """An annotation as (text, the model that it names or ''), in order: the texts joined
    are the annotation, less `models.`. A word of `names` is a model too; quoted texts
    are none."""
    found: list[tuple[str, str]] = []
    end = 0
    for match in _WORD.finditer(annotation):
        word = match[0]
        model = word.removeprefix("models.")
        if model == word and word not in names:
            continue
        found += [(annotation[end : match.start()], ""), (model, model)]
        end = match.end()
    found.append((annotation[end:], ""))
    return tuple((text, model) for text, model in found if text)

"""Which line of a template wrote a line of the output."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calgen.location import Place
from calgen.theme.file import TemplateFile

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")


def written_at(makers: Sequence[TemplateFile], line: str) -> Place | None:
    """The line of a user's template that may have written a line; None where none looks
    like it."""
    wanted = line.strip()
    for file in makers:
        for number, text in enumerate(file.text.split("\n"), start=1):
            if wanted and _looks_like(text, wanted):
                return file.place(number, len(text) - len(text.lstrip()) + 1)
    return None


def _looks_like(template: str, line: str) -> bool:
    """Whether a line of a template can come out as a line; one of tags alone says
    nothing."""
    parts = _TAG.split(template.strip())
    if not any(re.search(r"\w|[^\s\w]{2}", part) for part in parts):
        return False
    return re.fullmatch(".*".join(map(re.escape, parts)), line) is not None

"""Lines of a page as it stood on a screen: content, headings, and the site's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calgen.record import record

# Buttons and prompts, which the clipboard takes along.
_NOISE = re.compile(
    r"(?:copy(?: page| link| code| as markdown)?|copied!?|ask (?:ai|a question)|try it"
    r"(?: out)?|was this page helpful\??|yes|no|(?:show|hide|expand|collapse)(?: all)?"
    r"(?: child| more)?(?: attributes| properties| parameters)?|suggest edits?"
    r"|raise issues?|edit this page|report an? (?:issue|problem)|on this page|previous"
    r"|next|search(?:\.{3}|…)?|navigation|skip to main content|powered by .{1,40}"
    r"|example(?: request| response)?|(?:request|response) example|curl|json|shell"
    r"|bash|python|javascript|node(?:\.js)?|php|go|java|ruby|⌘\s?[ki]|ctrl\s?\+?\s?[ki])",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:authorizations?|authentication|(?:request )?headers?|cookies"
    r"|(?:path|query|header|body|request|form)(?: string)? param(?:eter)?s?"
    r"|param(?:eter)?s|(?:request )?body|responses?|(?:[1-5]\d\d|[1-5]xx|default)"
    r"(?:\s*[-–—]?\s*(?:ok|created|accepted|no content|[\w.+-]+/[\w.+-]+))?"
    r"|application/[\w.+-]+)",
    re.IGNORECASE,
)


@record(kw_only=False)
class Line:
    """One line without the white space around it, never empty; `at` is its offset."""

    text: str
    at: int


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines between two offsets."""
    for found in re.finditer(r"[^\n]+", text[start:end]):
        kept = found.group().strip()
        if kept:
            yield Line(kept, start + found.start() + found.group().index(kept))


def is_noise(line: str) -> bool:
    """Whether a line is a button or a prompt of the site."""
    return _NOISE.fullmatch(line.strip(" \t.:")) is not None


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a part of a reference page."""
    return _HEADING.fullmatch(line.strip("# \t:")) is not None


def is_answer(line: str) -> bool:
    """Whether a line begins the description of the answer."""
    if re.match(r"the response is of type\b", line, re.IGNORECASE):
        return True
    plain = line.strip("# \t:")
    return (
        is_heading(line) and re.match(r"resp|[1-5]|appl|def", plain, re.I) is not None
    )

"""Fenced OpenAPI blocks inside Markdown pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calgen.record import record

_OPEN = re.compile(r"^(?P<indent> {0,3}|\t*)(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)$")
_LANGUAGES = {"yaml", "yml", "json", "openapi"}
_LOOKS_LIKE_API = re.compile(
    r"(?:^|[{,])\s*[\"']?(?:openapi|swagger|paths)[\"']?\s*:", re.MULTILINE
)


@record(kw_only=False)
class Block:
    """A fenced block. `first_line` counts from 0 and is the first line of `text`."""

    info: str
    text: str
    first_line: int
    indent: int
    closed: bool


def blocks(page: str) -> Iterator[Block]:
    """Every fenced block of a page, as CommonMark sees them.

    A fence is closed by at least as many of its own characters; an unclosed one goes to
    the end of the page, with or without a last newline.
    """
    lines = page.replace("\r\n", "\n").split("\n")
    at = 0
    while at < len(lines):
        opening = _OPEN.match(lines[at])
        if opening is None or (opening["fence"][0] == "`" and "`" in opening["info"]):
            at += 1
            continue
        fence, indent = opening["fence"], len(opening["indent"])
        closing = re.compile(rf"^\s*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
        end = at + 1
        while end < len(lines) and not closing.match(lines[end]):
            end += 1
        inside = [_outdent(line, indent) for line in lines[at + 1 : end]]
        yield Block(
            opening["info"].strip(),
            "\n".join(inside) + "\n",
            at + 1,
            indent,
            end < len(lines),
        )
        at = end + 1


def api_blocks(page: str) -> Iterator[Block]:
    """The blocks that hold OpenAPI."""
    for block in blocks(page):
        language = block.info.split(maxsplit=1)[0].lower() if block.info else ""
        named = language in _LANGUAGES or not language
        if named and _LOOKS_LIKE_API.search(block.text):
            yield block


def stated_operation(info: str) -> tuple[str, str] | None:
    """(METHOD, path) that an info string announces: `yaml openapi.json get /v2/bookings`."""
    parts = info.split()
    if len(parts) >= 3 and parts[-1].startswith("/") and parts[-2].isalpha():
        return parts[-2].upper(), parts[-1]
    return None


def _outdent(line: str, indent: int) -> str:
    cut = 0
    while cut < indent and cut < len(line) and line[cut] in " \t":
        cut += 1
    return line[cut:]

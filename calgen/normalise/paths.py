"""Path keys: their holes, the query that some of them end with, and what is sent."""

from __future__ import annotations

import re
from urllib.parse import quote

from calgen.diagnostics import Report
from calgen.ir import PathTemplate
from calgen.location import Place

# RFC 6570's operators are no part of a name: `{+path}`, `{?page}`, `{rest*}`.
_HOLE = re.compile(r"\{[+#./;?&]?([^{}/]+?)\*?\}")
_PAIR = re.compile(r"(?:([^={}]*)=)?" + _HOLE.pattern)
# The query of such a template, which has no other: `/books{?page,limit}`.
_EXPRESSION = re.compile(r"\{[?&]([^{}/]+)\}")
_FRAGMENT = re.compile(r"\{[^{}/]*\}|(#)")
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/:@!$&'()*+,;=~%"  # what RFC 3986 lets stand in a path as it is


def path_template(path: str) -> PathTemplate:
    """The path and its holes, in their order, each once.

    Of a query behind it, a whole value that is a hole is a parameter of its own:
    `/books?sort=new&page={page}` is `/books?sort=new`. What else it holds stays, and a
    hole in the midst of a text (`q=name:{name}`) is filled as one of the path is. A
    fragment stays in the text alone: it tells keys apart, and is never sent.
    """
    called, mark, fragment = _cut(path)
    plain, _, query = _EXPRESSION.sub("", called).partition("?")
    fixed = [each for each in query.split("&") if each and not _PAIR.fullmatch(each)]
    whole = f"{plain}?{'&'.join(fixed)}" if fixed else plain
    holes = tuple(dict.fromkeys(_HOLE.findall(whole)))
    whole = _HOLE.sub(lambda hole: f"{{{hole[1]}}}", whole)
    return PathTemplate(whole + mark + fragment, holes, _sent(whole, holes))


def queried(path: str) -> dict[str, str]:
    """The holes in the query of a path key, and the names that they are sent under."""
    called, _, _ = _cut(path)
    listed = ",".join(_EXPRESSION.findall(called)).split(",")
    names = [each.strip().rstrip("*") for each in listed]
    query = _EXPRESSION.sub("", called).partition("?")[2]
    pairs = map(_PAIR.fullmatch, query.split("&"))
    found = {pair[2]: pair[1] or pair[2] for pair in pairs if pair is not None}
    return found | {name: name for name in names if name}


def report_respelled(template: PathTemplate, place: Place, report: Report) -> None:
    """Say it where a call does not go to what the path's key spells."""
    if template.sent == template.text:
        return
    called, mark, _ = _cut(template.text)
    hint = "write the path as a URL has it"
    if mark and called == template.sent:
        hint = (
            "describe what stands behind the `#` as a parameter, if it has to be sent"
        )
    said = f"the path {template.text!r} is sent as {template.sent!r}"
    report.info("CG057", said, place, hint=hint)


def _cut(path: str) -> tuple[str, str, str]:
    """A path key, the `#` in it and what stands behind that."""
    for found in _FRAGMENT.finditer(path):
        if found[1]:
            return path[: found.start()], "#", path[found.end() :]
    return path, "", ""


def _sent(text: str, holes: tuple[str, ...]) -> str:
    """The text with nothing in it but holes and what a URL may hold; what is percent-
    encoded already stays so."""
    path, mark, query = text.partition("?")
    return _filled(path, holes) + mark + _filled(query, holes, "?")


def _filled(text: str, holes: tuple[str, ...], more: str = "") -> str:
    pieces = re.split(r"(\{[^{}/]+\})", text)
    return "".join(
        piece if piece[:1] == "{" and piece[1:-1] in holes else _encoded(piece, more)
        for piece in pieces
    )


def _encoded(text: str, more: str = "") -> str:
    return quote(_BROKEN.sub("%25", text), safe=_SAFE + more, errors="replace")

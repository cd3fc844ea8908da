"""Path keys: their holes, and the query that some of them end with."""

from __future__ import annotations

import re

from calgen.ir import PathTemplate

# RFC 6570's operators are no part of a name: `{+path}`, `{?page}`, `{rest*}`.
_HOLE = re.compile(r"\{[+#./;?&]?([^{}/]*?)\*?\}")
_PAIR = re.compile(r"([^=]*)=" + _HOLE.pattern)


def path_template(path: str) -> PathTemplate:
    """The path and its holes, in their order, each once.

    A query behind it stays as far as it is fixed: `/books?sort=new&page={page}` is
    `/books?sort=new`, and `page` is a parameter.
    """
    plain, _, query = path.partition("?")
    fixed = [each for each in query.split("&") if each and not _HOLE.search(each)]
    text = _HOLE.sub(lambda hole: f"{{{hole[1]}}}", plain)
    whole = f"{text}?{'&'.join(fixed)}" if fixed else text
    return PathTemplate(whole, tuple(dict.fromkeys(_HOLE.findall(plain))))


def queried(path: str) -> dict[str, str]:
    """The holes in the query of a path key, and the names that they are sent under."""
    pairs = map(_PAIR.fullmatch, path.partition("?")[2].split("&"))
    return {pair[2]: pair[1] for pair in pairs if pair is not None}

"""Templates as Jinja's own lexer cuts them: what is a tag, what only looks like one."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache

import jinja2
from jinja2.lexer import Lexer

from calgen.record import record


@record(kw_only=False)
class Token:
    """A piece of a template: its `kind` as Jinja calls it, where it begins in the text,
    and what it is."""

    kind: str
    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)


@record(kw_only=False)
class Tag:
    """`{% … %}` or `{{ … }}`: where it begins and ends in the text, and what stands in it,
    spaces aside."""

    start: int
    end: int
    inside: tuple[Token, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What stands in it."""
        return tuple(each.text for each in self.inside)


def tags(text: str, kind: str) -> tuple[Tag, ...]:
    """The tags of a template, `block` or `variable`, in order; none where it is not
    Jinja."""
    try:
        tokens = _tokens(text)
    except jinja2.TemplateSyntaxError:
        return ()
    found: list[Tag] = []
    opened: Token | None = None
    inside: list[Token] = []
    for each in tokens:
        if each.kind == f"{kind}_begin":
            opened, inside = each, []
        elif each.kind == f"{kind}_end" and opened is not None:
            # A dash takes the white space behind it along.
            end = each.start + len(each.text.rstrip())
            found.append(Tag(opened.start, end, tuple(inside)))
            opened = None
        elif opened is not None and each.kind != "whitespace":
            inside.append(each)
    return tuple(found)


@cache
def _lexer() -> Lexer:
    # It neither trims nor strips: every token is a piece of the text.
    return jinja2.Environment(keep_trailing_newline=True).lexer


def _tokens(text: str) -> Sequence[Token]:
    text = text.replace("\r", "\n")  # as the lexer does
    found: list[Token] = []
    at = 0
    for _, kind, value in _lexer().tokeniter(text, None):
        at = text.index(value, at)
        found.append(Token(kind, at, value))
        at += len(value)
    return found


def whole_lines(text: str) -> str:
    """A template in which a line that holds `{{ super() }}` alone stands for whole lines:
    none is left empty, and none of what follows is taken. Each keeps its line.

    `super()` may go through filters, and its tag may end in a dash, which means nothing
    then; one that begins with a dash, or shares its line, stays as it is written.
    """
    done, at = [], 0
    for tag in tags(text, "variable") if "super" in text else ():
        words = tag.words
        if words[:3] != ("super", "(", ")") or words[3:4] not in ((), ("|",)):
            continue
        start = text.rfind("\n", 0, tag.start) + 1
        rest = re.compile(r"[ \t]*(?=\n)").match(text, tag.end)
        pad = text[start : tag.start]
        taken = re.search(r"-[%}#]\}\s*$", text[:start])
        first = text[tag.start + 2]
        if pad.strip() or rest is None or taken or first in "-+":
            continue
        value = text[tag.inside[0].start : tag.inside[-1].end]
        done.append(text[at:start])
        # The comment takes the end of the line, as tags do.
        done.append(f"{{{{ ({value}) | {LINES}({json.dumps(pad)}) }}}}{{# #}}")
        at = rest.end()
    return "".join([*done, text[at:]])


LINES = "_lines"
"""What the filter is called that ends lines."""


def ended(text: object, pad: str = "") -> str:
    """A text that is not empty, behind `pad`, with an end to its last line."""
    said = str(text)
    return f"{pad}{said}" + ("" if said.endswith("\n") else "\n") if said else ""

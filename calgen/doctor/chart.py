"""A theme as the doctor sees it: what is looked up again and again."""

from __future__ import annotations

import re
from functools import cached_property

from jinja2 import nodes

from calgen.location import Place
from calgen.theme import Theme
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.forwards import Forward, chain, parts_of
from calgen.theme.outline import Block, Outline


class Chart:
    """The templates of a theme, parsed once, and how they hang together."""

    def __init__(self, theme: Theme) -> None:
        self.tree = theme.tree
        self.environment = theme.environment
        self.jinja = theme.environment.jinja

    def outline(self, name: str) -> Outline | None:
        """What a template is made of; None where there is none, or no Jinja."""
        return self.environment.outline(name)

    def parsed(self, name: str) -> nodes.Template | None:
        """A template as a tree; None where there is none, or no Jinja."""
        return self.environment.parsed(name)

    @cached_property
    def templates(self) -> tuple[TemplateFile, ...]:
        """The user's templates that are Jinja."""
        return tuple(
            file
            for file in self.tree.own.values()
            if file.is_template and self.parsed(file.name) is not None
        )

    @cached_property
    def reached(self) -> tuple[str, ...]:
        """The templates that the files of the output are made with, their names as they
        are used."""
        found: dict[str, None] = {}
        for file in self.tree.outputs:
            if file.is_template:
                found |= dict.fromkeys([file.name, *parts_of(file.name, self.outline)])
        return tuple(found)

    @cached_property
    def is_open(self) -> bool:
        """Whether a template of the user's names another that only running it tells."""
        outlines = (self.outline(each.name) for each in self.templates)
        return any(each is not None and each.open for each in outlines)

    def has_own_part(self, name: str, but: str = "") -> bool:
        """Whether a template of the user's has a part in what one makes, `but` for one."""
        names = (name, *parts_of(name, self.outline))
        for each in (each for each in names if each != but):
            file = self.tree.get(each)
            if (file is not None and file.own) or each in self.environment.forwards:
                return True
        return False

    def chain(self, name: str) -> tuple[str, ...]:
        """A template and those that it stands on."""
        return tuple(chain(name, self.outline))

    def forwarded(self, file: TemplateFile, block: str) -> Forward | None:
        """Where a block of a user's file goes that has another place now."""
        for forwards in self.environment.forwards.values():
            for each in forwards:
                if each.file.name == file.name and each.block.name == block:
                    return each
        return None

    def top_blocks(self, name: str) -> tuple[Block, ...]:
        """The blocks of a template that stand in no other block."""
        outline = self.outline(name)
        return outline.top if outline is not None else ()

    def standing(self, name: str) -> tuple[str, ...] | None:
        """The blocks of a template and of all that it may stand on; None where only
        running it tells, or where it is no template."""
        return self._standing(name, ())

    def beneath(self, name: str) -> tuple[str, ...] | None:
        """The blocks of all that a template may stand on, where a condition chooses, or
        the first that is there; None as above."""
        return self._beneath(name, ())

    def _standing(self, name: str, above: tuple[str, ...]) -> tuple[str, ...] | None:
        outline = self.outline(name)
        below = self._beneath(name, above)
        if outline is None or below is None:
            return None
        # A block that none of those below has a place for is none.
        top = {each.name for each in outline.top} if below else set()
        own = [each.name for each in outline.blocks]
        own = [each for each in own if each not in top or each in below]
        return tuple(dict.fromkeys((*own, *below)))

    def _beneath(self, name: str, above: tuple[str, ...]) -> tuple[str, ...] | None:
        tree = self.parsed(name)
        found: list[str] = []
        for extends in tree.find_all(nodes.Extends) if tree is not None else ():
            for each in named_by(extends.template) or ("",):
                circle = each in (name, *above)  # which is told elsewhere
                blocks = None if circle else self._standing(each, (*above, name))
                if blocks is None:
                    return None
                found += blocks
        return tuple(dict.fromkeys(found))

    def names(self) -> tuple[str, ...]:
        """All names that a template may extend, include or import."""
        defaults = [DEFAULT + each for each in self.tree.default]
        return (*self.tree.files, *defaults)


def named_by(node: nodes.Node) -> tuple[str, ...]:
    """All templates that an expression may name; none where it is computed."""
    match node:
        case nodes.Const(value=str(name)):
            return (name,)
        case nodes.CondExpr(expr1=first, expr2=nodes.Node() as second):
            either = named_by(first), named_by(second)
            return (*either[0], *either[1]) if all(either) else ()
    return ()


def place_of(file: TemplateFile, line: int, text: str) -> Place:
    """The place of a text in a line; the line itself if it does not stand there."""
    lines = file.text.split("\n")
    if line > len(lines):
        return file.place(line)
    start = r"(?<![\w.])" if re.match(r"\w", text) else ""
    end = r"(?!\w)" if re.search(r"\w$", text) else ""
    found = [
        match.start()
        for match in re.finditer(start + re.escape(text) + end, lines[line - 1])
    ]
    # What stands between tags is text, unless it goes on from the line before.
    inside = [each for each in found if _is_inside(lines[line - 1][:each])]
    return file.place(line, (inside or found or [0])[0] + 1)


def _is_inside(before: str) -> bool:
    opened = max(before.rfind("{{"), before.rfind("{%"))
    return opened > max(before.rfind("}}"), before.rfind("%}"))

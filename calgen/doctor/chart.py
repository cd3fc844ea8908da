"""A theme as the doctor sees it: what is looked up again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

    def has_own_part(self, name: str) -> bool:
        """Whether a template of the user's has a part in what one makes."""
        for each in (name, *parts_of(name, self.outline)):
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
        tree = self.parsed(name)
        return tuple(_top_blocks(tree)) if tree is not None else ()

    def names(self) -> tuple[str, ...]:
        """All names that a template may extend, include or import."""
        defaults = [DEFAULT + each for each in self.tree.default]
        return (*self.tree.files, *defaults)


def _top_blocks(node: nodes.Node) -> Iterator[Block]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield Block(child.name, child.lineno)
        else:
            yield from _top_blocks(child)


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

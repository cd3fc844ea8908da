"""Overrides of blocks that have another place now.

A theme goes on working when a file of ours is split: what overrides a block of a file
reaches it where it went, to a part that the file includes or to where `_theme.toml` of
the default theme says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from calgen.record import record
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.manifest import Moved
from calgen.theme.outline import Block, Outline, block_text
from calgen.theme.tree import Tree

Outlines = Callable[[str], Outline | None]
"""The outline of a template by its name; None where there is none, or where it is not
Jinja."""


@record(kw_only=False)
class Forward:
    """A user's block of `file` that goes to the template `to`."""

    file: TemplateFile
    block: Block
    to: str

    @property
    def name(self) -> str:
        """What the template is called that carries it."""
        return f"forward/{self.file.name}#{self.block.name}"

    def text(self, base: str) -> str:
        """That template, standing on another; the block keeps its line."""
        head = f'{{% extends "{base}" %}}'
        return (
            head + "\n" * (self.block.line - 1) + block_text(self.file.text, self.block)
        )


def forwards_of(tree: Tree, outlines: Outlines) -> Mapping[str, tuple[Forward, ...]]:
    """What goes to each template, by its name."""
    found: dict[str, list[Forward]] = {}
    for file in tree.own.values():
        outline = outlines(file.name) if file.is_template else None
        if outline is None or outline.extends is None:
            continue
        below = outline.extends.name
        known = blocks_of(below, outlines)
        for block in outline.blocks:
            if block.name in known:
                continue
            to = _place(block.name, below, tree.moved, outlines)
            if to is not None:
                found.setdefault(to, []).append(Forward(file, block, to))
    return {to: tuple(each) for to, each in found.items()}


def blocks_of(name: str, outlines: Outlines) -> dict[str, str]:
    """The blocks of a template and of those that it extends: by name, the template that
    has each."""
    found: dict[str, str] = {}
    for each in chain(name, outlines):
        outline = outlines(each)
        for block in outline.blocks if outline else ():
            found.setdefault(block.name, each)
    return found


def chain(name: str, outlines: Outlines) -> Iterator[str]:
    """A template and those that it stands on, each once."""
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        outline = outlines(at)
        at = outline.extends.name if outline and outline.extends else None


def parts_of(name: str, outlines: Outlines) -> tuple[str, ...]:
    """The templates that one is made with, itself aside: all that it reaches."""
    seen: list[str] = []
    waiting = [name]
    while waiting:
        at = waiting.pop(0)
        outline = outlines(at)
        for each in outline.names if outline else ():
            if each not in seen and each != name:
                seen.append(each)
                waiting.append(each)
    return tuple(seen)


def _place(
    block: str, below: str, moved: Iterable[Moved], outlines: Outlines
) -> str | None:
    """Where a block is that a template lacks: where it was said to go, else the only part
    of that template that has it."""
    plain = below.removeprefix(DEFAULT)
    for each in moved:
        if (each.block, each.of) == (block, plain):
            return each.to
    having = [
        each.removeprefix(DEFAULT)
        for each in parts_of(below, outlines)
        if block in {one.name for one in _own_blocks(each, outlines)}
    ]
    return having[0] if len(set(having)) == 1 else None


def _own_blocks(name: str, outlines: Outlines) -> tuple[Block, ...]:
    outline = outlines(name)
    return outline.blocks if outline else ()

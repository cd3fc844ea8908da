"""Overrides of blocks that have another place now.

A theme goes on working when a file of ours is split: what overrides a block of a file
reaches it where it went, to a part that the file includes or to where `_theme.toml` of
the default theme says. It holds for whatever is made with the file that it stands in, and
for nothing else that uses the part.
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
    """A user's block of `file` that goes to the template `to`; `everywhere` says whether
    it holds in all that uses that, and not only in what is made with `file`."""

    file: TemplateFile
    block: Block
    to: str
    everywhere: bool = False

    @property
    def text(self) -> str:
        """The block with its tags; behind a first line, it keeps its own."""
        return "\n" * (self.block.line - 1) + block_text(self.file.text, self.block)


def forwards_of(tree: Tree, outlines: Outlines) -> Mapping[str, tuple[Forward, ...]]:
    """What goes to each template, by its name."""
    found: dict[str, list[Forward]] = {}
    for file in tree.own.values():
        outline = outlines(file.name) if file.is_template else None
        if outline is None or outline.extends is None:
            continue
        known = blocks_of(outline.extends.name, outlines)
        for block in outline.top:
            if block.name in known:
                continue
            forward = _forward(file, block, outline.extends.name, tree.moved, outlines)
            if forward is not None:
                found.setdefault(forward.to, []).append(forward)
    return {to: tuple(each) for to, each in found.items()}


def holding(
    name: str, forwards: Iterable[Forward], outlines: Outlines
) -> tuple[Forward, ...]:
    """The forwards that hold in what a template makes: those of the files that it is made
    with, the nearest to it last."""
    names = (name, *parts_of(name, outlines))
    near = {each: at for at, each in reversed([*enumerate(names)])}
    # Only running it tells which parts it uses: it may be any.
    is_open = any(each is not None and each.open for each in map(outlines, names))
    found = [
        each
        for each in forwards
        if each.file.name in near or each.everywhere or (is_open and each.file.is_part)
    ]
    return tuple(sorted(found, key=lambda one: -near.get(one.file.name, len(names))))


def blocks_of(name: str, outlines: Outlines) -> dict[str, str]:
    """The blocks of a template and of those that it extends: by name, the template that
    has each. A block that none of those below has a place for is none."""
    names = list(chain(name, outlines))
    known: set[str] = set()
    placed: dict[str, list[str]] = {}
    for each in reversed(names):
        outline = outlines(each)
        blocks = [one.name for one in outline.blocks] if outline else []
        if outline is not None and placed:
            lost = {one.name for one in outline.top} - known
            blocks = [one for one in blocks if one not in lost]
        known.update(blocks)
        placed[each] = blocks
    found: dict[str, str] = {}
    for each in names:
        for block in placed[each]:
            found.setdefault(block, each)
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


def _forward(
    file: TemplateFile,
    block: Block,
    below: str,
    moved: Iterable[Moved],
    outlines: Outlines,
) -> Forward | None:
    """Where a block goes that the template `below` lacks: where it was said to go, else
    the only part of that template that has it."""
    plain = below.removeprefix(DEFAULT)
    parts = parts_of(below, outlines)
    for each in moved:
        if (each.block, each.of) == (block.name, plain):
            is_part = each.to in (one.removeprefix(DEFAULT) for one in parts)
            if is_part or file.name == plain:
                return Forward(file, block, each.to, everywhere=not is_part)
    having = {
        each.removeprefix(DEFAULT)
        for each in parts
        if blocks_of(each, outlines).get(block.name) == each
    }
    return Forward(file, block, having.pop()) if len(having) == 1 else None

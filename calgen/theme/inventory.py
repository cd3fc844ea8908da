"""What a theme consists of, for people who want to change it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calgen.record import record
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.forwards import blocks_of
from calgen.theme.outline import block_body
from calgen.theme.theme import Theme

_TAG = re.compile(r"\s*\{[%#][-+]?\s*(?P<word>\w*)(?:(?!\{\{).)*[%#]\}\s*")
# These hold a place open or name a part: the shape itself, and no decision.
_SHAPE = {"block", "endblock", "extends", "include", ""}


@record
class Item:
    """A file of a theme: its `blocks`, also those of the templates that it extends, and
    which of them the user's own file overrides; all of it where `replaced`."""

    file: TemplateFile
    blocks: tuple[str, ...]
    overridden: tuple[str, ...] = ()
    replaced: bool = False


def inventory(theme: Theme) -> tuple[Item, ...]:
    """Every file of the theme, the user's own among them, sorted by name."""
    return tuple(_item(theme, file) for file in theme.tree.files.values())


def _item(theme: Theme, file: TemplateFile) -> Item:
    outline = theme.environment.outline
    blocks = tuple(blocks_of(file.name, outline))
    stands_on = f"{DEFAULT}{file.name}"
    made = outline(file.name) if file.own else None
    if made is None:
        return Item(file=file, blocks=blocks, replaced=_replaces(theme, file))
    if made.extends is None or made.extends.name != stands_on:
        return Item(file=file, blocks=blocks, replaced=_replaces(theme, file))
    own = {each.name for each in made.blocks}
    known = tuple(blocks_of(stands_on, outline))
    return Item(
        file=file,
        blocks=(*known, *sorted(own - set(known))),
        overridden=tuple(each for each in known if each in own),
    )


def _replaces(theme: Theme, file: TemplateFile) -> bool:
    targets = {each.target for each in theme.tree.default.values()}
    return file.own and file.target in targets


def blocks_in(theme: Theme, file: TemplateFile) -> tuple[str, ...]:
    """The blocks of a file, the user's or the default's, also those of the templates that
    it extends."""
    return tuple(blocks_of(_called(file), theme.environment.outline))


def _called(file: TemplateFile) -> str:
    """The name of this very file, whatever lies over it."""
    return file.name if file.own else f"{DEFAULT}{file.name}"


def body_of(theme: Theme, file: TemplateFile, block: str) -> str | None:
    """The text of a block of a file; where the file has it from a template that it
    extends, of that. None where there is no such block."""
    outline = theme.environment.outline
    home = blocks_of(_called(file), outline).get(block)
    holder = theme.tree.get(home) if home is not None else None
    made = outline(home) if home is not None else None
    if holder is None or made is None:
        return None
    found = next(each for each in made.blocks if each.name == block)
    return block_body(holder.text, found)


def thickness(files: Iterable[TemplateFile]) -> tuple[int, int]:
    """(control lines, all lines that are not empty) of templates: a line is one of
    control that does nothing but decide or repeat, set or filter; one that opens a block
    or names a part is not."""
    lines = [
        line
        for file in files
        if file.is_template
        for line in file.text.split("\n")
        if line.strip()
    ]
    found = (_TAG.fullmatch(line) for line in lines)
    return sum(1 for tag in found if tag and tag["word"] not in _SHAPE), len(lines)

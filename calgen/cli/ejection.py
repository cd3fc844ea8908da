"""First overrides, written into a folder of templates; nothing that is there is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from calgen.cli.session import Session
from calgen.diagnostics import Stop
from calgen.location import Place
from calgen.theme import Theme
from calgen.theme.file import TemplateFile
from calgen.theme.override import override_of, with_blocks

FOLDER = "templates"
"""The folder, beside the settings, where they name none."""


def write_override(
    theme: Theme,
    file: TemplateFile,
    blocks: Sequence[str],
    known: Sequence[str],
    this: Session,
) -> None:
    """Write an override of a file of the default theme, or add blocks to the user's own;
    `known` are all blocks that the file has. Raises `Stop` after reporting what is in the
    way."""
    folder = this.config.templates or this.config.base / FOLDER
    owned = [each for each in theme.tree.own.values() if each.target == file.target]
    target = folder / (owned[0].name if owned else file.name)
    if owned:
        content = _added(theme, owned[0], blocks, this)
    elif target.exists():
        hint = (
            "to add to it, name its folder with --templates, or `templates` in the "
            "settings"
            if this.config.templates is None
            else "rename it, or delete it"
        )
        _refuse(this, f"{target} is there already", hint=hint)
    else:
        content = override_of(file, blocks, known)
    _write(target, content, this)
    this.say(f"{target} written")


def _write(path: Path, content: bytes, this: Session) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        taken = next((each for each in path.parents if each.is_file()), None)
        said = f"cannot write {path}: {error.strerror or error}"
        hint = (
            f"{taken} is a file: rename it, or name another folder with --templates"
            if taken is not None
            else "check the folder's rights"
        )
        this.report.error("CG071", said, hint=hint)
        raise Stop from error


def _added(
    theme: Theme, own: TemplateFile, blocks: Sequence[str], this: Session
) -> bytes:
    """A user's override with more blocks; stops where there is nothing to add to."""
    outline = theme.environment.outline(own.name)
    if not blocks:
        _refuse(this, f"{own.name} is there already", own.place())
    if outline is None:
        said = f"{own.name} is there already, and cannot be read as a template"
        _refuse(this, said, own.place(), hint="`calgen templates doctor` says why")
    if outline.extends is None:
        said = f"{own.name} is there already, and extends nothing: it is the whole file"
        _refuse(this, said, own.place())
    there = {each.name: each for each in outline.blocks}
    missing = [each for each in blocks if each not in there]
    if not missing:
        which = f"{'block' if len(blocks) == 1 else 'blocks'} {', '.join(blocks)}"
        place = own.find(blocks[0], there[blocks[0]].line)
        _refuse(this, f"{own.name} overrides the {which} already", place)
    return with_blocks(own.content, missing)


def _refuse(
    this: Session,
    said: str,
    place: Place | None = None,
    hint: str = "edit it; or delete it and eject again",
) -> NoReturn:
    this.report.error("CG131", said, place, hint=hint)
    raise Stop

"""`calgen templates`: what a client is made with, and what somebody made of it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from calgen.cli import complete, options, session, text
from calgen.cli.session import Session
from calgen.cli.unchanged import count
from calgen.diagnostics import Stop
from calgen.doctor import examine, sights
from calgen.ir import Json
from calgen.pipeline import theme_of
from calgen.theme import Theme
from calgen.theme.context import CONTRACT
from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.inventory import Item, body_of, inventory, thickness
from calgen.theme.override import override_of, with_blocks

_FOLDER = "templates"


@click.group()
def templates() -> None:
    """Look at the templates of clients, and override them.

    A folder of your own lies over the default theme: --templates DIR, or `templates` in
    the settings.
    """


_THEME = options.together(
    options.SETTINGS,
    click.option(
        "--templates",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder with templates of your own.",
    ),
)
_NAME = click.argument("name", shell_complete=complete.templates)


@templates.command("list")
@_THEME
@options.format_option("text", "json")
@options.COMMON
def list_(style: str, as_json: bool, **flags: Any) -> None:
    """Print every file, a line each: its name and its blocks."""

    def work(this: Session) -> int:
        theme = theme_of(this.config)
        items = inventory(theme)
        if as_json or style == "json":
            seen = sights(theme)
            known = [_data(each, seen.get(each.file.name, ())) for each in items]
            data = {"contract": CONTRACT, "files": known}
            click.echo(json.dumps(data, indent=1, ensure_ascii=False))
            return session.DONE
        width = max(len(each.file.name) for each in items if each.blocks)
        for each in items:
            click.echo(f"{each.file.name:<{width}}  {' '.join(each.blocks)}".rstrip())
        _tell_context(this, theme)
        _tell_own(this, theme, items)
        _tell_thickness(this, theme)
        return session.DONE

    _run(flags, work)


@templates.command()
@_NAME
@click.option("--block", metavar="NAME", help="Only this block.")
@_THEME
@options.COMMON
def show(name: str, block: str | None, **flags: Any) -> None:
    """Print the template NAME; `default/NAME` is that of the default theme, whatever
    there is in a folder of yours."""

    def work(this: Session) -> int:
        theme = theme_of(this.config)
        file = _file(theme, name, this)
        shown = file.text
        if block is not None:
            _check_blocks(theme, file, (block,), this)
            shown = body_of(theme, file, block) or ""
        click.echo(shown, nl=False)
        return session.DONE

    _run(flags, work)


@templates.command()
@_NAME
@click.option(
    "--block",
    "blocks",
    multiple=True,
    metavar="NAME",
    help="The block to override. May be repeated.",
)
@_THEME
@options.COMMON
def eject(name: str, blocks: tuple[str, ...], **flags: Any) -> None:
    """Write a first override of the template NAME into your folder.

    It extends the default and changes nothing until you edit it. A block is added to an
    override that is there already.
    """

    def work(this: Session) -> int:
        theme = theme_of(this.config)
        file = _file(theme, f"{DEFAULT}{name.removeprefix(DEFAULT)}", this)
        known = _check_blocks(theme, file, blocks, this)
        folder = this.config.templates or this.config.base / _FOLDER
        target = folder / file.name
        own = theme.tree.own.get(file.name)
        if own is not None:
            content = _added(theme, own, blocks, this).encode()
        elif target.exists():
            return _refuse(this, f"{target} is there already")
        else:
            content = override_of(file, blocks, known)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        this.say(f"{target} written")
        if this.config.templates is None:
            this.say(
                f"  hint: name the folder in the settings, `templates = "
                f'"{_FOLDER}"`, or with --templates'
            )
        return session.DONE

    _run(flags, work)


@templates.command()
@_THEME
@options.format_option("text", "json", "github")
@options.COMMON
def doctor(style: str, as_json: bool, **flags: Any) -> None:
    """Say what is wrong with templates of yours.

    Exit code 1 when there is a warning or an error. `calgen generate` looks first, too.
    """
    style = "json" if as_json else style

    def work(this: Session) -> int:
        theme = theme_of(this.config)
        examine(theme, this.report, places=this.config.places)
        found = list(this.report)
        this.shown += found  # they are this command's answer, and belong to its output
        if style == "json":
            data = {"findings": [text.diagnostic_data(each) for each in found]}
            click.echo(json.dumps(data, indent=1, ensure_ascii=False))
        elif style == "github":
            for each in found:
                click.echo(text.github_diagnostic(each))
        else:
            for each in found:
                click.echo(text.diagnostic(each, color=this.color))
        bad = [each for each in found if each.level != "info"]
        files = count(len(theme.tree.own), "file")
        this.say(f"calgen: {files} of yours, {count(len(bad), 'finding')}")
        _tell_thickness(this, theme)
        return session.DRIFT if bad else session.DONE

    session.run(flags, work, inputs_needed=False)


def _run(flags: dict[str, Any], work: Callable[[Session], int]) -> None:
    """As a command that has something to say before there is a folder."""
    session.run({**flags, "begins": True}, work, inputs_needed=False)


def _file(theme: Theme, name: str, this: Session) -> TemplateFile:
    file = theme.tree.get(name)
    if file is None:
        names = [*theme.tree.files, *(f.target for f in theme.tree.files.values())]
        near = get_close_matches(name.removeprefix(DEFAULT), names, 1, 0.5)
        hint = f"did you mean {near[0]}?" if near else "`calgen templates list` has all"
        this.report.error("CG122", f"there is no template {name!r}", hint=hint)
        raise Stop
    return file


def _check_blocks(
    theme: Theme, file: TemplateFile, blocks: Sequence[str], this: Session
) -> tuple[str, ...]:
    """All blocks of a file; stops where it has none of a name that was asked for."""
    found = next(
        (each.blocks for each in inventory(theme) if each.file.target == file.target),
        (),
    )
    for block in blocks:
        if block not in found:
            near = get_close_matches(block, found, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else ""
            known = f"its blocks: {', '.join(found)}" if found else "it has no blocks"
            said = f"{file.name} has no block {block!r}"
            this.report.error("CG121", said, hint=hint or known)
            raise Stop
    return found


def _added(
    theme: Theme, own: TemplateFile, blocks: Sequence[str], this: Session
) -> str:
    outline = theme.environment.outline(own.name)
    there = {each.name for each in outline.blocks} if outline else set()
    missing = [each for each in blocks if each not in there]
    if outline is None or outline.extends is None or not missing:
        if blocks and not missing:
            said = f"{own.name} overrides {', '.join(blocks)} already"
        else:
            said = f"{own.name} is there already, and extends nothing"
        _refuse(this, said, own)
    return with_blocks(own.text, missing)


def _refuse(this: Session, said: str, own: TemplateFile | None = None) -> int:
    place = own.place() if own is not None else None
    hint = "edit it; or delete it and eject again"
    this.report.error("CG131", said, place, hint=hint)
    raise Stop


def _data(item: Item, context: Sequence[str]) -> Json:
    return {
        "name": item.file.name,
        "output": None if item.file.is_part else item.file.target,
        "blocks": list(item.blocks),
        "context": list(context),
        "own": item.file.own,
        "overridden": list(item.overridden),
    }


def _tell_context(this: Session, theme: Theme) -> None:
    this.say(
        f"\nWhat they see (contract {CONTRACT}; docs/templates.md says what it is):"
    )
    by_names: dict[tuple[str, ...], list[str]] = {}
    for name, names in sights(theme).items():
        by_names.setdefault(names, []).append(name)
    for names, files in by_names.items():
        told = f"{', '.join(names)}: {', '.join(files)}"
        this.say(textwrap.fill(told, 88, initial_indent="  ", subsequent_indent="    "))


def _tell_own(this: Session, theme: Theme, items: Sequence[Item]) -> None:
    folder = this.config.templates
    if folder is None or not theme.tree.own:
        return
    this.say(f"\nYours, in {folder}:")
    for each in items:
        if each.file.own:
            what = ", ".join(each.overridden) or (
                "all of it" if each.replaced else "a file more"
            )
            this.say(f"  {each.file.name}: {what}")


def _tell_thickness(this: Session, theme: Theme) -> None:
    said = f"the default theme: {_share(theme.tree.default.values())}"
    if theme.tree.own:
        said += f"; yours: {_share(theme.tree.own.values())}"
    this.say(f"\n{said}")


def _share(files: Iterable[TemplateFile]) -> str:
    control, lines = thickness(files)
    share = round(100 * control / lines) if lines else 0
    return f"{count(lines, 'line')}, {share}% of them steer"

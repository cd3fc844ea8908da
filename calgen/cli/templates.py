"""`calgen templates`: what a client is made with, and what somebody made of it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from calgen.cli import complete, options, session, text
from calgen.cli.clients import one_of_all, run_for_all
from calgen.cli.ejection import FOLDER, write_override
from calgen.cli.session import Session
from calgen.cli.unchanged import count
from calgen.diagnostics import Stop
from calgen.doctor import examine, sights
from calgen.ir import Json
from calgen.nearest import nearest
from calgen.pipeline import theme_of
from calgen.theme import Theme, ThemeError
from calgen.theme.context import CONTRACT
from calgen.theme.file import DEFAULT, SUFFIX, TemplateFile
from calgen.theme.inventory import Item, blocks_in, body_of, inventory, thickness


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
            _check_blocks(theme, file, (block,), this, name)
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
        file = _file(theme, name, this, default=True)
        known = _check_blocks(theme, file, blocks, this, name)
        write_override(theme, file, tuple(dict.fromkeys(blocks)), known, this)
        if this.config.templates is None:
            this.say(
                f"  hint: name the folder in the settings, `templates = "
                f'"{FOLDER}"`, or with --templates'
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
    arguments = session.arguments()
    if arguments is not None:
        run_for_all("templates doctor", flags, arguments[2:], data=style == "json")

    def work(this: Session) -> int:
        theme = theme_of(this.config)
        package = this.config.package or ""
        examine(theme, this.report, places=this.config.places, package=package)
        try:
            theme.check_layout(package or "{package}")
        except ThemeError as error:
            said = f"{error.heading}{error}"
            this.report.error(error.code, said, error.place, hint=error.hint)
        found = list(this.report)
        this.shown.update(
            found
        )  # they are this command's answer, and belong to its output
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
    session.run({**one_of_all(flags), "begins": True}, work, inputs_needed=False)


def _file(
    theme: Theme, name: str, this: Session, *, default: bool = False
) -> TemplateFile:
    """The file of a name as people write it: with or without `.jinja`, with the package's
    own name or `{package}`; the default's, or the user's in its place."""
    plain = name.removeprefix("./").removeprefix(DEFAULT)
    is_default = default or plain != name.removeprefix("./")
    files = theme.tree.default if is_default else theme.tree.files
    first, slash, rest = plain.partition("/")
    if slash and first == this.config.package:
        plain = f"{{package}}/{rest}"
    for each in (plain, f"{plain}{SUFFIX}", plain.removesuffix(SUFFIX)):
        if each in files:
            return files[each]
    known = [*files, *(each.target for each in files.values())]
    near = nearest(plain, known, 0.5)
    hint = f"did you mean {near}?" if near else "`calgen templates list` has all"
    this.report.error("CG122", f"there is no template {name!r}", hint=hint)
    raise Stop


def _check_blocks(
    theme: Theme, file: TemplateFile, blocks: Sequence[str], this: Session, name: str
) -> tuple[str, ...]:
    """All blocks of a file; stops where it has none of a name that was asked for. `name`
    is what somebody called the file."""
    found = blocks_in(theme, file)
    for block in blocks:
        if block not in found:
            near = nearest(block, found, 0.5)
            hint = f"did you mean {near!r}?" if near else ""
            known = f"its blocks: {', '.join(found)}" if found else "it has no blocks"
            said = f"{name} has no block {block!r}"
            this.report.error("CG121", said, hint=hint or known)
            raise Stop
    return found


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
    return f"{count(lines, 'line')}, {share}% of them are control lines"

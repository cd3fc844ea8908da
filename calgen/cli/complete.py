"""What a shell may offer: names that only calgen knows.

Nothing here may fail: a shell asks in the middle of a line, with settings half written.
"""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

Items = list[CompletionItem]


def clients(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The clients of the settings."""
    from calgen.config import several
    from calgen.diagnostics import Report, Stop

    try:
        names = several(ctx.params, Report(), cwd=Path())
    except Stop:
        names = ()
    return _beginning(incomplete, names)


def profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The profiles that come with calgen."""
    from calgen.profile import available

    return _beginning(incomplete, available())


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The codes of diagnostics, with what they mean."""
    from calgen.codes import CODES

    return [
        CompletionItem(each.code, help=each.title)
        for each in CODES.values()
        if each.code.startswith(incomplete.upper())
    ]


def templates(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The files of the default theme."""
    from calgen.resources import runtime_root, template_root
    from calgen.theme import Tree

    names = Tree(template_root(), runtime_root()).files
    return _beginning(incomplete, tuple(names))


def _beginning(incomplete: str, names: tuple[str, ...]) -> Items:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]

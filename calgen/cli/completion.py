"""`calgen completion`: what a shell needs to complete commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from calgen.cli.group import main

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_CALGEN_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print a script for SHELL that completes commands, options and names.

    For bash:

    \b
    calgen completion bash \\
      > ~/.local/share/bash-completion/completions/calgen
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click knows no shell {shell!r}")
    click.echo(kind(main, {}, "calgen", _VARIABLE).source())

"""The command group, and what all its commands share."""

from __future__ import annotations

from importlib import import_module

import click

from calgen import __version__

_COMMANDS = (
    "generate",
    "check",
    "inspect",
    "lint",
    "diff",
    "bundle",
    "templates",
    "explain",
    "init",
    "completion",
)


class _Group(click.Group):
    """Imports a command when it is asked for: each needs other parts of calgen."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        found = getattr(import_module(f"calgen.cli.{cmd_name}"), cmd_name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="calgen")
def main() -> None:
    """OpenAPI documents, fragments and documentation pages to a typed Python client."""

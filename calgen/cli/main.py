"""The command group, and what all its commands share."""

from __future__ import annotations

import click

from calgen import __version__
from calgen.cli.check import check
from calgen.cli.generate import generate
from calgen.cli.inspect import inspect


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="calgen")
def main() -> None:
    """OpenAPI documents, fragments and documentation pages to a typed Python client."""


for command in (generate, check, inspect):
    main.add_command(command)

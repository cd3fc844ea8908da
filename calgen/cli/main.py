"""The command group, and what all its commands share."""

from __future__ import annotations

import click

from calgen import __version__
from calgen.cli.bundle import bundle
from calgen.cli.check import check
from calgen.cli.explain import explain
from calgen.cli.generate import generate
from calgen.cli.inspect import inspect
from calgen.cli.lint import lint


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="calgen")
def main() -> None:
    """OpenAPI documents, fragments and documentation pages to a typed Python client."""


for command in (generate, check, inspect, lint, bundle, explain):
    main.add_command(command)

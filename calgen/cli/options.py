"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from calgen.cli import complete

F = TypeVar("F", bound=Callable[..., Any])


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


SETTINGS = together(
    click.option(
        "--config",
        metavar="FILE|none",
        help="The settings file; none ignores them all.",
    ),
    click.option(
        "--client",
        metavar="NAME",
        help="One of several clients in the settings.",
        shell_complete=complete.clients,
    ),
)

INPUTS = together(
    click.option(
        "-i",
        "--input",
        "inputs",
        multiple=True,
        metavar="PATH",
        help="A document, page or folder; - is standard input. May be repeated.",
    ),
    click.option(
        "--stdin-name", metavar="NAME", help="The file name that - stands for."
    ),
    click.option(
        "--profile",
        metavar="NAME|DIR",
        help="Policy data of the API.",
        shell_complete=complete.profiles,
    ),
    SETTINGS,
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="An OpenAPI Overlay to apply to the documents first. May be repeated; the "
        "order counts.",
    ),
    click.option(
        "--allow-remote",
        "allow_remote",
        multiple=True,
        metavar="NAME",
        help="A URL prefix, host, folder or file that a $ref may read besides the "
        "inputs' own folders. May be repeated.",
    ),
    click.option(
        "--include",
        multiple=True,
        metavar="PATTERN",
        help="Only the operations that fit: name:orgs.*, tag:Bookings, path:/v2/orgs/**, "
        "method:GET, id:list*, version:2024-*, deprecated; without a kind, any of name, "
        "route, operationId or tag. May be repeated.",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="PATTERN",
        help="Not the operations that fit; stronger than --include.",
    ),
    click.option("--strict", is_flag=True, help="Warnings are errors."),
)

OUTPUT = together(
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), help="The output folder."
    ),
    click.option("--package", metavar="NAME", help="The import name of the client."),
    click.option(
        "--templates",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder with templates of your own.",
    ),
    click.option(
        "--jobs", type=click.IntRange(1), default=1, help="Processes for formatting."
    ),
)

COMMON = together(
    click.option("-q", "--quiet", is_flag=True, help="Only errors."),
    click.option("-v", "--verbose", is_flag=True, help="Also notes on what was read."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colours in what is printed; NO_COLOR is respected.",
    ),
)


TIMINGS = click.option(
    "--timings", is_flag=True, help="Say where the time of the run went, by stage."
)


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format`, with `--json` for short."""
    return together(
        click.option(
            "--format",
            "style",
            type=click.Choice(formats),
            default="text",
            show_default=True,
        ),
        click.option(
            "--json", "as_json", is_flag=True, help="Short for --format json."
        ),
    )

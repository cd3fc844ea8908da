"""The command line: commands to functions, reports to text, outcomes to exit codes."""

from __future__ import annotations

from calgen.cli.main import main

__all__ = ["main"]

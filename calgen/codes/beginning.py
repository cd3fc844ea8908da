"""CG110: a first client."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG110",
        "error",
        "there are settings already",
        "`calgen init` writes first settings and changes none that are there.",
        "Edit them; or delete them and run `calgen init` again.",
        "calgen init && calgen init",
    ),
)

"""The client runtime library as files of the generated package, byte for byte."""

from __future__ import annotations

from calgen.files import FileSet
from calgen.resources import runtime_root


def vendored(package: str) -> FileSet:
    """`<package>/_core/…`."""
    root = runtime_root()
    return FileSet(
        (
            f"{package}/_core/{path.relative_to(root).as_posix()}",
            path.read_text(encoding="utf-8"),
        )
        for path in sorted(root.rglob("*.py"))
    )

"""First overrides: files for a user's folder that change nothing yet."""

from __future__ import annotations

from collections.abc import Sequence

from calgen.theme.file import DEFAULT, TemplateFile
from calgen.theme.manifest import CONTRACT


def override_of(
    file: TemplateFile, blocks: Sequence[str], known: Sequence[str]
) -> bytes:
    """An override of some blocks of a file, or of none to begin with; `known` are all it
    has. A file without blocks is copied: it can only be replaced."""
    if not known:
        return file.content
    head = [f"{{# contract: {CONTRACT} #}}"]
    if not blocks:
        head += [
            "{# Its blocks: " + ", ".join(known) + ". To add to one, for example:",
            "",
            *_block(known[-1]),
            "#}",
        ]
    lines = [*head, f'{{% extends "{DEFAULT}{file.name}" %}}']
    for each in blocks:
        lines += _block(each)
    return ("\n".join(lines) + "\n").encode()


def with_blocks(content: bytes, blocks: Sequence[str]) -> bytes:
    """An override with more blocks, its lines ending as they did."""
    end = b"\r\n" if b"\r\n" in content else b"\n"
    lines = [line.encode() for each in blocks for line in _block(each)]
    return end.join([content.rstrip(b"\r\n"), *lines, b""])


def _block(name: str) -> list[str]:
    return [f"{{% block {name} %}}", "{{ super() -}}", "{% endblock %}"]

"""Escapes: what a document says, as part of a file that is not Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from calgen.layout import Bracket, import_lines, statement
from calgen.pytext import LINE, display_width

_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)

_SIGNS = {
    **dict.fromkeys(("py", "toml", "yaml", "yml", "cfg", "sh"), ("#", "")),
    **dict.fromkeys(("md", "html", "xml", "svg"), ("<!--", " -->")),
}


def markdown(value: str) -> str:
    """One line of Markdown: no markup of its own, no tags, no table cells."""
    line = " ".join(_UNSAFE.sub(" ", value).split())
    # Between letters or digits an underscore marks nothing up.
    return re.sub(
        r"[\\`*\[\]<>|#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\\g<0>", line
    )


def code(value: str) -> str:
    """The inside of a Markdown code span: no back quotes, no table cells."""
    line = " ".join(_UNSAFE.sub(" ", value).split())
    return line.replace("`", "'").replace("|", "\\|")


def toml(value: str) -> str:
    """A TOML basic string, quotes included."""
    return json.dumps(" ".join(_UNSAFE.sub(" ", value).split()), ensure_ascii=False)


def comment(value: str, path: str) -> str:
    """Each line of a text that is not blank as a comment, in the way of the kind of file
    that a path names; '' where such a file can hold none."""
    start, end = _SIGNS.get(path.rpartition(".")[2], ("", ""))
    if not start:
        return ""
    lines = [" ".join(_UNSAFE.sub(" ", line).split()) for line in value.splitlines()]
    # Two hyphens end a comment of HTML, whatever stands around them.
    lines = [re.sub("-(?=-)", "- ", line) if end else line for line in lines if line]
    return "".join(f"{start} {line}{end}\n" for line in lines)


def imported(source: str, names: Iterable[str], indent: int = 0) -> str:
    """`from source import names`, on as many lines as it needs."""
    return "\n".join(import_lines(source, list(names), " " * indent))


def called(head: str, argument: str, indent: int = 0) -> str:
    """`head(argument)`, on as many lines as it needs."""
    value = Bracket(head, (argument,), "()")
    return "\n".join(statement("", value, pad=" " * indent))


def getter(name: str, kind: str, indent: int = 0) -> str:
    """`def name(self) -> kind:`, on as many lines as it needs."""
    pad = " " * indent
    line = f"{pad}def {name}(self) -> {kind}:"
    if display_width(line) <= LINE:
        return line
    return f"{pad}def {name}(\n{pad}    self,\n{pad}) -> {kind}:"


def constant(arguments: str, name: str, kind: str) -> str:
    """`NAME: Final[Kind[T]] = Kind(arguments)`, the arguments given a line each; broken
    where black breaks it. What is longer still is left to black."""
    maker = kind.partition("[")[0]
    start = f"{name}: Final[{kind}] = "
    head = f"{start}{maker}("
    if display_width(head) <= LINE:
        return f"{head}\n{arguments})\n"
    if display_width(start) < LINE:
        inside = "".join(f"    {line}\n" for line in arguments.splitlines())
        return f"{start}(\n    {maker}(\n{inside}    )\n)\n"
    return f"{name}: Final[\n    {kind}\n] = {maker}(\n{arguments})\n"

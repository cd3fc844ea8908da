"""Docstrings: what a method tells to people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from calgen.ir import Field, Operation, Parameter
from calgen.pytext import LINE
from calgen.render.words import bare

_SENTENCE = re.compile(r"[\W_]*deprecated\b.*?(?:[.!?](?=\s|\Z)|\Z)\s*", re.I | re.S)


def method_doc(
    operation: Operation, arguments: Sequence[tuple[str, str]], facts: str
) -> str:
    """The text of a method's docstring. `arguments` are (Python name, description),
    `facts` the line of them."""
    doc = operation.doc
    summary = doc.summary or f"{operation.method} {operation.path.text}"
    parts = [_sentence(summary)]
    if doc.body and doc.body != doc.summary:
        parts.append(doc.body)
    described = [(name, " ".join(text.split())) for name, text in arguments if text]
    if described:
        parts.append("\n".join(["Args:", *_entries(described)]))
    if facts:
        parts.append(_sentence(facts[0].upper() + facts[1:]))
    return "\n\n".join(parts)


def argument_doc(argument: Parameter | Field, names: Mapping[str, str]) -> str:
    """What is said of an argument; of a deprecated one first that it is, and what to
    use instead. `names` leads from wire names of arguments to Python names."""
    if not argument.deprecated:
        return argument.doc
    stated = bare(argument.instead)
    told, rest = "Deprecated.", argument.doc
    found = _SENTENCE.match(rest)
    if stated:
        told = f"Deprecated: use {names.get(stated, argument.instead)} instead."
        if found and stated in found[0]:
            rest = rest[found.end() :]
    elif "deprecated" in rest.casefold():
        return rest
    return f"{told} {rest}".rstrip()


def _entries(described: Sequence[tuple[str, str]]) -> list[str]:
    lines = []
    for name, text in described:
        lines += _wrapped(f"{name}: {text}", 4, 8)
    return lines


def _wrapped(text: str, first: int, rest: int) -> list[str]:
    """A paragraph broken at spaces, to fit behind a method's indentation."""
    lines, line = [], " " * first
    for word in text.split(" "):
        if line.strip() and len(line) + len(word) + 1 > LINE - 8:
            lines.append(line)
            line = " " * rest
        line += word if not line.strip() else f" {word}"
    return [*lines, line]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."

"""Docstrings: what a method tells to people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from calgen.ir import Field, Operation, Parameter
from calgen.pytext import LINE
from calgen.render.arguments import Argument
from calgen.render.words import bare, replacement

_QUOTED = re.compile(r"(?<!`)`([^`\s]+)`(?!`)")
_SENTENCE = re.compile(r"[\W_]*deprecated\b.*?(?:[.!?](?=\s|\Z)|\Z)\s*", re.I | re.S)


def method_doc(
    operation: Operation,
    arguments: Sequence[Argument],
    names: Mapping[str, str],
    sections: Sequence[tuple[str, str]],
    facts: str,
) -> str:
    """The text of a method's docstring.

    `names` leads from wire names of arguments to Python names; `sections` are (heading,
    text) behind the arguments, `facts` is the line of them.
    """
    doc = operation.doc
    summary = doc.summary or f"{operation.method} {operation.path.text}"
    parts = [_sentence(renamed(summary, names))]
    if doc.body and doc.body != doc.summary:
        parts.append(renamed(doc.body, names))
    # As the signature has them: what has to be given comes first.
    described = [
        f"{each.name}: {' '.join(renamed(each.doc, names).split())}"
        for each in sorted(arguments, key=lambda each: each.default != "")
        if each.doc
    ]
    if described:
        parts.append("\n".join(["Args:", *_entries(described)]))
    for heading, text in sections:
        parts.append("\n".join([f"{heading}:", *_entries([text])]))
    if facts:
        parts.append(_sentence(facts[0].upper() + facts[1:]))
    return "\n\n".join(parts)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """A text in which arguments that stand in back quotes have their Python names."""
    return _QUOTED.sub(lambda one: f"`{names.get(one[1], one[1])}`", text)


def argument_doc(argument: Parameter | Field, names: Mapping[str, str]) -> str:
    """What is said of an argument; of a deprecated one first that it is, and what to
    use instead. `names` leads from wire names of arguments to Python names."""
    limits = limits_text(argument)
    if not argument.deprecated:
        return _joined(argument.doc, limits)
    stated, instead = bare(argument.instead), instead_of(argument, names)
    told, rest = "Deprecated.", argument.doc
    found = _SENTENCE.match(rest)
    if stated:
        told = f"Deprecated: use {instead} instead."
        if found and stated in found[0]:
            rest = rest[found.end() :]
    elif "deprecated" in rest.casefold():
        return _joined(rest, limits)
    return _joined(f"{told} {rest}".rstrip(), limits)


def limits_text(argument: Parameter | Field) -> str:
    """What values an argument takes, as far as its type does not say and its text has no
    number: `From 1 to 250.`, `At most 40 characters.`"""
    if re.search(r"\d", argument.doc):
        return ""
    known = dict(argument.limits)
    spans = (
        (known.get("minimum"), known.get("maximum"), ""),
        (known.get("minLength"), known.get("maxLength"), "characters"),
        (known.get("minItems"), known.get("maxItems"), "items"),
    )
    return " ".join(filter(None, (_span(*each) for each in spans)))


def _span(least: object, most: object, unit: str) -> str:
    # An argument that has to be there is no empty text; that needs no words.
    least = None if unit and least in (0, 1) else least
    unit = f" {unit}" if unit else ""
    if least is not None and most is not None:
        return f"{least}{unit}." if least == most else f"From {least} to {most}{unit}."
    if most is not None:
        return f"At most {most}{unit}."
    return f"At least {least}{unit}." if least is not None else ""


def _joined(text: str, more: str) -> str:
    return f"{_sentence(text) if text else ''} {more}".strip() if more else text


def instead_of(argument: Parameter | Field, names: Mapping[str, str]) -> str:
    """What replaces a deprecated argument: the Python name where it is an argument, else
    what is stated; '' where nobody says."""
    return names.get(bare(argument.instead), argument.instead)


def mark_of(operation: Operation, calls: Mapping[str, str]) -> str:
    """What a deprecated operation says to type checkers; '' for all others."""
    if operation.deprecated is None:
        return ""
    instead = replacement(operation, calls)
    return f"Use {instead} instead." if instead else "The API calls it deprecated."


def _entries(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in _wrapped(text, 4, 8)]


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

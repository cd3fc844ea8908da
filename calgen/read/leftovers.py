"""Descriptions of parameters whose names a copied page has lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from calgen.ir import JsonValue
from calgen.read.passage import Passage
from calgen.read.screen import Line, is_answer, is_heading, is_noise
from calgen.record import record

_CREDENTIAL = re.compile(
    r"\b(?:bearer|basic auth\w*|api[- ]?keys?|secret|client[- ]id|password"
    r"|(?:access|auth|authentication) tokens?)\b",
    re.IGNORECASE,
)
# `1 <= x <= 250`, `x >= 0`, `asc`, `asc, desc`, `Required string length: 1 - 20`.
_BOUNDS = re.compile(
    r"-?[\d.]+\s*[<>]=?.*|\w+\s*[<>]=?\s*-?[\d.]+|(?:required|minimum|maximum)\b.*:.*",
    re.IGNORECASE,
)
_VALUES = re.compile(r"(?![A-Z][a-z]+$)[\w.@/-]+(?:\s*,\s*[\w.@/-]+)*,?")
_TAIL = re.compile(r"[,.;:)\]]")


@record(kw_only=False)
class Leftovers:
    """The descriptions in their order: those about credentials, and all others."""

    credentials: tuple[Passage, ...]
    others: tuple[Passage, ...]


def leftovers(lines: Iterable[Line], first: JsonValue) -> Leftovers:
    """The descriptions of parameters in the lines behind the last answer.

    The lines go on with the fields of the answer; `first` is the first value of the
    example, with which these begin.
    """
    found: list[Passage] = []
    for line in lines:
        if is_answer(line.text) or _shows(line.text, first):
            break
        if is_noise(line.text) or is_heading(line.text):
            continue
        if found and _goes_on(found[-1].text, line.text):
            gap = "" if _TAIL.match(line.text) else "\n" if _adds(line.text) else " "
            found[-1] = Passage(f"{found[-1].text}{gap}{line.text}", found[-1].at)
        elif not _is_value(line.text):
            found.append(Passage(line.text, line.at))
    about = [_CREDENTIAL.search(each.text) is not None for each in found]
    both = list(zip(found, about, strict=True))
    return Leftovers(
        tuple(each for each, secret in both if secret),
        tuple(each for each, secret in both if not secret),
    )


def _goes_on(before: str, line: str) -> bool:
    """Whether a line continues the one before: pages break at inline code."""
    if _TAIL.match(line) or _adds(line):
        return True
    return line[0].islower() and not before.endswith((".", "!", "?"))


def _adds(line: str) -> bool:
    """Whether a line says which values there are: it is no part of a sentence."""
    return bool(_BOUNDS.fullmatch(line) or _VALUES.fullmatch(line))


def _shows(line: str, first: JsonValue) -> bool:
    """Whether a line ends with the first value of the answer."""
    if first is None:
        return False
    shown = json.dumps(first, ensure_ascii=False)
    return line == shown or (isinstance(first, str) and line.endswith(f" {shown}"))


def _is_value(line: str) -> bool:
    """Whether a line is nothing but an example value or bounds."""
    return (
        re.fullmatch(r'-?[\d.]+|true|false|null|"[^"]*"|[{\[].*[}\]]', line) is not None
    )

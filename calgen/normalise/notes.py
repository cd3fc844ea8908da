"""Sentences to facts: what a description states, and the description without it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from calgen.diagnostics import Report
from calgen.ir import Doc, Origin
from calgen.location import Place
from calgen.profile import FactKind, Recogniser

_NOTE = re.compile(
    r"<(?P<tag>Note|Warning|Info|Tip)>(?P<text>.*?)</(?P=tag)>",
    re.DOTALL | re.IGNORECASE,
)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Fact:
    """One recognised sentence."""

    kind: FactKind
    fields: Mapping[str, str]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Reading:
    """A description, read: its facts, and what is left of it for people."""

    facts: tuple[Fact, ...]
    doc: Doc

    def of(self, kind: FactKind) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.kind == kind)


def read(
    text: str,
    place: Place,
    recognisers: Iterable[Recogniser],
    report: Report,
    *,
    summary: str = "",
) -> Reading:
    """Read one description.

    Recognised sentences leave the text. A note in which nothing was recognised stays,
    without its tags, and is reported: what calgen does not understand is countable.
    """
    found: list[tuple[int, int, Fact]] = []
    for recogniser in recognisers:
        for match in _compiled(recogniser.pattern).finditer(text):
            start, end = match.span()
            if any(start < e and s < end for s, e, _ in found):
                continue
            said = " ".join(match.group().split())
            given = {k: v for k, v in match.groupdict().items() if v is not None}
            fact = Fact(
                recogniser.fact,
                {**recogniser.given, **given},
                Origin(how="note", place=place, text=said),
            )
            found.append((start, end, fact))
    found.sort(key=lambda each: each[0])
    _report_unread(text, [(start, end) for start, end, _ in found], place, report)
    notes = tuple(fact.origin.text for _, _, fact in found)
    body = _without(text, [(start, end) for start, end, _ in found])
    return Reading(tuple(fact for *_, fact in found), Doc(summary, body, notes))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A recogniser's pattern: any case, and a space for any white space."""
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


def _report_unread(
    text: str, spans: list[tuple[int, int]], place: Place, report: Report
) -> None:
    for note in _NOTE.finditer(text):
        start, end = note.span()
        if not any(start <= s and e <= end for s, e in spans):
            said = " ".join(note["text"].split())
            shown = said if len(said) <= 100 else f"{said[:97]}…"
            report.info("CG050", f"nothing was recognised in the note {shown!r}", place)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without the spans, without note tags, without empty paragraphs."""
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    rest = _NOTE.sub(lambda note: note["text"], "".join(kept))
    paragraphs = re.split(r"\n\s*\n", rest)
    tidy = (_paragraph(each) for each in paragraphs)
    return "\n\n".join(each for each in tidy if _WORD.search(each))


def _paragraph(text: str) -> str:
    """One paragraph without the indentation and the spaces that removal left."""
    lines = [line.strip() for line in text.strip().split("\n")]
    return "\n".join(re.sub(r"(?<=\S)  +", " ", line) for line in lines if line)

"""Sentences to facts: what a description states, and the description without it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from calgen import memo
from calgen.diagnostics import Report
from calgen.ir import Doc, Origin
from calgen.location import Place
from calgen.normalise.sentences import CLOSED, LEAD, PLAIN, openings, quotations
from calgen.profile import FactKind, Recogniser
from calgen.profile.recognisers import Recognisers, is_stated, spaced
from calgen.record import record

_NOTE = re.compile(
    r"<(?P<tag>Note|Warning|Info|Tip)>(?P<text>.*?)</(?P=tag)>",
    re.DOTALL | re.IGNORECASE,
)
_WORD = re.compile(r"\w")
# Start, end, kind, fields, and the words: a fact before anybody says where it stands.
_Stated = tuple[int, int, FactKind, tuple[tuple[str, str], ...], str]


@record(kw_only=False)
class Fact:
    """One recognised sentence."""

    kind: FactKind
    fields: Mapping[str, str]
    origin: Origin


@record(kw_only=False)
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
    found = _facts(text, place, recognisers)
    _report_unread(text, [(start, end) for start, end, _ in found], place, report)
    gone = [each for each in found if not _stays(each[2])]
    notes = tuple(fact.origin.text for _, _, fact in gone)
    body = _without(text, [(start, end) for start, end, _ in gone])
    return Reading(tuple(fact for *_, fact in found), Doc(summary, body, notes))


def facts_in(
    text: str, place: Place | None, recognisers: Iterable[Recogniser]
) -> tuple[Fact, ...]:
    """The facts of a text that is kept as it is."""
    return tuple(fact for *_, fact in _facts(text, place, recognisers))


def without(doc: Doc, facts: Iterable[Fact]) -> Doc:
    """A text without the sentences that state these facts; they become its notes."""
    body, gone = doc.body, []
    for fact in facts:
        words = map(re.escape, fact.origin.text.split())
        found = re.search(r"\s+".join(words) + r"[.!]?", body) if body else None
        if found is not None:
            body = _without(body, [found.span()])
            gone.append(fact.origin.text)
    return Doc(doc.summary, body, (*doc.notes, *gone)) if gone else doc


def _facts(
    text: str, place: Place | None, recognisers: Iterable[Recogniser]
) -> list[tuple[int, int, Fact]]:
    """The facts of a text, each with its span, in their order."""
    if not text.strip():
        return []
    if isinstance(recognisers, Recognisers):
        # Most texts of a document that changes have not changed.
        key = (recognisers.key, text)
        stated = memo.recall("notes", key, lambda: _found(text, recognisers))
    else:
        stated = _found(text, recognisers)
    return [
        (
            start,
            end,
            Fact(kind, dict(fields), Origin(how="note", place=place, text=said)),
        )
        for start, end, kind, fields, said in stated
    ]


def _found(text: str, recognisers: Iterable[Recogniser]) -> tuple[_Stated, ...]:
    plain = text.translate(PLAIN)
    folded = plain.casefold()
    starts: tuple[int, ...] | None = None
    quoted: tuple[tuple[int, int], ...] | None = None
    found: list[_Stated] = []
    for recogniser in recognisers:
        if recogniser.about and not any(word in folded for word in recogniser.about):
            continue
        pattern = _compiled(recogniser.pattern, recogniser.sentence)
        if starts is None or quoted is None:
            starts, quoted = openings(plain), quotations(plain)
        for match in _matches(pattern, plain, starts if recogniser.sentence else None):
            start, end = match.span()
            taken = any(start < e and s < end for s, e, *_ in found)
            if taken or any(s <= start and end <= e for s, e in quoted):
                continue
            fields = recogniser.given | {
                name: text[slice(*match.span(name))]
                for name, value in match.groupdict().items()
                if value is not None
            }
            if not is_stated(recogniser.fact, fields):
                continue
            start, end = _emphasised(plain, start, end)
            said = " ".join(text[start:end].split())
            pairs = tuple(fields.items())
            found.append((start, end, recogniser.fact, pairs, said))
    found.sort(key=lambda each: each[0])
    # How long a caller is blocked says nothing where nobody says of what limit.
    if not any(name == "requests" for each in found for name, _ in each[3]):
        found = [each for each in found if each[2] != "limit"]
    return tuple(found)


def _matches(
    pattern: re.Pattern[str], text: str, starts: Iterable[int] | None
) -> Iterable[re.Match[str]]:
    """Where a pattern fits: behind one of the starts, or anywhere."""
    if starts is None:
        return pattern.finditer(text)
    return filter(None, (pattern.match(text, start) for start in starts))


def _emphasised(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the emphasis that begins at it, so that no half of a pair is left."""
    for mark in ("**", "__", "*", "_"):
        if text.endswith(mark, 0, start):
            if text.startswith(mark, end):
                return start - len(mark), end + len(mark)
            inside = mark in text[start:end]
            return (start - len(mark), end) if inside else (start, end)
    return start, end


def _stays(fact: Fact) -> bool:
    """Whether a sentence says more to people than the facts line will."""
    return fact.kind == "idempotency" or (
        "subject" in fact.fields and (fact.kind == "deprecated")
    )


@lru_cache(maxsize=512)
def _compiled(pattern: str, sentence: bool) -> re.Pattern[str]:
    """A recogniser's pattern: any case, and a space for any white space."""
    made = spaced(pattern)
    if sentence:
        made = f"(?:{LEAD})?(?:{made}){CLOSED}"
    return re.compile(made, re.IGNORECASE)


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

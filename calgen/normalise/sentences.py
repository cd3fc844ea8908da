"""Where sentences begin and end, in text that was written as prose, Markdown or HTML.

Flattened text has lost its line breaks, so a sentence may also begin at a capital letter
behind a word that nothing closes.
"""

from __future__ import annotations

import re

# Typographic signs and their plain form, one for one: positions stay what they are.
PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2010": "-",
        "\u2011": "-",
        "–": "-",
        "—": "-",
    }
)

# Words before a statement that do not change it.
LEAD = (
    r"(?:(?:please\s+)?note(?:\s+that)?:?|also|additionally|in\s+addition|furthermore"
    r"|(?:in\s+order\s+)?to\s+(?:use|call|access|invoke)\s+this\s+(?:api\s+)?"
    r"(?:end[- ]?point|operation|route|method|api)(?=,)"
    r"|moreover|important|caution|warning|attention|(?:and|but)(?=\s+(?:the|this)))"
    r"[,:!]?[*_]{0,2}\s+"
)
# A statement ends here, and no condition follows that takes it back.
CLOSED = (
    r"(?=[*_]{0,2}(?:\s*(?:\Z|[.:,](?!\w)|[!?;<|)\]\n])|\s*-{1,2}\s|\s+[*#>]|\s+(?-i:[A-Z`])))"
    r"(?!\s*,?\s*(?-i:unless|except|only\s+(?:if|when|for)|but\s+only|if|when|where|provided)\b)"
    r"(?:\.(?=[\s*_<\"')\]]|\Z))?"
)
_BOUNDARY = re.compile(r"(?:\A|(?<=[.!?:;|>)\]\n])|(?<=\s[-*]\s)|(?<=\s-))[\s*_#>-]*")
_CAPITAL = re.compile(r"(?<=[^\s,\"'(-])[ \t]+[*_]{0,2}(?=[A-Z])")
# What stands in front of a sentence that is shown, denied or supposed, not stated.
_SHOWN = re.compile(
    r"(?:\b(?:e\.\s?g|i\.\s?e|vs|cf)\.?,?|\b(?:examples?|for\s+instance|such\s+as|like|says?"
    r"|said|reads?|states?|mentions?|sentence|phrase|wording|message|text|error|quote)[,:]?)"
    r"[\s*_#>(-]*\Z",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\b(?:no|not|never|if|when|unless|whether|until|while|because|that|which|of|the|an?"
    r"|to|for|with|without|and|or|by|in|on|from|as|is|are|be|was|than|only)[\s*_]*\Z",
    re.IGNORECASE,
)
_FENCE = re.compile(r"```.*?(?:```|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_QUOTE = re.compile(r'(?:(?<=\s)|(?<=[(*_:])|\A)"(?=[\w`])[^"\n]{1,600}"')
_CODE = re.compile(r"(?<![\w`])`(?=\S)[^`\n]{1,300}(?<=\S)`(?![\w`])")


def openings(text: str) -> tuple[int, ...]:
    """The offsets at which a sentence or clause may begin."""
    found = {
        match.end()
        for match in _BOUNDARY.finditer(text)
        if not _SHOWN.search(text, max(0, match.end() - 40), match.end())
    }
    found |= {
        match.end()
        for match in _CAPITAL.finditer(text)
        if not _LEANS.search(text, max(0, match.start() - 12), match.start())
        and not _SHOWN.search(text, max(0, match.end() - 40), match.end())
    }
    return tuple(sorted(found))


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of what is quoted or shown as code: it is talked about, not said."""
    return tuple(
        match.span()
        for pattern in (_FENCE, _QUOTE, _CODE)
        for match in pattern.finditer(text)
    )

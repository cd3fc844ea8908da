"""How a secret may look in a message."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from re import compile as pattern
from typing import Final
from urllib.parse import quote, quote_plus

_OCTET: Final = pattern("%[0-9A-F]{2}")
_UNIT: Final = pattern(r"(\\u)([0-9a-f]{4})")

# Shorter ones would blank out common words of a message.
_SHORTEST: Final = 5


def spellings(secrets: Iterable[str]) -> list[str]:
    """How URLs, JSON texts and HTML spell them, the longest first."""
    forms: set[str] = set()
    for secret in secrets:
        if len(secret) < _SHORTEST:
            continue
        spelled = [
            json.dumps(secret, ensure_ascii=flag)[1:-1] for flag in (True, False)
        ]
        forms.update(
            (
                secret,
                quote(secret, "", errors="replace"),
                quote(secret, errors="replace"),
                quote_plus(secret, errors="replace"),
                escape(secret),
                *spelled,
                # Some writers escape the slash too.
                *(form.replace("/", "\\/") for form in spelled),
            )
        )
    lower = {_OCTET.sub(lambda found: found[0].lower(), form) for form in forms}
    upper = {_UNIT.sub(lambda found: found[1] + found[2].upper(), f) for f in forms}
    return sorted(forms | lower | upper, key=lambda form: (-len(form), form))

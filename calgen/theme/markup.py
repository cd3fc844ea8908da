"""Escapes for HTML: what a document says, as text of an element, as a quoted attribute,
as data within a script."""

from __future__ import annotations

import json
import re

# What no reader sees, or what reorders what he sees. A line may end and a tab may stand:
# in HTML both are spaces.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\U000e0000-\U000e0fff]"
)
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def html(value: str) -> str:
    """Text of an element or of an attribute in quotes, of either kind: no tag, no end
    of the attribute, no entity. Characters that nobody sees are left out."""
    # Imported here: few themes make HTML.
    from html import escape

    return escape(_UNSAFE.sub("", value.replace("\r\n", "\n")), quote=True)


def script_json(value: object) -> str:
    """A value as JSON on one line that may stand within `<script>`: ASCII, no `<`, `>`
    or `&`. Tuples are lists. Raises TypeError or ValueError for what JSON does not have.
    """
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return re.sub("[<>&]", lambda one: _IN_SCRIPT[one[0]], text)

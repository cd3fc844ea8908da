"""Words to names: what a wire name is called in Python."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from functools import lru_cache

from calgen.record import record

# First the spellings that the rule of humps would tear apart: `o_auth`, `user_i_ds`.
_HUMPS = re.compile(
    r"OAuth(?![a-z])|OpenID|IPv[46]|GraphQL|iOS|macOS"
    r"|[A-Z]{2,}s(?![a-z])"
    r"|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+",
)
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")
_SIGN = re.compile(r"(?:^|(?<=\s))([+-])(?=[0-9])")
_SIGNS = {"+": " plus ", "-": " minus "}
# Names that a method or a class body gives a meaning of its own.
_TAKEN = frozenset({"self", "cls"})


@record(kw_only=False, order=True)
class Name:
    """A name in its three spellings."""

    wire: str
    """As the API writes it."""
    snake: str
    """As a value in Python: `order_id`."""
    pascal: str
    """As a class in Python: `OrderId`."""


@lru_cache(2**15)
def words(text: str) -> tuple[str, ...]:
    """The words of a name in any spelling, lower case: `bookingUid`, `booking-uid`.

    Punctuation separates words; a sign before a number is one (`-1` is `minus 1`).
    The result is empty when the text has neither letter nor digit.
    """
    plain = _SIGN.sub(lambda match: _SIGNS[match[1]], _ascii(text))
    found: list[str] = []
    for chunk in _SEPARATORS.split(plain):
        found += _glue_digits(_HUMPS.findall(chunk))
    return tuple(word.lower() for word in found)


def _ascii(text: str) -> str:
    """The text without accents; other letters by code point, so that they differ."""
    if text.isascii():
        return text
    plain = []
    for char in unicodedata.normalize("NFKD", text):
        if char.isascii():
            plain.append(char)
        elif char.casefold().isascii():
            plain.append(char.casefold())
        elif unicodedata.category(char) not in {"Mn", "Mc", "Me"}:
            plain.append(f" u{ord(char):x} " if char.isalnum() else " ")
    return "".join(plain)


def _glue_digits(humps: list[str]) -> list[str]:
    """Digits belong to the word before them, small letters to the digits before them:
    `oauth2`, `2fa`, `k8s`, `v1beta1`."""
    glued: list[str] = []
    for hump in humps:
        before = glued[-1] if glued else ""
        number = hump.isdigit() and before and not before.isdigit()
        if number or (hump.islower() and before[-1:].isdigit()):
            glued[-1] += hump
        else:
            glued.append(hump)
    return glued


def _spelled(text: str) -> tuple[str, ...]:
    """The words of a text, or the names of its signs where it holds nothing else."""
    found = words(text)
    if found:
        return found
    for char in text:
        found += words(unicodedata.name(char, f"u{ord(char):x}"))
    return found or ("empty",)


def identifier(parts: tuple[str, ...]) -> str:
    """A legal, non-reserved identifier from words as `words` gives them (not none)."""
    name = "_".join(parts)
    if name[0].isdigit():
        name = f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) or name in _TAKEN else name


@lru_cache(2**15)
def snake(text: str) -> str:
    """A legal, non-reserved identifier in snake_case, without outer underscores
    but for the one that sets a keyword apart (`class_`)."""
    return identifier(_spelled(text))


@lru_cache(2**15)
def pascal(text: str) -> str:
    """A legal class name in PascalCase."""
    name = "".join(word[:1].upper() + word[1:] for word in _spelled(text))
    if name[0].isdigit():
        name = f"N{name}"
    taken = keyword.iskeyword(name) or hasattr(builtins, name)
    return f"{name}_" if taken else name


def name(wire: str) -> Name:
    """The name of a wire name by rule."""
    return Name(wire, snake(wire), pascal(wire))

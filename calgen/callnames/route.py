"""A path as nouns, each with the parameters that follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calgen.callnames.lexicon import stem
from calgen.callnames.rules import NameRules
from calgen.naming import identifier, snake, words
from calgen.record import record

Words = tuple[str, ...]

_PARAMETER = re.compile(r"(\{[^{}]*\})")
_SUFFIX = re.compile(r"\.(?:json|xml)$")
_GATE = re.compile(r"api|rest", re.IGNORECASE)
_VERSION = re.compile(
    r"v?\d{4}-\d{2}-\d{2}|v\d+(?:\.\d+)*(?:(?:alpha|beta)\d*)?|v\{[^{}]*\}",
    re.IGNORECASE,
)
# `securityClassification-6VMVochwUWo`: an identifier baked into a path says nothing.
_OPAQUE = re.compile(r"-(?=[^-]*[a-z])(?=[^-]*[A-Z])(?=[^-]*\d)[0-9A-Za-z]{8,}$")


@record(kw_only=False)
class Token:
    """One literal or one parameter of a path."""

    raw: str
    words: Words
    parameter: bool = False


@record(kw_only=False)
class Unit:
    """A noun and the parameters that pick from it."""

    raw: str
    words: Words
    params: tuple[Words, ...] = ()
    folded: bool = False
    """Whether it was two segments, the first of them an action (`import/authors`)."""


@record(kw_only=False)
class Route:
    """A path, taken apart."""

    dropped: Words
    """Words of the prefix that says nothing."""
    spaces: Words
    """Namespaces that stand in a query (`?beta=true`)."""
    tokens: tuple[Token, ...]


def parse(path: str, rules: NameRules) -> Route:
    """Take a path template apart; it may hold a query and a fragment."""
    path, _, fragment = path.partition("#")
    path, _, query = path.partition("?")
    prefix, rest = _split_prefix(_SUFFIX.sub("", path), rules)
    tokens = list(_tokens(rest)) + list(_tokens(fragment))
    return Route(words(prefix), tuple(_spaces(query)), _renamed(tokens, rules))


def units(tokens: tuple[Token, ...]) -> tuple[Unit, ...]:
    """Literals with their parameters; leading parameters make a noun of their own."""
    found: list[Unit] = []
    for token in tokens:
        if not token.parameter:
            found.append(Unit(token.raw, token.words))
        elif found:
            last = found[-1]
            found[-1] = Unit(last.raw, last.words, (*last.params, token.words))
        else:
            found.append(Unit(token.raw, stem(token.words), (token.words,)))
    return tuple(found)


def _split_prefix(path: str, rules: NameRules) -> tuple[str, str]:
    path = "/" + path.strip("/")
    fitting = [p for p in rules.drop_prefixes if f"{path}/".startswith(f"{p}/")]
    prefix = max(fitting, key=len) if fitting else _usual_prefix(path)
    rest = path.removeprefix(prefix)
    return (prefix, rest) if rest.strip("/") else ("", path)


def _usual_prefix(path: str) -> str:
    segments = path.strip("/").split("/")
    at = 0
    for pattern in (_GATE, _VERSION, _GATE):
        if at < len(segments) and pattern.fullmatch(segments[at]):
            at += 1
    return "".join(f"/{segment}" for segment in segments[:at])


def _tokens(path: str) -> Iterator[Token]:
    for segment in path.strip("/").split("/"):
        text = ""
        for piece in _PARAMETER.split(segment):
            if not piece.startswith("{"):
                text = piece
                yield from _literals(piece)
            # `thumbnail.{extension}` is a thumbnail, whatever its format.
            elif not (words(text) and text.endswith(".")):
                yield Token("{}", spelled(piece), parameter=True)


def _literals(text: str) -> Iterator[Token]:
    for part in text.split(":"):
        if part.isdigit():
            yield Token("{}", spelled(part), parameter=True)
        elif part.strip("._-~!$&'()*+,;=@%[]\"|^` "):
            yield Token(part, spelled(_OPAQUE.sub("", part)))


def spelled(text: str) -> Words:
    """The words of any text; there is at least one."""
    return words(text) or words(snake(text))


def _spaces(query: str) -> Iterator[str]:
    for pair in filter(None, query.split("&")):
        key, _, value = pair.partition("=")
        said = words(key) if value in {"", "true"} else words(key) + words(value)
        if said:
            yield identifier(said)


def _renamed(tokens: list[Token], rules: NameRules) -> tuple[Token, ...]:
    table = dict(rules.segments)
    found = []
    parent = ""
    for token in tokens:
        if not token.parameter:
            here = token.raw
            said = table.get(f"{parent}/{here}", table.get(here))
            parent = here
            if said is not None:
                token = Token(here, words(said))
        if token.words:
            found.append(token)
    return tuple(found)

"""Which operations to emit: `include` and `exclude`."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field

from calgen.diagnostics import Report
from calgen.frozen import NOTHING, Frozen
from calgen.location import Place
from calgen.naming import Name
from calgen.nearest import nearest
from calgen.normalise import jsonschema as js
from calgen.normalise.deprecation import deprecation_of
from calgen.normalise.routes import Route
from calgen.profile import Profile
from calgen.record import record

Named = tuple[Route, tuple[Name, ...]]
_WEBHOOK = "webhook:"


@record(kw_only=False)
class Choice:
    """Which operations to emit, and the names that were given by hand.

    A pattern is `kind:glob`, or `deprecated`, or a bare glob, which may fit anything
    that identifies an operation (its name, `METHOD /path`, path, operationId or a tag).
    In a glob `*` is any text and `?` one character; in that of a `path:`, a `*` ends at
    a slash, `**` does not, and `{}` is any one parameter. That of `webhook:` is held
    against webhooks, and against no operation. `rename` maps `METHOD /path`
    to a dotted name. `places` says where the settings have a pattern or a name.
    `frozen` are the names of an earlier run, which stand where nothing else is given.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rename: Mapping[str, str] | None = None
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    frozen: Frozen = NOTHING

    def takes_webhook(self, name: str) -> bool:
        """Whether a webhook is chosen. Patterns that choose calls alone choose none."""

        def fits(patterns: Iterable[str]) -> bool:
            return any(
                fnmatch.fnmatchcase(name, each.removeprefix(_WEBHOOK))
                for each in patterns
                if each.startswith(_WEBHOOK)
            )

        return (not self.include or fits(self.include)) and not fits(self.exclude)


@record(kw_only=False)
class _Traits:
    """What patterns are held against."""

    name: str
    method: str
    path: str
    id: str
    tags: tuple[str, ...]
    version: str
    deprecated: bool


def _bare(one: _Traits) -> Iterable[str]:
    return (one.name, f"{one.method} {one.path}", one.path, one.id, *one.tags)


_Test = Callable[[_Traits], bool]
_KINDS: dict[str, Callable[[_Traits], Iterable[str]]] = {
    "name": lambda one: (one.name,),
    "path": lambda one: (one.path,),
    "method": lambda one: (one.method,),
    "id": lambda one: (one.id,),
    "tag": lambda one: one.tags,
    "version": lambda one: (one.version,),
}


def chosen(
    found: Sequence[Named], choice: Choice, profile: Profile, report: Report
) -> list[Named]:
    """The operations that a pattern of `include` fits (all, if there is none), and none
    of `exclude`. Raises `Stop` after reporting that nothing is left: a client without a
    call would replace whatever client is there, and never by chance."""
    traits = [_traits(route, name, profile) for route, name in found]
    fits = {
        (setting, pattern): [*map(_test(pattern), traits)]
        for setting in ("include", "exclude")
        for pattern in getattr(choice, setting)
        if not pattern.startswith(_WEBHOOK)
    }
    for (setting, pattern), hits in fits.items():
        if found and not any(hits):
            place = choice.places.get((setting, pattern))
            said = f"the pattern {pattern!r} fits no operation"
            report.warning("CG065", said, place, hint=_meant(pattern, traits))
    asked = [pattern for setting, pattern in fits if setting == "include"]
    kept = [
        one
        for index, one in enumerate(found)
        if (not asked or any(fits["include", pattern][index] for pattern in asked))
        and not any(hits[index] for (s, _), hits in fits.items() if s == "exclude")
    ]
    if found and not kept:
        # An `exclude` may have taken what `include` asks for: the first one is shown.
        place = next(iter(choice.places.values()), None)
        hint = "correct include/exclude, in the settings or after the flags"
        report.error("CG067", "include/exclude leave no operation", place, hint=hint)
    report.stop_on_errors()
    return kept


def check_webhooks(names: Iterable[str], choice: Choice, report: Report) -> None:
    """Report patterns for webhooks that fit none of these names."""
    known = sorted(names)
    for setting in ("include", "exclude"):
        for pattern in getattr(choice, setting):
            glob = pattern.removeprefix(_WEBHOOK)
            if glob == pattern or fnmatch.filter(known, glob):
                continue
            near = nearest(glob, known)
            report.warning(
                "CG065",
                f"the pattern {pattern!r} fits no webhook",
                choice.places.get((setting, pattern)),
                hint=f"did you mean {_WEBHOOK + near!r}?" if near else "",
            )


def _traits(route: Route, name: Sequence[Name], profile: Profile) -> _Traits:
    found = route.found
    entry, node = found.entry, found.entry.node
    outdated = deprecation_of(node, entry.place, found.reading.facts, profile)
    return _Traits(
        name=".".join(part.snake for part in name),
        method=entry.method,
        path=entry.path,
        id=str(node.get("operationId") or ""),
        tags=tuple(t for t in js.items(node.get("tags")) if isinstance(t, str)),
        version=found.version_value,
        deprecated=outdated is not None,
    )


def _test(pattern: str) -> _Test:
    """What a pattern asks of an operation."""
    kind, colon, glob = pattern.partition(":")
    if colon and kind in _KINDS:
        texts = _KINDS[kind]
        expression = _expression(kind, glob)
        return lambda one: any(expression.fullmatch(t) for t in texts(one) if t)
    # A tag may be called so as well.
    return lambda one: (pattern == "deprecated" and one.deprecated) or any(
        fnmatch.fnmatchcase(text, pattern) for text in _bare(one) if text
    )


_PIECE = re.compile(r"/\*\*(?=/|$)|\*+|\?|\{\}|.", re.DOTALL)
_ANY = {"*": ".*", "**": ".*", "?": "."}
_ANY_IN_PATH = {"/**": "(?:/.*)?", "*": "[^/]*", "**": ".*", "?": "[^/]"}


def _expression(kind: str, glob: str) -> re.Pattern[str]:
    """A glob as a regular expression; `/a/**` is `/a` and all below it."""
    known = _ANY_IN_PATH | {"{}": r"\{[^{}]*\}"} if kind == "path" else _ANY
    pieces = _PIECE.findall(glob.strip())
    if kind != "path":
        pieces = [each for piece in pieces for each in _apart(piece)]
    text = "".join(known.get(piece, re.escape(piece)) for piece in pieces)
    flags = re.IGNORECASE if kind == "method" else 0
    return re.compile(text, flags | re.DOTALL)


def _apart(piece: str) -> Iterable[str]:
    """A slash is nothing special outside of paths."""
    return ("/", "**") if piece == "/**" else (piece,)


def _meant(pattern: str, traits: Iterable[_Traits]) -> str:
    """A hint for a pattern that fits nothing."""
    kind, colon, glob = pattern.partition(":")
    if not colon or kind.startswith("/") or " " in kind:
        kind, glob = "", pattern
    elif kind not in _KINDS:
        near = nearest(kind.casefold(), _KINDS, 0.7)
        if near:
            return f"did you mean {f'{near}:{glob}'!r}?"
        kind, glob = "", pattern
    texts = _KINDS[kind] if kind else _bare
    known = sorted({text for one in traits for text in texts(one) if text})
    near = nearest(glob, known)
    if near:
        return f"did you mean {f'{kind}:{near}' if kind else near!r}?"
    return (
        "patterns are name:, path:, method:, id:, tag:, version:, webhook:, "
        "deprecated, or bare"
    )

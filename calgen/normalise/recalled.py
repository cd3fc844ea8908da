"""Operations of an earlier run, where nothing that they are made of has changed.

An operation is its own description and whatever that refers to. Its key holds all of its
own and, as one digest, everything else of the documents: a changed operation is built
anew, and a changed component all of them. What an operation asked of the schema book is
asked again, and has to have the answers it had: names depend on other operations.
"""

from __future__ import annotations

import io
import json
import pickle
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from calgen import memo
from calgen.content import content_digest, data_bytes
from calgen.diagnostics import Diagnostic
from calgen.document import Document
from calgen.ir import JsonValue, Operation
from calgen.methods import METHODS, OTHERS
from calgen.naming import Name
from calgen.normalise import jsonschema as js
from calgen.normalise.arguments import remembered
from calgen.normalise.asking import Asked, AskedBook
from calgen.normalise.operations import Context, build, key_of, key_of_route
from calgen.normalise.routes import Route
from calgen.trace import digest

_TABLE = "operations"
# What leads into another operation, of which the digest of the rest knows nothing.
_INTO_PATHS = re.compile(r'"\$ref": "[^"]*#/(?:paths|webhooks)')
_MAYBE_INTO = re.compile(rb"#/(?:paths|webhooks)")


class _Kept(NamedTuple):
    """What building an operation came to."""

    operation: Operation
    asked: tuple[Asked, ...]
    told: tuple[Diagnostic, ...]
    faulty: bool


def built(
    wanted: Sequence[tuple[Route, tuple[Name, ...]]], context: Context, book: AskedBook
) -> list[Operation]:
    """The operations of all routes, under their names; `book` is that of the context."""
    rest = _rest(context) if memo.is_open() else None
    if rest is None:
        return [build(route, name, context) for route, name in wanted]
    recalled = _Recalled(context, book, rest)
    return [recalled.operation(route, name) for route, name in wanted]


class _Recalled:
    def __init__(self, context: Context, book: AskedBook, rest: str) -> None:
        self._context = context
        self._book = book
        self._rest = rest
        self._documents = {_name(each): each for each in _documents(context)}

    def operation(self, route: Route, name: tuple[Name, ...]) -> Operation:
        key = self._key(route, name)
        if key is None:
            return build(route, name, self._context)
        content = memo.get(_TABLE, key)
        if content is not None:
            known = self._known(content)
            if known is not None and self._holds(known, route):
                memo.stamp(known.operation, digest(content))
                return known.operation
        return self._made(route, name, key)

    def _made(self, route: Route, name: tuple[Name, ...], key: str) -> Operation:
        context, owner = self._context, key_of(route.found.entry)
        with context.report.overheard() as told, self._book.overheard() as asked:
            operation = build(route, name, context)
        faulty = self._book.is_faulty(owner)
        kept = _Kept(operation, tuple(asked), tuple(told), faulty)
        content = self._content(kept)
        if content is not None:
            memo.put(_TABLE, key, content)
            memo.stamp(operation, digest(content))
            if not told and (names := remembered(operation)):
                # With the names that the lock will remember it is the same.
                again = self._key(route, name, names)
                memo.put(_TABLE, again or key, content)
        return operation

    def _holds(self, known: _Kept, route: Route) -> bool:
        """Whether the schema book answers as it did; what was told then is told again."""
        book, report = self._book, self._context.report
        book.owner(key_of(route.found.entry))
        if not all(book.answers(each) for each in known.asked):
            return False
        if known.faulty:
            book.fault()
        for each in known.told:
            report.add(each)
        return True

    def _key(
        self, route: Route, name: tuple[Name, ...], arguments: str | None = None
    ) -> str | None:
        """All that an operation is made of; None for one that reaches into another.
        `arguments` are names of arguments, where not those of the lock."""
        found, entry, context = route.found, route.found.entry, self._context
        own = _described(
            [entry.node, entry.item.get("parameters"), entry.item.get("servers")]
        )
        if own is None:
            return None
        had = context.known.get(key_of_route(route), "")
        if arguments is None:
            arguments = context.frozen.arguments.get(had, "")
        parts = (
            self._rest,
            own,
            key_of(entry),
            entry.place.pointer,
            entry.item_place.pointer,
            entry.flawed,
            route.older,
            name,
            arguments,
            context.frozen.streams.get(had, ""),
            (found.reading, found.version),
        )
        return content_digest(parts)

    def _content(self, kept: _Kept) -> bytes | None:
        into = io.BytesIO()
        try:
            _Pickler(into, self._documents).dump(kept)
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
            return None  # it is built in every run
        return into.getvalue()

    def _known(self, content: bytes) -> _Kept | None:
        try:
            found = _Unpickler(io.BytesIO(content), self._documents).load()
        except (pickle.UnpicklingError, KeyError, RecursionError):
            return None
        return found if isinstance(found, _Kept) else None


class _Pickler(pickle.Pickler):
    """Documents are written as their names."""

    def __init__(self, into: io.BytesIO, documents: dict[str, Document]) -> None:
        super().__init__(into, pickle.HIGHEST_PROTOCOL)
        self._documents = documents

    def persistent_id(self, value: object) -> str | None:
        if not isinstance(value, Document):
            return None
        name = _name(value)
        if self._documents.get(name) is not value:
            raise pickle.PicklingError(f"{value!r} is none of this run's documents")
        return name


class _Unpickler(pickle.Unpickler):
    """Names become the documents of this run."""

    def __init__(self, content: io.BytesIO, documents: dict[str, Document]) -> None:
        super().__init__(content)
        self._documents = documents

    def persistent_load(self, pid: Any) -> Document:
        return self._documents[pid]


def _documents(context: Context) -> Iterator[Document]:
    for many in context.merged.library.documents.values():
        yield from many
    yield from context.merged.documents


def _name(document: Document) -> str:
    return f"{document.path}\n{document.label}"


def _rest(context: Context) -> str | None:
    """One digest of everything but operations; None where a part of that leads into an
    operation, or two documents share a name."""
    merged = context.merged
    documents = {id(each): each for each in _documents(context)}.values()
    names = [_name(each) for each in documents]
    if len(set(names)) < len(names):
        return None
    texts = [_described(_without_operations(each.data)) for each in documents]
    if None in texts:
        return None
    flaws = sorted((each.source.path, each.pointer) for each in merged.library.flaws)
    links = [f"{key} {link!r}" for key, link in sorted(merged.library.links.items())]
    about = [names, texts, flaws, links, context.profile.digest, repr(context.servers)]
    return digest(data_bytes(about))


def _without_operations(data: JsonValue) -> JsonValue:
    paths = js.mapping(js.mapping(data).get("paths"))
    if not isinstance(data, dict) or not paths:
        return data
    bare = (
        {k: v for k, v in js.mapping(item).items() if k not in METHODS and k != OTHERS}
        for item in paths.values()
    )
    # A path more, or one less, says nothing about the others.
    told: list[JsonValue] = [each for each in bare if each]
    return {**data, "paths": told}


def _described(data: JsonValue) -> bytes | None:
    """Data as bytes; None where it leads into an operation."""
    found = data_bytes(data)
    if _MAYBE_INTO.search(found) and _INTO_PATHS.search(json.dumps(data, default=repr)):
        return None
    return found

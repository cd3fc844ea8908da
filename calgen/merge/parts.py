"""The candidates for components: those of the inputs, and what references lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from calgen.document import Document, Library, canonical
from calgen.ir import Json, JsonValue
from calgen.location import Place, escape, unescape
from calgen.merge.merged import Key
from calgen.record import record

# Steps of a pointer that say nothing about what stands there.
_STRUCTURE = {
    *("components", "definitions", "$defs", "properties", "schema", "content"),
    *("responses", "parameters", "schemas", "paths", "requestBodies", "headers"),
    *("allOf", "anyOf", "oneOf", "patternProperties", "examples", "securitySchemes"),
}
_KEPT = ("definitions", "$defs")
# What may stand beside a `$ref` without making another component of it.
_PROSE = {"$ref", "description", "summary", "title"}


@record(kw_only=False)
class Part:
    """A value that becomes a component of a section, and the name that it asks for.

    `own`: an input has it under `components`. `context` is what tells it from others of
    its name, the nearest first.
    """

    key: Key
    section: str
    name: str
    node: JsonValue
    own: bool
    context: tuple[str, ...]

    @property
    def place(self) -> Place:
        return Place(*self.key)


class Parts:
    """Every part by its key. `aliases` are components that are nothing but another name
    for a part of a file that is no input: by their key, that part's."""

    def __init__(self, documents: Sequence[Document], library: Library) -> None:
        self._library = library
        self.found: dict[Key, Part] = {}
        self.aliases: dict[Key, Key] = {}
        self._ends: dict[Key, Key | None] = {}
        for document in documents:
            for part in self._components(document):
                self.found[part.key] = part
        for (path, pointer), section in library.roles.items():
            for document in library.documents.get(path, ()):
                self._add(document, canonical(document.now(pointer)), section)
        for key in [key for key in self.found if self._is_inside(key)]:
            del self.found[key]
        self._rename()

    def _components(self, document: Document) -> Iterator[Part]:
        components = _mapping(_mapping(document.data).get("components"))
        for section, (holder, pointer, members) in _sections(
            document, components, self._library
        ).items():
            for name, node in members.items():
                key = holder, f"{pointer}{escape(name)}"
                context = _folders(document)
                yield Part(key, section, name, node, True, context)

    def _add(self, document: Document, pointer: str, section: str) -> None:
        key = document, pointer
        if key in self.found:
            return
        try:
            node = document.at(pointer)
        except KeyError:
            return
        name, context = _named(document, pointer)
        self.found[key] = Part(key, section, name, node, False, context)

    def _is_inside(self, key: Key) -> bool:
        """Whether a schema is a part of another one, which has a name already; what a
        schema only keeps for others to refer to is none."""
        document, pointer = key
        part = self.found[key]
        while not part.own and pointer:
            pointer, _, step = pointer.rpartition("/")
            if step in _KEPT:
                return False
            around = self.found.get((document, pointer))
            if around is not None:
                return around.section == part.section == "schemas"
        return False

    def _rename(self) -> None:
        """Give a part of another file the name that an input's components know it by."""
        names: dict[Key, list[Part]] = {}
        for part in self.found.values():
            if part.own and (target := self._behind(part)) is not None:
                names.setdefault(target, []).append(part)
        for target, known_as in names.items():
            part = self.found[target]
            chosen = min(known_as, key=lambda a: (a.name != part.name, a.name))
            self.found[target] = Part(
                target, part.section, chosen.name, part.node, True, part.context
            )
            for alias in known_as:
                if alias.name == chosen.name:
                    self.aliases[alias.key] = target
                    del self.found[alias.key]

    def _behind(self, part: Part) -> Key | None:
        """The part of another file that a component only refers to."""
        # Aliases of aliases: what is behind one is behind all that lead to it.
        passed: dict[Key, None] = {}
        here: Part | None = part
        while here and here.key not in passed and here.key not in self._ends:
            passed[here.key] = None
            further = self._next(here)
            if further is here:
                self._ends[here.key] = None if here.own else here.key
            here = further
        end = self._ends.get(here.key) if here else None
        self._ends |= dict.fromkeys(passed, end)
        return end

    def _next(self, part: Part) -> Part | None:
        """The part that a component only refers to; itself where it says more."""
        node = _mapping(part.node)
        reference = node.get("$ref")
        if not isinstance(reference, str) or node.keys() - _PROSE:
            return part
        target = self._library.find(part.key[0], reference)
        found = self.found.get(target[:2]) if target else None
        return found if found is not None and found.section == part.section else None


def _sections(
    document: Document, components: Json, library: Library
) -> dict[str, tuple[Document, str, Json]]:
    """The sections of `components`: where each stands, and its members. A section, or
    all of them, may be a reference to a file that lists them."""
    holder, base, found = _behind(document, "/components", components, library)
    sections = {}
    for section, members in found.items():
        if section != "$ref":
            at = f"{base}{escape(section)}"
            where, pointer, listed = _behind(holder, at, _mapping(members), library)
            plain = {k: v for k, v in listed.items() if k != "$ref" or not _is_text(v)}
            sections[section] = where, pointer, plain
    return sections


def _behind(
    document: Document, pointer: str, node: Json, library: Library
) -> tuple[Document, str, Json]:
    """A mapping, or the one that it refers to."""
    seen: set[Key] = set()
    while isinstance(reference := node.get("$ref"), str):
        found = library.find(document, reference)
        if found is None or found[:2] in seen or not isinstance(found.node, dict):
            break
        seen.add(found[:2])
        document, pointer, node = found.document, found.pointer, found.node
    return document, pointer, node


def mapping_behind(
    document: Document, pointer: str, node: JsonValue, library: Library
) -> tuple[Document, str, Json]:
    """A mapping of a document, or the one of another file that it refers to."""
    return _behind(document, pointer, _mapping(node), library)


def _named(document: Document, pointer: str) -> tuple[str, tuple[str, ...]]:
    """The name of a part of a file, and its context: the file's stem for the whole, else
    the last steps of its pointer."""
    folders = _folders(document)
    steps = [unescape(step) for step in pointer.split("/")[1:]]
    words = [w for w in steps if w not in _STRUCTURE and not w.isdecimal()] or steps
    if not words:
        return (_plain(folders[0]) if folders else "") or "Schema", folders[1:]
    name = words.pop()
    while name in ("items", "additionalProperties") and words:
        name = f"{words.pop()}_{'item' if name == 'items' else 'value'}"
    return _plain(name) or "Schema", (*map(_plain, reversed(words)), *folders)


def _folders(document: Document) -> tuple[str, ...]:
    """The stem of a document's file, and its folders, the nearest first."""
    path = urlsplit(document.path).path if "://" in document.path else document.path
    parts = PurePosixPath(path).with_suffix("").parts if path.strip("/") else ()
    kept = [each for each in parts if each.strip("./")]
    return tuple(reversed(kept))


def _plain(step: str) -> str:
    return "_".join(re.findall(r"[\w.$-]+", step))


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, str)


def _mapping(value: JsonValue) -> Json:
    return value if isinstance(value, dict) else {}

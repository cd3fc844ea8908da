"""Many documents to one: equal components fold, different ones are kept.

Two components are equal when they describe the same data, whatever their descriptions
and examples say; the fuller text is the one that is kept. Equality looks through
references, so `A` with a `$ref` to `B` is another `A` where `B` is another `B`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import unquote

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.ir import Json, JsonValue
from calgen.location import Place, unescape

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_NAMED = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
_PROSE = {"description", "summary", "example", "examples", "externalDocs", "title"}
# On a path item: the path itself, where its key has a version behind a `#`.
TRUE_PATH = "x-calgen-path"
Key = tuple[Document, str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference leads to; `component` is its name when it is a whole component."""

    place: Place
    node: JsonValue
    component: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as it was found, with the path item around it.

    Two entries with one `signature` describe the same data; their prose may differ, and
    prose may state facts, so folding them is left to those who can read it.
    """

    method: str
    path: str
    node: Json
    item: Json
    place: Place
    document: Document
    signature: str = ""


@dataclass(slots=True)
class Merged:
    """All documents as one."""

    documents: tuple[Document, ...]
    operations: tuple[Entry, ...] = ()
    components: dict[str, dict[str, Target]] = field(default_factory=dict)
    _names: dict[Key, str] = field(default_factory=dict)

    def resolve(self, document: Document, reference: str) -> Target | None:
        """Follow one reference that stands in `document`; None when it leads nowhere."""
        if not reference.startswith("#"):
            return None
        pointer = _decoded(reference[1:])
        try:
            node = document.at(pointer)
        except KeyError:
            return None
        steps = [unescape(step) for step in pointer.split("/")[1:]]
        if len(steps) == 3 and steps[0] == "components":
            name = self._names.get((document, steps[1], steps[2]))
            if name is not None:
                return self.components[steps[1]][name]
        return Target(Place(document, pointer), node)

    def section(self, name: str) -> Mapping[str, Target]:
        """The components of one kind by their final names."""
        return self.components.get(name, {})

    def first(self, *keys: str) -> tuple[JsonValue, Place | None]:
        """The first value that is not empty at a path of keys, over all documents."""
        for document in self.documents:
            value: JsonValue = document.data
            for key in keys:
                value = value.get(key) if isinstance(value, dict) else None
            if value not in (None, "", [], {}):
                return value, Place(document).child(*keys)
        return None, None


def _decoded(pointer: str) -> str:
    return unquote(pointer) if "%" in pointer else pointer


def merge(documents: Sequence[Document], report: Report) -> Merged:
    """Fold the documents into one; the order of `documents` does not matter."""
    merged = Merged(tuple(sorted(documents, key=_standing)))
    classes = _Classes(merged.documents)
    _merge_components(merged, classes, report)
    _merge_operations(merged, classes)
    return merged


def _standing(document: Document) -> tuple[bool, str, str]:
    """Documents that were gathered from prose come last: a stated title or server wins."""
    partial = _mapping(document.data).get("x-calgen-partial") is True
    return partial, document.path, document.label


def _merge_components(merged: Merged, classes: _Classes, report: Report) -> None:
    groups: dict[tuple[str, str], dict[str, list[Key]]] = defaultdict(dict)
    for key, signature in classes.components.items():
        groups[key[1:]].setdefault(signature, []).append(key)
    for (section, name), variants in sorted(groups.items()):
        taken = merged.components.setdefault(section, {})
        ordered = sorted(variants.values(), key=_weight)
        for keys in ordered:
            best = min(keys, key=lambda key: _fullness(_component(key)))
            final = name if keys is ordered[0] else _in_context(name, keys, taken)
            taken[final] = Target(_place(best), _component(best), final)
            for key in keys:
                merged._names[key] = final
            if keys is not ordered[0]:
                report.warning(
                    "CG010",
                    f"{section}.{name} has different bodies; this one becomes {final}",
                    _place(best),
                    related=[taken[name].place],
                    hint="take one of the two documents out, or make the bodies equal",
                )


def _weight(keys: list[Key]) -> tuple[int, tuple[int, str]]:
    """The body that most documents share keeps the name, then the fuller one."""
    return -len(keys), min(_fullness(_component(key)) for key in keys)


def _fullness(node: JsonValue) -> tuple[int, str]:
    text = json.dumps(node, sort_keys=True)
    return -len(text), text


def _in_context(name: str, keys: list[Key], taken: Mapping[str, object]) -> str:
    """A name for a second body: the document it stands in, and its folders if need be."""
    parts = PurePosixPath(min(key[0].path for key in keys)).with_suffix("").parts
    for count in range(1, len(parts) + 1):
        candidate = "_".join((name, *parts[-count:]))
        if candidate not in taken:
            return candidate
    return "_".join((name, *parts, "variant"))


def _component(key: Key) -> JsonValue:
    document, section, name = key
    return _mapping(_mapping(_mapping(document.data).get("components")).get(section))[
        name
    ]


def _place(key: Key) -> Place:
    return Place(key[0]).child("components", key[1], key[2])


def _merge_operations(merged: Merged, classes: _Classes) -> None:
    found = []
    for document in merged.documents:
        for entry in operations(document):
            shared = {key: entry.item.get(key) for key in ("parameters", "servers")}
            signature = classes.signature(document, [entry.node, shared])
            found.append(replace(entry, signature=signature))
    merged.operations = tuple(sorted(found, key=_order))


def _order(entry: Entry) -> tuple[str, int, str, str]:
    method = METHODS.index(entry.method.lower())
    return entry.path, method, entry.document.path, entry.document.label


def fullness(entry: Entry) -> tuple[int, str]:
    """Sorts the entry with the most text first, whatever the order of the inputs."""
    return _fullness(entry.node)


def operations(document: Document) -> Iterable[Entry]:
    """The operations of one document, in its order."""
    for path, found in _mapping(_mapping(document.data).get("paths")).items():
        place = Place(document).child("paths", path)
        item = _mapping(found)
        reference = item.get("$ref")
        if isinstance(reference, str) and reference.startswith("#"):
            pointer = _decoded(reference[1:])
            try:
                item = {**_mapping(document.at(pointer)), **item}
            except KeyError:
                continue
            place = Place(document, pointer)
        for method in METHODS:
            node = item.get(method)
            if isinstance(node, dict):
                yield Entry(
                    method.upper(),
                    _true_path(path, item),
                    node,
                    item,
                    place.child(method),
                    document,
                )


def _true_path(path: str, item: Json) -> str:
    """The path itself, where its key has a version behind a `#`."""
    stated = item.get(TRUE_PATH)
    fits = isinstance(stated, str) and path.startswith(f"{stated}#")
    return str(stated) if fits else path


class _Classes:
    """Equality classes of components, refined until references agree as well."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.components: dict[Key, str] = {}
        bodies: dict[Key, JsonValue] = {}
        many = list(documents)
        for document in many:
            sections = _mapping(_mapping(document.data).get("components"))
            for section, members in sections.items():
                for name, node in _mapping(members).items():
                    bodies[document, section, name] = node
        self.components = dict.fromkeys(bodies, "")
        if len(many) == 1:
            return
        count = 0
        while True:
            refined = {
                key: self.signature(key[0], [node]) for key, node in bodies.items()
            }
            self.components = refined
            if len(set(refined.values())) == count:
                return
            count = len(set(refined.values()))

    def signature(self, document: Document, nodes: list[JsonValue]) -> str:
        """A text that is equal for equal data, prose aside."""
        plain = [self._plain(document, node, named=False) for node in nodes]
        text = json.dumps(plain, sort_keys=True)
        return text if len(text) < 80 else sha256(text.encode()).hexdigest()

    def _plain(self, document: Document, node: JsonValue, *, named: bool) -> JsonValue:
        if isinstance(node, list):
            return [self._plain(document, each, named=False) for each in node]
        if not isinstance(node, dict):
            return node
        plain: dict[str, JsonValue] = {}
        for key, value in node.items():
            if not named and (key in _PROSE or key.startswith("x-")):
                continue
            if key == "$ref" and isinstance(value, str):
                steps = tuple(unescape(s) for s in _decoded(value).split("/")[2:])
                known = (
                    self.components.get((document, *steps)) if len(steps) == 2 else None
                )
                plain[key] = [value.rpartition("/")[2], known]
            else:
                plain[key] = self._plain(
                    document, value, named=key in _NAMED and not named
                )
        return plain


def _mapping(value: JsonValue) -> Json:
    return value if isinstance(value, dict) else {}

"""What references lead to: every file that is needed, and what it is needed for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from calgen.diagnostics import Report
from calgen.document import Document, Library, Link
from calgen.inputs import Input
from calgen.ir import JsonValue
from calgen.read.allowed import Allowed
from calgen.read.grammar import CALLED, SECTIONS, TOLD
from calgen.read.reader import report_no_apis
from calgen.read.shelf import Shelf
from calgen.read.walk import Flaw, Identity, Reference, Walk

# Whoever uses these says what is lost where they lead nowhere.
_USED = {
    *("schema", "parameter", "response", "requestBody", "pathItem", "operation"),
    *("mapped", "*pathItem"),
}
_VALUES = {"schema", "mapped", "response", "requestBody"}
_TYPES: dict[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "nothing",
}
_WHOLE = ("/components/", "/paths/", "/webhooks/")
# Where Swagger 2.0 keeps what later versions keep under `components`.
_OLD = ("/definitions/", "/parameters/", "/responses/", "/securityDefinitions/")


def load_references(
    inputs: Sequence[Input],
    documents: Sequence[Document],
    loose: Sequence[Document],
    allowed: Allowed,
    report: Report,
    *,
    base: Path,
    prepared: Callable[[Document], Document] = lambda each: each,
) -> tuple[Library, tuple[Input, ...]]:
    """Follow every reference in `documents`, and in what they lead to.

    `loose` are inputs that describe no API; `prepared` gives the form in which a file
    is looked at that is read on the way. Returns where each reference leads, and the
    files that were read for it; those are no inputs, but the output depends on them.
    Parts of a wrong type are reported on the way.
    """
    library = Library()
    library.add(documents)
    shelf = Shelf(inputs, loose, library, allowed, base, prepared)
    _Closure(library, shelf, report).load(documents)
    _check_loose(inputs, loose, library, report)
    return library, tuple(sorted(shelf.added, key=lambda each: each.name))


def _check_loose(
    inputs: Sequence[Input],
    loose: Sequence[Document],
    library: Library,
    report: Report,
) -> None:
    """A file that was named has to describe an API, or be what something refers to."""
    used = {link.path for link in library.links.values() if isinstance(link, Link)}
    report_no_apis([each for each in inputs if each.name not in used], loose, report)


class _Closure:
    def __init__(self, library: Library, shelf: Shelf, report: Report) -> None:
        self._library = library
        self._shelf = shelf
        self._report = report
        self._walk = Walk()
        self._waiting: deque[tuple[Document, str, JsonValue, str]] = deque()
        self._references: deque[Reference] = deque()
        self._far: deque[Reference] = deque()
        self._whole: dict[str, tuple[str, ...]] = {}
        self._unread: dict[tuple[str, str], tuple[Reference, int]] = {}

    def load(self, documents: Sequence[Document]) -> None:
        for document in sorted(documents, key=lambda d: (d.path, d.label, d.text)):
            self._whole[document.path] = _WHOLE
            if isinstance(document.data, dict) and "swagger" in document.data:
                self._whole[document.path] += _OLD
            self._waiting.append((document, "", document.data, "document"))
        self._load()
        for reference, count in self._unread.values():
            why = self._library.why(reference.document, reference.text)
            so = "any value is taken there"
            if reference.kind not in _VALUES:
                so = f"{_called(reference.kind)} is left out"
            if count > 1:
                so = f"{count} references to it lead nowhere"
            said = f"{reference.text!r} {why.reason}; {so}"
            at = (
                reference.place
                if reference.kind == "mapped"
                else reference.place.child("$ref")
            )
            self._report.warning(why.code, said, at, hint=why.hint)

    def _load(self) -> None:
        while self._waiting or self._references or self._far:
            # What is here first: a document may say that an address is its own.
            if self._waiting:
                self._look(*self._waiting.popleft())
            else:
                self._follow((self._references or self._far).popleft())

    def _look(
        self, document: Document, pointer: str, node: JsonValue, kind: str
    ) -> None:
        for event in self._walk.over(document, pointer, node, kind):
            if isinstance(event, Reference):
                if not self._is_covered(document, event.text.removeprefix("#")):
                    far = "://" in event.text.partition("#")[0]
                    (self._far if far else self._references).append(event)
            elif isinstance(event, Identity):
                self._identify(event)
            else:
                self._flaw(event)

    def _is_covered(self, document: Document, pointer: str) -> bool:
        """Whether a pointer names what is looked at anyway."""
        return pointer.startswith(self._whole.get(document.path, ("\0",)))

    def _identify(self, found: Identity) -> None:
        if "Anchor" in found.key or found.key == "$anchor":
            name = found.text
        else:
            self._shelf.identify(found.document, found.text, found.pointer)
            name = found.text.removeprefix("#") if found.text[:1] == "#" else ""
        if name:
            key = found.document.path, name
            self._library.anchors.setdefault(key, found.pointer)

    def _follow(self, reference: Reference) -> None:
        document, text, kind, place = reference
        if kind[0] == "*" and not _may_be_elsewhere(place.pointer):
            self._flaw(Flaw(kind[1:], place.child("$ref"), text))
            return
        file = text.partition("#")[0]
        key = document.path, file
        if file and key not in self._library.links:
            self._library.links[key] = self._shelf.link(document, file)
        found = self._library.find(document, text)
        if found is None:
            why = self._library.why(document, text)
            if kind in TOLD:
                pass
            elif why.told:
                first, count = self._unread.get(key, (reference, 0))
                self._unread[key] = first, count + 1
            elif kind not in _USED:
                said = f"{text!r} {why.reason}; {_called(kind)} is left out"
                self._report.warning(why.code, said, place.child("$ref"), hint=why.hint)
            return
        if self._is_covered(found.document, found.pointer):
            return
        if kind in SECTIONS:
            role = found.document.path, found.pointer
            self._library.roles.setdefault(role, SECTIONS[kind])
        below = "schema" if kind == "mapped" else kind
        self._waiting.append((found.document, found.pointer, found.node, below))

    def _flaw(self, flaw: Flaw) -> None:
        kind, place, node = flaw
        if kind[0] in "*[":
            step = place.pointer.rpartition("/")[2].replace("~1", "/")
            what = f"`{step.replace('~0', '~')}`"
        else:
            what = _called(kind)
        wanted = "a list" if kind[0] == "[" else "an object"
        so = "any value is taken there" if kind == "schema" else "it is left out"
        said = f"{what} is {_TYPES[type(node)]}, not {wanted}; {so}"
        self._report.warning("CG029", said, place, hint=f"write {wanted}")
        self._library.flaws.append(place)


def _may_be_elsewhere(pointer: str) -> bool:
    """Whether a whole mapping may be a reference: `paths`, and sections of components."""
    return pointer in ("/paths", "/webhooks") or (
        pointer.startswith("/components/") and pointer.count("/") == 2
    )


def _called(kind: str) -> str:
    known = CALLED.get(kind.lstrip("*"), kind.lstrip("*"))
    return known if known.startswith("`") else f"this {known}"

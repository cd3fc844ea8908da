"""Every document that a reference can lead to, and where each reference leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import NamedTuple
from urllib.parse import unquote

from calgen.document.document import Document
from calgen.ir import JsonValue
from calgen.location import Place, escape, unescape
from calgen.record import record


class Link(NamedTuple):
    """What the file part of a reference names: a document, or a part of it that has an
    address of its own."""

    path: str
    pointer: str = ""


@record
class Unread:
    """Why a reference leads nowhere: `reason` continues `'#/x' …`; the code to report.

    `told`: it was reported when references were loaded, for all that name the file.
    """

    code: str
    reason: str
    hint: str = ""
    told: bool = False


class Found(NamedTuple):
    """Where a reference leads; the pointer is in its one canonical spelling."""

    document: Document
    pointer: str
    node: JsonValue


@record(kw_only=False, frozen=False)
class Library:
    """Documents by their `path`, and the links between them.

    A page may hold several documents of one path. `links` maps the path of a document
    and the file part of a reference in it; a file part that is not there was not seen
    when references were loaded. `roles` names the section of `components` that the
    target of a reference belongs to, where it is no component of an input: by path and
    pointer, in the order of discovery. `flaws` are parts of a wrong type.
    """

    documents: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    links: dict[tuple[str, str], Link | Unread] = field(default_factory=dict)
    roles: dict[tuple[str, str], str] = field(default_factory=dict)
    anchors: dict[tuple[str, str], str] = field(default_factory=dict)
    flaws: list[Place] = field(default_factory=list)

    def add(self, documents: Iterable[Document]) -> None:
        """Take documents in; those of a path that is known take the old ones' place."""
        found: dict[str, list[Document]] = {}
        for each in documents:
            found.setdefault(each.path, []).append(each)
        self.documents |= {path: tuple(many) for path, many in found.items()}

    def replace(
        self, change: Callable[[Document], Document], changed: Sequence[Document]
    ) -> None:
        """Put documents in the place of those they were made of: `changed` ones, and
        what `change` makes of the others."""
        known = {each.path for each in changed}
        for path, many in self.documents.items():
            if path not in known:
                self.documents[path] = tuple(map(change, many))
        self.add(changed)

    def find(self, document: Document, reference: str) -> Found | None:
        """Follow one reference that stands in `document`; None where it leads nowhere."""
        file, _, fragment = reference.partition("#")
        many: tuple[Document, ...] = (document,)
        above = ""
        if file:
            link = self.links.get((document.path, file))
            if not isinstance(link, Link):
                return None
            many, above = self.documents.get(link.path, ()), link.pointer
        fragment = unquote(fragment) if "%" in fragment else fragment
        for each in many:
            if fragment and not fragment.startswith("/"):
                anchored = self.anchors.get((each.path, fragment))
                if anchored is None:
                    continue
                pointer = anchored
            else:
                pointer = above + fragment
            for spelled in (pointer, each.now(pointer)):
                try:
                    return Found(each, canonical(spelled), each.at(spelled))
                except KeyError:
                    continue
        return None

    def why(self, document: Document, reference: str) -> Unread:
        """Why a reference that is not found leads nowhere."""
        file, _, fragment = reference.partition("#")
        link = self.links.get((document.path, file)) if file else None
        if isinstance(link, Unread):
            return link
        if isinstance(link, Link):
            reason = f"leads nowhere: {link.path} has no #{unquote(fragment)}"
            return Unread(code="CG020", reason=reason, hint="correct the reference")
        return Unread(
            code="CG020",
            reason="leads nowhere",
            hint="define what it names, or correct the reference",
        )


def canonical(pointer: str) -> str:
    """The one spelling of a JSON pointer."""
    if "~" not in pointer:
        return pointer
    return "".join(escape(unescape(step)) for step in pointer.split("/")[1:])

"""Many documents to one: equal components fold, different ones are kept.

Two components are equal when they describe the same data, whatever their descriptions
and examples say; the fuller text is the one that is kept. Equality looks through
references, so `A` with a `$ref` to `B` is another `A` where `B` is another `B`. What a
reference leads to in a file that is no input becomes a component like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from calgen.diagnostics import Report
from calgen.document import Document, Library
from calgen.frozen import NOTHING, Frozen, Table
from calgen.merge.classes import Classes
from calgen.merge.components import fullness_of, merge_components
from calgen.merge.kept import Memory
from calgen.merge.merged import Entry, Merged, Target
from calgen.merge.operations import TRUE_PATH, Paths, order
from calgen.merge.parts import Parts


def merge(
    documents: Sequence[Document],
    report: Report,
    library: Library | None = None,
    frozen: Frozen = NOTHING,
    digests: Table | None = None,
) -> Merged:
    """Fold the documents into one; the order of `documents` does not matter.

    `library` knows what their references lead to; without one they lead nowhere but
    into their own document. `frozen` has the names of an earlier run, and `digests` are
    those of today's files.
    """
    library = library or Library()
    library.add(documents)
    merged = Merged(tuple(sorted(documents, key=_standing)), library=library)
    parts = Parts(merged.documents, library)
    classes = Classes(parts, library)
    memory = Memory(frozen, digests or {}, parts.found.values(), classes)
    merge_components(merged, parts, classes, memory, report)
    _merge_operations(merged, classes, report)
    return merged


def _standing(document: Document) -> tuple[bool, str, str]:
    """Documents that were gathered from prose come last: a stated title or server wins."""
    data = document.data if isinstance(document.data, dict) else {}
    return data.get("x-calgen-partial") is True, document.path, document.label


def _merge_operations(merged: Merged, classes: Classes, report: Report) -> None:
    paths = Paths(merged, report)
    found = [e for document in merged.documents for e in paths.operations(document)]
    merged.operations = tuple(sorted(found, key=order))
    merged.lost = tuple(paths.lost)
    merged.signature = partial(_signature, classes)


def _signature(classes: Classes, entry: Entry) -> str:
    above = [entry.item.get(key) for key in ("parameters", "servers")]
    signatures = (
        classes.signature(entry.node, entry.place),
        classes.signature(above, entry.item_place),
    )
    return "\n".join(signatures)


def fullness(entry: Entry) -> tuple[int, str]:
    """Sorts the entry with the most text first, whatever the order of the inputs."""
    return fullness_of(entry.node)


def operations(document: Document) -> list[Entry]:
    """The operations of one document by itself, in its order."""
    library = Library()
    library.add([document])
    alone = Merged((document,), library=library)
    return list(Paths(alone, Report()).operations(document))


__all__ = [
    "TRUE_PATH",
    "Entry",
    "Merged",
    "Target",
    "fullness",
    "merge",
    "operations",
]

"""The operations of documents, wherever their path items stand."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.ir import Json, JsonValue
from calgen.location import Place, escape
from calgen.merge.merged import Entry, Merged
from calgen.merge.parts import mapping_behind
from calgen.methods import method_order, operations_in

# On a path item: the path itself, where its key has a version behind a `#`.
TRUE_PATH = "x-calgen-path"
Stood = tuple[Json, Place]


class Paths:
    """Reads operations; `lost` gathers the places of what cannot be read."""

    def __init__(self, merged: Merged, report: Report) -> None:
        self._merged = merged
        self._report = report
        self.lost: list[Place] = []

    def operations(self, document: Document) -> Iterator[Entry]:
        """The operations of one document, in its order."""
        data = document.data if isinstance(document.data, dict) else {}
        stated = data.get("paths")
        if stated is not None and not isinstance(stated, dict):
            self.lost.append(Place(document).child("paths"))
            return
        holder, pointer, paths = mapping_behind(
            document, "/paths", stated, self._merged.library
        )
        for path, found in paths.items():
            place = Place(holder, f"{pointer}{escape(path)}")
            if path == "$ref" and isinstance(found, str):
                self._followed(paths, Place(holder, pointer), "its paths are left out")
                self.lost.append(place)
            elif not path.startswith("x-"):
                yield from self._item(document, path, found, place)

    def _item(
        self, document: Document, path: str, stated: JsonValue, place: Place
    ) -> Iterator[Entry]:
        if stated is None:
            return
        found = self._followed(stated, place, f"no operation of {path} is known")
        if found is None:
            self.lost.append(place)
            return
        node, there = found
        beside = stated if isinstance(stated, dict) and node is not stated else {}
        item = {**node, **beside}
        around = place if "parameters" in beside else there
        for method, keys, inside in operations_in(item):
            where = (place if keys[0] in beside else there).child(*keys)
            operation = self._followed(inside, where, f"{method} {path} is left out")
            if operation is None:
                self.lost.append(where)
                continue
            yield Entry(
                method,
                _true_path(path, item),
                operation[0],
                item,
                operation[1],
                around,
                document,
                flawed=self._merged.is_flawed(operation[1])
                or self._merged.is_flawed(around.child("parameters")),
            )

    def _followed(self, node: JsonValue, place: Place, so: str) -> Stood | None:
        """The object behind a node that may be a reference; None for anything else."""
        seen: set[Place] = set()
        while isinstance(node, dict):
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node, place
            assert isinstance(place.source, Document)
            target = self._merged.resolve(place.source, reference)
            at = place.child("$ref")
            if target is None:
                why = self._merged.why(place.source, reference)
                said = f"{reference!r} {why.reason}; {so}"
                if not why.told:
                    self._report.warning(why.code, said, at, hint=why.hint)
                return None
            if target.place in seen:
                said = f"{reference!r} leads back to itself; {so}"
                self._report.warning("CG020", said, at)
                return None
            seen.add(target.place)
            node, place = target.node, target.place
        return None


def _true_path(path: str, item: Json) -> str:
    """The path itself, where its key has a version behind a `#`."""
    stated = item.get(TRUE_PATH)
    fits = isinstance(stated, str) and path.startswith(f"{stated}#")
    return str(stated) if fits else path


def order(entry: Entry) -> tuple[object, ...]:
    """Sorts entries, whatever the order of the inputs."""
    method = method_order(entry.method)
    return entry.path, method, entry.document.path, entry.document.label

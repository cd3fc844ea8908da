"""Resources as an earlier run saw them, where they are what they were."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Sequence
from typing import Any

from calgen import memo
from calgen.content import content_digest
from calgen.ir import Operation, Resource
from calgen.render.views import ResourceView

_TABLE = "views"


def recalled(
    resource: Resource, about: str, make: Callable[[], ResourceView]
) -> ResourceView:
    """What `make` gives, or gave when the resource, its children's names and `about` were
    the same; without children. `about` is a digest of all else that a view is made of,
    '' where nothing is kept."""
    if not about:
        return make()
    below = [each.name for each in resource.children]
    calls = [memo.stamp_of(each) or each for each in resource.operations]
    own = (resource.path, resource.module, resource.doc, calls, below)
    key = content_digest((about, own))
    content = memo.get(_TABLE, key)
    if content is not None:
        known = _Unpickler(content, resource.operations).load()
        if isinstance(known, ResourceView):
            return known
    made = make()
    object.__setattr__(made, "_digest", key)
    kept = _content(made, resource.operations)
    if kept is not None:
        memo.put(_TABLE, key, kept)
    return made


def _content(view: ResourceView, operations: Sequence[Operation]) -> bytes | None:
    into = io.BytesIO()
    try:
        _Pickler(into, operations).dump(view)
    except pickle.PicklingError:
        return None
    return into.getvalue()


class _Pickler(pickle.Pickler):
    """Operations are written as their numbers: places in them are of this run alone."""

    def __init__(self, into: io.BytesIO, operations: Sequence[Operation]) -> None:
        super().__init__(into, pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(each): number for number, each in enumerate(operations)}

    def persistent_id(self, value: object) -> int | None:
        if not isinstance(value, Operation):
            return None
        number = self._numbers.get(id(value))
        if number is None:
            raise pickle.PicklingError("an operation that was made for this view")
        return number


class _Unpickler(pickle.Unpickler):
    """Numbers become the operations of this run."""

    def __init__(self, content: bytes, operations: Sequence[Operation]) -> None:
        super().__init__(io.BytesIO(content))
        self._operations = operations

    def persistent_load(self, pid: Any) -> Operation:
        found: Operation = self._operations[pid]
        return found

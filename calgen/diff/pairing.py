"""Which operation of the old side is which of the new one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from calgen.diff.change import Call
from calgen.diff.shape import key, of_type
from calgen.ir import Operation
from calgen.record import record

_HOLE = re.compile(r"\{[^{}]*\}")


@record(kw_only=False)
class Pairing:
    """Operations that stand for each other, those at other routes, and the rest."""

    same: tuple[tuple[Operation, Operation], ...]
    moved: tuple[tuple[Operation, Operation], ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]


def call_of(operation: Operation) -> Call:
    return Call(operation.dotted, operation.method, operation.path.text)


def version_of(operation: Operation) -> str:
    """The version that a call sends; "" where it sends none or nobody states it."""
    return (operation.version.value.value or "") if operation.version else ""


def route_of(operation: Operation) -> str:
    """`GET /books/{}`: method and path, whatever its parameters are called."""
    return f"{operation.method} {_HOLE.sub('{}', operation.path.text)}"


def subject_of(operation: Operation) -> str:
    """An operation for ids: its route, and its version."""
    return f"{route_of(operation)} {version_of(operation)}".strip()


def pair(old: Iterable[Operation], new: Iterable[Operation]) -> Pairing:
    """By method and path, then by version, then by operationId and what a call takes."""
    same: list[tuple[Operation, Operation]] = []
    one, other = _matched([*old], [*new], subject_of, same)
    one, other = _by_version(one, other, same)
    moved: list[tuple[Operation, Operation]] = []
    one, other = _matched(one, other, _moving, moved)
    return Pairing(
        same=tuple(sorted(same, key=_first)),
        moved=tuple(sorted(moved, key=_first)),
        removed=tuple(sorted(one, key=_order)),
        added=tuple(sorted(other, key=_order)),
    )


def _matched(
    old: list[Operation],
    new: list[Operation],
    form: Callable[[Operation], Hashable],
    into: list[tuple[Operation, Operation]],
) -> tuple[list[Operation], list[Operation]]:
    """Pair what is the only one of its form on both sides; the rest is given back."""
    there = Counter(map(form, new))
    here = Counter(map(form, old))
    found = {form(each): each for each in new}
    taken: set[Hashable] = set()
    for each in old:
        name = form(each)
        if name is not None and here[name] == there[name] == 1:
            into.append((each, found[name]))
            taken.add(name)
    left = [each for each in old if form(each) not in taken]
    return left, [each for each in new if form(each) not in taken]


def _by_version(
    old: Sequence[Operation],
    new: Sequence[Operation],
    into: list[tuple[Operation, Operation]],
) -> tuple[list[Operation], list[Operation]]:
    """Pair operations of one route whose version moved, the newest with the newest."""
    there: dict[str, list[Operation]] = defaultdict(list)
    for each in sorted(new, key=version_of):
        there[route_of(each)].append(each)
    left = []
    for each in sorted(old, key=version_of, reverse=True):
        others = there.get(route_of(each))
        if others:
            into.append((each, others.pop()))
        else:
            left.append(each)
    return left, [each for others in there.values() for each in others]


def _moving(operation: Operation) -> Hashable:
    """What an operation keeps at another route; None where nothing would show it."""
    if not operation.id:
        return None
    body = operation.body
    names = [each.name.wire for each in (body.fields or ())] if body else []
    others = [p for p in operation.parameters if p.where != "path"]
    return (
        operation.id,
        frozenset((p.where, p.name.wire, p.required) for p in others),
        body is not None,
        frozenset(names),
        _answer(operation),
    )


def _answer(operation: Operation) -> str:
    """What a call returns, inline classes aside: they are called after the route."""
    shape = of_type(operation.success.type)
    return "class" if len(shape.refs) == 1 else key(shape)


def _first(found: tuple[Operation, Operation]) -> tuple[str, ...]:
    return _order(found[0])


def _order(operation: Operation) -> tuple[str, ...]:
    return (
        operation.dotted,
        operation.method,
        operation.path.text,
        version_of(operation),
    )

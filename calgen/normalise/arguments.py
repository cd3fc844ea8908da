"""The names of arguments: each one once, and what was there keeps what it had."""

from __future__ import annotations

import itertools
import keyword
from collections.abc import Iterable
from dataclasses import replace

from calgen.frozen import packed, unpacked
from calgen.ir import Body, Field, Operation, Parameter
from calgen.naming import Name, snake

# What a generated method itself uses.
_OWN = frozenset({"self", "options", "ops"})


def with_names(
    parameters: tuple[Parameter, ...], body: Body | None, has_body: bool, old: str
) -> tuple[tuple[Parameter, ...], Body | None]:
    """Parameters, and the properties of a body, under names of their own.

    `old` is what the lock says of them. Of two that would share a name the path's keeps
    it, other parameters say their place, and those of the body that they are the body's.
    `has_body`: the name `body` may be that of the whole.
    """
    fields = body.fields if body is not None and body.fields is not None else ()
    parts: list[tuple[str, Parameter | Field]] = [(p.where, p) for p in parameters]
    parts += [("body", each) for each in fields]
    known = unpacked(old)
    # Where each property is an argument, one may be called `body` itself.
    barred = {True: _OWN, False: _OWN | ({"body"} if has_body else set())}
    given: set[str] = set()
    names: dict[int, str] = {}
    for at, (where, each) in enumerate(parts):
        had = known.get(f"{where}:{each.name.wire}")
        name = each.name.snake if had == "" else had
        others = barred[where == "body"] | given
        if name is not None and name not in others and _is_legal(name):
            names[at] = name
            given.add(name)
    for at, (where, each) in enumerate(parts):
        if at not in names:
            others = barred[where == "body"] | given
            names[at] = next(n for n in _spellings(where, each) if n not in others)
            given.add(names[at])
    named = [_called(each, names[at]) for at, (_, each) in enumerate(parts)]
    count = len(parameters)
    if body is not None and body.fields is not None:
        own = tuple(each for each in named[count:] if isinstance(each, Field))
        body = replace(body, fields=own)
    return tuple(each for each in named[:count] if isinstance(each, Parameter)), body


def remembered(operation: Operation) -> str:
    """The arguments of an operation as the lock has them.

    Those of the path are called by rule wherever they can be, so they are left out then.
    """
    body = operation.body
    fields = body.fields if body is not None and body.fields is not None else ()
    named = [(each.where, each.name) for each in operation.parameters]
    told: list[tuple[str, Name]] = [*named, *(("body", each.name) for each in fields)]
    return packed(
        (f"{where}:{name.wire}", name.snake, snake(name.wire))
        for where, name in told
        if where != "path" or name.snake != snake(name.wire)
    )


def _called(each: Parameter | Field, name: str) -> Parameter | Field:
    if each.name.snake == name:  # as nearly all are
        return each
    return replace(each, name=replace(each.name, snake=name))


def _is_legal(name: str) -> bool:
    plain = name.isidentifier() and not keyword.iskeyword(name)
    return plain and not name.startswith("_")


def _spellings(where: str, each: Parameter | Field) -> Iterable[str]:
    plain = each.name.snake
    yield plain
    longer = f"body_{plain}" if where == "body" else f"{plain.rstrip('_')}_{where}"
    yield longer
    for count in itertools.count(1):
        yield (plain if where == "body" else longer) + "_" * count

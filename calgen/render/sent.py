"""What a call sends, and where: arguments by place and wire name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calgen.ir import Body, Field, Operation, Parameter
from calgen.render.arguments import Sent
from calgen.render.docs import instead_of

_DEFAULT_STYLES = {
    "path": ("simple", False),
    "header": ("simple", False),
    "query": ("form", True),
    "cookie": ("form", True),
}


def named(operation: Operation) -> Iterable[Parameter | Field]:
    """Everything that is an argument of its own and has a wire name."""
    yield from operation.parameters
    if operation.body is not None and operation.body.fields is not None:
        yield from operation.body.fields


def outdated(
    operation: Operation, names: Mapping[str, str]
) -> Iterable[tuple[str, str, str]]:
    """Deprecated arguments: place and wire name, Python name, what to use instead."""
    for each in named(operation):
        if each.deprecated:
            where = each.where if isinstance(each, Parameter) else "body"
            yield f"{where}:{each.name.wire}", each.name.snake, instead_of(each, names)


def sent(operation: Operation) -> Iterable[Sent]:
    """Arguments that are sent one by one, by place."""
    for where in ("path", "query", "header", "cookie"):
        pairs = tuple(
            (each.name.wire, each.name.snake)
            for each in operation.parameters
            if each.where == where
        )
        if pairs:
            yield Sent(where=where, pairs=pairs)
    body = operation.body
    if body is not None and body.fields:
        pairs = tuple((each.name.wire, each.name.snake) for each in body.fields)
        yield Sent(where="body", pairs=pairs)


def whole(body: Body | None) -> str:
    """What a call sends in one piece; '' where it sends no body or one of arguments."""
    if body is None or body.fields:
        return ""
    # Without an argument all that the body holds is set by the server.
    return "body" if body.fields is None else "{}"


def styles(operation: Operation) -> Iterable[tuple[str, str]]:
    """Parameters, and properties of a form, that are not written in the usual way of
    their place: (place and wire name, style). One wire name may stand in several places.
    """
    for each in operation.parameters:
        if each.json:
            yield f"{each.where}:{each.name.wire}", "json"
        elif (each.style, each.explode) != _DEFAULT_STYLES[each.where]:
            style = each.style + ("*" if each.explode else "")
            yield f"{each.where}:{each.name.wire}", style
    for name, style in operation.body.styles if operation.body else ():
        yield f"body:{name}", style

"""The types of annotations as a tree, and how one is read from the engine's text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

from calgen.models.node import Choice
from calgen.record import record


@record(kw_only=False)
class Word:
    """A type by its name: `str`, `Any`, `None`."""

    text: str


@record(kw_only=False)
class Use:
    """A definition of this package by its name."""

    name: str


@record(kw_only=False)
class Literals:
    """`Literal[...]`."""

    values: tuple[Choice, ...]


@record(kw_only=False)
class Generic:
    """`list[...]`, `dict[..., ...]`."""

    head: str
    arguments: tuple[Annotation, ...]


@record(kw_only=False)
class OneOf:
    """`A | B | None`: at least two, none of them a union."""

    options: tuple[Annotation, ...]


Annotation: TypeAlias = Word | Use | Literals | Generic | OneOf
Lookup: TypeAlias = Callable[[str], Annotation | None]

# JSON has one kind of number: 123 must not come back as 123.0.
NUMBER = OneOf((Word("int"), Word("float")))


def read_annotation(node: ast.expr, lookup: Lookup) -> Annotation:
    """The tree of an annotation; `lookup` knows the names that stand for others.

    Raises ValueError for a form that the engine has no reason to print.
    """
    match node:
        case ast.Name(id=name):
            return NUMBER if name == "float" else lookup(name) or Word(name)
        case ast.Constant(value=None):
            return Word("None")
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return one_of(read_annotation(left, lookup), read_annotation(right, lookup))
        case ast.Subscript(value=ast.Name(id=head), slice=ast.Tuple(elts=elements)):
            return Generic(head, tuple(read_annotation(e, lookup) for e in elements))
        case ast.Subscript(value=ast.Name(id=head), slice=element):
            return Generic(head, (read_annotation(element, lookup),))
    raise ValueError(f"unexpected annotation: {ast.unparse(node)}")


def one_of(*options: Annotation) -> Annotation:
    """The union of types: flat, each once, None last."""
    flat: list[Annotation] = []
    for option in options:
        parts = option.options if isinstance(option, OneOf) else (option,)
        flat += [part for part in parts if part not in flat]
    if Word("None") in flat:
        flat.remove(Word("None"))
        flat.append(Word("None"))
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat))


def leaves(annotation: Annotation) -> Iterator[Annotation]:
    """The names and choices in an annotation, heads of generics included."""
    match annotation:
        case Generic(head=head, arguments=arguments):
            yield Word(head)
            for argument in arguments:
                yield from leaves(argument)
        case OneOf(options=options):
            for option in options:
                yield from leaves(option)
        case _:
            yield annotation

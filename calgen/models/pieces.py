"""Annotations as text that can be laid out."""

from __future__ import annotations

from calgen.layout import Bracket, Chain, Piece
from calgen.models.annotation import Annotation, Generic, Literals, OneOf, Use, Word
from calgen.pytext import literal


def piece(annotation: Annotation, spelling: dict[str, str]) -> Piece:
    """An annotation as text; `spelling` gives imported names that had to be renamed."""
    match annotation:
        case Word(text):
            return spelling.get(text, text)
        case Use(name):
            return name
        case Literals(values):
            items = tuple(map(literal, values))
            return Bracket(spelling.get("Literal", "Literal"), items)
        case Generic(head, arguments):
            return Bracket(head, tuple(piece(each, spelling) for each in arguments))
        case OneOf(options):
            return Chain(tuple(piece(each, spelling) for each in options))

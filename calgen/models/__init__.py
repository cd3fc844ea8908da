"""Schemas to model modules: the adapter to datamodel-code-generator.

Reading (`node`), deciding what becomes a class and what an alias (`catalog`, `tags`,
`define`), spelling types (`engine`), splitting (`order`), printing (`printer`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from calgen import memo
from calgen.content import content_digest
from calgen.diagnostics import Report
from calgen.extensions import NO_EXTENSIONS, Extensions
from calgen.frozen import NOTHING, Frozen
from calgen.ir import Schema
from calgen.models.result import Models
from calgen.stack import deeply

if TYPE_CHECKING:
    from calgen.models.definition import Definition

__all__ = ["Models", "generate_models", "outline", "type_names"]


def generate_models(
    schemas: Sequence[Schema],
    report: Report,
    extensions: Extensions = NO_EXTENSIONS,
    frozen: Frozen = NOTHING,
) -> Models:
    """The modules of all schemas; their order does not matter. Types within them keep
    their `frozen` names."""
    if not memo.is_open():
        return _made(schemas, report, extensions, frozen)
    digest = content_digest(sorted(schemas, key=lambda each: each.name))
    about = digest, extensions.names_of("models")
    key = (*about, _digest(frozen.nested.items(), frozen.attributes.items()))
    known: Models | None = memo.get("models", key)
    if known is None:
        told = len(report.diagnostics)
        known = _made(schemas, report, extensions, frozen)
        if len(report.diagnostics) == told:  # else they are to be told again
            memo.put("models", key, known)
            # With the names that the lock will remember they are the same.
            memo.put("models", (*about, _digest(known.nested, known.attributes)), known)
    return known


def _digest(*names: Iterable[tuple[str, str]]) -> str:
    return content_digest([sorted(each) for each in names])


def type_names(schemas: Sequence[Schema], frozen: Frozen = NOTHING) -> Models:
    """What is called how, without a file: it costs a fraction of them."""
    return outline(schemas, frozen)[1]


def outline(
    schemas: Sequence[Schema], frozen: Frozen = NOTHING
) -> tuple[tuple[Definition, ...], Models]:
    """The classes and aliases of all schemas before their types are spelled, and what
    is called how."""
    from calgen.models.making import outlined

    return deeply(lambda: outlined(schemas, frozen))


def _made(
    schemas: Sequence[Schema], report: Report, extensions: Extensions, frozen: Frozen
) -> Models:
    # Imported here: a run whose schemas are known needs none of it.
    from calgen.models.making import made

    return deeply(lambda: made(schemas, report, extensions.classes, frozen))

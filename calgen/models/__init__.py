"""Schemas to model modules: the adapter to datamodel-code-generator.

Reading (`node`), deciding what becomes a class and what an alias (`catalog`, `tags`,
`define`), spelling types (`engine`), splitting (`order`), printing (`printer`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calgen.diagnostics import Report
from calgen.ir import Schema
from calgen.models.catalog import Catalog
from calgen.models.define import Definer
from calgen.models.engine import Spelled, spell
from calgen.models.modules import init_text, module_names
from calgen.models.node import Node, NodeReader
from calgen.models.order import place
from calgen.models.printer import Printer
from calgen.models.tags import close_tags
from calgen.stack import deeply

__all__ = ["Models", "generate_models"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The models package.

    `files` are paths below the client package with their text; `exports` maps every
    public name to the module below `models` that holds it. Both are sorted.
    """

    files: tuple[tuple[str, str], ...]
    exports: tuple[tuple[str, str], ...]


def generate_models(schemas: Sequence[Schema], report: Report) -> Models:
    """The modules of all schemas; their order does not matter."""
    return deeply(lambda: _generated(schemas, report))


def _generated(schemas: Sequence[Schema], report: Report) -> Models:
    given = {schema.name.pascal: schema for schema in schemas}
    catalog = Catalog(
        {name: _node(given[name], given, report) for name in sorted(given)}
    )
    close_tags(catalog)
    spelled = spell(Definer(catalog).all())
    heads = place(spelled, given)
    modules = module_names(set(heads.values()))
    homes = {name: modules[head] for name, head in heads.items()}
    members: dict[str, list[Spelled]] = {}
    for each in spelled:
        members.setdefault(homes[each.name], []).append(each)
    printer = Printer(homes)
    files = {f"models/{m}.py": printer.module(m, each) for m, each in members.items()}
    files["models/__init__.py"] = init_text(homes)
    return Models(
        files=tuple(sorted(files.items())), exports=tuple(sorted(homes.items()))
    )


def _node(schema: Schema, given: dict[str, Schema], report: Report) -> Node:
    reader = NodeReader(given)
    node = reader.read(schema.json)
    node.closed = node.closed or schema.closed
    for missing in reader.missing:
        report.warning(
            "CG025",
            f"schema {schema.name.wire!r} refers to {missing!r}, which is no schema; "
            "any value is taken there",
            schema.place,
        )
    return node

"""Schemas to modules, all at once: what `calgen.models` does where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calgen.diagnostics import Report
from calgen.extensions import Extended
from calgen.frozen import Frozen
from calgen.ir import Schema
from calgen.models.attributes import remembered
from calgen.models.catalog import Catalog
from calgen.models.define import Definer
from calgen.models.definition import ClassDefinition, Definition
from calgen.models.engine import Spelled, spell
from calgen.models.extended import Homes
from calgen.models.modules import index_of, module_names
from calgen.models.node import Node, NodeReader
from calgen.models.order import place
from calgen.models.printer import Printer
from calgen.models.result import Models
from calgen.models.settled import defined
from calgen.models.tags import close_tags


def made(
    schemas: Sequence[Schema],
    report: Report,
    extended: Mapping[str, Extended],
    frozen: Frozen,
) -> Models:
    """The modules of all schemas."""
    given = {schema.name.pascal: schema for schema in schemas}
    definer = defined(_catalog(given, report), frozen)
    spelled = spell(definer.definitions)
    heads = place(spelled, given)
    modules = module_names(set(heads.values()))
    homes = {name: modules[head] for name, head in heads.items()}
    classes = {
        f"models.{homes[each.name]}.{each.name}": each.name
        for each in spelled
        if isinstance(each.definition, ClassDefinition)
    }
    by_hand = {classes[path]: one for path, one in extended.items() if path in classes}
    members: dict[str, list[Spelled]] = {}
    for each in spelled:
        members.setdefault(homes[each.name], []).append(each)
    printer = Printer(Homes(homes, by_hand))
    views = [
        printer.module(module, head, members[module])
        for head, module in modules.items()
    ]
    return Models(
        modules=tuple(sorted(views, key=lambda each: each.module)),
        index=index_of(homes, by_hand),
        classes=tuple(sorted(classes)),
        nested=_nested(definer),
        attributes=_held(definer),
    )


def outlined(
    schemas: Sequence[Schema], frozen: Frozen
) -> tuple[tuple[Definition, ...], Models]:
    """The classes and aliases before their types are spelled, and what is called how."""
    given = {schema.name.pascal: schema for schema in schemas}
    definer = defined(_catalog(given, Report()), frozen)
    return definer.definitions, Models(
        nested=_nested(definer), attributes=_held(definer)
    )


def _nested(definer: Definer) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(definer.names.items()))


def _held(definer: Definer) -> tuple[tuple[str, str], ...]:
    classes = [d for d in definer.definitions if isinstance(d, ClassDefinition)]
    texts = [
        (each.name, remembered((f.wire, f.attribute) for f in each.fields))
        for each in classes
    ]
    return tuple((name, text) for name, text in texts if text)


def _catalog(given: dict[str, Schema], report: Report) -> Catalog:
    catalog = Catalog(
        {name: _node(given[name], given, report) for name in sorted(given)}
    )
    close_tags(catalog)
    return catalog


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

"""Parameters: the operation's own over its path item's, the path's order first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from calgen.diagnostics import Report
from calgen.ir import (
    Json,
    JsonValue,
    Nullable,
    Parameter,
    ParameterPlace,
    PathTemplate,
    Scalar,
)
from calgen.location import Place
from calgen.merge import Entry, Merged
from calgen.naming import Name, pascal, snake
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of
from calgen.normalise.schemas import SchemaBook

Raw = tuple[Json, Place]
# The styles of each place, the default first.
_STYLES: dict[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_HOLE = re.compile(r"\{([^{}/]*)\}")


def path_template(path: str) -> PathTemplate:
    """The path and its holes, in their order, each once."""
    return PathTemplate(path, tuple(dict.fromkeys(_HOLE.findall(path))))


def raw_parameters(
    entry: Entry, merged: Merged, report: Report, book: SchemaBook
) -> list[Raw]:
    """The parameter objects of an operation, references followed, later ones winning."""
    item_place = Place(entry.document, entry.place.pointer.rpartition("/")[0])
    found: dict[tuple[str, str], Raw] = {}
    for holder, holder_place in ((entry.item, item_place), (entry.node, entry.place)):
        for index, node in enumerate(js.items(holder.get("parameters"))):
            raw = _followed(node, holder_place.child("parameters", index), merged)
            if raw is None:
                where = holder_place.child("parameters", index)
                report.warning(
                    "CG020",
                    "this parameter leads nowhere and is left out",
                    where,
                    hint="define it under components.parameters or correct its reference",
                )
                book.fault()
                continue
            found[str(raw[0]["name"]), str(raw[0].get("in"))] = raw
    return list(found.values())


def _followed(node: JsonValue, place: Place, merged: Merged) -> Raw | None:
    for _ in range(16):
        if not isinstance(node, dict):
            return None
        reference = node.get("$ref")
        if not isinstance(reference, str):
            break
        target = merged.resolve(document_of(place), reference)
        if target is None:
            return None
        node, place = target.node, target.place
    return (node, place) if isinstance(node, dict) and "name" in node else None


def parameters_of(
    raws: Iterable[Raw],
    template: PathTemplate,
    entry: Entry,
    book: SchemaBook,
    hint: str,
    report: Report,
) -> tuple[Parameter, ...]:
    """The arguments that parameters become: path ones in path order, then the others."""
    found: list[Parameter] = []
    for node, place in raws:
        where = node.get("in")
        if not isinstance(where, str) or where not in _STYLES:
            report.warning(
                "CG022",
                f"a parameter in {where!r} is left out; OpenAPI has none",
                place,
            )
            continue
        if where == "path" and node["name"] not in template.holes:
            report.warning(
                "CG023",
                f"the path {template.text} has no {{{node['name']}}}; the parameter is left out",
                place,
            )
            continue
        known = cast("ParameterPlace", where)
        found.append(_parameter(node, place, known, book, hint, report))
    stated = {each.name.wire: each for each in found if each.where == "path"}
    for hole in template.holes:
        if hole not in stated:
            report.warning(
                "CG024",
                f"{{{hole}}} is not declared as a parameter; it is taken as a string",
                entry.place,
            )
    path = tuple(
        stated.get(hole) or _undeclared(hole, entry) for hole in template.holes
    )
    return _distinct(path + tuple(each for each in found if each.where != "path"))


def _undeclared(hole: str, entry: Entry) -> Parameter:
    return Parameter(
        name=Name(hole, snake(hole), pascal(hole)),
        where="path",
        type=Scalar("string"),
        required=True,
        style="simple",
        explode=False,
        place=entry.place,
    )


def _parameter(
    node: Json,
    place: Place,
    where: ParameterPlace,
    book: SchemaBook,
    hint: str,
    report: Report,
) -> Parameter:
    wire = str(node["name"])
    content = js.mapping(node.get("content"))
    schema, schema_place = node.get("schema"), place.child("schema")
    if content:
        media = next(iter(content))
        schema = js.mapping(content[media]).get("schema")
        schema_place = place.child("content", media, "schema")
    kind = book.type_of(schema, schema_place, hint + pascal(wire))
    # Null has no spelling in a path, a query or a header: not sending it is the way.
    kind = kind.item if isinstance(kind, Nullable) else kind
    style = _style(node, place, where, report)
    explode = node.get("explode")
    return Parameter(
        name=Name(wire, snake(wire), pascal(wire)),
        where=where,
        type=kind,
        required=where == "path" or node.get("required") is True,
        doc=js.told(js.mapping(schema), beside=str(node.get("description") or "")),
        style=style,
        explode=explode if isinstance(explode, bool) else style == "form",
        json=bool(content),
        deprecated=node.get("deprecated") is True,
        place=place,
    )


def _style(node: Json, place: Place, where: ParameterPlace, report: Report) -> str:
    stated = node.get("style")
    for style in _STYLES[where]:
        if stated == style:
            return style
    default = _STYLES[where][0]
    if stated is not None:
        report.warning(
            "CG027",
            f"a {where} parameter has no style {stated!r}; {default!r} is used",
            place.child("style"),
            hint=f"styles of a {where} parameter: {', '.join(_STYLES[where])}",
        )
    return default


def _distinct(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Arguments that would share a name: the path's keeps it, others say their place.

    `self`, `options` and `ops` are what a generated method itself uses.
    """
    taken = {"self", "options", "ops"}
    found = []
    for each in parameters:
        name = each.name
        if name.snake in taken:
            name = replace(name, snake=f"{name.snake.rstrip('_')}_{each.where}")
        while name.snake in taken:
            name = replace(name, snake=f"{name.snake}_")
        taken.add(name.snake)
        found.append(replace(each, name=name))
    return tuple(found)

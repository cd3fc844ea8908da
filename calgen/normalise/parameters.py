"""Parameters: the operation's own over its path item's, the path's order first."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
from calgen.media import is_json
from calgen.merge import Entry, Merged
from calgen.naming import Name, pascal, snake
from calgen.normalise import jsonschema as js
from calgen.normalise.contents import held, limits_of
from calgen.normalise.paths import queried
from calgen.normalise.places import follow, report_lost
from calgen.normalise.schemas import SchemaBook
from calgen.upgrade import described, is_typed

Raw = tuple[Json, Place]
# What a header may be called (RFC 9110).
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# The styles of each place, the default first.
_STYLES: dict[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}


def raw_parameters(
    entry: Entry, merged: Merged, report: Report, book: SchemaBook
) -> list[Raw]:
    """The parameter objects of an operation, references followed, later ones winning."""
    found: dict[tuple[str, str], Raw] = {}
    for holder, holder_place in (
        (entry.item, entry.item_place),
        (entry.node, entry.place),
    ):
        for index, node in enumerate(js.items(holder.get("parameters"))):
            where = holder_place.child("parameters", index)
            raw = follow(node, where, merged)
            if raw is None:
                report_lost(node, where, merged, report, "this parameter is left out")
            elif "content" in raw[0] and "name" not in raw[0]:
                # A body parameter of another file, which is a request body by now.
                raw = {**raw[0], "name": "", "in": "body"}, raw[1]
            elif not _is_name(raw[0].get("name")):
                said = "this parameter has no name; it is left out"
                report.warning("CG029", said, raw[1], hint="give it a `name`")
                raw = None
            if raw is None or merged.is_flawed(raw[1]):
                book.fault()
            if raw is None:
                continue
            told = described(raw[0]) if is_typed(raw[0]) else raw[0]
            found[str(told["name"]), str(told.get("in"))] = told, raw[1]
    return list(found.values())


def _is_name(stated: JsonValue) -> bool:
    plain = isinstance(stated, (str, int, float)) and not isinstance(stated, bool)
    return plain and str(stated).strip() != ""


def is_body(raw: Raw, entry: Entry) -> bool:
    """Whether a parameter describes a body, as those of Swagger 2.0 in other files do."""
    return raw[0].get("in") in ("body", "formData") and "requestBody" not in entry.node


def parameters_of(
    raws: Iterable[Raw],
    template: PathTemplate,
    entry: Entry,
    merged: Merged,
    book: SchemaBook,
    hint: str,
    report: Report,
) -> tuple[Parameter, ...]:
    """The arguments that parameters become: path ones in path order, then the others."""
    found: list[Parameter] = []
    asked = queried(entry.path)
    before = template.sent.partition("?")[0]
    for node, place in raws:
        where = node.get("in")
        wire = str(node["name"])
        if where in ("path", "query") and wire in asked and wire not in template.holes:
            node, where = {**node, "name": asked.pop(wire), "in": "query"}, "query"
        elif (
            where == "query" and wire in template.holes and f"{{{wire}}}" not in before
        ):
            where = "path"  # it stands in a text of the query that is in the key
        elif where == "query":
            asked = {hole: name for hole, name in asked.items() if name != wire}
        if not isinstance(where, str) or where not in _STYLES:
            said = f"a parameter in {where!r}" if "in" in node else "this parameter"
            why = "OpenAPI has none" if "in" in node else "it has no `in`"
            report.warning(
                "CG022",
                f"{said} is left out; {why}",
                place,
                hint=f"`in` is one of {', '.join(_STYLES)}",
            )
            book.fault()
            continue
        if where == "header" and not _TOKEN.fullmatch(wire):
            said = f"{wire!r} is no header name; the parameter is left out"
            report.warning("CG029", said, place, hint="a header name has no spaces")
            book.fault()
            continue
        if where == "path" and node["name"] not in template.holes:
            report.warning(
                "CG023",
                f"the path {template.sent} has no {{{node['name']}}}; the parameter is left out",
                place,
            )
            continue
        known = cast("ParameterPlace", where)
        found.append(_parameter(node, place, known, merged, book, hint, report))
    stated = {each.name.wire: each for each in found if each.where == "path"}
    for hole in (*(each for each in template.holes if each not in stated), *asked):
        report.warning(
            "CG024",
            f"{{{hole}}} is not declared as a parameter; it is taken as a string",
            entry.place,
            hint="declare it under `parameters`",
        )
    path = tuple(
        stated.get(hole) or _undeclared(hole, "path", entry) for hole in template.holes
    )
    others = [each for each in found if each.where != "path"]
    others += [_undeclared(name, "query", entry) for name in asked.values()]
    return path + tuple(others)


def _undeclared(wire: str, where: ParameterPlace, entry: Entry) -> Parameter:
    return Parameter(
        name=Name(wire, snake(wire), pascal(wire)),
        where=where,
        type=Scalar("string"),
        required=where == "path",
        style=_STYLES[where][0],
        explode=where == "query",
        place=entry.place,
    )


def _parameter(
    node: Json,
    place: Place,
    where: ParameterPlace,
    merged: Merged,
    book: SchemaBook,
    hint: str,
    report: Report,
) -> Parameter:
    wire = str(node["name"])
    content = js.mapping(node.get("content"))
    schema, schema_place = node.get("schema"), place.child("schema")
    as_json = False
    if content and (found := held(node, place, merged)):
        schema, schema_place = found.schema, found.place
        as_json = is_json(found.media)
        if schema is None and not as_json:  # a text in a form of its own
            schema = {"type": "string"}
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
        json=as_json,
        deprecated=node.get("deprecated") is True,
        place=place,
        limits=limits_of(schema, schema_place, merged),
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

"""How a list is walked: recognised from its query parameters and its answer's fields."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from calgen.ir import (
    JsonValue,
    ListOf,
    Nullable,
    Origin,
    PageStyle,
    Pagination,
    Parameter,
    Sourced,
    Success,
)
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.pagehints import first_page, way_in
from calgen.normalise.places import Node, follow
from calgen.profile import PaginationRules

Path = tuple[str, ...]


def pagination_of(
    method: str,
    parameters: tuple[Parameter, ...],
    success: Success,
    body: Node | None,
    told: Mapping[str, Origin],
    merged: Merged,
    rules: PaginationRules,
    linked: bool = False,
) -> Sourced[Pagination] | None:
    """The pagination of one operation; None when nothing shows that it has pages.

    `told` are roles that parameters play of which a description is left and no name.
    They count where the answer is known to hold a list: words say less than names.
    `linked` answers have a `Link` header.
    """
    if method != "GET":
        return None
    roles = _roles(parameters, rules)
    items, fields = _fields(success, body, merged, rules)
    style = _style(roles) or _style(told)
    if style is None or (style == "cursor" and not _leads_on(roles, fields, rules)):
        return _linked(roles, items, fields, body, linked)
    if items is None and not (
        style == "offset" and {"offset", "limit"} <= roles.keys()
    ):
        # Two parameters that mean nothing else show an offset, whatever the answer says.
        return None
    first = 1
    if style in roles:
        shown = next(p for p in parameters if p.name.wire == roles[style])
        origin = Origin(how="inferred", place=shown.place, text=shown.name.wire)
        first = first_page(shown, merged) if style == "page" else 1
    else:
        origin = told[style]
    found = Pagination(
        style=style,
        parameters=tuple(sorted(roles.items())),
        fields=(
            *((("items", items),) if items is not None else ()),
            *sorted(fields.items()),
        ),
        first=first,
    )
    return Sourced(found, origin)


def _leads_on(
    roles: dict[str, str], fields: dict[str, Path], rules: PaginationRules
) -> bool:
    """Whether an answer says with which cursor to go on: a cursor, an address, or that
    there is more after the id of its last item."""
    if "next_cursor" in fields or "next" in fields:
        return True
    return "has_more" in fields and roles.get("cursor") in rules.after


def _linked(
    roles: dict[str, str],
    items: Path | None,
    fields: dict[str, Path],
    body: Node | None,
    linked: bool,
) -> Sourced[Pagination] | None:
    """A list that names the address of its next page."""
    if items is None or body is None or not (linked or "next" in fields):
        return None
    found = Pagination(
        style="link",
        parameters=tuple(sorted(roles.items())),
        fields=(("items", items), *sorted(fields.items())),
    )
    text = ".".join(fields["next"]) if "next" in fields else "Link"
    return Sourced(found, Origin(how="inferred", place=body[1], text=text))


def _roles(parameters: Iterable[Parameter], rules: PaginationRules) -> dict[str, str]:
    """Which query parameter plays which role; the rules' order decides."""
    wires = [each.name.wire for each in parameters if each.where == "query"]
    known = {
        "cursor": rules.cursor,
        "limit": rules.limit,
        "offset": rules.offset,
        "page": rules.page,
    }
    return {
        role: next(name for name in names if name in wires)
        for role, names in known.items()
        if any(name in wires for name in names)
    }


def _style(roles: Container[str]) -> PageStyle | None:
    styles: tuple[PageStyle, ...] = ("cursor", "offset", "page")
    return next((style for style in styles if style in roles), None)


def _fields(
    success: Success, body: Node | None, merged: Merged, rules: PaginationRules
) -> tuple[Path | None, dict[str, Path]]:
    """(path to the items, paths to what tells about further pages)."""
    kind = success.type.item if isinstance(success.type, Nullable) else success.type
    if body is None:
        return None, {}
    fields = _search(body, merged, rules)
    if isinstance(kind, ListOf):
        return success.unwrap, fields
    if success.unwrap:
        return None, {}
    properties = js.mapping(body[0].get("properties"))
    for name in (*rules.items, *_only_array(body, merged)):
        if name in properties and _is_array(
            properties[name], body[1].child("properties", name), merged
        ):
            return (name,), fields
    return None, {}


def _only_array(body: Node, merged: Merged) -> tuple[str, ...]:
    node, place = body
    arrays = tuple(
        name
        for name, child in js.mapping(node.get("properties")).items()
        if _is_array(child, place.child("properties", name), merged)
    )
    return arrays if len(arrays) == 1 else ()


def _is_array(node: JsonValue, place: Place, merged: Merged) -> bool:
    found = follow(node, place, merged)
    return found is not None and js.types(found[0]) == ("array",)


def _search(body: Node, merged: Merged, rules: PaginationRules) -> dict[str, Path]:
    """Fields by role, at the top of the answer or one object below it."""
    known = {
        "next_cursor": rules.next_cursor,
        "next": rules.next,
        "has_more": rules.has_more,
        "total": rules.total,
        "total_pages": rules.total_pages,
    }
    found: dict[str, Path] = {}
    for path, (node, place) in _levels(body, merged):
        properties = js.mapping(node.get("properties"))
        for role, names in known.items():
            for name in names:
                if role in found or name not in properties:
                    continue
                below = place.child("properties", name)
                way = way_in(role, properties[name], below, merged)
                if way is not None:
                    found[role] = (*path, name, *way)
    return found


def _levels(body: Node, merged: Merged) -> Iterable[tuple[Path, Node]]:
    node, place = body
    yield (), body
    for name, child in js.mapping(node.get("properties")).items():
        below = follow(child, place.child("properties", name), merged)
        if below is not None and js.has_fields(below[0]):
            yield (name,), below

"""Lists in the query that a sentence wants as one text, with commas between the values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from calgen.ir import Json, ListOf, Parameter, TypeRef, Union
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.notes import facts_in
from calgen.normalise.places import Node, follow
from calgen.profile import Profile


def with_separators(
    parameters: Iterable[Parameter],
    raws: Sequence[Node],
    merged: Merged,
    profile: Profile,
) -> tuple[Parameter, ...]:
    """Parameters in the style that their own text states; what the keywords of their
    description state stands before any sentence."""
    stated = {place: node for node, place in raws}
    return tuple(
        (
            replace(each, explode=False)
            if each.place in stated
            and _is_joined(each, stated[each.place], merged, profile)
            else each
        )
        for each in parameters
    )


def _is_joined(
    parameter: Parameter, node: Json, merged: Merged, profile: Profile
) -> bool:
    if (parameter.where, parameter.style, parameter.json) != ("query", "form", False):
        return False
    if isinstance(node.get("explode"), bool) or not parameter.doc:
        return False
    assert parameter.place is not None
    where = parameter.place.child("schema")
    found = follow(node.get("schema"), where, merged)
    is_list = found is not None and js.types(found[0]) == ("array",)
    if not is_list and not _may_be_list(parameter.type):
        return False
    return bool(facts_in(parameter.doc, None, profile.of("separated")))


def _may_be_list(kind: TypeRef) -> bool:
    options = kind.options if isinstance(kind, Union) else (kind,)
    return any(isinstance(each, ListOf) for each in options)

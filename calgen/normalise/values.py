"""Whether a value fits a schema, and why not: for defaults and examples."""

from __future__ import annotations

import json
import operator
import re
import warnings
from typing import TypeGuard

from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.places import follow

_DEPTH = 12
_MANY = 50
# Formats that a reader checks at a glance; RFC 3339's time zone is often left out.
_FORMATS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?.*"),
    "uuid": re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
}
_BOUNDS: dict[type, tuple[str, str]] = {
    str: ("minLength", "maxLength"),
    list: ("minItems", "maxItems"),
    dict: ("minProperties", "maxProperties"),
}


def misfit(
    value: JsonValue,
    schema: JsonValue,
    place: Place,
    merged: Merged,
    *,
    whole: bool = True,
) -> str:
    """Why a value does not fit the schema that stands at `place`; '' where it fits.

    With `whole=False` objects may lack required properties, as examples often do. What
    cannot be resolved or understood counts as fitting.
    """
    return _Fitting(merged, whole).misfit(value, schema, place, 0)


def compiled(pattern: str) -> re.Pattern[str] | None:
    """A schema's pattern; None where Python cannot read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def shown(value: JsonValue) -> str:
    """A value as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


class _Fitting:
    def __init__(self, merged: Merged, whole: bool) -> None:
        self._merged = merged
        self._whole = whole

    def misfit(
        self, value: JsonValue, schema: JsonValue, place: Place, depth: int
    ) -> str:
        found = follow(schema, place, self._merged)
        if found is None or depth > _DEPTH:
            return ""
        node, where = found
        if value is None and (
            js.is_nullable(node) or js.is_nullable(js.mapping(schema))
        ):
            return ""
        return (
            self._stated(value, node)
            or self._parts(value, node, where, depth + 1)
            or _bounds(value, node)
            or self._inside(value, node, where, depth + 1)
        )

    def _stated(self, value: JsonValue, node: Json) -> str:
        if js.is_null(node):
            return "" if value is None else f"{shown(value)} is not null"
        if not js.fits(value, node) and not _integral(value, node):
            kinds = " or ".join(js.types(node))
            return f"{shown(value)} is {_called(value)}, not {_article(kinds)}"
        if "const" in node and not same(value, node["const"]):
            return f"{shown(value)} is not {shown(node['const'])}"
        values = js.items(node.get("enum"))
        if js.types(node) == ("array",) and isinstance(value, list):
            # An enum on an array means its items: a slip that normalisation mends.
            reasons = (self._stated(each, {"enum": values}) for each in value[:_MANY])
            return next(filter(None, reasons), "")
        if values and not any(same(value, each) for each in values):
            return f"{shown(value)} is none of {', '.join(map(shown, values[:8]))}"
        return ""

    def _parts(self, value: JsonValue, node: Json, place: Place, depth: int) -> str:
        for index, part in enumerate(js.items(node.get("allOf"))):
            where = place.child("allOf", index)
            if why := self.misfit(value, part, where, depth):
                return why
        for key in ("anyOf", "oneOf"):
            branches = js.items(node.get(key))
            reasons = [
                self.misfit(value, branch, place.child(key, index), depth)
                for index, branch in enumerate(branches)
            ]
            if self._whole and key == "oneOf" and reasons.count("") > 1:
                return f"{shown(value)} fits more than one branch of oneOf"
            if reasons and all(reasons):
                return (
                    reasons[0]
                    if len(reasons) == 1
                    else f"{shown(value)} fits no branch of {key}"
                )
        return ""

    def _inside(self, value: JsonValue, node: Json, place: Place, depth: int) -> str:
        if isinstance(value, list):
            for index, item in enumerate(value[:_MANY]):
                where = place.child("items")
                if why := self.misfit(item, node.get("items"), where, depth):
                    return f"item {index}: {why}"
        if isinstance(value, dict):
            properties = js.mapping(node.get("properties"))
            for key, child in properties.items():
                where = place.child("properties", key)
                if key in value and (
                    why := self.misfit(value[key], child, where, depth)
                ):
                    return f"{key}: {why}"
            missing = [r for r in js.items(node.get("required")) if r not in value]
            if self._whole and missing:
                return f"{shown(missing[0])} is missing"
        return ""


def _bounds(value: JsonValue, node: Json) -> str:
    if isinstance(value, str):
        pattern, wanted = node.get("pattern"), _FORMATS.get(str(node.get("format")))
        regex = compiled(pattern) if isinstance(pattern, str) else None
        if regex is not None and regex.search(value) is None:
            return f"{shown(value)} does not match the pattern {pattern}"
        if wanted is not None and wanted.fullmatch(value) is None:
            return f"{shown(value)} is no {node['format']}"
    if _is_number(value):
        return _range(value, node)
    if isinstance(value, (str, list, dict)):
        low, high = (node.get(key) for key in _BOUNDS[type(value)])
        if isinstance(low, int) and len(value) < low:
            return f"{shown(value)} is shorter than {low}"
        if isinstance(high, int) and len(value) > high:
            return f"{shown(value)} is longer than {high}"
    return ""


def _range(value: float, node: Json) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    above, below = node.get("exclusiveMinimum"), node.get("exclusiveMaximum")
    # OpenAPI 3.0 writes true beside the bound where 3.1 writes the bound itself.
    above = low if above is True else above
    below = high if below is True else below
    for bound, out, said in (
        (low, operator.lt, "less than"),
        (high, operator.gt, "more than"),
        (above, operator.le, "not more than"),
        (below, operator.ge, "not less than"),
    ):
        if _is_number(bound) and out(value, bound):
            return f"{shown(value)} is {said} {bound}"
    return ""


def _is_number(value: JsonValue) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(one: JsonValue, other: JsonValue) -> bool:
    """Whether two JSON values are equal; true is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _integral(value: JsonValue, node: Json) -> bool:
    """JSON Schema counts 1.0 among the integers."""
    return (
        isinstance(value, float) and value.is_integer() and "integer" in js.types(node)
    )


def _called(value: JsonValue) -> str:
    if value is None:
        return "null"
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    names |= {list: "array", dict: "object"}
    return _article(names[type(value)])


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"

"""Whether data is an Overlay document, and the actions that it holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.nearest import nearest
from calgen.overlay.data import Action
from calgen.overlay.draft import kind
from calgen.overlay.query import BadQuery, Query

_VERSION = re.compile(r"1\.[01]\.\d+")
_ROOT = ("overlay", "info", "extends", "actions")
_INFO = ("title", "version", "description")
_ACTION = ("target", "description", "update", "remove")


def actions_of(document: Document, report: Report) -> tuple[Action, ...]:
    """The actions of an Overlay document; whatever is wrong with it is reported."""
    place = Place(document)
    data = _object(document.data, "an overlay", place, report)
    if data is None:
        return ()
    version = data.get("overlay")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        said = "this is no overlay of version 1.0 or 1.1"
        at = place.child("overlay") if "overlay" in data else place
        hint = "an overlay begins with a line `overlay: 1.1.0`"
        report.error("CG033", said, at, hint=hint)
        return ()
    _fields(data, _ROOT, "an overlay", place, report)
    _info(data, place, report)
    _text(data, "extends", "an overlay", place, report)
    listed = data.get("actions")
    if not isinstance(listed, list) or not listed:
        at = place.child("actions") if "actions" in data else place
        said = "`actions` of an overlay must be a list of one action at least"
        report.error("CG033", said, at)
        return ()
    copies = version.startswith("1.1")
    return tuple(_actions(listed, place.child("actions"), copies, report))


def _info(data: Json, place: Place, report: Report) -> None:
    if "info" not in data:
        report.error("CG033", "an overlay needs `info`", place)
        return
    at = place.child("info")
    info = _object(data["info"], "`info` of an overlay", at, report)
    if info is not None:
        _fields(info, _INFO, "`info`", at, report)
        for key in _INFO:
            _text(info, key, "`info`", at, report, required=key != "description")


def _actions(
    listed: list[JsonValue], place: Place, copies: bool, report: Report
) -> Iterator[Action]:
    known = (*_ACTION, "copy") if copies else _ACTION
    for index, each in enumerate(listed):
        at = place.child(index)
        data = _object(each, "an action", at, report)
        if data is None:
            continue
        if each in listed[:index]:
            said = "the action stands twice in the overlay"
            first = place.child(listed.index(each))
            report.error("CG033", said, at, related=[first], hint="remove one of them")
        _fields(data, known, "an action", at, report)
        _text(data, "description", "an action", at, report)
        removes = data.get("remove", False)
        if not isinstance(removes, bool):
            said = f"`remove` must be true or false, not {kind(removes)}"
            report.error("CG033", said, at.child("remove"))
        if "update" in data and "copy" in data and removes is not True:
            said = "an action cannot have both `update` and `copy`"
            hint = "make two actions of it"
            report.error("CG033", said, at.child("copy"), hint=hint)
        target = _query(data, "target", at, report, required=True)
        copy = _query(data, "copy", at, report) if copies else None
        if target is not None:
            yield Action(
                target=target,
                place=at,
                update=(data["update"],) if "update" in data else None,
                copy=copy,
                remove=removes is True,
            )


def _query(
    data: Json, key: str, place: Place, report: Report, *, required: bool = False
) -> Query | None:
    text = _text(data, key, "an action", place, report, required=required)
    if text is None:
        return None
    try:
        return Query(text)
    except BadQuery as error:
        hint = "correct the query; names with other signs are quoted: $['x-name']"
        if not text.startswith("$"):
            hint = f"a query begins at the root: $.{text.removeprefix('.')}"
        said = f"{text!r} is not a JSONPath: {error}"
        report.error("CG034", said, place.child(key), hint=hint)
        return None


def _object(value: JsonValue, what: str, place: Place, report: Report) -> Json | None:
    if isinstance(value, dict):
        return value
    report.error("CG033", f"{what} must be an object, not {kind(value)}", place)
    return None


def _text(
    data: Json,
    key: str,
    what: str,
    place: Place,
    report: Report,
    *,
    required: bool = False,
) -> str | None:
    if key not in data:
        if required:
            report.error("CG033", f"{what} needs `{key}`", place)
        return None
    value = data[key]
    if not isinstance(value, str):
        said = f"`{key}` of {what} must be a string, not {kind(value)}"
        hint = "put it in quotes" if isinstance(value, int | float) else ""
        report.error("CG033", said, place.child(key), hint=hint)
        return None
    return value


def _fields(
    data: Json, known: Collection[str], what: str, place: Place, report: Report
) -> None:
    for key in data:
        if key in known or key.startswith("x-"):
            continue
        close = nearest(key, known)
        hint = f"did you mean `{close}`?" if close else f"known are {', '.join(known)}"
        if key == "copy":
            hint = "`copy` came with version 1.1: overlay: 1.1.0"
        report.error("CG033", f"{what} has no `{key}`", place.child(key), hint=hint)

"""Whether settings are known, and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from difflib import get_close_matches

from calgen import __version__
from calgen.config.data import LintIgnore
from calgen.config.file import Table
from calgen.diagnostics import Report
from calgen.location import Place

_LISTS = {"inputs", "overlays", "allow-remote", "include", "exclude"}
_TEXTS = {"output", "package", "profile", "templates", "formatter", "required-version"}
_TABLES = {"rename", "clients", "lint", "diff"}
_FORMATTERS = ("black", "none")
_IGNORE = [each.name for each in fields(LintIgnore) if each.name != "place"]


def check(table: Table, report: Report) -> None:
    """Report every setting that is unknown or of the wrong kind."""
    for key, value in table.data.items():
        if key in _LISTS:
            _check_list(key, value, table, report)
        elif key in _TEXTS:
            _check_text(key, value, table, report)
        elif key in _TABLES:
            _check_table(key, value, table, report)
        else:
            report.error(
                "CG042",
                f"unknown setting {key!r}",
                table.place(key),
                hint=meant(key, sorted(_LISTS | _TEXTS | _TABLES)),
            )
    wanted = table.data.get("required-version")
    if isinstance(wanted, str):
        _check_version(wanted, table.place("required-version"), report)


def meant(key: str, known: list[str]) -> str:
    """A hint: the word that was meant, else all that there are."""
    folded = key.casefold().replace("_", "-")
    close = get_close_matches(folded, known, 1, 0.7)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"


def _wrong(key: str, wanted: str, place: Place, report: Report) -> None:
    report.error("CG042", f"the setting {key!r} must be {wanted}", place)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def _check_list(key: str, value: object, table: Table, report: Report) -> None:
    if not isinstance(value, list):
        _wrong(key, "a list of strings", table.place(key), report)
        return
    for index, each in enumerate(value):
        if not _is_text(each):
            _wrong(key, "a list of strings", table.place(key, index), report)


def _check_text(key: str, value: object, table: Table, report: Report) -> None:
    if key == "formatter" and value not in _FORMATTERS:
        _wrong(key, "'black' or 'none'", table.place(key), report)
    elif not _is_text(value):
        _wrong(key, "a string", table.place(key), report)


def _check_table(key: str, value: object, table: Table, report: Report) -> None:
    if not isinstance(value, dict):
        _wrong(key, "a table", table.place(key), report)
    elif key == "rename":
        for name, each in value.items():
            if not _is_text(each):
                _wrong(key, "a table of strings", table.place(key, name), report)


def _check_version(wanted: str, place: Place, report: Report) -> None:
    # Few settings ask for a version, and every run would pay for this import.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        fits = __version__ in SpecifierSet(wanted)
    except InvalidSpecifier:
        report.error("CG042", f"{wanted!r} is not a version specifier", place)
        return
    if not fits:
        report.error(
            "CG043",
            f"the settings ask for calgen {wanted}, this is {__version__}",
            place,
            hint=f"pip install 'calgen{wanted}'",
        )


def lint_ignores(table: Table, report: Report) -> Iterator[LintIgnore]:
    """The `[[lint.ignore]]` tables; each needs a code and a reason."""
    lint = table.data.get("lint", {})
    listed = lint.get("ignore", [])
    for key in lint.keys() - {"ignore"}:
        said = "the setting 'lint' holds nothing but `[[lint.ignore]]` tables"
        report.error("CG042", said, table.place("lint", key))
    if not isinstance(listed, list):
        said = "'lint.ignore' must be a list of tables"
        report.error("CG042", said, table.place("lint", "ignore"))
        return
    for index, each in enumerate(listed):
        ignore = _lint_ignore(each, table.place("lint", "ignore", index), report)
        if ignore is not None:
            yield ignore


def _lint_ignore(data: object, place: Place, report: Report) -> LintIgnore | None:
    if not isinstance(data, dict):
        report.error("CG042", "a `lint.ignore` must be a table", place)
        return None
    good = True
    for key, value in data.items():
        at = place.child(key)
        if key not in _IGNORE:
            hint = meant(key, _IGNORE)
            report.error("CG042", f"a `lint.ignore` has no {key!r}", at, hint=hint)
            good = False
        elif not _is_text(value):
            report.error("CG042", f"{key!r} of a `lint.ignore` must be a string", at)
            good = False
    if not good:
        return None
    if not re.fullmatch(r"CG\d{0,3}", data.get("code", "")):
        said = "a `lint.ignore` needs a `code` like CG050"
        report.error("CG042", said, place.child("code"))
    elif not data.get("reason", "").strip():
        report.error(
            "CG042",
            f"the `lint.ignore` of {data['code']} gives no `reason`",
            place.child("reason"),
            hint="say why this finding is all right, for whoever reads it next",
        )
    else:
        return LintIgnore(**data, place=place)
    return None

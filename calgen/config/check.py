"""Whether settings are known, and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

from calgen import __version__
from calgen.config.data import LintIgnore
from calgen.config.file import Table
from calgen.config.listed import has_reason, is_text, listed
from calgen.config.meant import meant
from calgen.diagnostics import Report
from calgen.location import Place

_LISTS = {"inputs", "overlays", "allow-remote", "include", "exclude", "omit"}
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


def _wrong(key: str, wanted: str, place: Place, report: Report) -> None:
    report.error("CG042", f"the setting {key!r} must be {wanted}", place)


def _check_list(key: str, value: object, table: Table, report: Report) -> None:
    if not isinstance(value, list):
        _wrong(key, "a list of strings", table.place(key), report)
        return
    for index, each in enumerate(value):
        if not is_text(each):
            _wrong(key, "a list of strings", table.place(key, index), report)


def _check_text(key: str, value: object, table: Table, report: Report) -> None:
    if key == "formatter" and value not in _FORMATTERS:
        _wrong(key, "'black' or 'none'", table.place(key), report)
    elif not is_text(value):
        _wrong(key, "a string", table.place(key), report)


def _check_table(key: str, value: object, table: Table, report: Report) -> None:
    if not isinstance(value, dict):
        _wrong(key, "a table", table.place(key), report)
    elif key == "rename":
        for name, each in value.items():
            if not is_text(each):
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
    for data, place in listed(table, "lint", "ignore", _IGNORE, report):
        if not re.fullmatch(r"CG\d{0,3}", data.get("code", "")):
            said = "a `lint.ignore` needs a `code` like CG050"
            report.error("CG042", said, place.child("code"))
        elif has_reason(
            data, f"`lint.ignore` of {data['code']}", "finding", place, report
        ):
            yield LintIgnore(**data, place=place)

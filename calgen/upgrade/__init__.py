"""Documents of every version of OpenAPI in one form: 3.1, with the methods of 3.2.

Nothing behind this knows Swagger 2.0. What differs between 3.0, 3.1 and 3.2 in single
schemas is read where schemas are read; here is what stands somewhere else, or under
another name. Positions still point into the file as it was written.
"""

from __future__ import annotations

import re

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.location import Place
from calgen.methods import operations_in
from calgen.upgrade.addresses import named
from calgen.upgrade.modern import upgraded_openapi
from calgen.upgrade.nodes import Setting, mapping
from calgen.upgrade.parameters import described, is_typed

__all__ = ["described", "is_typed", "named", "upgraded"]


def upgraded(document: Document, report: Report) -> Document:
    """The document in the form that is read; the very same where it has that form.

    What cannot be kept is reported; a version nobody can read is an error.
    """
    document = named(document, report)
    data = document.data
    if not isinstance(data, dict):
        return document
    stated = str(data.get("swagger"))
    old = "swagger" in data and "openapi" not in data and not stated.startswith("3")
    if old and re.match(r"[01]\b", stated):
        report.error(
            "CG017",
            f"Swagger {stated} is not read",
            Place(document, "/swagger"),
            hint="convert the document to Swagger 2.0 or OpenAPI 3",
        )
        return document
    setting = Setting(document, report)
    if old:
        from calgen.upgrade.swagger import upgraded_swagger  # few documents need it

        made = upgraded_swagger(data, setting)
    else:
        made = upgraded_openapi(data, setting)
    if made is not data:
        document = document.remade(made, setting.moves)
    _note_calls_back(document, report)
    return document


def _note_calls_back(document: Document, report: Report) -> None:
    """Say once that what the server calls is none of the client's calls."""
    data = mapping(document.data)
    hooks = mapping(data.get("webhooks"))
    place = Place(document, "/webhooks")
    backs = 0
    for path, item in mapping(data.get("paths")).items():
        for _, keys, node in operations_in(mapping(item)):
            found = len(mapping(mapping(node).get("callbacks")))
            if found and not backs and not hooks:
                place = Place(document).child("paths", path, *keys, "callbacks")
            backs += found
    counted = [
        f"{count} {noun}{'s' if count > 1 else ''}"
        for count, noun in ((len(hooks), "webhook"), (backs, "callback"))
        if count
    ]
    if counted:
        said = " and ".join(counted)
        verb = "is" if len(hooks) + backs == 1 else "are"
        report.info("CG018", f"{said} {verb} the server's to call: no method", place)

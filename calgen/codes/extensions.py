"""CG076 and CG077: classes that people write beside the generated ones."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG076",
        "error",
        "an extension cannot be used",
        "A file in the folder `extensions` of the output package cannot be read, or it "
        "is not clear which of its classes takes the place of a generated one. Without "
        "it the client would lose what it adds, so nothing is written.",
        "Correct the file at the place that is shown. A class whose name begins with an "
        "underscore takes nobody's place.",
        "from .. import Client\nclass Client(Client): ...",
    ),
    Code(
        "CG077",
        "warning",
        "an extension extends nothing",
        "A class in the folder `extensions` is derived from a class that is not "
        "generated (any more), or is called like a generated class and not derived from "
        "it. The client is generated without it, and importing the file may fail.",
        "Derive it from the class that the hint names, give it another name, or remove "
        "it.",
        "from ..resources.bokings import Bookings as Generated\n"
        "class Bookings(Generated): ...",
    ),
)

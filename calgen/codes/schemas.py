"""CG046 to CG049: schemas."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG046",
        "info",
        "a discriminator maps to something that is no branch",
        "A value of the tag leads to a schema that does not exist, or that is not among "
        "the branches. A response with that value becomes the branch that fits best.",
        "Add the schema to the branches, or correct the mapping.",
        "discriminator: {propertyName: kind, mapping: {book: Misspelt}}",
    ),
    Code(
        "CG047",
        "info",
        "a type is written in other words",
        "`type` is a word of some programming language, or a format. What it means is "
        "clear, and taken.",
        "Write one of the types of JSON Schema, with a `format` where it needs one.",
        "{type: int}",
    ),
    Code(
        "CG048",
        "warning",
        "a type does not exist",
        "`type` is none of string, integer, number, boolean, array, object and null. Any "
        "value is taken there; the operation counts as degraded.",
        "Correct the type, or leave `type` out where any value is meant.",
        "{type: thing}",
    ),
)

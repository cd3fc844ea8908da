"""CG039, CG046 to CG049: schemas."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG039",
        "info",
        "a family has more heirs than a union can hold",
        "A schema with a discriminator means one of the schemas that are made of it, "
        "which is a union. Type checkers compare every member of a union with every "
        "other one; past 64 the schema stands for itself, and what an heir adds is "
        "kept beside its fields, without a type.",
        "Where a call can meet a few heirs only, list those as oneOf.",
        "components:\n  schemas:\n    Event: {discriminator: {propertyName: kind}}\n"
        "    Event1: {allOf: [{$ref: '#/components/schemas/Event'}]}\n"
        "    # … and 64 more",
    ),
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
    Code(
        "CG049",
        "info",
        "a dynamic reference is taken for a static one",
        "What a `$dynamicRef` means depends on who refers to the schema around it. A "
        "class means one thing: the anchor of that name in the same schema, else the "
        "first in the document. One that is nowhere is reported as CG020.",
        "Nothing, if that is meant; else describe each meaning as a schema of its own.",
        "Tree: {$dynamicAnchor: node, properties: {up: {$dynamicRef: '#node'}}}",
    ),
)
